import type { OverlayEncoder } from './overlayEncoder.ts';
import type { Overlay, PictureOptions, PictureSource } from './pictureSource.ts';
import { loopFrames } from './sceneLoop.ts';
import { parameterSets, type StreamShape, unchangedSlice, withOtherIdrParity } from './streamSyntax.ts';

/** Encoded slices of the scene, one per picture of a loop (or of one group); null while they are being made. */
export type Slices = () => readonly Uint8Array[] | null;

export interface SceneSourceParts {
  readonly stream: StreamShape;
  readonly gopFrames: number;
  readonly scene: Slices;
  readonly black: readonly Uint8Array[];
  /** Shown until the scene is there. */
  readonly waiting: readonly Uint8Array[];
  readonly strip: OverlayEncoder;
}

/** Pictures of H.264: the scene's stored slice, and the overlay's slice coded for this camera and moment. */
export function createSceneSource(parts: SceneSourceParts): PictureSource {
  const { stream, gopFrames } = parts;
  const unchanged = Array.from({ length: gopFrames }, (_, frameNum) =>
    unchangedSlice(stream.mbWidth * stream.stripRow, frameNum),
  );
  const otherParity = new WeakMap<Uint8Array, Uint8Array>();
  const keySlice = (slice: Uint8Array, parity: number): Uint8Array => {
    if (parity === 0) return slice;
    const known = otherParity.get(slice) ?? withOtherIdrParity(slice);
    otherParity.set(slice, known);
    return known;
  };
  let started = false;

  const sceneSlice = (n: number, options: PictureOptions): Uint8Array | undefined => {
    const frameNum = n % gopFrames;
    if (options.black) return parts.black[frameNum];
    const loop = parts.scene();
    if (loop !== null && frameNum === 0) started = true;
    if (loop === null || !started) return parts.waiting[frameNum];
    if (options.stillAt === undefined) return loop[n % loopFrames];
    const shown = options.stillAt % loopFrames;
    return frameNum === 0 ? loop[shown - (shown % gopFrames)] : unchanged[frameNum];
  };

  return {
    codec: 'h264',
    width: stream.width,
    height: stream.height,
    frameRate: stream.frameRate,
    gopFrames,
    parameterSets: parameterSets(stream),
    picture: (n: number, overlay: Overlay, options: PictureOptions) => {
      const frameNum = n % gopFrames;
      const idr = frameNum === 0;
      const idrParity = Math.floor(n / gopFrames) % 2;
      const slice = sceneSlice(n, options);
      if (slice === undefined) throw new RangeError(`picture ${n} is not a whole number from 0`);
      const strip = parts.strip.encode(overlay, { idr, frameNum, idrParity });
      return [idr ? keySlice(slice, idrParity) : slice, strip];
    },
  };
}
