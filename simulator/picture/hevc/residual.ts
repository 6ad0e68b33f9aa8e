import type { BinSink } from './cabac.ts';
import { contexts } from './contexts.ts';

/** scanIdx of clause 7.4.9.11. */
export const scans = { diagonal: 0, horizontal: 1, vertical: 2 } as const;
export type Scan = (typeof scans)[keyof typeof scans];

/** Positions (y * side + x) of a square in scanning order (clause 6.5.3 to 6.5.5). */
function scanOrder(side: number, scan: Scan): Uint8Array {
  const all = Array.from({ length: side * side }, (_, i) => ({ x: i % side, y: Math.floor(i / side) }));
  const key = ({ x, y }: { x: number; y: number }): number => {
    if (scan === scans.diagonal) return (x + y) * side + x;
    return scan === scans.horizontal ? y * side + x : x * side + y;
  };
  return Uint8Array.from(
    all.toSorted((a, b) => key(a) - key(b)),
    ({ x, y }) => y * side + x,
  );
}

const orders = [1, 2, 4].map((side) => [0, 1, 2].map((scan) => scanOrder(side, scan === 1 ? 1 : scan === 2 ? 2 : 0)));
const noOrder = new Uint8Array(0);
const orderOf = (sideLog2: number, scan: Scan): Uint8Array => orders[sideLog2]?.[scan] ?? noOrder;

/** ctxIdxMap: sigCtx of the positions of a 4x4 block. */
const smallBlockContexts = Uint8Array.of(0, 1, 4, 5, 2, 3, 4, 5, 6, 6, 8, 8, 7, 7, 8, 8);

/** sigCtx by what is coded right of and below the 4x4 sub-block (0..3) and the position in it (clause 9.3.4.2.5). */
const neighbourContexts = Uint8Array.from({ length: 64 }, (_, i) => {
  const x = i & 3;
  const y = (i >> 2) & 3;
  const along = (distance: number): number => (distance === 0 ? 2 : distance === 1 ? 1 : 0);
  if (i >> 4 === 0) return x + y === 0 ? 2 : x + y < 3 ? 1 : 0;
  if (i >> 4 === 1) return along(y);
  return i >> 4 === 2 ? along(x) : 2;
});

/** residual_coding (clause 7.3.8.11) of square blocks of 4, 8 or 16; no sign hiding, no transform skip. */
export class ResidualWriter {
  readonly #subBlocks = new Uint8Array(16);
  /** Of the sub-block at hand, in the order written. */
  readonly #magnitudes = new Int32Array(16);
  #count = 0;
  #signs = 0;
  /** greater1Ctx as the last sub-block left it; 0: one was greater than 1. */
  #greater1 = 1;

  /** Writes levels (row by row, not all zero). */
  write(sink: BinSink, levels: Int16Array, log2: number, chroma: boolean, scan: Scan): void {
    const side = 1 << (log2 - 2);
    const blocks = orderOf(log2 - 2, scan);
    const inner = orderOf(2, scan);
    this.#findCoded(levels, log2);
    let last = blocks.length - 1;
    while (last > 0 && (this.#subBlocks[blocks[last] ?? 0] ?? 0) === 0) last--;
    const lastAt = this.#lastInner(levels, log2, blocks[last] ?? 0, inner);
    this.#lastPosition(sink, log2, chroma, scan, blocks[last] ?? 0, inner[lastAt] ?? 0);
    this.#greater1 = 1;
    for (let i = last; i >= 0; i--) {
      const block = blocks[i] ?? 0;
      const around = this.#codedAround(block, side);
      const isCoded = (this.#subBlocks[block] ?? 0) === 1;
      const isAsked = i < last && i > 0;
      if (isAsked) {
        sink.bin(contexts.codedSubBlock + (around > 0 ? 1 : 0) + (chroma ? 2 : 0), isCoded ? 1 : 0);
        if (!isCoded) continue;
      }
      this.#significance(sink, levels, log2, chroma, scan, block, around, inner, i === last ? lastAt : 16, isAsked);
      if (this.#count > 0) this.#values(sink, chroma ? 4 : i === 0 ? 0 : 2);
    }
  }

  #findCoded(levels: Int16Array, log2: number): void {
    this.#subBlocks.fill(0);
    for (let i = 0; i < 1 << (2 * log2); i++) {
      if (levels[i] === 0) continue;
      const x = i & ((1 << log2) - 1);
      this.#subBlocks[((i >> (log2 + 2)) << (log2 - 2)) + (x >> 2)] = 1;
    }
  }

  #codedAround(block: number, side: number): number {
    const right = (block & (side - 1)) < side - 1 ? (this.#subBlocks[block + 1] ?? 0) : 0;
    const below = block + side < side * side ? (this.#subBlocks[block + side] ?? 0) : 0;
    return right + 2 * below;
  }

  #lastInner(levels: Int16Array, log2: number, block: number, inner: Uint8Array): number {
    let at = 15;
    while (at > 0 && levels[placeOf(block, inner[at] ?? 0, log2)] === 0) at--;
    return at;
  }

  #lastPosition(sink: BinSink, log2: number, chroma: boolean, scan: Scan, block: number, inner: number): void {
    const side = 1 << (log2 - 2);
    const x = 4 * (block & (side - 1)) + (inner & 3);
    const y = 4 * (block >> (log2 - 2)) + (inner >> 2);
    const [first, second] = scan === scans.vertical ? [y, x] : [x, y];
    lastPrefix(sink, contexts.lastX, first, log2, chroma);
    lastPrefix(sink, contexts.lastY, second, log2, chroma);
    lastSuffix(sink, first);
    lastSuffix(sink, second);
  }

  /** sig_coeff_flag from `from` (which is known) down; collects the levels of the sub-block. */
  #significance(
    sink: BinSink,
    levels: Int16Array,
    log2: number,
    chroma: boolean,
    scan: Scan,
    block: number,
    around: number,
    inner: Uint8Array,
    from: number,
    isAsked: boolean,
  ): void {
    this.#count = 0;
    this.#signs = 0;
    if (from < 16) this.#collect(levels[placeOf(block, inner[from] ?? 0, log2)] ?? 0);
    for (let at = Math.min(15, from - 1); at >= 0; at--) {
      const position = inner[at] ?? 0;
      const level = levels[placeOf(block, position, log2)] ?? 0;
      const isKnown = at === 0 && isAsked && this.#count === 0;
      if (!isKnown) {
        const context = significanceContext(log2, chroma, scan, block, position, around);
        sink.bin(contexts.significant + context, level === 0 ? 0 : 1);
      }
      if (level !== 0) this.#collect(level);
    }
  }

  #collect(level: number): void {
    this.#magnitudes[this.#count++] = Math.abs(level);
    this.#signs = this.#signs * 2 + (level < 0 ? 1 : 0);
  }

  /** Greater-than flags, signs and what remains of the collected levels. */
  #values(sink: BinSink, baseSet: number): void {
    const set = baseSet + (this.#greater1 === 0 ? 1 : 0);
    this.#greater1 = 1;
    let firstGreater = -1;
    for (let i = 0; i < Math.min(8, this.#count); i++) {
      const isGreater = (this.#magnitudes[i] ?? 0) > 1;
      sink.bin(contexts.greater1 + 4 * set + this.#greater1, isGreater ? 1 : 0);
      if (isGreater) {
        if (firstGreater < 0) firstGreater = i;
        this.#greater1 = 0;
      } else if (this.#greater1 > 0 && this.#greater1 < 3) this.#greater1++;
    }
    if (firstGreater >= 0) {
      sink.bin(contexts.greater2 + set, (this.#magnitudes[firstGreater] ?? 0) > 2 ? 1 : 0);
    }
    const low = Math.min(8, this.#count);
    if (this.#count > 8) sink.bypass(this.#signs >> 8, this.#count - 8);
    sink.bypass(this.#signs & ((1 << low) - 1), low);
    this.#remaining(sink, firstGreater);
  }

  #remaining(sink: BinSink, firstGreater: number): void {
    let rice = 0;
    for (let i = 0; i < this.#count; i++) {
      const magnitude = this.#magnitudes[i] ?? 0;
      const base = i >= 8 ? 1 : firstGreater < 0 || i <= firstGreater ? 3 : 2;
      if (magnitude < base) continue;
      writeRemaining(sink, magnitude - base, rice);
      if (magnitude > 3 << rice) rice = Math.min(4, rice + 1);
    }
  }
}

/** Offset in the block of a position in one of its sub-blocks. */
function placeOf(block: number, position: number, log2: number): number {
  const bx = block & ((1 << (log2 - 2)) - 1);
  const by = block >> (log2 - 2);
  return ((4 * by + (position >> 2)) << log2) + 4 * bx + (position & 3);
}

function significanceContext(
  log2: number,
  chroma: boolean,
  scan: Scan,
  block: number,
  position: number,
  around: number,
): number {
  const offset = chroma ? 27 : 0;
  if (log2 === 2) return offset + (smallBlockContexts[position] ?? 0);
  if (block === 0 && position === 0) return offset;
  const near = neighbourContexts[16 * around + position] ?? 0;
  if (chroma) return offset + near + (log2 === 3 ? 9 : 12);
  const size = log2 === 3 ? (scan === scans.diagonal ? 9 : 15) : 21;
  return near + (block === 0 ? 0 : 3) + size;
}

/** last_sig_coeff_x_prefix, y_prefix: 0..3 are positions, above that two prefixes per doubling. */
function prefixOf(position: number): number {
  if (position < 4) return position;
  const log2 = 31 - Math.clz32(position);
  return 2 * log2 + ((position >> (log2 - 1)) & 1);
}

function lastPrefix(sink: BinSink, first: number, position: number, log2: number, chroma: boolean): void {
  const offset = chroma ? 15 : 3 * (log2 - 2) + ((log2 - 1) >> 2);
  const shift = chroma ? log2 - 2 : (log2 + 1) >> 2;
  const prefix = prefixOf(position);
  for (let i = 0; i < prefix; i++) sink.bin(first + offset + (i >> shift), 1);
  if (prefix < 2 * log2 - 1) sink.bin(first + offset + (prefix >> shift), 0);
}

function lastSuffix(sink: BinSink, position: number): void {
  if (position < 4) return;
  const bits = (prefixOf(position) >> 1) - 1;
  sink.bypass(position & ((1 << bits) - 1), bits);
}

/** coeff_abs_level_remaining (clause 9.3.3.11). */
function writeRemaining(sink: BinSink, value: number, rice: number): void {
  if (value < 4 << rice) {
    const ones = value >> rice;
    sink.bypass((1 << (ones + 1)) - 2, ones + 1);
    sink.bypass(value & ((1 << rice) - 1), rice);
    return;
  }
  let bits = rice + 1;
  let rest = value - (4 << rice);
  sink.bypass(15, 4);
  for (; rest >= 1 << bits; bits++) {
    sink.bypass(1, 1);
    rest -= 1 << bits;
  }
  sink.bypass(0, 1);
  if (bits > 8) sink.bypass(rest >> 8, bits - 8);
  sink.bypass(rest & 0xff, Math.min(8, bits));
}
