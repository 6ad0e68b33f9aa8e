import { type CameraRoster, type CameraState, codecOf } from '../cameraState.ts';
import type { Profile } from '../city/city.ts';
import type { Fault } from '../faults/fault.ts';
import type { LiveStreams } from '../rtsp/liveStreams.ts';

/** One line of `GET /cameras`. */
export interface CameraSummary {
  readonly code: string;
  readonly school: string;
  readonly fault: Fault | null;
  /** Streams that someone watches, with how many do. */
  readonly streams: readonly { readonly profile: Profile; readonly viewers: number }[];
}

/** What is true of a camera now, to hold what the house says against. */
export interface CameraTruth extends CameraSummary {
  readonly nowMs: number;
  readonly faultSinceMs: number | null;
  /** The camera's clock minus the real one, ms. */
  readonly clockOffsetMs: number;
  readonly offered: readonly OfferedStream[];
  readonly logins: { readonly granted: number; readonly refused: number };
}

interface OfferedStream {
  readonly profile: Profile;
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly gopFrames: number;
  /** Counter drawn on the last picture that was sent; null: none yet. */
  readonly lastCounter: number | null;
}

const profiles: readonly Profile[] = ['main', 'sub'];

export function cameraSummary(state: CameraState, roster: CameraRoster, streams: LiveStreams): CameraSummary {
  const watched = profiles
    .map((profile) => ({ profile, viewers: streams.viewers(state, profile) }))
    .filter(({ viewers }) => viewers > 0);
  const { code, schoolCode } = state.camera;
  return { code, school: schoolCode, fault: roster.board.get(code)?.fault ?? null, streams: watched };
}

export function cameraTruth(state: CameraState, roster: CameraRoster, streams: LiveStreams): CameraTruth {
  const { code } = state.camera;
  const tenSeconds = roster.board.has(code, 'key_frame_10s') !== null;
  const offered = profiles.flatMap((profile): readonly OfferedStream[] => {
    const source = codecOf(state.camera, profile) === null ? null : streams.source(state, profile, tenSeconds);
    if (source === null) return [];
    const { codec, width, height, frameRate, gopFrames } = source;
    return [{ profile, codec, width, height, frameRate, gopFrames, lastCounter: state.lastCounter[profile] }];
  });
  return {
    ...cameraSummary(state, roster, streams),
    nowMs: roster.now(),
    faultSinceMs: roster.board.get(code)?.sinceMs ?? null,
    clockOffsetMs: roster.clockOffsetMs(state),
    offered,
    logins: { ...state.logins },
  };
}
