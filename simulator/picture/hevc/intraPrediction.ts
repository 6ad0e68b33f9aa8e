/** Intra modes of ITU-T H.265 clause 8.4.2 with a meaning of their own; the others are angles. */
export const intraModes = { planar: 0, dc: 1, horizontal: 10, vertical: 26, count: 35 } as const;

const angles = [
  32, 26, 21, 17, 13, 9, 5, 2, 0, -2, -5, -9, -13, -17, -21, -26, -32, -26, -21, -17, -13, -9, -5, -2, 0, 2, 5, 9, 13,
  17, 21, 26, 32,
] as const;

/** The samples around a block of `side`: from the lowest of the left column up to the corner, then to the right. */
export class IntraReference {
  readonly side: number;
  readonly samples: Int32Array;
  readonly #smooth: Int32Array;
  readonly #line: Int32Array;

  constructor(side: number) {
    this.side = side;
    this.samples = new Int32Array(4 * side + 1);
    this.#smooth = new Int32Array(4 * side + 1);
    this.#line = new Int32Array(3 * side + 2);
  }

  /**
   * Reads the decoded samples around (x, y) of a plane, and fills what `available` (by sample position) denies
   * (clause 8.4.4.2.2). Availability is asked once for every `unit` samples.
   */
  read(
    plane: Uint8Array,
    stride: number,
    x: number,
    y: number,
    unit: number,
    available: (x: number, y: number) => boolean,
  ): void {
    const { samples, side } = this;
    const corner = 2 * side;
    let filled = 0;
    const put = (from: number, count: number, px: number, py: number, dx: number, dy: number): void => {
      if (!available(px, py)) return;
      for (let i = 0; i < count; i++) samples[from + i] = plane[(py + i * dy) * stride + px + i * dx] ?? 0;
      if (filled < from) samples.fill(filled === 0 ? (samples[from] ?? 0) : (samples[filled - 1] ?? 0), filled, from);
      filled = from + count;
    };
    for (let i = 0; i < corner; i += unit) put(i, unit, x - 1, y + corner - 1 - i, 0, -1);
    put(corner, 1, x - 1, y - 1, 0, 0);
    for (let i = 0; i < corner; i += unit) put(corner + 1 + i, unit, x + i, y - 1, 1, 0);
    if (filled < samples.length) samples.fill(filled === 0 ? 128 : (samples[filled - 1] ?? 0), filled);
    this.#smoothen();
  }

  /** The prediction of one mode, packed row by row (clause 8.4.4.2.3 to 8.4.4.2.6). */
  predict(mode: number, luma: boolean, out: Uint8Array): void {
    const { side } = this;
    const ref = luma && wantsSmooth(mode, side) ? this.#smooth : this.samples;
    if (mode === intraModes.planar) planar(ref, side, out);
    else if (mode === intraModes.dc) flat(ref, side, luma, out);
    else this.#angular(mode, ref, luma, out);
  }

  #smoothen(): void {
    const { samples } = this;
    const last = samples.length - 1;
    this.#smooth[0] = samples[0] ?? 0;
    this.#smooth[last] = samples[last] ?? 0;
    for (let i = 1; i < last; i++) {
      this.#smooth[i] = ((samples[i - 1] ?? 0) + 2 * (samples[i] ?? 0) + (samples[i + 1] ?? 0) + 2) >> 2;
    }
  }

  #angular(mode: number, ref: Int32Array, luma: boolean, out: Uint8Array): void {
    const { side } = this;
    const line = this.#line;
    const isVertical = mode >= 18;
    const along = isVertical ? 1 : -1;
    const corner = 2 * side;
    const angle = angles[mode - 2] ?? 0;
    for (let i = 0; i <= 2 * side; i++) line[side + i] = ref[corner + along * i] ?? 0;
    if (angle < 0) {
      const inverse = Math.round(8192 / angle);
      for (let i = -1; i >= (side * angle) >> 5; i--) {
        line[side + i] = ref[corner - along * ((i * inverse + 128) >> 8)] ?? 0;
      }
    }
    const [stepAlong, stepDeep] = isVertical ? [1, side] : [side, 1];
    for (let depth = 0; depth < side; depth++) {
      const whole = ((depth + 1) * angle) >> 5;
      const part = ((depth + 1) * angle) & 31;
      for (let i = 0; i < side; i++) {
        const a = line[side + i + whole + 1] ?? 0;
        const b = line[side + i + whole + 2] ?? 0;
        out[i * stepAlong + depth * stepDeep] = part === 0 ? a : ((32 - part) * a + part * b + 16) >> 5;
      }
    }
    if (angle !== 0 || !luma) return;
    for (let depth = 0; depth < side; depth++) {
      const change = ((ref[corner - along * (depth + 1)] ?? 0) - (ref[corner] ?? 0)) >> 1;
      out[depth * stepDeep] = Math.max(0, Math.min(255, (line[side + 1] ?? 0) + change));
    }
  }
}

/** Whether the samples around are smoothed first (clause 8.4.4.2.3). */
function wantsSmooth(mode: number, side: number): boolean {
  if (mode === intraModes.dc || side === 4) return false;
  const distance = Math.min(Math.abs(mode - intraModes.vertical), Math.abs(mode - intraModes.horizontal));
  return distance > (side === 8 ? 7 : 1);
}

function planar(ref: Int32Array, side: number, out: Uint8Array): void {
  const corner = 2 * side;
  const shift = 32 - Math.clz32(side);
  const right = ref[corner + side + 1] ?? 0;
  const below = ref[corner - side - 1] ?? 0;
  for (let y = 0; y < side; y++) {
    const left = ref[corner - 1 - y] ?? 0;
    for (let x = 0; x < side; x++) {
      const above = ref[corner + 1 + x] ?? 0;
      const sum = (side - 1 - x) * left + (x + 1) * right + (side - 1 - y) * above + (y + 1) * below + side;
      out[y * side + x] = sum >> shift;
    }
  }
}

function flat(ref: Int32Array, side: number, luma: boolean, out: Uint8Array): void {
  const corner = 2 * side;
  let sum = side;
  for (let i = 1; i <= side; i++) sum += (ref[corner - i] ?? 0) + (ref[corner + i] ?? 0);
  const mean = sum >> (32 - Math.clz32(side));
  out.fill(mean, 0, side * side);
  if (!luma) return;
  for (let i = 1; i < side; i++) {
    out[i] = ((ref[corner + 1 + i] ?? 0) + 3 * mean + 2) >> 2;
    out[i * side] = ((ref[corner - 1 - i] ?? 0) + 3 * mean + 2) >> 2;
  }
  out[0] = ((ref[corner + 1] ?? 0) + (ref[corner - 1] ?? 0) + 2 * mean + 2) >> 2;
}
