import type { Overlay, PictureOptions, PictureSource } from './pictureSource.ts';
import { loopFrames } from './sceneLoop.ts';
import type { StreamCoding } from './streamCoding.ts';
import type { StreamShape } from './streamSyntax.ts';

/** Encoded slices of the scene, one per picture of a loop (or of one group); null while they are being made. */
export type Slices = () => readonly Uint8Array[] | null;

export interface SceneSourceParts {
  readonly stream: StreamShape;
  readonly coding: StreamCoding;
  readonly gopFrames: number;
  readonly scene: Slices;
  readonly black: readonly Uint8Array[];
  /** Shown until the scene is there. */
  readonly waiting: readonly Uint8Array[];
}

/** Pictures: the scene's stored slice, and the overlay's slice coded for this camera and moment. */
export function createSceneSource(parts: SceneSourceParts): PictureSource {
  const { stream, coding, gopFrames } = parts;
  let started = false;

  const sceneSlice = (n: number, options: PictureOptions): Uint8Array | undefined => {
    const frameNum = n % gopFrames;
    if (options.black) return parts.black[frameNum];
    const loop = parts.scene();
    if (loop !== null && frameNum === 0) started = true;
    if (loop === null || !started) return parts.waiting[frameNum];
    if (options.stillAt === undefined) return loop[n % loopFrames];
    const shown = options.stillAt % loopFrames;
    return frameNum === 0 ? loop[shown - (shown % gopFrames)] : coding.unchanged[frameNum];
  };

  return {
    codec: coding.codec,
    width: stream.width,
    height: stream.height,
    frameRate: stream.frameRate,
    gopFrames,
    parameterSets: coding.parameterSets,
    picture: (n: number, overlay: Overlay, options: PictureOptions) => {
      const place = { frameNum: n % gopFrames, group: Math.floor(n / gopFrames) };
      const slice = sceneSlice(n, options);
      if (slice === undefined) throw new RangeError(`picture ${n} is not a whole number from 0`);
      const strip = coding.strip(overlay, place);
      return [place.frameNum === 0 ? coding.keySlice(slice, place.group) : slice, strip];
    },
  };
}
