/** Sizes of the cosines in the 16x16 transform matrix, by angle in steps of pi / 32 (ITU-T H.265 clause 8.6.4.2). */
const cosines = [64, 90, 89, 87, 83, 80, 75, 70, 64, 57, 50, 43, 36, 25, 18, 9, 0] as const;
const sine4 = [29, 55, 74, 84, 74, 74, 0, -74, 84, -29, -74, 55, 55, -84, 74, -29] as const;

function cosine(step: number): number {
  const turned = step % 64;
  const folded = turned > 32 ? 64 - turned : turned;
  return folded > 16 ? -(cosines[32 - folded] ?? 0) : (cosines[folded] ?? 0);
}

/** Row k: the k-th basis function. */
function cosineMatrix(side: number): Int32Array {
  return Int32Array.from({ length: side * side }, (_, i) => {
    const k = Math.floor(i / side) * (16 / side);
    return cosine((2 * (i % side) + 1) * k);
  });
}

function transposed(matrix: Int32Array, side: number): Int32Array {
  return Int32Array.from(matrix, (_, i) => matrix[(i % side) * side + Math.floor(i / side)] ?? 0);
}

interface Matrix {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
}

const pair = (rows: Int32Array, side: number): Matrix => ({ rows, columns: transposed(rows, side) });
const sine = pair(Int32Array.from(sine4), 4);
const cosineBySize: readonly Matrix[] = [4, 8, 16].map((side) => pair(cosineMatrix(side), side));

const matrixOf = (log2: number, isSine: boolean): Matrix => (isSine ? sine : (cosineBySize[log2 - 2] ?? sine));

/** to = (matrix x from) transposed, rounded and shifted; two calls transform rows and columns. */
function multiply(matrix: Int32Array, from: Int32Array, to: Int32Array, side: number, shift: number): void {
  const half = shift > 0 ? 1 << (shift - 1) : 0;
  for (let column = 0; column < side; column++) {
    let used = side;
    while (used > 0 && from[(used - 1) * side + column] === 0) used--;
    if (used === 0) {
      to.fill(0, column * side, (column + 1) * side);
      continue;
    }
    for (let k = 0; k < side; k++) {
      let sum = half;
      for (let i = 0; i < used; i++) sum += (matrix[k * side + i] ?? 0) * (from[i * side + column] ?? 0);
      to[column * side + k] = sum >> shift;
    }
  }
}

const quantiserScales = [26_214, 23_302, 20_560, 18_396, 16_384, 14_564] as const;
const levelScales = [40, 45, 51, 57, 64, 72] as const;

/** QpC of clause 8.6.1 for 4:2:0. */
export function chromaQp(qp: number): number {
  const table = [29, 30, 31, 32, 33, 33, 34, 34, 35, 35, 36, 36, 37, 37];
  return qp < 30 ? qp : (table[qp - 30] ?? qp - 6);
}

/** Transforms, quantises and decodes square blocks of 4, 8 or 16 at one QP. */
export class BlockTransform {
  readonly #qp: number;
  readonly #half = new Int32Array(256);
  readonly #work = new Int32Array(256);
  /** By inter and intra, and by size: the sum of absolute residuals below which every level is zero. */
  readonly #nothingBelow: readonly (readonly number[])[];

  constructor(qp: number) {
    this.#qp = qp;
    this.#nothingBelow = [6, 3].map((part) =>
      [2, 3, 4].map((log2) => {
        const largestGain = (90 * 90) / 2 ** (2 * log2 + 5);
        const step = 2 ** (21 + Math.floor(qp / 6) - log2) / (quantiserScales[qp % 6] ?? 1);
        return ((1 - 1 / part) * step) / largestGain - 2 ** log2;
      }),
    );
  }

  /**
   * Levels (row by row) of `residual`, which becomes the decoded residual; null when all are zero. `isSine`: 4x4 luma
   * of intra units; `intra` rounds up sooner.
   */
  code(residual: Int32Array, log2: number, isSine: boolean, intra: boolean): Int16Array | null {
    const side = 1 << log2;
    let sum = 0;
    for (let i = 0; i < side * side; i++) sum += Math.abs(residual[i] ?? 0);
    if (sum < (this.#nothingBelow[intra ? 1 : 0]?.[log2 - 2] ?? 0)) {
      residual.fill(0);
      return null;
    }
    const matrix = matrixOf(log2, isSine);
    multiply(matrix.rows, residual, this.#half, side, log2 - 1);
    multiply(matrix.rows, this.#half, this.#work, side, log2 + 6);
    const levels = this.#quantise(log2, intra);
    if (levels === null) residual.fill(0);
    else this.#decode(levels, log2, matrix, residual);
    return levels;
  }

  #quantise(log2: number, intra: boolean): Int16Array | null {
    const shift = 21 + Math.floor(this.#qp / 6) - log2;
    const scale = quantiserScales[this.#qp % 6] ?? 0;
    const rounding = Math.floor(2 ** shift / (intra ? 3 : 6));
    const count = 1 << (2 * log2);
    let levels: Int16Array | null = null;
    for (let i = 0; i < count; i++) {
      const value = this.#work[i] ?? 0;
      const level = Math.floor((Math.abs(value) * scale + rounding) / 2 ** shift);
      if (level === 0) continue;
      levels ??= new Int16Array(count);
      levels[i] = value < 0 ? -level : level;
    }
    return levels;
  }

  /** Clauses 8.6.3 and 8.6.4. */
  #decode(levels: Int16Array, log2: number, matrix: Matrix, residual: Int32Array): void {
    const side = 1 << log2;
    const scale = (levelScales[this.#qp % 6] ?? 0) << (4 + Math.floor(this.#qp / 6));
    const shift = log2 + 3;
    for (let i = 0; i < levels.length; i++) {
      const value = ((levels[i] ?? 0) * scale + (1 << (shift - 1))) / 2 ** shift;
      this.#work[i] = Math.max(-32_768, Math.min(32_767, Math.floor(value)));
    }
    multiply(matrix.columns, this.#work, this.#half, side, 7);
    for (let i = 0; i < levels.length; i++) {
      this.#half[i] = Math.max(-32_768, Math.min(32_767, this.#half[i] ?? 0));
    }
    multiply(matrix.columns, this.#half, residual, side, 12);
  }
}
