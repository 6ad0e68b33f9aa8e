import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { CameraAddress, CameraCredentials } from '@khue/domain/camera';

/** A camera as the simulator's own list has it. */
export interface ForeignCamera {
  readonly code: string;
  readonly address: CameraAddress;
  readonly credentials: CameraCredentials;
}

const truthSchema = z.object({
  clockOffsetMs: z.number(),
  offered: z.array(
    z.object({
      profile: z.enum(['main', 'sub']),
      codec: z.string(),
      width: z.number(),
      height: z.number(),
      frameRate: z.number(),
    }),
  ),
  logins: z.object({ granted: z.number(), refused: z.number() }),
});
export type Truth = z.infer<typeof truthSchema>;

const readySchema = z.object({ msg: z.literal('ready'), control: z.int() });
const startTimeoutMs = 60_000;

/** The simulator in a process of its own: a stranger that is spoken to over the network alone. */
export class ForeignCity {
  readonly cameras: readonly ForeignCamera[];
  readonly #process: ChildProcess;
  readonly #control: string;

  private constructor(process: ChildProcess, control: string, cameras: readonly ForeignCamera[]) {
    this.#process = process;
    this.#control = control;
    this.cameras = cameras;
  }

  /** 48 cameras of every make, on free ports. */
  static async start(): Promise<ForeignCity> {
    const main = fileURLToPath(new URL('../../../simulator/main.ts', import.meta.url));
    const child = spawn(process.execPath, [main], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        KHUE_SIMULATOR_CONTROL_PORT: '0',
        KHUE_SIMULATOR_RTSP_PORTS: '0+2',
        KHUE_SIMULATOR_ONVIF_PORTS: '0+2',
        KHUE_SIMULATOR_SCHOOLS: '4',
        KHUE_SIMULATOR_CAMERAS: '48',
        KHUE_SIMULATOR_SEED: 'onvif',
      },
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), startTimeoutMs);
    for await (const line of createInterface({ input: child.stdout })) {
      const ready = readySchema.safeParse(JSON.parse(line));
      if (!ready.success) continue;
      clearTimeout(timer);
      child.stdout.resume();
      const control = `http://127.0.0.1:${ready.data.control}`;
      const list = await fetch(`${control}/inventory/cameras.csv`);
      return new ForeignCity(child, control, readList(await list.text()));
    }
    throw new Error('the simulator does not start');
  }

  camera(code: string): ForeignCamera {
    const found = this.cameras.find((camera) => camera.code === code);
    if (found === undefined) throw new Error(`no camera ${code}`);
    return found;
  }

  async truth(code: string): Promise<Truth> {
    const response = await fetch(`${this.#control}/cameras/${code}/truth`);
    return truthSchema.parse(await response.json());
  }

  async setFault(code: string, fault: Readonly<Record<string, unknown>>): Promise<void> {
    const response = await fetch(`${this.#control}/cameras/${code}/fault`, {
      method: 'PUT',
      body: JSON.stringify(fault),
    });
    if (!response.ok) throw new Error(`the simulator refuses the fault: HTTP ${response.status}`);
  }

  async clearFault(code: string): Promise<void> {
    await fetch(`${this.#control}/cameras/${code}/fault`, { method: 'DELETE' });
  }

  async stop(): Promise<void> {
    const gone = once(this.#process, 'close');
    this.#process.kill('SIGTERM');
    await gone;
  }
}

/** Columns: code, school, name, zone, bearing, ONVIF, RTSP main, RTSP sub, user name, password, synthetic. */
function readList(csv: string): ForeignCamera[] {
  return csv
    .split('\r\n')
    .slice(1)
    .filter((row) => row !== '')
    .map((row) => {
      const [code = '', , , , , onvif = '', main = '', sub = '', username = '', password = ''] = cells(row);
      const address = { onvifUrl: onvif || null, rtspMainUrl: main || null, rtspSubUrl: sub || null };
      return { code, address, credentials: { username, password } };
    });
}

function cells(row: string): string[] {
  return Array.from(row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/gu), ([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  );
}
