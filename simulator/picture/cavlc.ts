import type { BitWriter } from './bitWriter.ts';
import { chromaTotalZeros, type CodeTable, coefficientTokens, runBefore, totalZeros } from './cavlcTables.ts';

/** Raster position of the k-th coefficient of a 4x4 block in zig-zag order (ITU-T H.264 Figure 8-8 a). */
export const zigzag = Uint8Array.from([0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15]);

/** Which coeff_token table belongs to an nC; chroma DC uses `chromaDcTable`. */
export function tokenTable(nC: number): number {
  return nC < 2 ? 0 : nC < 4 ? 1 : nC < 8 ? 2 : 3;
}
export const chromaDcTable = 4;

/** The coefficients of one block, taken apart for writing; one object is used again and again. */
export class ResidualBlock {
  /** How many coefficients are not zero. */
  total = 0;
  #trailingOnes = 0;
  #zeros = 0;
  readonly #levels = new Int32Array(16);
  readonly #runs = new Uint8Array(16);

  /** Reads `count` levels in zig-zag order from a raster block, starting at zig-zag position `first`. */
  readBlock(block: Int32Array, at: number, first: number): void {
    this.#begin();
    let run = 0;
    for (let k = first; k < 16; k++) run = this.#push(block[at + (zigzag[k] ?? 0)] ?? 0, run);
    this.#end();
  }

  /** Reads the four levels of chroma DC, which are in raster order. */
  readChromaDc(levels: Int32Array): void {
    this.#begin();
    let run = 0;
    for (let k = 0; k < 4; k++) run = this.#push(levels[k] ?? 0, run);
    this.#end();
  }

  /** coeff_token: the only part that depends on the neighbours. */
  writeToken(w: BitWriter, tableIndex: number): void {
    const table = coefficientTokens[tableIndex] ?? coefficientTokens[0];
    putCode(w, table, 4 * this.total + this.#trailingOnes);
  }

  /** All after coeff_token; `maximum` is 16, 15 or 4 coefficients. */
  writeRest(w: BitWriter, maximum: number): void {
    if (this.total === 0) return;
    this.#writeLevels(w);
    if (this.total < maximum) {
      if (maximum === 4) putCode(w, chromaTotalZeros, 4 * (this.total - 1) + this.#zeros);
      else putCode(w, totalZeros, 16 * (this.total - 1) + this.#zeros);
    }
    let zerosLeft = this.#zeros;
    for (let i = this.total - 1; i > 0 && zerosLeft > 0; i--) {
      const run = this.#runs[i] ?? 0;
      putCode(w, runBefore, 16 * (Math.min(zerosLeft, 7) - 1) + run);
      zerosLeft -= run;
    }
  }

  #begin(): void {
    this.total = 0;
    this.#zeros = 0;
  }

  #push(level: number, run: number): number {
    if (level === 0) return run + 1;
    this.#levels[this.total] = level;
    this.#runs[this.total] = run;
    this.#zeros += run;
    this.total++;
    return 0;
  }

  #end(): void {
    let ones = 0;
    while (ones < 3 && ones < this.total && Math.abs(this.#levels[this.total - 1 - ones] ?? 0) === 1) ones++;
    this.#trailingOnes = ones;
  }

  #writeLevels(w: BitWriter): void {
    const ones = this.#trailingOnes;
    for (let i = 0; i < ones; i++) w.put((this.#levels[this.total - 1 - i] ?? 0) < 0 ? 1 : 0, 1);
    let suffixLength = this.total > 10 && ones < 3 ? 1 : 0;
    for (let i = this.total - 1 - ones; i >= 0; i--) {
      const level = this.#levels[i] ?? 0;
      let code = level > 0 ? 2 * level - 2 : -2 * level - 1;
      if (i === this.total - 1 - ones && ones < 3) code -= 2;
      putLevel(w, code, suffixLength);
      if (suffixLength === 0) suffixLength = 1;
      if (Math.abs(level) > 3 << (suffixLength - 1) && suffixLength < 6) suffixLength++;
    }
  }
}

/** level_prefix and level_suffix (clause 9.2.2.1); the quantisers used here stay below the 12 bit escape's limit. */
function putLevel(w: BitWriter, code: number, suffixLength: number): void {
  if (suffixLength === 0) {
    if (code < 14) w.put(1, code + 1);
    else if (code < 30) {
      w.put(1, 15);
      w.put(code - 14, 4);
    } else {
      w.put(1, 16);
      w.put(code - 30, 12);
    }
  } else if (code < 15 << suffixLength) {
    w.put(1, (code >> suffixLength) + 1);
    w.put(code & ((1 << suffixLength) - 1), suffixLength);
  } else {
    w.put(1, 16);
    w.put(code - (15 << suffixLength), 12);
  }
}

function putCode(w: BitWriter, table: CodeTable, index: number): void {
  w.put(table.code[index] ?? 0, table.length[index] ?? 0);
}
