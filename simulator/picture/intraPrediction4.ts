/**
 * Edge of a 4x4 block: 0..3 the left column from bottom to top, 4 the corner, 5..8 the row above, 9..12 the row above
 * and to the right.
 */
export const edgeLength = 13;

/** Reads the edge of the block at `at`; a missing row above and to the right repeats the last pixel above. */
export function readEdge(
  plane: Uint8Array,
  at: number,
  stride: number,
  left: boolean,
  top: boolean,
  topRight: boolean,
  edge: Uint8Array,
): void {
  if (left) for (let i = 0; i < 4; i++) edge[3 - i] = plane[at + i * stride - 1] ?? 0;
  if (!top) return;
  if (left) edge[4] = plane[at - stride - 1] ?? 0;
  for (let i = 0; i < 8; i++) edge[5 + i] = plane[at - stride + (i < 4 || topRight ? i : 3)] ?? 0;
}

/** Intra_4x4 prediction modes that exist at a place, given which neighbours do (ITU-T H.264 Table 8-2). */
export function smallModes(left: boolean, top: boolean): readonly number[] {
  if (left && top) return [2, 0, 1, 3, 4, 5, 6, 7, 8];
  if (left) return [2, 1, 8];
  return top ? [2, 0, 3, 7] : [2];
}

/** Predicts a 4x4 block (clause 8.3.1.2) from its edge into `out`. */
export function predictSmall(mode: number, e: Uint8Array, left: boolean, top: boolean, out: Uint8Array): void {
  if (mode === 2) {
    out.fill(meanOfEdge(e, left, top));
    return;
  }
  for (let y = 0; y < 4; y++) {
    for (let x = 0; x < 4; x++) out[4 * y + x] = predictPixel(mode, e, x, y);
  }
}

function meanOfEdge(e: Uint8Array, left: boolean, top: boolean): number {
  if (!left && !top) return 128;
  let sum = 0;
  if (left) for (let i = 0; i < 4; i++) sum += e[i] ?? 0;
  if (top) for (let i = 5; i < 9; i++) sum += e[i] ?? 0;
  return left && top ? (sum + 4) >> 3 : (sum + 2) >> 2;
}

function predictPixel(mode: number, e: Uint8Array, x: number, y: number): number {
  switch (mode) {
    case 0:
      return e[5 + x] ?? 0;
    case 1:
      return e[3 - y] ?? 0;
    case 3:
      return x + y === 6 ? tail(e, 11, 12) : smooth(e, 6 + x + y);
    case 4:
      return smooth(e, 4 + x - y);
    case 5:
      return verticalRight(e, x, y);
    case 6:
      return horizontalDown(e, x, y);
    case 7:
      return (y & 1) === 0 ? mean(e, 5 + x + (y >> 1)) : smooth(e, 6 + x + (y >> 1));
    default:
      return horizontalUp(e, x, y);
  }
}

function verticalRight(e: Uint8Array, x: number, y: number): number {
  const z = 2 * x - y;
  if (z < 0) return z === -1 ? smooth(e, 4) : smooth(e, 5 - y);
  return (z & 1) === 0 ? mean(e, 4 + x - (y >> 1)) : smooth(e, 4 + x - (y >> 1));
}

function horizontalDown(e: Uint8Array, x: number, y: number): number {
  const z = 2 * y - x;
  if (z < 0) return z === -1 ? smooth(e, 4) : smooth(e, 3 + x);
  return (z & 1) === 0 ? mean(e, 3 - y + (x >> 1)) : smooth(e, 4 - y + (x >> 1));
}

function horizontalUp(e: Uint8Array, x: number, y: number): number {
  const z = x + 2 * y;
  if (z > 5) return e[0] ?? 0;
  if (z === 5) return tail(e, 1, 0);
  const at = 3 - y - (x >> 1);
  return (z & 1) === 0 ? mean(e, at - 1) : smooth(e, at - 1);
}

/** (a + 2b + c) / 4 around `i`. */
function smooth(e: Uint8Array, i: number): number {
  return ((e[i - 1] ?? 0) + 2 * (e[i] ?? 0) + (e[i + 1] ?? 0) + 2) >> 2;
}

/** Mean of `i` and `i + 1`. */
function mean(e: Uint8Array, i: number): number {
  return ((e[i] ?? 0) + (e[i + 1] ?? 0) + 1) >> 1;
}

/** (a + 3b) / 4 at the end of an edge. */
function tail(e: Uint8Array, a: number, b: number): number {
  return ((e[a] ?? 0) + 3 * (e[b] ?? 0) + 2) >> 2;
}
