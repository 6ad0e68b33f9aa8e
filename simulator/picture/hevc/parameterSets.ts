import { BitWriter } from '../bitWriter.ts';
import { emulationPrevented } from '../nalUnit.ts';
import type { StreamShape } from '../streamSyntax.ts';

/** nal_unit_type values used here (ITU-T H.265 Table 7-1). */
const nalTypes = { delta: 1, idr: 20, videoParameters: 32, sequenceParameters: 33, pictureParameters: 34 } as const;
/** QP that a slice QP delta of zero means. */
const baseQp = 26;
/** log2_max_pic_order_cnt_lsb: a group of pictures may have up to 256 pictures. */
const orderCountBits = 8;
/** Bits of luma and chroma samples in PCM units: text is drawn in few shades, and chroma is grey alone. */
export const pcmBits = { luma: 4, chroma: 1 } as const;

/** A NAL unit of layer 0 without start code. */
function nalUnit(type: number, payload: Uint8Array): Uint8Array {
  return emulationPrevented(Uint8Array.of(type << 1, 1), payload);
}

/**
 * Video, sequence and picture parameter sets: Main profile, coding tree blocks of 16, units of 16 and 8, transforms
 * without further splits, PCM, no loop filters, BT.709 limited range, no reordering.
 */
export function parameterSets(stream: StreamShape): readonly Uint8Array[] {
  return [videoParameters(stream), sequenceParameters(stream), pictureParameters()];
}

function videoParameters(stream: StreamShape): Uint8Array {
  const w = new BitWriter(64);
  w.put(0b0000_1100_0000_0001, 16);
  w.put(0xffff, 16);
  profileAndLevel(w, stream);
  ordering(w);
  w.put(0, 6);
  w.ue(0);
  w.put(0, 2);
  w.trailing();
  return nalUnit(nalTypes.videoParameters, w.bytes());
}

/** profile_tier_level (clause 7.3.3): Main, progressive; level 2.1 up to 245,760 samples a picture, else 3.1. */
function profileAndLevel(w: BitWriter, stream: StreamShape): void {
  w.put(1, 8);
  w.putLong(0x6000_0000, 32);
  w.put(0b1001, 4);
  w.putLong(0, 32);
  w.put(0, 12);
  w.put(stream.width * stream.height <= 245_760 ? 63 : 93, 8);
}

/** Two pictures kept, none held back. */
function ordering(w: BitWriter): void {
  w.put(1, 1);
  for (const value of [1, 0, 0]) w.ue(value);
}

function sequenceParameters(stream: StreamShape): Uint8Array {
  const w = new BitWriter(128);
  w.put(0b0000_0001, 8);
  profileAndLevel(w, stream);
  w.ue(0);
  w.ue(1);
  w.ue(stream.width);
  w.ue(stream.height);
  w.put(0, 1);
  w.ue(0);
  w.ue(0);
  w.ue(orderCountBits - 4);
  ordering(w);
  for (const value of [0, 1, 0, 2, 0, 0]) w.ue(value);
  w.put(0b0001, 4);
  w.put(pcmBits.luma - 1, 4);
  w.put(pcmBits.chroma - 1, 4);
  w.ue(0);
  w.ue(1);
  w.put(1, 1);
  w.ue(1);
  for (const value of [1, 0, 0]) w.ue(value);
  w.put(0b1000, 4);
  usability(w, stream.frameRate);
  w.put(0, 1);
  w.trailing();
  return nalUnit(nalTypes.sequenceParameters, w.bytes());
}

/** vui_parameters (Annex E): square pixels, colours, frame rate. */
function usability(w: BitWriter, frameRate: number): void {
  w.put(1, 1);
  w.put(1, 1);
  w.put(1, 8);
  w.put(0, 1);
  w.put(1, 1);
  w.put(5, 3);
  w.put(0b01, 2);
  for (let i = 0; i < 3; i++) w.put(1, 8);
  w.put(0, 5);
  w.put(1, 1);
  w.putLong(1, 32);
  w.putLong(frameRate, 32);
  w.put(0, 3);
}

function pictureParameters(): Uint8Array {
  const w = new BitWriter(32);
  w.ue(0);
  w.ue(0);
  w.put(0, 7);
  w.ue(0);
  w.ue(0);
  w.se(baseQp - 26);
  w.put(0, 3);
  w.se(0);
  w.se(0);
  w.put(0, 7);
  w.put(0b101, 3);
  w.put(0, 2);
  w.ue(0);
  w.put(0, 2);
  w.trailing();
  return nalUnit(nalTypes.pictureParameters, w.bytes());
}

export interface SliceStart {
  /** First coding tree block, in raster order. */
  readonly firstBlock: number;
  readonly intra: boolean;
  /** Pictures since the key picture; 0 is an IDR picture. */
  readonly orderCount: number;
  readonly qp: number;
}

/** NAL unit of a slice: slice_segment_header (clause 7.3.6.1) and the slice's data. */
export function sliceUnit(stream: StreamShape, start: SliceStart, data: Uint8Array): Uint8Array {
  const w = new BitWriter(data.length + 16);
  const isIdr = start.orderCount === 0;
  w.put(start.firstBlock === 0 ? 1 : 0, 1);
  if (isIdr) w.put(0, 1);
  w.ue(0);
  if (start.firstBlock > 0) w.put(start.firstBlock, 32 - Math.clz32(stream.mbWidth * stream.mbHeight - 1));
  w.ue(start.intra ? 2 : 1);
  if (!isIdr) {
    w.put(start.orderCount, orderCountBits);
    w.put(1, 1);
  }
  if (!start.intra) {
    w.put(0, 1);
    w.ue(4);
  }
  w.se(start.qp - baseQp);
  w.trailing();
  const header = w.bytes();
  const payload = new Uint8Array(header.length + data.length);
  payload.set(header);
  payload.set(data, header.length);
  return nalUnit(isIdr ? nalTypes.idr : nalTypes.delta, payload);
}
