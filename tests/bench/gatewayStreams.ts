import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { type GatewayProcess, startGatewayProcess } from '../house/gatewayProcess.ts';
import { measureUsage, type Usage } from '../house/processUsage.ts';
import { until } from '../house/until.ts';
import { type ClipServer, startClipServer } from './clipServer.ts';
import type { BenchContext, Figure } from './figure.ts';

const streamCounts = [1, 8, 32] as const;
const settleMs = 6_000;
const measuredMs = 20_000;
const startDeadlineMs = 30_000;
/** Less than this share of what the source sends means that the work was not done. */
const leastDelivered = 0.9;

/** What has reached the reader so far. */
interface Delivered {
  /** Streams of which something came. */
  readonly streams: number;
  readonly bytes: number;
}

interface Measured extends Usage {
  readonly megabitsPerSecond: number;
}

/** Waits until all streams flow, lets them settle, measures one process. */
async function measure(
  pid: number,
  streams: number,
  delivered: () => Delivered,
  signal: AbortSignal,
): Promise<Measured> {
  const flows = (seen: Delivered): boolean => seen.streams === streams;
  await until(`${streams} streams`, async () => delivered(), flows, startDeadlineMs);
  await setTimeout(settleMs, undefined, { signal });
  const before = delivered().bytes;
  const began = performance.now();
  const usage = measureUsage(pid);
  await setTimeout(measuredMs, undefined, { signal });
  const megabitsPerSecond = ((delivered().bytes - before) * 8) / (performance.now() - began) / 1_000;
  return { ...usage(), megabitsPerSecond };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

const tallySchema = z.object({ channels: z.number(), bytes: z.number() });

/** One viewer of so many streams over one WebSocket, reading in a process of its own. */
async function watchAll(gateway: GatewayProcess, streams: number, signal: AbortSignal): Promise<Measured> {
  const viewer = fork(new URL('viewerProcess.ts', import.meta.url), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  let delivered: Delivered = { streams: 0, bytes: 0 };
  viewer.on('message', (message) => {
    const { channels, bytes } = tallySchema.parse(message);
    delivered = { streams: channels, bytes };
  });
  try {
    const tickets = gateway.cameras.slice(0, streams).map((camera) => gateway.ticket(camera));
    viewer.send({ url: `ws://127.0.0.1:${gateway.port}/video`, tickets });
    return await measure(gateway.pid, streams, () => delivered, signal);
  } finally {
    await end(viewer);
  }
}

async function measureGateway(source: ClipServer, streams: number, signal: AbortSignal): Promise<Measured> {
  const gateway = await startGatewayProcess({
    cameraUrls: Array.from({ length: streams }, (_, i) => source.url(i)),
    // Probes are measured elsewhere, and cost the source more than it costs to ask.
    environment: { KHUE_PROBE_INTERVAL_MS: '3600000' },
  });
  try {
    return await watchAll(gateway, streams, signal);
  } finally {
    await gateway.stop();
  }
}

/** One GStreamer process that does the same: RTSP over TCP in, a fragment for every picture out, to a socket each. */
async function measureGStreamer(source: ClipServer, streams: number, signal: AbortSignal): Promise<Measured> {
  let reached = 0;
  let bytes = 0;
  const reader = createServer((socket) => {
    socket.once('data', () => {
      reached += 1;
    });
    socket.on('data', (chunk) => {
      bytes += chunk.length;
    });
    socket.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(reader, 'listening');
  const { port } = z.object({ port: z.number() }).parse(reader.address());
  const branch = (camera: number): string =>
    `rtspsrc location=${source.url(camera)} protocols=tcp latency=0 ! rtph264depay ! h264parse
     ! mp4mux fragment-duration=40 streamable=true ! tcpclientsink host=127.0.0.1 port=${port} sync=false`;
  const branches = Array.from({ length: streams }, (_, i) => branch(i)).join(' ');
  const child = spawn('gst-launch-1.0', ['-q', ...branches.split(/\s+/u)], { stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    return await measure(z.number().parse(child.pid), streams, () => ({ streams: reached, bytes }), signal);
  } finally {
    await end(child);
    reader.close();
  }
}

async function pair(source: ClipServer, streams: number, { say, signal }: BenchContext): Promise<readonly Figure[]> {
  const ours = await measureGateway(source, streams, signal);
  const theirs = await measureGStreamer(source, streams, signal);
  const wanted = source.megabitsPerSecond * streams * leastDelivered;
  for (const [name, { megabitsPerSecond }] of Object.entries({ gateway: ours, gstreamer: theirs })) {
    say(`${streams} streams, ${name}: ${megabitsPerSecond.toFixed(1)} Mbit/s reached the reader`);
    if (megabitsPerSecond < wanted) throw new Error(`${name} did not deliver ${streams} streams`);
  }
  const peer = 'gstreamer';
  return [
    {
      name: `gatewayCpu${streams}`,
      value: ours.cpuPercent,
      unit: '% of a core',
      peer: { name: peer, value: theirs.cpuPercent },
    },
    { name: `gatewayRss${streams}`, value: ours.rssMb, unit: 'MB', peer: { name: peer, value: theirs.rssMb } },
  ];
}

/** What 1, 8 and 32 cameras of 2 Mbit/s cost the gateway for one viewer, and GStreamer for the same work. */
export async function* gatewayStreams(context: BenchContext): AsyncGenerator<Figure> {
  context.say('encoding the clip of 90 s');
  const source = await startClipServer(context.signal);
  try {
    context.say(`source: 1920x1080, 25 pictures a second, ${source.megabitsPerSecond.toFixed(2)} Mbit/s, measured`);
    for (const streams of streamCounts) yield* await pair(source, streams, context);
  } finally {
    await source.stop();
  }
}
