import { z } from 'zod';
import { createSimulator, type Simulator } from '../createSimulator.ts';
import type { SimulatorConfig } from '../config.ts';
import type { Fault } from '../faults/fault.ts';

/** A camera as the inventory lists it. */
export interface ListedCamera {
  readonly code: string;
  readonly school: string;
  readonly onvifUrl: string;
  readonly mainUrl: string;
  readonly subUrl: string;
  readonly username: string;
  readonly password: string;
}

const truthSchema = z.object({
  fault: z.object({ kind: z.string() }).nullable(),
  streams: z.array(z.object({ profile: z.string(), viewers: z.number() })),
  clockOffsetMs: z.number(),
  offered: z.array(z.object({ profile: z.string(), codec: z.string(), lastCounter: z.number().nullable() })),
  logins: z.object({ granted: z.number(), refused: z.number() }),
});

type TruthSeen = z.infer<typeof truthSchema>;

/** A running city on free ports, seen as a stranger sees it: through its inventory and its control API. */
export interface TestCity {
  readonly simulator: Simulator;
  readonly cameras: readonly ListedCamera[];
  /** Throws where there is no such camera. */
  camera(code: string): ListedCamera;
  control(method: string, path: string, body?: unknown): Promise<Response>;
  putFault(code: string, fault: Fault | { readonly kind: string }): Promise<void>;
  clearFault(code: string): Promise<void>;
  truth(code: string): Promise<TruthSeen>;
  stop(): Promise<void>;
}

const anyPorts: SimulatorConfig = {
  host: '127.0.0.1',
  controlPort: 0,
  rtspPorts: [0, 0],
  onvifPorts: [0, 0],
  sessionTimeoutS: 60,
  sceneWaitMs: 3_000,
  schools: 24,
  cameras: 96,
  seed: 'khue',
  scenario: 'calm',
  // Pictures are kept by what their encoder is made of, and those of a changed one are made anew.
  cacheDir: process.env['KHUE_SIMULATOR_CACHE_DIR'] ?? null,
};

export async function startTestCity(
  changes: Partial<SimulatorConfig> = {},
  now: () => number = Date.now,
): Promise<TestCity> {
  const simulator = await createSimulator({ ...anyPorts, ...changes }, now);
  await simulator.start();
  const base = `http://127.0.0.1:${simulator.ports().control}`;
  const control: TestCity['control'] = (method, path, body) =>
    fetch(`${base}${path}`, body === undefined ? { method } : { method, body: JSON.stringify(body) });
  const inventory = await control('GET', '/inventory/cameras.csv');
  const cameras = parseCsv(await inventory.text())
    .slice(1)
    .map(listed);
  return {
    simulator,
    cameras,
    control,
    camera: (code) => {
      const found = cameras.find((camera) => camera.code === code);
      if (found === undefined) throw new RangeError(`no camera ${code}`);
      return found;
    },
    putFault: async (code, fault) => expectStatus(await control('PUT', `/cameras/${code}/fault`, fault), 200),
    clearFault: async (code) => expectStatus(await control('DELETE', `/cameras/${code}/fault`), 204),
    truth: async (code) => truthSchema.parse(await (await control('GET', `/cameras/${code}/truth`)).json()),
    stop: () => simulator.stop(),
  };
}

function expectStatus(response: Response, status: number): void {
  if (response.status !== status) throw new Error(`the control API answered ${response.status}`);
}

function listed(row: readonly string[]): ListedCamera {
  const [code = '', school = '', , , , onvifUrl = '', mainUrl = '', subUrl = '', username = '', password = ''] = row;
  return { code, school, onvifUrl, mainUrl, subUrl, username, password };
}

/** RFC 4180. */
function parseCsv(text: string): string[][] {
  return text
    .trimEnd()
    .split('\r\n')
    .map((line) => {
      const cells = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/gu);
      return Array.from(cells, ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '');
    });
}
