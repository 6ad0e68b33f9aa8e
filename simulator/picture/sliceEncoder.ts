import { BitWriter } from './bitWriter.ts';
import { BlockCoder } from './blockCoding.ts';
import { interPatternCodes, intraPatternCodes } from './cavlcTables.ts';
import {
  chromaModeNumber,
  difference,
  lumaModeNumber,
  predictWhole,
  type WholeMode,
  wholeModes,
} from './intraPrediction.ts';
import { edgeLength, predictSmall, readEdge, smallModes } from './intraPrediction4.ts';
import { chromaPattern, createLevels, lumaPattern, ResidualWriter } from './macroblockLevels.ts';
import { nalTypes, nalUnit } from './nalUnit.ts';
import { createPlanes, type Planes } from './planes.ts';
import { type SliceStart, sliceHeader } from './streamSyntax.ts';

interface Place {
  readonly x: number;
  readonly y: number;
  readonly left: boolean;
  readonly top: boolean;
  /** Offset of the macroblock in luma and in chroma. */
  readonly at: number;
  readonly chromaAt: number;
}

/** Coding order of the 4x4 luma blocks, as raster numbers. */
const codingOrder = [0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15] as const;
const noMode = -1;
const dcMode = 2;

/**
 * Encodes one slice of whole macroblock rows, picture after picture: Intra_4x4 and Intra_16x16 macroblocks, and in
 * delta pictures P_Skip and P_L0_16x16 without motion. It keeps what the decoder has (`decoded`).
 */
export class SliceEncoder {
  readonly decoded: Planes;
  readonly #mbWidth: number;
  readonly #mbRows: number;
  readonly #qp: number;
  readonly #lambda: number;
  readonly #coder: BlockCoder;
  readonly #levels = createLevels();
  /** Intra_4x4 mode of every block; DC for other macroblocks, as the prediction of modes wants. */
  readonly #modes: Int8Array;
  readonly #previous = { y: new Uint8Array(256), u: new Uint8Array(64), v: new Uint8Array(64) };
  readonly #prediction = new Uint8Array(256);
  readonly #best = new Uint8Array(256);
  readonly #edge = new Uint8Array(edgeLength);
  readonly #small = new Uint8Array(16);
  readonly #bestSmall = new Uint8Array(16);

  constructor(mbWidth: number, mbRows: number, qp: number) {
    this.#mbWidth = mbWidth;
    this.#mbRows = mbRows;
    this.#qp = qp;
    this.#lambda = 2 ** ((qp - 12) / 6);
    this.#coder = new BlockCoder(qp);
    this.#modes = new Int8Array(mbWidth * mbRows * 16);
    this.decoded = createPlanes(mbWidth * 16, mbRows * 16);
  }

  /** NAL unit of the slice of a key picture. */
  key(source: Planes, idr: boolean, frameNum: number): Uint8Array {
    const w = this.#begin({ idr, intra: true, frameNum });
    const residuals = new ResidualWriter(this.#mbWidth, this.#mbRows);
    for (const place of this.#places()) this.#intra(w, residuals, source, place, 0);
    w.trailing();
    return nalUnit(idr ? nalTypes.idrSlice : nalTypes.slice, w.bytes());
  }

  /** NAL unit of the slice of a delta picture; `changed` has one flag per macroblock, 0 for as in the last picture. */
  delta(source: Planes, changed: Uint8Array, frameNum: number): Uint8Array {
    const w = this.#begin({ idr: false, intra: false, frameNum });
    const residuals = new ResidualWriter(this.#mbWidth, this.#mbRows);
    let skipped = 0;
    for (const place of this.#places()) {
      const isSame = (changed[place.y * this.#mbWidth + place.x] ?? 0) === 0;
      if (isSame || !this.#changedMacroblock(w, residuals, source, place, skipped)) {
        residuals.skip(place.x, place.y);
        this.#setModes(place, dcMode);
        skipped++;
      } else skipped = 0;
    }
    if (skipped > 0) w.ue(skipped);
    w.trailing();
    return nalUnit(nalTypes.slice, w.bytes());
  }

  #begin(start: Pick<SliceStart, 'idr' | 'intra' | 'frameNum'>): BitWriter {
    const w = new BitWriter(16_384);
    sliceHeader(w, { firstMb: 0, idrParity: 0, qp: this.#qp, ...start });
    return w;
  }

  *#places(): Generator<Place> {
    const stride = this.decoded.stride;
    for (let y = 0; y < this.#mbRows; y++) {
      for (let x = 0; x < this.#mbWidth; x++) {
        yield { x, y, left: x > 0, top: y > 0, at: y * 16 * stride + x * 16, chromaAt: y * 4 * stride + x * 8 };
      }
    }
  }

  /** Writes a changed macroblock in the cheaper way; false when nothing is left after quantisation (then: skip). */
  #changedMacroblock(w: BitWriter, residuals: ResidualWriter, source: Planes, place: Place, skipped: number): boolean {
    this.#savePrevious(place);
    const stride = source.stride;
    const interCost = difference(source.y, place.at, stride, this.#previous.y, 16);
    const intraCost = this.#bestWholeLuma(source, place).cost + 6 * this.#lambda;
    if (intraCost < interCost) {
      w.ue(skipped);
      this.#intra(w, residuals, source, place, 5);
      return true;
    }
    return this.#inter(w, residuals, source, place, skipped);
  }

  #inter(w: BitWriter, residuals: ResidualWriter, source: Planes, place: Place, skipped: number): boolean {
    const { y, u, v } = this.#previous;
    const stride = source.stride;
    for (let block = 0; block < 16; block++) {
      const at = place.at + (block >> 2) * 4 * stride + (block & 3) * 4;
      const packed = (block >> 2) * 64 + (block & 3) * 4;
      this.#coder.small(source.y, this.decoded.y, at, stride, y, packed, 16, this.#levels, block, false);
    }
    const half = stride / 2;
    this.#coder.chroma(source.u, this.decoded.u, place.chromaAt, half, u, this.#levels, 0, false);
    this.#coder.chroma(source.v, this.decoded.v, place.chromaAt, half, v, this.#levels, 1, false);
    const pattern = lumaPattern(this.#levels.lumaCounts) | (chromaPattern(this.#levels) << 4);
    if (pattern === 0) return false;
    w.ue(skipped);
    w.ue(0);
    w.se(0);
    w.se(0);
    w.ue(interPatternCodes[pattern] ?? 0);
    w.se(0);
    residuals.write(w, place.x, place.y, this.#levels, pattern, false);
    this.#setModes(place, dcMode);
    return true;
  }

  /** `typeOffset`: 5 in P slices, where the inter types come first. */
  #intra(w: BitWriter, residuals: ResidualWriter, source: Planes, place: Place, typeOffset: number): void {
    const whole = this.#bestWholeLuma(source, place);
    this.#best.set(whole.prediction);
    const isFlat = whole.cost < 24 * this.#lambda;
    if (isFlat || this.#smallLuma(source, place, whole.cost) === null) {
      this.#wholeLuma(w, residuals, source, place, whole.mode, typeOffset);
      return;
    }
    const modes = this.#modeBits(place);
    const chromaMode = this.#chroma(source, place);
    const pattern = lumaPattern(this.#levels.lumaCounts) | (chromaPattern(this.#levels) << 4);
    w.ue(typeOffset);
    for (const { value, bits } of modes) w.put(value, bits);
    w.ue(chromaModeNumber[chromaMode]);
    w.ue(intraPatternCodes[pattern] ?? 0);
    if (pattern > 0) w.se(0);
    residuals.write(w, place.x, place.y, this.#levels, pattern, false);
  }

  #wholeLuma(
    w: BitWriter,
    residuals: ResidualWriter,
    source: Planes,
    place: Place,
    mode: WholeMode,
    typeOffset: number,
  ): void {
    this.#coder.whole(source.y, this.decoded.y, place.at, source.stride, this.#best, this.#levels);
    this.#setModes(place, dcMode);
    const chromaMode = this.#chroma(source, place);
    const hasAc = this.#levels.lumaCounts.some((count) => count > 0);
    const chroma = chromaPattern(this.#levels);
    w.ue(typeOffset + 1 + lumaModeNumber[mode] + 4 * chroma + (hasAc ? 12 : 0));
    w.ue(chromaModeNumber[chromaMode]);
    w.se(0);
    residuals.write(w, place.x, place.y, this.#levels, (hasAc ? 15 : 0) | (chroma << 4), true);
  }

  #bestWholeLuma(source: Planes, place: Place): { mode: WholeMode; cost: number; prediction: Uint8Array } {
    let best: { mode: WholeMode; cost: number } = { mode: 'dc', cost: Number.POSITIVE_INFINITY };
    const { decoded } = this;
    const stride = decoded.stride;
    const modes = wholeModes(place.left, place.top);
    for (const mode of modes) {
      predictWhole(mode, decoded.y, place.at, stride, 16, place.left, place.top, this.#prediction);
      const cost = difference(source.y, place.at, stride, this.#prediction, 16);
      if (cost < best.cost) best = { mode, cost };
    }
    predictWhole(best.mode, decoded.y, place.at, stride, 16, place.left, place.top, this.#prediction);
    return { ...best, prediction: this.#prediction };
  }

  /** Codes all sixteen blocks with their best modes; null (and nothing kept) once it costs more than `limit`. */
  #smallLuma(source: Planes, place: Place, limit: number): true | null {
    const stride = source.stride;
    let cost = 10 * this.#lambda;
    for (const block of codingOrder) {
      const at = place.at + (block >> 2) * 4 * stride + (block & 3) * 4;
      cost += this.#bestSmallMode(source.y, place, block, at);
      if (cost >= limit) return null;
      const prediction = this.#bestSmall;
      this.#coder.small(source.y, this.decoded.y, at, stride, prediction, 0, 4, this.#levels, block, true);
    }
    return true;
  }

  #bestSmallMode(source: Uint8Array, place: Place, block: number, at: number): number {
    const bx = block & 3;
    const by = block >> 2;
    const left = place.left || bx > 0;
    const top = place.top || by > 0;
    const stride = this.decoded.stride;
    readEdge(this.decoded.y, at, stride, left, top, this.#hasTopRight(place, bx, by), this.#edge);
    const expected = this.#expectedMode(place, block);
    let bestCost = Number.POSITIVE_INFINITY;
    let bestMode = dcMode;
    for (const mode of smallModes(left, top)) {
      predictSmall(mode, this.#edge, left, top, this.#small);
      const cost =
        difference(source, at, stride, this.#small, 4) + (mode === expected ? this.#lambda : 4 * this.#lambda);
      if (cost < bestCost) {
        bestCost = cost;
        bestMode = mode;
        this.#bestSmall.set(this.#small);
      }
    }
    this.#modes[this.#modeIndex(place, block)] = bestMode;
    return bestCost;
  }

  #hasTopRight(place: Place, bx: number, by: number): boolean {
    if (by === 0) return place.top && (bx < 3 || place.x + 1 < this.#mbWidth);
    return bx !== 3 && !(bx === 1 && by !== 2);
  }

  /** predIntra4x4PredMode (clause 8.3.1.1). */
  #expectedMode(place: Place, block: number): number {
    const row = this.#mbWidth * 4;
    const index = this.#modeIndex(place, block);
    const left = place.left || (block & 3) > 0 ? (this.#modes[index - 1] ?? dcMode) : noMode;
    const above = place.top || block > 3 ? (this.#modes[index - row] ?? dcMode) : noMode;
    return left === noMode || above === noMode ? dcMode : Math.min(left, above);
  }

  #modeBits(place: Place): { value: number; bits: number }[] {
    return codingOrder.map((block) => {
      const mode = this.#modes[this.#modeIndex(place, block)] ?? dcMode;
      const expected = this.#expectedMode(place, block);
      return mode === expected ? { value: 1, bits: 1 } : { value: mode < expected ? mode : mode - 1, bits: 4 };
    });
  }

  #modeIndex(place: Place, block: number): number {
    return (place.y * 4 + (block >> 2)) * this.#mbWidth * 4 + place.x * 4 + (block & 3);
  }

  #setModes(place: Place, mode: number): void {
    for (let block = 0; block < 16; block++) this.#modes[this.#modeIndex(place, block)] = mode;
  }

  #chroma(source: Planes, place: Place): WholeMode {
    const half = source.stride / 2;
    const { left, top, chromaAt } = place;
    let best: WholeMode = 'dc';
    let bestCost = Number.POSITIVE_INFINITY;
    const prediction = this.#prediction;
    for (const mode of wholeModes(left, top)) {
      predictWhole(mode, this.decoded.u, chromaAt, half, 8, left, top, prediction);
      let cost = difference(source.u, chromaAt, half, prediction, 8);
      predictWhole(mode, this.decoded.v, chromaAt, half, 8, left, top, prediction);
      cost += difference(source.v, chromaAt, half, prediction, 8) + (mode === 'dc' ? 0 : 2 * this.#lambda);
      if (cost < bestCost) {
        best = mode;
        bestCost = cost;
      }
    }
    predictWhole(best, this.decoded.u, chromaAt, half, 8, left, top, prediction);
    this.#coder.chroma(source.u, this.decoded.u, chromaAt, half, prediction, this.#levels, 0, true);
    predictWhole(best, this.decoded.v, chromaAt, half, 8, left, top, prediction);
    this.#coder.chroma(source.v, this.decoded.v, chromaAt, half, prediction, this.#levels, 1, true);
    return best;
  }

  #savePrevious(place: Place): void {
    const stride = this.decoded.stride;
    const half = stride / 2;
    const { y, u, v } = this.#previous;
    for (let row = 0; row < 16; row++) {
      const at = place.at + row * stride;
      y.set(this.decoded.y.subarray(at, at + 16), row * 16);
    }
    for (let row = 0; row < 8; row++) {
      const at = place.chromaAt + row * half;
      u.set(this.decoded.u.subarray(at, at + 8), row * 8);
      v.set(this.decoded.v.subarray(at, at + 8), row * 8);
    }
  }
}
