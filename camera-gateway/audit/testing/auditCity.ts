import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { cameraZoneSchema } from '@khue/domain/camera';
import type { CameraInput, SchoolInput } from '@khue/store/store';

const readySchema = z.object({ msg: z.literal('ready'), control: z.int() });
const truthSchema = z.array(
  z.object({ code: z.string(), expected: z.record(z.string(), z.enum(['PASS', 'WARN', 'FAIL', 'UNKNOWN', 'N/A'])) }),
);
const startTimeoutMs = 60_000;

/** The simulator in a process of its own, with its lists as the store takes them. */
export class AuditCity {
  readonly schools: readonly SchoolInput[];
  readonly cameras: readonly CameraInput[];
  readonly #process: ChildProcess;
  readonly #control: string;

  private constructor(
    process: ChildProcess,
    control: string,
    lists: { readonly schools: readonly SchoolInput[]; readonly cameras: readonly CameraInput[] },
  ) {
    this.#process = process;
    this.#control = control;
    this.schools = lists.schools;
    this.cameras = lists.cameras;
  }

  /** On free ports. */
  static async start(schools: number, cameras: number): Promise<AuditCity> {
    const main = fileURLToPath(new URL('../../../simulator/main.ts', import.meta.url));
    const child = spawn(process.execPath, [main], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        KHUE_SIMULATOR_CONTROL_PORT: '0',
        KHUE_SIMULATOR_RTSP_PORTS: '0+2',
        KHUE_SIMULATOR_ONVIF_PORTS: '0+2',
        // Nobody looks at the pictures here.
        KHUE_SIMULATOR_SCENE_WAIT_MS: '0',
        KHUE_SIMULATOR_SCHOOLS: String(schools),
        KHUE_SIMULATOR_CAMERAS: String(cameras),
      },
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), startTimeoutMs);
    for await (const line of createInterface({ input: child.stdout })) {
      const ready = readySchema.safeParse(JSON.parse(line));
      if (!ready.success) continue;
      clearTimeout(timer);
      child.stdout.resume();
      const control = `http://127.0.0.1:${ready.data.control}`;
      const list = async (name: string) => rowsOf(await (await fetch(`${control}/inventory/${name}.csv`)).text());
      const lists = { schools: (await list('schools')).map(schoolOf), cameras: (await list('cameras')).map(cameraOf) };
      return new AuditCity(child, control, lists);
    }
    throw new Error('the simulator does not start');
  }

  /** Expected results by code of the camera, then by rule. */
  async truth(): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
    const response = await fetch(`${this.#control}/audit-truth`);
    return new Map(truthSchema.parse(await response.json()).map(({ code, expected }) => [code, expected]));
  }

  async fault(code: string, fault: { readonly kind: string; readonly [name: string]: string | number }): Promise<void> {
    const response = await fetch(`${this.#control}/cameras/${code}/fault`, {
      method: 'PUT',
      body: JSON.stringify(fault),
    });
    if (!response.ok) throw new Error(`no fault: ${response.status}`);
  }

  async stop(): Promise<void> {
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await gone;
  }
}

/** RFC 4180, without the head. */
function rowsOf(text: string): string[][] {
  const lines = text.trimEnd().split('\r\n').slice(1);
  return lines.map((line) =>
    Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/gu), ([, quoted, bare]) =>
      (quoted?.replaceAll('""', '"') ?? bare ?? '').trim(),
    ),
  );
}

function schoolOf([code = '', name = '', shortName = '', , address = '', lat = '', lon = '']: string[]): SchoolInput {
  const place = { lat: Number(lat), lon: Number(lon), wardCode: null };
  return { code, name, shortName, levels: ['04'], address, ...place, synthetic: true };
}

function cameraOf(row: string[]): CameraInput {
  const [code = '', schoolCode = '', name = '', zone, bearing, onvifUrl, main, sub, username = '', password = ''] = row;
  return {
    code,
    schoolCode,
    name,
    zone: cameraZoneSchema.parse(zone),
    bearing: Number(bearing),
    synthetic: true,
    address: { onvifUrl: onvifUrl || null, rtspMainUrl: main || null, rtspSubUrl: sub || null },
    credentials: { username, password },
  };
}
