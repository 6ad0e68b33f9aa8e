import { z } from 'zod';
import type { CameraAddress, CameraCredentials } from '@khue/domain/camera';
import { type SimulatorFault, SimulatorProcess } from '../../testing/simulatorProcess.ts';

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

/** A simulated city whose cameras are described. */
export class ForeignCity {
  readonly cameras: readonly ForeignCamera[];
  readonly #simulator: SimulatorProcess;

  private constructor(simulator: SimulatorProcess, cameras: readonly ForeignCamera[]) {
    this.#simulator = simulator;
    this.cameras = cameras;
  }

  /** 48 cameras of every make. */
  static async start(): Promise<ForeignCity> {
    const simulator = await SimulatorProcess.start({
      KHUE_SIMULATOR_SCHOOLS: '4',
      KHUE_SIMULATOR_CAMERAS: '48',
      KHUE_SIMULATOR_SEED: 'onvif',
    });
    return new ForeignCity(simulator, (await simulator.list('cameras')).map(cameraOf));
  }

  camera(code: string): ForeignCamera {
    const found = this.cameras.find((camera) => camera.code === code);
    if (found === undefined) throw new Error(`no camera ${code}`);
    return found;
  }

  async truth(code: string): Promise<Truth> {
    return truthSchema.parse(await this.#simulator.ask(`/cameras/${code}/truth`));
  }

  setFault(code: string, fault: SimulatorFault): Promise<void> {
    return this.#simulator.setFault(code, fault);
  }

  clearFault(code: string): Promise<void> {
    return this.#simulator.clearFault(code);
  }

  stop(): Promise<void> {
    return this.#simulator.stop();
  }
}

/** Columns: code, school, name, zone, bearing, ONVIF, RTSP main, RTSP sub, user name, password, synthetic. */
function cameraOf(row: readonly string[]): ForeignCamera {
  const [code = '', , , , , onvif = '', main = '', sub = '', username = '', password = ''] = row;
  const address = { onvifUrl: onvif || null, rtspMainUrl: main || null, rtspSubUrl: sub || null };
  return { code, address, credentials: { username, password } };
}
