import type { Camera, City, Profile } from './city/city.ts';
import type { FaultBoard } from './faults/faultBoard.ts';

/** How the account of the inventory fared so far; a client that hammers shows here. */
export interface LoginCounts {
  granted: number;
  refused: number;
}

/** A camera while it runs: what every server needs to know of it besides its description. */
export interface CameraState {
  readonly camera: Camera;
  readonly logins: LoginCounts;
  /** Last counter drawn on a picture that was sent; null: none yet. */
  readonly lastCounter: { main: number | null; sub: number | null };
}

/** All cameras by code, their clocks and their faults. */
export class CameraRoster {
  readonly board: FaultBoard;
  readonly #states: ReadonlyMap<string, CameraState>;
  readonly #now: () => number;

  constructor(city: City, board: FaultBoard, now: () => number) {
    this.board = board;
    this.#now = now;
    this.#states = new Map(city.cameras.map((camera) => [camera.code, newState(camera)]));
  }

  get(code: string): CameraState | null {
    return this.#states.get(code) ?? null;
  }

  all(): Iterable<CameraState> {
    return this.#states.values();
  }

  /** Real time, ms since the Unix epoch. */
  now(): number {
    return this.#now();
  }

  /** The camera's clock minus the real one, ms. */
  clockOffsetMs({ camera }: CameraState): number {
    return camera.clockOffsetMs + (this.board.has(camera.code, 'clock_drift')?.offsetMs ?? 0);
  }

  /** What the camera takes for the time, ms since the Unix epoch. */
  clockMs(state: CameraState): number {
    return this.#now() + this.clockOffsetMs(state);
  }

  /** The account that works; under `wrong_password` it is not the one of the inventory. */
  account({ camera }: CameraState): { readonly username: string; readonly password: string } {
    const { code, username, password } = camera;
    if (this.board.has(code, 'wrong_password') === null) return { username, password };
    return { username, password: `${password}-changed-on-site` };
  }
}

function newState(camera: Camera): CameraState {
  return { camera, logins: { granted: 0, refused: 0 }, lastCounter: { main: null, sub: null } };
}

/** The codec of a stream; null: the camera has no such stream. */
export function codecOf(camera: Camera, profile: Profile): 'h264' | 'h265' | null {
  return profile === 'main' ? camera.codecs.main : camera.codecs.sub;
}
