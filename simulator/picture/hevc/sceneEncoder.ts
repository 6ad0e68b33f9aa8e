import { createPlanes, type Planes } from '../planes.ts';
import { difference } from '../intraPrediction.ts';
import { type BinSink, CabacWriter } from './cabac.ts';
import { type CodingUnit, CodingTree } from './codingTree.ts';
import { initialContexts } from './contexts.ts';
import { IntraReference, intraModes } from './intraPrediction.ts';
import { ResidualWriter, scans } from './residual.ts';
import { BlockTransform, chromaQp } from './transform.ts';

type PlaneName = 'y' | 'u' | 'v';
const planeNames = ['y', 'u', 'v'] as const;

/** A way to code a block, with what it costs: squared error and bits. */
interface Trial {
  readonly units: readonly CodingUnit[];
  readonly cost: number;
}

interface CodedBlock {
  readonly levels: Int16Array | null;
  readonly cost: number;
}

/** Counts bins, which are about as many as bits. */
class BinCounter implements BinSink {
  count = 0;

  bin(): void {
    this.count++;
  }

  bypass(_value: number, count: number): void {
    this.count += count;
  }
}

const bitsPerBin = 0.85;
/** A block that costs no more is not tried in another way; by log2 of its side. */
const cheapBits = (log2: number): number => (log2 === 4 ? 36 : 24);
const angularModes = Array.from({ length: 17 }, (_, i) => 2 + 2 * i);

/**
 * Encodes the scene's slice, picture after picture: intra units of 16, 8 and 4, and in delta pictures skipped and
 * merged units without motion. It keeps what the decoder has (`decoded`). Blocks are macroblocks of the painter.
 */
export class SceneEncoder {
  readonly decoded: Planes;
  readonly #width: number;
  readonly #height: number;
  readonly #qp: number;
  readonly #lambda: number;
  readonly #cabac = new CabacWriter(65_536);
  readonly #tree: CodingTree;
  readonly #transforms: Readonly<Record<PlaneName, BlockTransform>>;
  readonly #references = [4, 8, 16].map((side) => new IntraReference(side));
  readonly #residuals = new ResidualWriter();
  readonly #counter = new BinCounter();
  readonly #previous = createPlanes(16, 16);
  readonly #kept = [createPlanes(8, 8), createPlanes(16, 16)];
  readonly #prediction = new Uint8Array(256);
  readonly #best = new Uint8Array(256);
  readonly #residual = new Int32Array(256);
  #source: Planes;

  constructor(mbWidth: number, mbRows: number, qp: number) {
    this.#width = mbWidth * 16;
    this.#height = mbRows * 16;
    this.#qp = qp;
    this.#lambda = 0.57 * 2 ** ((qp - 12) / 3);
    this.#tree = new CodingTree(this.#cabac, this.#width, this.#height);
    const chroma = new BlockTransform(chromaQp(qp));
    this.#transforms = { y: new BlockTransform(qp), u: chroma, v: chroma };
    this.decoded = createPlanes(this.#width, this.#height);
    this.#source = this.decoded;
  }

  /** Data of the slice of intra units; a copy. */
  key(source: Planes): Uint8Array {
    return this.#encode(source, null);
  }

  /** Data of the P slice; `changed` has one flag per 16x16 block, 0 for as in the last picture. */
  delta(source: Planes, changed: Uint8Array): Uint8Array {
    return this.#encode(source, changed);
  }

  #encode(source: Planes, changed: Uint8Array | null): Uint8Array {
    this.#source = source;
    this.#tree.begin(changed === null, initialContexts(changed === null, this.#qp));
    const blocks = (this.#width >> 4) * (this.#height >> 4);
    for (let block = 0; block < blocks; block++) {
      const x = (block % (this.#width >> 4)) * 16;
      const y = Math.floor(block / (this.#width >> 4)) * 16;
      if (block > 0) this.#cabac.goOn();
      const units = changed?.[block] === 0 ? [skipped(x, y, 4)] : this.#decide(x, y, changed === null);
      this.#apply(units);
      this.#tree.split(x, y, units.length > 1);
      for (const unit of units) this.#tree.unit(unit);
    }
    return this.#cabac.end().slice();
  }

  #apply(units: readonly CodingUnit[]): void {
    for (const { x, y, log2, modes } of units) this.#tree.setModes(x, y, log2, modes);
  }

  /** The cheapest units of a 16x16 block; the decoded planes then hold them. */
  #decide(x: number, y: number, intraOnly: boolean): readonly CodingUnit[] {
    copyBlock(this.decoded, x, y, this.#previous, 0, 0, 16);
    const whole: (() => Trial)[] = [() => this.#intra(x, y, 4)];
    if (!intraOnly) {
      const merged = this.#merged(x, y, 4);
      if (merged.units[0]?.kind === 'skip') return merged.units;
      whole.unshift(() => merged);
    }
    const parts = (): Trial => {
      const trials = [0, 1, 2, 3].map((part) => this.#decideSmall(x, y, part, intraOnly));
      return {
        units: trials.flatMap(({ units }) => units),
        cost: trials.reduce((sum, { cost }) => sum + cost, 4 * this.#lambda),
      };
    };
    return this.#cheapest(x, y, 4, [...whole, parts]).units;
  }

  #decideSmall(x16: number, y16: number, part: number, intraOnly: boolean): Trial {
    const x = x16 + 8 * (part & 1);
    const y = y16 + 8 * (part >> 1);
    const intra = (): Trial => this.#intra(x, y, 3);
    const ways = intraOnly ? [intra, () => this.#intraParts(x, y)] : [() => this.#merged(x, y, 3), intra];
    return this.#cheapest(x, y, 3, ways);
  }

  /**
   * Tries the ways from the plainest on, while they are dear; the decoded planes and the modes are those of the
   * cheapest.
   */
  #cheapest(x: number, y: number, log2: number, ways: readonly (() => Trial)[]): Trial {
    const side = 1 << log2;
    const kept = this.#kept[log2 - 3] ?? this.#previous;
    let best: Trial | null = null;
    for (const way of ways) {
      const trial = way();
      if (best !== null && trial.cost >= best.cost) continue;
      best = trial;
      copyBlock(this.decoded, x, y, kept, 0, 0, side);
      if (trial.cost < cheapBits(log2) * this.#lambda) break;
    }
    if (best === null) throw new Error('a block needs a way to be coded');
    copyBlock(kept, 0, 0, this.decoded, x, y, side);
    this.#apply(best.units);
    return best;
  }

  #merged(x: number, y: number, log2: number): Trial {
    const side = 1 << log2;
    const blocks = planeNames.map((name) => {
      const scale = name === 'y' ? 1 : 2;
      const size = side / scale;
      const from = this.#previous;
      const stride = from.stride / scale;
      const at = (((y & 15) / scale) * stride + (x & 15) / scale) | 0;
      for (let row = 0; row < size; row++) {
        this.#best.set(from[name].subarray(at + row * stride, at + row * stride + size), row * size);
      }
      return this.#code(name, x / scale, y / scale, name === 'y' ? log2 : log2 - 1, false, this.#best);
    });
    const cost = blocks.reduce((sum, block) => sum + block.cost, 0);
    const [luma, cb, cr] = blocks.map(({ levels }) => levels);
    if (blocks.every(({ levels }) => levels === null))
      return { units: [skipped(x, y, log2)], cost: cost + this.#lambda };
    const unit = {
      x,
      y,
      log2,
      kind: 'merge',
      modes: [],
      luma: [luma ?? null],
      cb: cb ?? null,
      cr: cr ?? null,
    } as const;
    return { units: [unit], cost: cost + 4 * this.#lambda };
  }

  #intra(x: number, y: number, log2: number): Trial {
    const luma = this.#intraLuma(x, y, log2);
    const unit = { x, y, log2, kind: 'intra', modes: [luma.mode], luma: [luma.levels] } as const;
    this.#apply([{ ...unit, cb: null, cr: null }]);
    const { cb, cr, cost } = this.#intraChroma(x, y, log2, luma.mode);
    return { units: [{ ...unit, cb, cr }], cost: cost + luma.cost + 2 * this.#lambda };
  }

  #intraParts(x: number, y: number): Trial {
    const modes: number[] = [];
    const levels: (Int16Array | null)[] = [];
    let cost = 3 * this.#lambda;
    for (let part = 0; part < 4; part++) {
      const px = x + 4 * (part & 1);
      const py = y + 4 * (part >> 1);
      const luma = this.#intraLuma(px, py, 2);
      this.#tree.setModes(px, py, 2, [luma.mode]);
      modes.push(luma.mode);
      levels.push(luma.levels);
      cost += luma.cost;
    }
    const chroma = this.#intraChroma(x, y, 3, modes[0] ?? intraModes.dc);
    const { cb, cr } = chroma;
    return { units: [{ x, y, log2: 3, kind: 'intra', modes, luma: levels, cb, cr }], cost: cost + chroma.cost };
  }

  #intraLuma(x: number, y: number, log2: number): CodedBlock & { readonly mode: number } {
    const side = 1 << log2;
    const reference = this.#reference(log2);
    reference.read(this.decoded.y, this.#width, x, y, 4, (nx, ny) => this.#isDecoded(nx, ny, x, y));
    const expected = this.#tree.expectedModes(x, y);
    const at = y * this.#width + x;
    const weight = Math.sqrt(this.#lambda);
    let best = { mode: 0, cost: Number.POSITIVE_INFINITY, bits: 0 };
    const attempt = (mode: number): void => {
      const bits = mode === expected[0] ? 2 : expected.includes(mode) ? 3 : 6;
      reference.predict(mode, true, this.#prediction);
      const cost = difference(this.#source.y, at, this.#width, this.#prediction, side) + weight * bits;
      if (cost >= best.cost) return;
      best = { mode, cost, bits };
      this.#best.set(this.#prediction);
    };
    attempt(intraModes.planar);
    attempt(intraModes.dc);
    if (best.cost > side * weight) {
      for (const mode of angularModes) attempt(mode);
      const { mode } = best;
      if (mode >= 2) for (const near of [mode - 1, mode + 1]) if (near >= 2 && near < intraModes.count) attempt(near);
    }
    const coded = this.#code('y', x, y, log2, true, this.#best);
    return { ...coded, mode: best.mode, cost: coded.cost + this.#lambda * best.bits };
  }

  #intraChroma(x: number, y: number, log2: number, mode: number): Pick<CodingUnit, 'cb' | 'cr'> & { cost: number } {
    const [cb, cr] = (['u', 'v'] as const).map((name) => {
      const reference = this.#reference(log2 - 1);
      const isDecoded = (nx: number, ny: number): boolean => this.#isDecoded(2 * nx, 2 * ny, x, y);
      reference.read(this.decoded[name], this.#width / 2, x / 2, y / 2, 2, isDecoded);
      reference.predict(mode, false, this.#best);
      return this.#code(name, x / 2, y / 2, log2 - 1, true, this.#best);
    });
    return { cb: cb?.levels ?? null, cr: cr?.levels ?? null, cost: (cb?.cost ?? 0) + (cr?.cost ?? 0) };
  }

  #reference(log2: number): IntraReference {
    const reference = this.#references[log2 - 2];
    if (reference === undefined) throw new RangeError(`no blocks of 2^${log2}`);
    return reference;
  }

  /** Codes a block of a plane against its prediction and decodes it. */
  #code(name: PlaneName, x: number, y: number, log2: number, intra: boolean, prediction: Uint8Array): CodedBlock {
    const side = 1 << log2;
    const stride = name === 'y' ? this.#width : this.#width / 2;
    const source = this.#source[name];
    const decoded = this.decoded[name];
    const residual = this.#residual;
    let rest = 0;
    for (let row = 0, i = 0; row < side; row++) {
      const at = (y + row) * stride + x;
      for (let column = 0; column < side; column++, i++) {
        const value = (source[at + column] ?? 0) - (prediction[i] ?? 0);
        residual[i] = value;
        rest |= value;
      }
    }
    const isSine = intra && name === 'y' && log2 === 2;
    const levels = rest === 0 ? null : this.#transforms[name].code(residual, log2, isSine, intra);
    let error = 0;
    for (let row = 0, i = 0; row < side; row++) {
      const at = (y + row) * stride + x;
      for (let column = 0; column < side; column++, i++) {
        const value = Math.max(0, Math.min(255, (prediction[i] ?? 0) + (residual[i] ?? 0)));
        const off = value - (source[at + column] ?? 0);
        decoded[at + column] = value;
        error += off * off;
      }
    }
    return { levels, cost: error + this.#lambda * this.#bits(levels, log2, name !== 'y') };
  }

  #bits(levels: Int16Array | null, log2: number, chroma: boolean): number {
    if (levels === null) return 0.5;
    this.#counter.count = 1;
    this.#residuals.write(this.#counter, levels, log2, chroma, scans.diagonal);
    return bitsPerBin * this.#counter.count;
  }

  /** Whether the sample at (x, y) is decoded before the block at (atX, atY) (clause 6.4.1). */
  #isDecoded(x: number, y: number, atX: number, atY: number): boolean {
    if (x < 0 || y < 0 || x >= this.#width || y >= this.#height) return false;
    const block = (y >> 4) * this.#width + (x >> 4);
    const here = (atY >> 4) * this.#width + (atX >> 4);
    return block === here ? zOrder(x, y) < zOrder(atX, atY) : block < here;
  }
}

/** Place of a 4x4 unit in the order of its 16x16 block. */
function zOrder(x: number, y: number): number {
  return ((x >> 2) & 1) | ((y >> 1) & 2) | ((x >> 1) & 4) | (y & 8);
}

function skipped(x: number, y: number, log2: number): CodingUnit {
  return { x, y, log2, kind: 'skip', modes: [], luma: [null], cb: null, cr: null };
}

/** Copies a square of luma and its chroma from plane to plane. */
function copyBlock(from: Planes, fx: number, fy: number, to: Planes, tx: number, ty: number, side: number): void {
  for (const name of planeNames) {
    const scale = name === 'y' ? 1 : 2;
    const [a, b] = [from.stride / scale, to.stride / scale];
    for (let row = 0; row < side / scale; row++) {
      const start = (fy / scale + row) * a + fx / scale;
      const target = (ty / scale + row) * b + tx / scale;
      for (let i = 0; i < side / scale; i++) to[name][target + i] = from[name][start + i] ?? 0;
    }
  }
}
