import { unchangedSlices } from './hevc/encodedLoop.ts';
import { parameterSets as hevcParameterSets } from './hevc/parameterSets.ts';
import type { StripEncoder } from './hevc/stripEncoder.ts';
import type { OverlayEncoder } from './overlayEncoder.ts';
import type { OverlayText } from './overlayUnits.ts';
import { parameterSets, type StreamShape, unchangedSlice, withOtherIdrParity } from './streamSyntax.ts';

/** A picture's place: pictures since its key picture, and which group of pictures it is in. */
export interface PicturePlace {
  readonly frameNum: number;
  readonly group: number;
}

/** What the two codecs do differently when pictures are put together of slices. */
export interface StreamCoding {
  readonly codec: 'h264' | 'h265';
  readonly parameterSets: readonly Uint8Array[];
  /** By frameNum: the scene's slice that leaves all as it was. */
  readonly unchanged: readonly Uint8Array[];
  /** The scene's stored slice of a key picture, made fit for its group. */
  keySlice(slice: Uint8Array, group: number): Uint8Array;
  strip(overlay: OverlayText, place: PicturePlace): Uint8Array;
}

/** H.264: neighbouring key pictures differ in idr_pic_id. */
export function h264Coding(stream: StreamShape, strip: OverlayEncoder, gopFrames: number): StreamCoding {
  const otherParity = new WeakMap<Uint8Array, Uint8Array>();
  return {
    codec: 'h264',
    parameterSets: parameterSets(stream),
    unchanged: Array.from({ length: gopFrames }, (_, frameNum) =>
      unchangedSlice(stream.mbWidth * stream.stripRow, frameNum),
    ),
    keySlice: (slice, group) => {
      if (group % 2 === 0) return slice;
      const known = otherParity.get(slice) ?? withOtherIdrParity(slice);
      otherParity.set(slice, known);
      return known;
    },
    strip: (overlay, { frameNum, group }) =>
      strip.encode(overlay, { idr: frameNum === 0, frameNum, idrParity: group % 2 }),
  };
}

export function h265Coding(stream: StreamShape, strip: StripEncoder, gopFrames: number): StreamCoding {
  return {
    codec: 'h265',
    parameterSets: hevcParameterSets(stream),
    unchanged: unchangedSlices(stream, gopFrames),
    keySlice: (slice) => slice,
    strip: (overlay, { frameNum }) => strip.encode(overlay, frameNum),
  };
}
