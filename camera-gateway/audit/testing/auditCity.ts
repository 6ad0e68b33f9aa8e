import { z } from 'zod';
import { cameraZoneSchema } from '@khue/domain/camera';
import type { CameraInput, SchoolInput } from '@khue/store/store';
import { type SimulatorFault, SimulatorProcess } from '../../testing/simulatorProcess.ts';

const truthSchema = z.array(
  z.object({ code: z.string(), expected: z.record(z.string(), z.enum(['PASS', 'WARN', 'FAIL', 'UNKNOWN', 'N/A'])) }),
);

const summarySchema = z.array(z.object({ school: z.string(), streams: z.array(z.object({ viewers: z.int() })) }));

/** A simulated city to be audited, with its lists as the store takes them. */
export class AuditCity {
  readonly schools: readonly SchoolInput[];
  readonly cameras: readonly CameraInput[];
  readonly #simulator: SimulatorProcess;

  private constructor(simulator: SimulatorProcess, schools: readonly SchoolInput[], cameras: readonly CameraInput[]) {
    this.#simulator = simulator;
    this.schools = schools;
    this.cameras = cameras;
  }

  static async start(schools: number, cameras: number): Promise<AuditCity> {
    const simulator = await SimulatorProcess.start({
      // Nobody looks at the pictures here.
      KHUE_SIMULATOR_SCENE_WAIT_MS: '0',
      KHUE_SIMULATOR_SCHOOLS: String(schools),
      KHUE_SIMULATOR_CAMERAS: String(cameras),
    });
    return new AuditCity(
      simulator,
      (await simulator.list('schools')).map(schoolOf),
      (await simulator.list('cameras')).map(cameraOf),
    );
  }

  /** Expected results by code of the camera, then by rule. */
  async truth(): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
    const told = truthSchema.parse(await this.#simulator.ask('/audit-truth'));
    return new Map(told.map(({ code, expected }) => [code, expected]));
  }

  /** How many watch the streams of each camera. */
  async watched(): Promise<{ readonly school: string; readonly viewers: number }[]> {
    const told = summarySchema.parse(await this.#simulator.ask('/cameras'));
    return told.map(({ school, streams }) => ({
      school,
      viewers: streams.reduce((sum, { viewers }) => sum + viewers, 0),
    }));
  }

  fault(code: string, fault: SimulatorFault): Promise<void> {
    return this.#simulator.setFault(code, fault);
  }

  stop(): Promise<void> {
    return this.#simulator.stop();
  }
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
