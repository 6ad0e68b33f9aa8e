import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { ConfigurationError } from '@khue/domain/environment';
import { writeWholeFile } from './wholeFile.ts';

const portSchema = z.int().min(1).max(65_535);

/** Ports inside the machine. The simulator's stay the same from start to start: the inventory names them. */
const internalPortsSchema = z.object({
  bus: portSchema,
  gateway: portSchema,
  simulatorControl: portSchema,
  /** First of as many ports in a row as the simulator opens. */
  simulatorRtsp: portSchema,
  simulatorOnvif: portSchema,
});
export type InternalPorts = z.infer<typeof internalPortsSchema>;

/** How many ports in a row the simulator opens for RTSP, and as many for ONVIF. */
export const simulatorPortCount = 4;

async function isFree(port: number, host: string): Promise<boolean> {
  const probe = createServer();
  return new Promise((done) => {
    probe.once('error', () => done(false));
    probe.listen(port, host, () => probe.close(() => done(true)));
  });
}

/** Throws a ConfigurationError with one sentence where the address people open is taken. */
export async function checkPort(port: number, host: string): Promise<void> {
  if (await isFree(port, host)) return;
  throw new ConfigurationError(
    `Cổng ${port} đang được chương trình khác dùng. Hãy chọn cổng khác: npm start -- --port ${port + 1}`,
  );
}

async function freeRun(count: number, from: number): Promise<number> {
  for (let first = from; first + count < 60_000; first += count) {
    const free = await Promise.all(Array.from({ length: count }, (_, i) => isFree(first + i, '127.0.0.1')));
    if (free.every(Boolean)) return first;
  }
  throw new ConfigurationError('Máy không còn cổng mạng nội bộ nào trống.');
}

/** Where the search for free ports begins: below the range that systems hand out for outgoing connections. */
const searchFrom = 21_000;

async function choosePorts(): Promise<InternalPorts> {
  const count = 3 + 2 * simulatorPortCount;
  const first = await freeRun(count, searchFrom + Math.floor(Math.random() * 700) * count);
  return {
    bus: first,
    gateway: first + 1,
    simulatorControl: first + 2,
    simulatorRtsp: first + 3,
    simulatorOnvif: first + 3 + simulatorPortCount,
  };
}

async function allFree(ports: InternalPorts): Promise<boolean> {
  const runs = [ports.simulatorRtsp, ports.simulatorOnvif].flatMap((first) =>
    Array.from({ length: simulatorPortCount }, (_, i) => first + i),
  );
  const checks = [ports.bus, ports.gateway, ports.simulatorControl, ...runs].map((port) => isFree(port, '127.0.0.1'));
  return (await Promise.all(checks)).every(Boolean);
}

/** Tiers of a start that was killed leave within this time. */
const leftBehindMs = 6_000;

async function freeSoon(ports: InternalPorts): Promise<boolean> {
  const deadline = performance.now() + leftBehindMs;
  while (!(await allFree(ports))) {
    if (performance.now() > deadline) return false;
    await setTimeout(100);
  }
  return true;
}

/** The ports of the last start; null where there was none, or its file is not whole. */
export function keptPorts(file: string): InternalPorts | null {
  if (!existsSync(file)) return null;
  try {
    return internalPortsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** The ports of the last start where they are free (or soon will be), otherwise new ones, kept in a file. */
export async function internalPorts(file: string): Promise<InternalPorts> {
  const kept = keptPorts(file);
  if (kept !== null && (await freeSoon(kept))) return kept;
  const ports = await choosePorts();
  writeWholeFile(file, `${JSON.stringify(ports, null, 2)}\n`);
  return ports;
}
