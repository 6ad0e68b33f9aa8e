import { UnitPainter } from '../overlayUnits.ts';
import { BinRecorder } from './cabac.ts';
import { pcmBits } from './parameterSets.ts';
import { ResidualWriter, scans } from './residual.ts';
import { BlockTransform } from './transform.ts';

/** Luma of the strip's background: a value that PCM samples of few bits can have. */
export const backgroundLuma = 32;
/** All units there are: characters, bright and dim, in three parts each, and cells; a memory of past work. */
const storeLimit = 1024;

/** Codes the units of the strip (8x8 pixels, at scale 2 16x16) by their code, and keeps them. */
export class StripUnits {
  /** log2 of a unit's side in pixels. */
  readonly log2: number;
  readonly #painter: UnitPainter;
  readonly #transform: BlockTransform;
  readonly #residuals = new ResidualWriter();
  readonly #samples = new Map<number, Uint8Array>();
  readonly #bins = new Map<number, Uint16Array | null>();

  constructor(scale: number, qp: number) {
    this.#painter = new UnitPainter(scale, backgroundLuma);
    this.#transform = new BlockTransform(qp);
    this.log2 = scale > 1 ? 4 : 3;
  }

  /** pcm_sample of a unit: luma, then grey chroma. */
  pcm(code: number): Uint8Array {
    return kept(this.#samples, code, () => {
      const pixels = this.#pixels(code);
      const chroma = (pixels.length / 2 / 8) * pcmBits.chroma;
      const samples = new Uint8Array(pixels.length / 2 + chroma).fill(0xff);
      for (let i = 0; i < pixels.length; i += 2) {
        samples[i / 2] = (pixels[i] ?? 0) | ((pixels[i + 1] ?? 0) >> pcmBits.luma);
      }
      return samples;
    });
  }

  /** Bins of the luma residual of a unit against the bare background; null: there is none. */
  residual(code: number): Uint16Array | null {
    return kept(this.#bins, code, () => {
      const residual = Int32Array.from(this.#pixels(code), (value) => value - backgroundLuma);
      const levels = this.#transform.code(residual, this.log2, false, false);
      if (levels === null) return null;
      const recorder = new BinRecorder();
      this.#residuals.write(recorder, levels, this.log2, false, scans.diagonal);
      return recorder.recording();
    });
  }

  /** Pixels with as many bits as PCM samples have. */
  #pixels(code: number): Uint8Array {
    const side = 1 << this.log2;
    const pixels = new Uint8Array(side * side);
    this.#painter.paint(code, pixels, 0, side);
    const step = 2 ** (8 - pcmBits.luma);
    return pixels.map((value) => Math.min(256 - step, Math.round(value / step) * step));
  }
}

function kept<Value>(store: Map<number, Value>, code: number, make: () => Value): Value {
  const known = store.get(code);
  if (known !== undefined) return known;
  if (store.size >= storeLimit) store.clear();
  const value = make();
  store.set(code, value);
  return value;
}
