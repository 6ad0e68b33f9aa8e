import type { CabacWriter } from './cabac.ts';
import { contexts } from './contexts.ts';
import { intraModes } from './intraPrediction.ts';
import { ResidualWriter, type Scan, scans } from './residual.ts';

/** A coding unit of 16x16 or 8x8 (log2 4 or 3) at luma position (x, y) within the slice. */
export interface CodingUnit {
  readonly x: number;
  readonly y: number;
  readonly log2: number;
  /** `skip` and `merge` take prediction and motion over from the neighbour on the left, else from above, else none. */
  readonly kind: 'skip' | 'merge' | 'intra';
  /** One intra mode, or four of the 4x4 parts; none otherwise. Chroma has the first. */
  readonly modes: readonly number[];
  /** Levels of each transform block; null where nothing is left. */
  readonly luma: readonly (Int16Array | null)[];
  readonly cb: Int16Array | null;
  readonly cr: Int16Array | null;
}

/** scanIdx (ITU-T H.265 clause 7.4.9.11). */
function scanOf(mode: number | undefined, log2: number, chroma: boolean): Scan {
  if (mode === undefined || log2 > 3 || (log2 === 3 && chroma)) return scans.diagonal;
  if (mode >= 6 && mode <= 14) return scans.vertical;
  return mode >= 22 && mode <= 30 ? scans.horizontal : scans.diagonal;
}

/** Syntax of coding quadtrees and units (clauses 7.3.8.4 to 7.3.8.10) of one slice, with the neighbours' contexts. */
export class CodingTree {
  readonly #cabac: CabacWriter;
  readonly #residuals = new ResidualWriter();
  /** Width in units of 8; maps of 8x8 units. */
  readonly #width: number;
  readonly #skipped: Uint8Array;
  readonly #depth: Uint8Array;
  /** Intra modes of 4x4 units; DC for units of other kinds, as the prediction of modes wants. */
  readonly #modes: Uint8Array;
  #intraSlice = true;

  constructor(cabac: CabacWriter, width: number, height: number) {
    this.#cabac = cabac;
    this.#width = width >> 3;
    const count = this.#width * (height >> 3);
    this.#skipped = new Uint8Array(count);
    this.#depth = new Uint8Array(count);
    this.#modes = new Uint8Array(4 * count);
  }

  begin(intraSlice: boolean, initial: Uint8Array): void {
    this.#intraSlice = intraSlice;
    this.#cabac.begin(initial);
  }

  /** split_cu_flag of the 16x16 block at (x, y). */
  split(x: number, y: number, isSplit: boolean): void {
    this.#cabac.bin(contexts.split + this.#neighbours(this.#depth, x, y), isSplit ? 1 : 0);
  }

  /** Remembers depth and kind of a unit for those that follow. */
  remember(x: number, y: number, log2: number, isSkipped: boolean): void {
    const at = (y >> 3) * this.#width + (x >> 3);
    for (const offset of log2 === 4 ? [0, 1, this.#width, this.#width + 1] : [0]) {
      this.#skipped[at + offset] = isSkipped ? 1 : 0;
      this.#depth[at + offset] = 4 - log2;
    }
  }

  /** cu_skip_flag; only in P slices. */
  skip(x: number, y: number, isSkipped: boolean): void {
    this.#cabac.bin(contexts.skip + this.#neighbours(this.#skipped, x, y), isSkipped ? 1 : 0);
  }

  /** What a coding unit of P slices has between cu_skip_flag and its residual, when its motion is merged. */
  merged(): void {
    this.#cabac.bin(contexts.predictionMode, 0);
    this.#cabac.bin(contexts.partMode, 1);
    this.#cabac.bin(contexts.mergeFlag, 1);
  }

  /** Sets the intra modes of a unit's parts (or DC), which `expectedModes` of later units goes by. */
  setModes(x: number, y: number, log2: number, modes: readonly number[]): void {
    const side = 1 << (log2 - 2);
    for (let i = 0; i < side * side; i++) {
      const part = modes.length === 4 ? i : 0;
      this.#modes[this.#modeIndex(x, y) + (i & (side - 1)) + (i >> (log2 - 2)) * 2 * this.#width] =
        modes[part] ?? intraModes.dc;
    }
  }

  /** candModeList (clause 8.4.2) of the part at (x, y). */
  expectedModes(x: number, y: number): readonly [number, number, number] {
    const at = this.#modeIndex(x, y);
    const left = x > 0 ? (this.#modes[at - 1] ?? intraModes.dc) : intraModes.dc;
    const above = (y & 15) > 0 ? (this.#modes[at - 2 * this.#width] ?? intraModes.dc) : intraModes.dc;
    if (left === above) {
      if (left < 2) return [intraModes.planar, intraModes.dc, intraModes.vertical];
      return [left, 2 + ((left + 29) % 32), 2 + ((left - 1) % 32)];
    }
    const others = [intraModes.planar, intraModes.dc, intraModes.vertical];
    return [left, above, others.find((mode) => mode !== left && mode !== above) ?? intraModes.vertical];
  }

  unit(unit: CodingUnit): void {
    const { x, y, log2, kind } = unit;
    this.remember(x, y, log2, kind === 'skip');
    if (!this.#intraSlice) this.skip(x, y, kind === 'skip');
    if (kind === 'skip') return;
    if (kind === 'merge') this.merged();
    else this.#intra(unit);
    this.#transforms(unit);
  }

  #intra({ x, y, log2, modes }: CodingUnit): void {
    if (!this.#intraSlice) this.#cabac.bin(contexts.predictionMode, 1);
    if (log2 === 3) this.#cabac.bin(contexts.partMode, modes.length === 1 ? 1 : 0);
    if (modes.length === 1) this.#cabac.goOn();
    this.intraModes(x, y, modes);
  }

  /** Luma modes of a unit's parts, and the chroma mode: the first luma mode. */
  intraModes(x: number, y: number, modes: readonly number[]): void {
    const expected = modes.map((_, part) => this.expectedModes(x + 4 * (part & 1), y + 4 * (part >> 1)));
    for (const [part, mode] of modes.entries()) {
      this.#cabac.bin(contexts.likelyIntraMode, expected[part]?.includes(mode) === true ? 1 : 0);
    }
    for (const [part, mode] of modes.entries()) {
      const candidates: readonly number[] = expected[part] ?? [];
      const index = candidates.indexOf(mode);
      if (index >= 0) this.#cabac.bypass(index === 0 ? 0 : 1 + index, index === 0 ? 1 : 2);
      else this.#cabac.bypass(mode - candidates.filter((candidate) => candidate < mode).length, 5);
    }
    this.#cabac.bin(contexts.chromaMode, 0);
  }

  #transforms({ log2, kind, modes, luma, cb, cr }: CodingUnit): void {
    const cabac = this.#cabac;
    cabac.bin(contexts.chromaCbf, cb === null ? 0 : 1);
    cabac.bin(contexts.chromaCbf, cr === null ? 0 : 1);
    const isSplit = modes.length === 4;
    const size = isSplit ? 2 : log2;
    for (const [part, levels] of luma.entries()) {
      if (kind === 'intra' || cb !== null || cr !== null) {
        cabac.bin(contexts.lumaCbf + (isSplit ? 0 : 1), levels === null ? 0 : 1);
      }
      if (levels !== null) this.#residuals.write(cabac, levels, size, false, scanOf(modes[part], size, false));
    }
    const scan = scanOf(modes[0], log2 - 1, true);
    for (const levels of [cb, cr]) {
      if (levels !== null) this.#residuals.write(cabac, levels, log2 - 1, true, scan);
    }
  }

  /** How many of the units on the left and above have a value set. */
  #neighbours(map: Uint8Array, x: number, y: number): number {
    const at = (y >> 3) * this.#width + (x >> 3);
    return (x > 0 ? (map[at - 1] ?? 0) : 0) + (y > 0 ? (map[at - this.#width] ?? 0) : 0);
  }

  #modeIndex(x: number, y: number): number {
    return (y >> 2) * 2 * this.#width + (x >> 2);
  }
}
