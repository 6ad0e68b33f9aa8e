import { layout } from '../overlayLayout.ts';
import { emptyUnit, type OverlayText, overlayUnits } from '../overlayUnits.ts';
import type { StreamShape } from '../streamSyntax.ts';
import { CabacWriter } from './cabac.ts';
import { CodingTree } from './codingTree.ts';
import { contexts, initialContexts } from './contexts.ts';
import { sliceUnit } from './parameterSets.ts';
import { StripUnits } from './stripUnits.ts';

/** QP of the strip by scale: text stays crisp. */
const stripQp = (scale: number): number => (scale > 1 ? 34 : 31);
/** Predicts from the left column and what is below it, without smoothing; where all that is bare, the unit is bare. */
const leftwardMode = 9;

/**
 * Encodes the overlay strip, live, for any number of cameras, without remembering any of them. As in H.264 (see
 * OverlayEncoder), delta pictures are predicted from beyond the left edge, where the decoder repeats the edge column,
 * which is always bare: the motion is written once and merged from unit to unit. Only the label is kept from the key
 * picture, which holds every unit that is not bare as PCM samples.
 */
export class StripEncoder {
  readonly #stream: StreamShape;
  readonly #qp: number;
  readonly #contexts: { readonly intra: Uint8Array; readonly inter: Uint8Array };
  readonly #cabac = new CabacWriter(65_536);
  readonly #tree: CodingTree;
  readonly #stripUnits: StripUnits;
  readonly #codes = new Uint16Array(layout.columns * layout.rows);
  readonly #lines: number;

  constructor(stream: StreamShape) {
    this.#stream = stream;
    this.#qp = stripQp(stream.scale);
    this.#contexts = { intra: initialContexts(true, this.#qp), inter: initialContexts(false, this.#qp) };
    this.#lines = stream.height - 16 * stream.stripRow;
    this.#tree = new CodingTree(this.#cabac, stream.width, this.#lines);
    this.#stripUnits = new StripUnits(stream.scale, this.#qp);
  }

  /** NAL unit of the strip's slice; `orderCount` 0 is a key picture. */
  encode(overlay: OverlayText, orderCount: number): Uint8Array {
    const { mbWidth, stripRow, width } = this.#stream;
    const intra = orderCount === 0;
    overlayUnits(overlay, this.#codes);
    this.#tree.begin(intra, intra ? this.#contexts.intra : this.#contexts.inter);
    for (let y = 0; y < this.#lines; y += 16) {
      for (let x = 0; x < width; x += 16) {
        if (x + y > 0) this.#cabac.goOn();
        this.#block(x, y, intra);
      }
    }
    const start = { firstBlock: stripRow * mbWidth, intra, orderCount, qp: this.#qp };
    return sliceUnit(this.#stream, start, this.#cabac.end());
  }

  /** A 16x16 block, which at the lower edge is split without being asked. */
  #block(x: number, y: number, intra: boolean): void {
    const isCut = y + 16 > this.#lines;
    const isWhole = !isCut && this.#isWhole(x, y, intra);
    if (!isCut) this.#tree.split(x, y, !isWhole);
    if (isWhole) return this.#unit(x, y, 4, intra);
    for (let part = 0; part < (isCut ? 2 : 4); part++) this.#unit(x + 8 * (part & 1), y + 8 * (part >> 1), 3, intra);
  }

  #unit(x: number, y: number, log2: number, intra: boolean): void {
    if (intra) this.#key(x, y, log2);
    else this.#delta(x, y, log2);
  }

  #isWhole(x: number, y: number, intra: boolean): boolean {
    if (this.#stripUnits.log2 === 4 || (!intra && this.#isLabel(x))) return true;
    return this.#isBare(x, y, 4) && (!intra || this.#isLeftBare(x, y, 4));
  }

  #key(x: number, y: number, log2: number): void {
    this.#tree.remember(x, y, log2, false);
    if (log2 === 3) this.#cabac.bin(contexts.partMode, 1);
    if (!this.#isBare(x, y, log2) || !this.#isLeftBare(x, y, log2)) {
      this.#tree.setModes(x, y, log2, []);
      this.#cabac.pcm(this.#stripUnits.pcm(this.#code(x, y)));
      return;
    }
    this.#cabac.goOn();
    this.#tree.intraModes(x, y, [leftwardMode]);
    this.#tree.setModes(x, y, log2, [leftwardMode]);
    this.#cabac.bin(contexts.chromaCbf, 0);
    this.#cabac.bin(contexts.chromaCbf, 0);
    this.#cabac.bin(contexts.lumaCbf + 1, 0);
  }

  #delta(x: number, y: number, log2: number): void {
    const bins = this.#isLabel(x) ? null : this.#stripUnits.residual(this.#code(x, y));
    const motion = this.#motionChange(x, y);
    const isSkipped = motion === 0 && bins === null;
    this.#tree.remember(x, y, log2, isSkipped);
    this.#tree.skip(x, y, isSkipped);
    if (isSkipped) return;
    if (motion === 0) this.#tree.merged();
    else this.#moved(motion, bins !== null);
    if (bins === null) return;
    this.#cabac.bin(contexts.chromaCbf, 0);
    this.#cabac.bin(contexts.chromaCbf, 0);
    this.#cabac.replay(bins);
  }

  /** How the horizontal motion differs from the neighbour's on the left, in quarters of a pixel. */
  #motionChange(x: number, y: number): number {
    const beyondEdge = -4 * this.#stream.width;
    if (x === 0) return y === 0 ? beyondEdge : 0;
    if (this.#isLabel(x) === this.#isLabel(x - 1)) return 0;
    return this.#isLabel(x) ? -beyondEdge : beyondEdge;
  }

  /** A unit with a motion vector of its own: prediction_unit and mvd_coding (clauses 7.3.8.6 and 7.3.8.9). */
  #moved(change: number, hasResidual: boolean): void {
    const cabac = this.#cabac;
    cabac.bin(contexts.predictionMode, 0);
    cabac.bin(contexts.partMode, 1);
    cabac.bin(contexts.mergeFlag, 0);
    cabac.bin(contexts.motionGreater0, 1);
    cabac.bin(contexts.motionGreater0, 0);
    cabac.bin(contexts.motionGreater1, 1);
    let rest = Math.abs(change) - 2;
    let bits = 1;
    for (; rest >= 1 << bits; bits++) {
      cabac.bypass(1, 1);
      rest -= 1 << bits;
    }
    cabac.bypass(0, 1);
    for (let left = bits - 1; left >= 0; left--) cabac.bypass((rest >> left) & 1, 1);
    cabac.bypass(change < 0 ? 1 : 0, 1);
    cabac.bin(contexts.motionPredictor, 0);
    cabac.bin(contexts.rootCbf, hasResidual ? 1 : 0);
  }

  #code(x: number, y: number): number {
    const { log2 } = this.#stripUnits;
    return this.#codes[(y >> log2) * layout.columns + (x >> log2)] ?? emptyUnit;
  }

  /** Whether nothing is drawn on the square at (x, y). */
  #isBare(x: number, y: number, log2: number): boolean {
    const step = 1 << this.#stripUnits.log2;
    for (let dy = 0; dy < 1 << log2; dy += step) {
      for (let dx = 0; dx < 1 << log2; dx += step) if (this.#code(x + dx, y + dy) !== emptyUnit) return false;
    }
    return true;
  }

  /** Whether all that the leftward mode looks at is bare: the left column, and what is decoded below it. */
  #isLeftBare(x: number, y: number, log2: number): boolean {
    if (x === 0) return false;
    for (let dy = 0; dy < 1 << log2; dy += 8) if (this.#code(x - 1, y + dy) !== emptyUnit) return false;
    const isBelowDecoded = log2 === 3 && (x & 8) === 0 && (y & 8) === 0 && y + 8 < this.#lines;
    return !isBelowDecoded || this.#code(x - 1, y + 8) === emptyUnit;
  }

  #isLabel(x: number): boolean {
    const column = x >> this.#stripUnits.log2;
    return column >= layout.label.column && column < layout.label.column + layout.label.length;
  }
}
