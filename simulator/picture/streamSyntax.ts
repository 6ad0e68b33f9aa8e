import { BitWriter } from './bitWriter.ts';
import { nalTypes, nalUnit } from './nalUnit.ts';

/** Sizes of one stream. Coded height is whole macroblocks; what is beyond `height` is cropped at the bottom. */
export interface StreamShape {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  /** Width and height in macroblocks of 16x16. */
  readonly mbWidth: number;
  readonly mbHeight: number;
  /** level_idc (ITU-T H.264 Table A-1). */
  readonly level: number;
  /** First macroblock row of the overlay strip, which is a slice of its own. */
  readonly stripRow: number;
  /** Pixels of the picture per pixel of the 640-wide design. */
  readonly scale: number;
}

/** 640x360: 920 macroblocks, level 2.2; the strip is 24 lines high. */
export const subShape: StreamShape = shape(640, 360, 22);
/** 1280x720: 3600 macroblocks, level 3.1; the strip is 48 lines high. */
export const mainShape: StreamShape = shape(1280, 720, 31);

function shape(width: number, height: number, level: number): StreamShape {
  const scale = width / 640;
  const stripRow = (height - 24 * scale) / 16;
  return {
    width,
    height,
    frameRate: 12,
    mbWidth: width / 16,
    mbHeight: Math.ceil(height / 16),
    level,
    stripRow,
    scale,
  };
}

/** QP that a slice QP delta of zero means. */
export const baseQp = 26;
/** log2_max_frame_num: a group of pictures may have up to 256 pictures. */
const frameNumBits = 8;

/** Sequence and picture parameter sets: Constrained Baseline, BT.709 limited range, no reordering. */
export function parameterSets(stream: StreamShape): readonly Uint8Array[] {
  return [sequenceParameters(stream), pictureParameters()];
}

function sequenceParameters(stream: StreamShape): Uint8Array {
  const w = new BitWriter(64);
  w.put(66, 8);
  w.put(0b1100_0000, 8);
  w.put(stream.level, 8);
  w.ue(0);
  w.ue(frameNumBits - 4);
  w.ue(2);
  w.ue(1);
  w.put(0, 1);
  w.ue(stream.mbWidth - 1);
  w.ue(stream.mbHeight - 1);
  w.put(0b11, 2);
  const croppedLines = stream.mbHeight * 16 - stream.height;
  w.put(croppedLines > 0 ? 1 : 0, 1);
  if (croppedLines > 0) for (const offset of [0, 0, 0, croppedLines / 2]) w.ue(offset);
  w.put(1, 1);
  usability(w, stream.frameRate);
  w.trailing();
  return nalUnit(nalTypes.sequenceParameters, w.bytes());
}

/** vui_parameters (Annex E): square pixels, colours, fixed rate, and nothing held back by the decoder. */
function usability(w: BitWriter, frameRate: number): void {
  w.put(1, 1);
  w.put(1, 8);
  w.put(0, 1);
  w.put(1, 1);
  w.put(5, 3);
  w.put(0, 1);
  w.put(1, 1);
  for (let i = 0; i < 3; i++) w.put(1, 8);
  w.put(0, 1);
  w.put(1, 1);
  w.putLong(1, 32);
  w.putLong(2 * frameRate, 32);
  w.put(1, 1);
  w.put(0, 3);
  w.put(1, 1);
  w.put(1, 1);
  for (const value of [0, 0, 13, 11, 0, 1]) w.ue(value);
}

function pictureParameters(): Uint8Array {
  const w = new BitWriter(16);
  w.ue(0);
  w.ue(0);
  w.put(0, 2);
  w.ue(0);
  w.ue(0);
  w.ue(0);
  w.put(0, 3);
  w.se(baseQp - 26);
  w.se(0);
  w.se(0);
  w.put(0b100, 3);
  w.trailing();
  return nalUnit(nalTypes.pictureParameters, w.bytes());
}

export interface SliceStart {
  readonly firstMb: number;
  readonly intra: boolean;
  /** Picture of a key frame (IDR). */
  readonly idr: boolean;
  /** Pictures since the key frame. */
  readonly frameNum: number;
  /** Parity of the key frame: neighbouring key frames differ in idr_pic_id. */
  readonly idrParity: number;
  readonly qp: number;
}

/**
 * slice_header (clause 7.3.3), deblocking off. idr_pic_id is 1 or 2: both are three bits long, so that the parity of a
 * stored slice can be changed in place.
 */
export function sliceHeader(w: BitWriter, start: SliceStart): void {
  w.ue(start.firstMb);
  w.ue(start.intra ? 2 : 0);
  w.ue(0);
  w.put(start.frameNum, frameNumBits);
  if (start.idr) w.ue(1 + start.idrParity);
  if (!start.intra) w.put(0, 2);
  w.put(0, start.idr ? 2 : 1);
  w.se(start.qp - baseQp);
  w.ue(1);
}

/** Bit offset of frame_num in a NAL unit of an intra slice that starts at macroblock 0. */
const frameNumBit = 8 + 1 + 3 + 1;
const idrParityBit = frameNumBit + frameNumBits + 2;

/** The same IDR slice (first macroblock 0) with the other idr_pic_id. */
export function withOtherIdrParity(unit: Uint8Array): Uint8Array {
  const copy = unit.slice();
  const byte = idrParityBit >> 3;
  copy[byte] = (copy[byte] ?? 0) ^ (0x80 >> (idrParityBit & 7));
  return copy;
}

/**
 * The same intra slice (first macroblock 0, not IDR) with another frame_num. The bits around it are never all zero, so
 * that emulation prevention stays as it is.
 */
export function withFrameNum(unit: Uint8Array, frameNum: number): Uint8Array {
  const copy = unit.slice();
  for (let i = 0; i < frameNumBits; i++) {
    const bit = frameNumBit + i;
    const mask = 0x80 >> (bit & 7);
    const isSet = ((frameNum >> (frameNumBits - 1 - i)) & 1) === 1;
    copy[bit >> 3] = isSet ? (copy[bit >> 3] ?? 0) | mask : (copy[bit >> 3] ?? 0) & ~mask;
  }
  return copy;
}

/** The slice of a delta picture whose first `macroblocks` all stay as they were. */
export function unchangedSlice(macroblocks: number, frameNum: number): Uint8Array {
  const w = new BitWriter(16);
  sliceHeader(w, { firstMb: 0, intra: false, idr: false, frameNum, idrParity: 0, qp: baseQp });
  w.ue(macroblocks);
  w.trailing();
  return nalUnit(nalTypes.slice, w.bytes());
}
