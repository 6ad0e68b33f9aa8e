import { z } from 'zod';
import { scenarioNames } from './faults/scenarios.ts';

/** What the simulator needs to know; ports of 0 are any free ones. */
export interface SimulatorConfig {
  readonly host: string;
  readonly controlPort: number;
  readonly rtspPorts: readonly number[];
  readonly onvifPorts: readonly number[];
  /** What RTSP clients are told; a session that is silent half as long again ends. */
  readonly sessionTimeoutS: number;
  /** PLAY waits so long for a scene that is still being drawn; then it begins with the waiting picture. */
  readonly sceneWaitMs: number;
  readonly schools: number;
  readonly cameras: number;
  readonly seed: string;
  readonly scenario: (typeof scenarioNames)[number];
  /** Where encoded scenes are kept between starts; null: nowhere. */
  readonly cacheDir: string | null;
}

/** Names every faulty variable and its rule, never its value. */
export class SimulatorConfigError extends Error {
  override readonly name = 'SimulatorConfigError';
}

const portRule = 'a port from 0 to 65535';
const portsRule = 'the first port and how many, as in 7554+4; 0+4 takes any free ones';

function wholeNumber(rule: string, least: number, most: number) {
  return z
    .string()
    .regex(/^\d{1,6}$/u, rule)
    .transform(Number)
    .refine((value) => value >= least && value <= most, rule);
}

/** `7554+4`: four ports from 7554; `0+4`: four free ones; one port without `+`. */
const ports = z.string().transform((text, context) => {
  const match = /^(\d{1,5})(?:\+(\d{1,2}))?$/u.exec(text);
  const first = Number(match?.[1] ?? Number.NaN);
  const count = Number(match?.[2] ?? 1);
  const last = first === 0 ? 0 : first + count - 1;
  if (!(last <= 65_535 && count >= 1 && count <= 32)) {
    context.addIssue({ code: 'custom', message: portsRule });
    return z.NEVER;
  }
  return Array.from({ length: count }, (_, index) => (first === 0 ? 0 : first + index));
});

const environmentSchema = z.object({
  KHUE_SIMULATOR_HOST: z.string().min(1).default('127.0.0.1'),
  KHUE_SIMULATOR_CONTROL_PORT: wholeNumber(portRule, 0, 65_535).prefault('7600'),
  KHUE_SIMULATOR_RTSP_PORTS: ports.prefault('7554+4'),
  KHUE_SIMULATOR_ONVIF_PORTS: ports.prefault('7580+2'),
  KHUE_SIMULATOR_SESSION_TIMEOUT_S: wholeNumber('from 1 to 3600', 1, 3_600).prefault('60'),
  KHUE_SIMULATOR_SCENE_WAIT_MS: wholeNumber('from 0 to 60000', 0, 60_000).prefault('3000'),
  KHUE_SIMULATOR_SCHOOLS: wholeNumber('from 1 to 10000', 1, 10_000).prefault('24'),
  KHUE_SIMULATOR_CAMERAS: wholeNumber('from 1 to 20000', 1, 20_000).prefault('96'),
  KHUE_SIMULATOR_SEED: z.string().min(1).max(64).default('khue'),
  KHUE_SIMULATOR_SCENARIO: z.enum(scenarioNames).default('calm'),
  KHUE_SIMULATOR_CACHE_DIR: z.string().min(1).nullable().default(null),
});

/** Reads `KHUE_SIMULATOR_*`; an empty variable counts as absent. Throws SimulatorConfigError. */
export function readSimulatorConfig(environment: Readonly<Record<string, string | undefined>>): SimulatorConfig {
  const names = Object.keys(environmentSchema.shape);
  const present = names.flatMap((name) => (environment[name] ? [[name, environment[name]] as const] : []));
  const parsed = environmentSchema.safeParse(Object.fromEntries(present));
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new SimulatorConfigError(`The simulator's configuration does not fit:\n${faults.join('\n')}`);
  }
  const { data } = parsed;
  return {
    host: data.KHUE_SIMULATOR_HOST,
    controlPort: data.KHUE_SIMULATOR_CONTROL_PORT,
    rtspPorts: data.KHUE_SIMULATOR_RTSP_PORTS,
    onvifPorts: data.KHUE_SIMULATOR_ONVIF_PORTS,
    sessionTimeoutS: data.KHUE_SIMULATOR_SESSION_TIMEOUT_S,
    sceneWaitMs: data.KHUE_SIMULATOR_SCENE_WAIT_MS,
    schools: data.KHUE_SIMULATOR_SCHOOLS,
    cameras: data.KHUE_SIMULATOR_CAMERAS,
    seed: data.KHUE_SIMULATOR_SEED,
    scenario: data.KHUE_SIMULATOR_SCENARIO,
    cacheDir: data.KHUE_SIMULATOR_CACHE_DIR,
  };
}
