/** Quantiser and dequantiser factors by qp % 6 for the three position classes (ITU-T H.264 clause 8.5.9). */
const forward = [
  [13107, 5243, 8066],
  [11916, 4660, 7490],
  [10082, 4194, 6554],
  [9362, 3647, 5825],
  [8192, 3355, 5243],
  [7282, 2893, 4559],
] as const;
const backward = [
  [10, 16, 13],
  [11, 18, 14],
  [13, 20, 16],
  [14, 23, 18],
  [16, 25, 20],
  [18, 29, 23],
] as const;

/** Everything that depends on one QP, spread over the 16 positions of a block in raster order. */
export interface Quantiser {
  readonly qp: number;
  readonly shift: number;
  readonly forward: Int32Array;
  /** Already shifted by qp / 6. */
  readonly backward: Int32Array;
  readonly intraRounding: number;
  readonly interRounding: number;
}

export function quantiser(qp: number): Quantiser {
  const shift = 15 + Math.floor(qp / 6);
  const spread = (factors: readonly [number, number, number], by: number): Int32Array =>
    Int32Array.from({ length: 16 }, (_, i) => {
      const odd = (i & 1) + ((i >> 2) & 1);
      return (odd === 0 ? factors[0] : odd === 2 ? factors[1] : factors[2]) << by;
    });
  return {
    qp,
    shift,
    forward: spread(forward[qp % 6] ?? forward[0], 0),
    backward: spread(backward[qp % 6] ?? backward[0], Math.floor(qp / 6)),
    intraRounding: Math.floor(2 ** shift / 3),
    interRounding: Math.floor(2 ** shift / 6),
  };
}

/** QP of chroma for a luma QP, chroma_qp_index_offset 0 (Table 8-15). */
export function chromaQp(qp: number): number {
  const table = [29, 30, 31, 32, 32, 33, 34, 34, 35, 35, 36, 36, 37, 37, 37, 38, 38, 38, 39, 39, 39, 39];
  return qp < 30 ? qp : (table[qp - 30] ?? 39);
}

/** Forward core transform of the 16 values at `at`, in place. */
export function transform(block: Int32Array, at: number): void {
  for (let i = at; i < at + 16; i += 4) butterfly(block, i, 1);
  for (let i = at; i < at + 4; i++) butterfly(block, i, 4);
}

function butterfly(b: Int32Array, i: number, step: number): void {
  const p = b[i] ?? 0;
  const q = b[i + step] ?? 0;
  const r = b[i + 2 * step] ?? 0;
  const s = b[i + 3 * step] ?? 0;
  b[i] = p + q + r + s;
  b[i + step] = 2 * (p - s) + q - r;
  b[i + 2 * step] = p - q - r + s;
  b[i + 3 * step] = p - s - 2 * (q - r);
}

/** Inverse core transform in place; values still want (x + 32) >> 6. */
export function inverse(b: Int32Array, at: number): void {
  for (let i = at; i < at + 16; i += 4) inverseButterfly(b, i, 1);
  for (let i = at; i < at + 4; i++) inverseButterfly(b, i, 4);
}

function inverseButterfly(b: Int32Array, i: number, step: number): void {
  const p = b[i] ?? 0;
  const q = b[i + step] ?? 0;
  const r = b[i + 2 * step] ?? 0;
  const s = b[i + 3 * step] ?? 0;
  const even = p + r;
  const evenLess = p - r;
  const odd = (q >> 1) - s;
  const oddMore = q + (s >> 1);
  b[i] = even + oddMore;
  b[i + step] = evenLess + odd;
  b[i + 2 * step] = evenLess - odd;
  b[i + 3 * step] = even - oddMore;
}

/**
 * Quantises the coefficients at `at` in place from position `first` (0, or 1 where DC goes another way); returns how
 * many are not zero.
 */
export function quantise(b: Int32Array, at: number, first: number, q: Quantiser, rounding: number): number {
  let count = 0;
  for (let i = first; i < 16; i++) {
    const value = b[at + i] ?? 0;
    const level = (Math.abs(value) * (q.forward[i] ?? 0) + rounding) >>> q.shift;
    b[at + i] = value < 0 ? -level : level;
    if (level !== 0) count++;
  }
  return count;
}

/** Levels back to coefficients, from position `first`. */
export function dequantise(b: Int32Array, at: number, first: number, q: Quantiser): void {
  for (let i = first; i < 16; i++) b[at + i] = (b[at + i] ?? 0) * (q.backward[i] ?? 0);
}

/** 4x4 Hadamard in place: the second transform of the luma DC values of an Intra_16x16 macroblock. */
export function hadamard(b: Int32Array): void {
  for (let i = 0; i < 16; i += 4) hadamardButterfly(b, i, 1);
  for (let i = 0; i < 4; i++) hadamardButterfly(b, i, 4);
}

function hadamardButterfly(b: Int32Array, i: number, step: number): void {
  const p = b[i] ?? 0;
  const q = b[i + step] ?? 0;
  const r = b[i + 2 * step] ?? 0;
  const s = b[i + 3 * step] ?? 0;
  b[i] = p + q + r + s;
  b[i + step] = p + q - r - s;
  b[i + 2 * step] = p - q - r + s;
  b[i + 3 * step] = p - q + r - s;
}

/** Luma DC of Intra_16x16 to levels, in place; returns how many are not zero. */
export function quantiseLumaDc(dc: Int32Array, q: Quantiser): number {
  hadamard(dc);
  let count = 0;
  const factor = q.forward[0] ?? 0;
  for (let i = 0; i < 16; i++) {
    const value = (dc[i] ?? 0) / 2;
    const level = Math.floor((Math.abs(value) * factor + 2 * q.intraRounding) / 2 ** (q.shift + 1));
    dc[i] = value < 0 ? -level : level;
    if (level !== 0) count++;
  }
  return count;
}

/** Levels of luma DC back to DC coefficients, in place (clause 8.5.10). */
export function dequantiseLumaDc(dc: Int32Array, q: Quantiser): void {
  hadamard(dc);
  const factor = q.backward[0] ?? 0;
  for (let i = 0; i < 16; i++) dc[i] = ((dc[i] ?? 0) * factor + 2) >> 2;
}

/** 2x2 transform of chroma DC and quantisation, in place; returns how many are not zero. */
export function quantiseChromaDc(dc: Int32Array, q: Quantiser, rounding: number): number {
  hadamard2(dc);
  let count = 0;
  const factor = q.forward[0] ?? 0;
  for (let i = 0; i < 4; i++) {
    const value = dc[i] ?? 0;
    const level = Math.floor((Math.abs(value) * factor + 2 * rounding) / 2 ** (q.shift + 1));
    dc[i] = value < 0 ? -level : level;
    if (level !== 0) count++;
  }
  return count;
}

/** Levels of chroma DC back to DC coefficients, in place (clause 8.5.11). */
export function dequantiseChromaDc(dc: Int32Array, q: Quantiser): void {
  hadamard2(dc);
  const factor = q.backward[0] ?? 0;
  for (let i = 0; i < 4; i++) dc[i] = ((dc[i] ?? 0) * factor) >> 1;
}

function hadamard2(dc: Int32Array): void {
  const [a = 0, b = 0, c = 0, d = 0] = dc;
  dc[0] = a + b + c + d;
  dc[1] = a - b + c - d;
  dc[2] = a + b - c - d;
  dc[3] = a - b - c + d;
}
