import { BitWriter } from './bitWriter.ts';
import { nalTypes, nalUnit } from './nalUnit.ts';
import { layout } from './overlayLayout.ts';
import { type CodedMacroblock, OverlayMacroblocks } from './overlayMacroblocks.ts';
import { type OverlayText, overlayUnits, unitCodeBits } from './overlayUnits.ts';
import { type SliceStart, type StreamShape, sliceHeader } from './streamSyntax.ts';

/** QP of the strip by scale: text stays crisp. */
const stripQp = (scale: number): number => (scale > 1 ? 34 : 31);

/**
 * Encodes the overlay strip, live, for any number of cameras, without remembering any of them.
 *
 * Delta pictures do not lean on the strip of the picture before, which may have been another's or any time's: every
 * macroblock is predicted with a motion vector that points beyond the left edge, where the decoder repeats the edge
 * column. That column is never drawn on, so the prediction is the strip's bare background, always. What is left
 * depends on the drawn characters alone and is coded once, then copied. Only the label is kept from the key picture.
 */
export class OverlayEncoder {
  readonly #stream: StreamShape;
  readonly #qp: number;
  readonly #macroblocks: OverlayMacroblocks;
  readonly #units = new Uint16Array(layout.columns * layout.rows);
  readonly #writer = new BitWriter(8192);
  readonly #row: (CodedMacroblock | undefined)[];

  constructor(stream: StreamShape) {
    this.#stream = stream;
    this.#qp = stripQp(stream.scale);
    this.#macroblocks = new OverlayMacroblocks(stream.scale, this.#qp);
    this.#row = Array.from({ length: stream.mbWidth }, () => undefined);
  }

  /** NAL unit of the strip's slice: intra in key pictures (`idr`), else as described above. */
  encode(overlay: OverlayText, start: Pick<SliceStart, 'idr' | 'frameNum' | 'idrParity'>): Uint8Array {
    const { mbWidth, mbHeight, stripRow } = this.#stream;
    overlayUnits(overlay, this.#units);
    const w = this.#writer;
    w.reset();
    sliceHeader(w, { firstMb: stripRow * mbWidth, intra: start.idr, qp: this.#qp, ...start });
    for (let y = 0; y < mbHeight - stripRow; y++) {
      let left: CodedMacroblock | undefined;
      for (let x = 0; x < mbWidth; x++) {
        const above = y > 0 ? this.#row[x] : undefined;
        left = start.idr
          ? this.#macroblocks.intra(w, this.#content(x, y), left, above)
          : this.#inter(w, x, y, left, above);
        this.#row[x] = left;
      }
    }
    w.trailing();
    return nalUnit(start.idr ? nalTypes.idrSlice : nalTypes.slice, w.bytes());
  }

  #inter(
    w: BitWriter,
    x: number,
    y: number,
    left: CodedMacroblock | undefined,
    above: CodedMacroblock | undefined,
  ): CodedMacroblock {
    this.#motion(w, x, y);
    if (!this.#isLabel(x)) return this.#macroblocks.inter(w, this.#content(x, y), left, above);
    w.ue(0);
    return this.#macroblocks.bare;
  }

  /**
   * No skipped macroblock before, P_L0_16x16, motion vector less its prediction (ITU-T H.264 clause 8.4.1.3). The
   * median of left, above and above right is right everywhere but in the first row, where only the left one exists.
   */
  #motion(w: BitWriter, x: number, y: number): void {
    const beyondEdge = -4 * this.#stream.width;
    const wanted = this.#isLabel(x) ? 0 : beyondEdge;
    const expected = x === 0 ? 0 : this.#isLabel(x - 1) ? 0 : beyondEdge;
    w.ue(0);
    w.ue(0);
    w.se(y === 0 ? wanted - expected : 0);
    w.se(0);
  }

  #isLabel(x: number): boolean {
    const per = 2 / this.#stream.scale;
    const { column, length } = layout.label;
    return x * per >= column && (x + 1) * per <= column + length;
  }

  /** The units of a macroblock in one number: one unit at scale 2, 2x2 at scale 1. */
  #content(x: number, y: number): number {
    const per = 2 / this.#stream.scale;
    let content = 0;
    for (let row = y * per; row < (y + 1) * per; row++) {
      for (let column = x * per; column < (x + 1) * per; column++) {
        const code = row < layout.rows ? (this.#units[row * layout.columns + column] ?? 0) : 0;
        content = content * 2 ** unitCodeBits + code;
      }
    }
    return content;
  }
}
