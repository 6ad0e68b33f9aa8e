/** Sum of absolute differences of two blocks of `side` x `side`; `prediction` is packed. */
export function difference(
  source: Uint8Array,
  at: number,
  stride: number,
  prediction: Uint8Array,
  side: number,
): number {
  let sum = 0;
  for (let row = 0; row < side; row++) {
    const from = at + row * stride;
    for (let column = 0; column < side; column++) {
      sum += Math.abs((source[from + column] ?? 0) - (prediction[row * side + column] ?? 0));
    }
  }
  return sum;
}

/**
 * Whole-block prediction modes of luma 16x16 and chroma 8x8. The numbers differ between the two in the bit stream
 * (ITU-T H.264 Tables 8-4 and 8-5): see `lumaModes` and `chromaModes` for what may be written.
 */
export type WholeMode = 'vertical' | 'horizontal' | 'dc' | 'plane';
export const lumaModeNumber: Readonly<Record<WholeMode, number>> = { vertical: 0, horizontal: 1, dc: 2, plane: 3 };
export const chromaModeNumber: Readonly<Record<WholeMode, number>> = { dc: 0, horizontal: 1, vertical: 2, plane: 3 };

/** The modes that exist at a place, given which neighbours do. */
export function wholeModes(left: boolean, top: boolean): readonly WholeMode[] {
  if (left && top) return ['dc', 'vertical', 'horizontal', 'plane'];
  if (left) return ['dc', 'horizontal'];
  return top ? ['dc', 'vertical'] : ['dc'];
}

/** Predicts a block of 16 (luma) or 8 (chroma) from the decoded pixels around `at` into `out`. */
export function predictWhole(
  mode: WholeMode,
  plane: Uint8Array,
  at: number,
  stride: number,
  side: number,
  left: boolean,
  top: boolean,
  out: Uint8Array,
): void {
  switch (mode) {
    case 'vertical':
      for (let row = 0; row < side; row++) out.set(plane.subarray(at - stride, at - stride + side), row * side);
      return;
    case 'horizontal':
      for (let row = 0; row < side; row++) out.fill(plane[at + row * stride - 1] ?? 0, row * side, row * side + side);
      return;
    case 'dc':
      if (side === 16) out.fill(meanOf(plane, at, stride, 16, left, top));
      else predictChromaDc(plane, at, stride, left, top, out);
      return;
    case 'plane':
      predictPlane(plane, at, stride, side, out);
  }
}

function meanOf(plane: Uint8Array, at: number, stride: number, side: number, left: boolean, top: boolean): number {
  if (!left && !top) return 128;
  let sum = 0;
  if (left) for (let i = 0; i < side; i++) sum += plane[at + i * stride - 1] ?? 0;
  if (top) for (let i = 0; i < side; i++) sum += plane[at - stride + i] ?? 0;
  const count = left && top ? 2 * side : side;
  return Math.floor((sum + count / 2) / count);
}

/** Clause 8.3.4.1-3: each 4x4 quarter has its own mean; off the diagonal one side is preferred. */
function predictChromaDc(
  plane: Uint8Array,
  at: number,
  stride: number,
  left: boolean,
  top: boolean,
  out: Uint8Array,
): void {
  for (let quarter = 0; quarter < 4; quarter++) {
    const x = 4 * (quarter & 1);
    const y = 4 * (quarter >> 1);
    const useLeft = left && !(x > 0 && y === 0 && top);
    const useTop = top && !(x === 0 && y > 0 && left);
    const leftEdge = at + y * stride;
    let sum = 0;
    if (useLeft) for (let i = 0; i < 4; i++) sum += plane[leftEdge + i * stride - 1] ?? 0;
    if (useTop) for (let i = 0; i < 4; i++) sum += plane[at - stride + x + i] ?? 0;
    const mean = useLeft && useTop ? (sum + 4) >> 3 : useLeft || useTop ? (sum + 2) >> 2 : 128;
    for (let row = 0; row < 4; row++) out.fill(mean, (y + row) * 8 + x, (y + row) * 8 + x + 4);
  }
}

/** Clauses 8.3.3.4 and 8.3.4.4: a plane through the edges. */
function predictPlane(plane: Uint8Array, at: number, stride: number, side: number, out: Uint8Array): void {
  const half = side / 2;
  let h = 0;
  let v = 0;
  for (let i = 1; i <= half; i++) {
    h += i * ((plane[at - stride + half - 1 + i] ?? 0) - (plane[at - stride + half - 1 - i] ?? 0));
    v += i * ((plane[at + (half - 1 + i) * stride - 1] ?? 0) - (plane[at + (half - 1 - i) * stride - 1] ?? 0));
  }
  const b = side === 16 ? (5 * h + 32) >> 6 : (34 * h + 32) >> 6;
  const c = side === 16 ? (5 * v + 32) >> 6 : (34 * v + 32) >> 6;
  const a = 16 * ((plane[at + (side - 1) * stride - 1] ?? 0) + (plane[at - stride + side - 1] ?? 0));
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const value = (a + b * (column - half + 1) + c * (row - half + 1) + 16) >> 5;
      out[row * side + column] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}
