import type { BitWriter } from './bitWriter.ts';
import { chromaDcTable, ResidualBlock, tokenTable } from './cavlc.ts';

/** What is left of one macroblock after quantisation: levels, and which blocks have any. */
export interface MacroblockLevels {
  /** Luma DC of Intra_16x16, raster order of blocks. */
  readonly lumaDc: Int32Array;
  /** 16 luma blocks in raster order of blocks, 16 levels each in raster order. */
  readonly luma: Int32Array;
  readonly lumaCounts: Uint8Array;
  /** Cb, then Cr: 4 DC levels each. */
  readonly chromaDc: readonly [Int32Array, Int32Array];
  /** Cb, then Cr: 4 blocks of 16 levels each. */
  readonly chroma: readonly [Int32Array, Int32Array];
  readonly chromaCounts: readonly [Uint8Array, Uint8Array];
}

export function createLevels(): MacroblockLevels {
  return {
    lumaDc: new Int32Array(16),
    luma: new Int32Array(256),
    lumaCounts: new Uint8Array(16),
    chromaDc: [new Int32Array(4), new Int32Array(4)],
    chroma: [new Int32Array(64), new Int32Array(64)],
    chromaCounts: [new Uint8Array(4), new Uint8Array(4)],
  };
}

/** Luma part of coded_block_pattern: one bit for each 8x8 that has a level. */
export function lumaPattern(counts: Uint8Array): number {
  let pattern = 0;
  for (let block = 0; block < 16; block++) {
    if ((counts[block] ?? 0) > 0) pattern |= 1 << (((block >> 3) << 1) | ((block >> 1) & 1));
  }
  return pattern;
}

/** Chroma part of coded_block_pattern: 0 nothing, 1 DC only, 2 DC and AC. */
export function chromaPattern(levels: MacroblockLevels): number {
  if (levels.chromaCounts.some((counts) => counts.some((count) => count > 0))) return 2;
  return levels.chromaDc.some((dc) => dc.some((level) => level !== 0)) ? 1 : 0;
}

/** Raster positions of the 16 luma blocks in coding order (Figure 6-10). */
const codingOrder = Uint8Array.from([0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15]);

/** Numbers of coefficients of the blocks of a slice: the context of coeff_token (clause 9.2.1). */
class Counts {
  readonly #width: number;
  readonly #per: number;
  readonly #counts: Uint8Array;

  /** `per` blocks across and down in each macroblock. */
  constructor(mbWidth: number, mbRows: number, per: number) {
    this.#width = mbWidth * per;
    this.#per = per;
    this.#counts = new Uint8Array(mbWidth * mbRows * per * per);
  }

  set(mbX: number, mbY: number, block: number, count: number): void {
    this.#counts[this.#index(mbX, mbY, block)] = count;
  }

  clear(mbX: number, mbY: number): void {
    for (let block = 0; block < this.#per * this.#per; block++) this.set(mbX, mbY, block, 0);
  }

  /** nC; what lies outside the slice is not available. */
  context(mbX: number, mbY: number, block: number): number {
    const x = mbX * this.#per + (block % this.#per);
    const y = mbY * this.#per + Math.floor(block / this.#per);
    const at = y * this.#width + x;
    const left = x > 0 ? (this.#counts[at - 1] ?? 0) : 0;
    const above = y > 0 ? (this.#counts[at - this.#width] ?? 0) : 0;
    return x > 0 && y > 0 ? (left + above + 1) >> 1 : left + above;
  }

  #index(mbX: number, mbY: number, block: number): number {
    return (mbY * this.#per + Math.floor(block / this.#per)) * this.#width + mbX * this.#per + (block % this.#per);
  }
}

/** Writes residual data (clause 7.3.5.3) of the macroblocks of one slice. */
export class ResidualWriter {
  readonly #luma: Counts;
  readonly #chroma: readonly [Counts, Counts];
  readonly #block = new ResidualBlock();

  constructor(mbWidth: number, mbRows: number) {
    this.#luma = new Counts(mbWidth, mbRows, 4);
    this.#chroma = [new Counts(mbWidth, mbRows, 2), new Counts(mbWidth, mbRows, 2)];
  }

  /** A macroblock without residual. */
  skip(mbX: number, mbY: number): void {
    this.#luma.clear(mbX, mbY);
    for (const counts of this.#chroma) counts.clear(mbX, mbY);
  }

  /** Takes luma counts as those of a macroblock written before. */
  assume(mbX: number, mbY: number, lumaCounts: Uint8Array): void {
    for (const [block, count] of lumaCounts.entries()) this.#luma.set(mbX, mbY, block, count);
  }

  /** `dc`: Intra_16x16, where DC comes first and `pattern` says all or nothing for AC. */
  write(w: BitWriter, mbX: number, mbY: number, levels: MacroblockLevels, pattern: number, dc: boolean): void {
    if (dc) {
      this.#block.readBlock(levels.lumaDc, 0, 0);
      this.#block.writeToken(w, tokenTable(this.#luma.context(mbX, mbY, 0)));
      this.#block.writeRest(w, 16);
    }
    const first = dc ? 1 : 0;
    for (const block of codingOrder) {
      if ((pattern & (1 << (((block >> 3) << 1) | ((block >> 1) & 1)))) === 0) {
        this.#luma.set(mbX, mbY, block, 0);
        continue;
      }
      this.#block.readBlock(levels.luma, 16 * block, first);
      this.#writeBlock(w, this.#luma, mbX, mbY, block, 16 - first);
    }
    this.#writeChroma(w, mbX, mbY, levels, pattern >> 4);
  }

  #writeChroma(w: BitWriter, mbX: number, mbY: number, levels: MacroblockLevels, pattern: number): void {
    if (pattern > 0) {
      for (const dc of levels.chromaDc) {
        this.#block.readChromaDc(dc);
        this.#block.writeToken(w, chromaDcTable);
        this.#block.writeRest(w, 4);
      }
    }
    for (const plane of [0, 1] as const) {
      const counts = this.#chroma[plane];
      if (pattern < 2) {
        counts.clear(mbX, mbY);
        continue;
      }
      for (let block = 0; block < 4; block++) {
        this.#block.readBlock(levels.chroma[plane], 16 * block, 1);
        this.#writeBlock(w, counts, mbX, mbY, block, 15);
      }
    }
  }

  #writeBlock(w: BitWriter, counts: Counts, mbX: number, mbY: number, block: number, maximum: number): void {
    this.#block.writeToken(w, tokenTable(counts.context(mbX, mbY, block)));
    this.#block.writeRest(w, maximum);
    counts.set(mbX, mbY, block, this.#block.total);
  }
}
