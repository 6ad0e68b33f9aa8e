import type { MacroblockLevels } from './macroblockLevels.ts';
import {
  chromaQp,
  dequantise,
  dequantiseChromaDc,
  dequantiseLumaDc,
  inverse,
  quantise,
  quantiseChromaDc,
  type Quantiser,
  quantiseLumaDc,
  quantiser,
  transform,
} from './transform.ts';

/** Transforms, quantises and decodes again: after each call the plane holds what a decoder will have. */
export class BlockCoder {
  readonly #luma: Quantiser;
  readonly #chroma: Quantiser;
  readonly #work = new Int32Array(16);
  readonly #dc = new Int32Array(16);

  constructor(qp: number) {
    this.#luma = quantiser(qp);
    this.#chroma = quantiser(chromaQp(qp));
  }

  /** One 4x4 luma block with its own DC; prediction is packed with `predictionStride`. */
  small(
    source: Uint8Array,
    decoded: Uint8Array,
    at: number,
    stride: number,
    prediction: Uint8Array,
    predictionAt: number,
    predictionStride: number,
    levels: MacroblockLevels,
    block: number,
    intra: boolean,
  ): void {
    const to = levels.luma;
    const start = 16 * block;
    residual(source, at, stride, prediction, predictionAt, predictionStride, to, start);
    transform(to, start);
    const rounding = intra ? this.#luma.intraRounding : this.#luma.interRounding;
    const count = quantise(to, start, 0, this.#luma, rounding);
    levels.lumaCounts[block] = count;
    this.#work.set(to.subarray(start, start + 16));
    if (count > 0) {
      dequantise(this.#work, 0, 0, this.#luma);
      inverse(this.#work, 0);
    }
    restore(decoded, at, stride, prediction, predictionAt, predictionStride, this.#work);
  }

  /** All luma of an Intra_16x16 macroblock. */
  whole(
    source: Uint8Array,
    decoded: Uint8Array,
    at: number,
    stride: number,
    prediction: Uint8Array,
    levels: MacroblockLevels,
  ): void {
    let acCount = 0;
    for (let block = 0; block < 16; block++) {
      const start = 16 * block;
      const offset = (block >> 2) * 4 * stride + (block & 3) * 4;
      const packed = (block >> 2) * 64 + (block & 3) * 4;
      residual(source, at + offset, stride, prediction, packed, 16, levels.luma, start);
      transform(levels.luma, start);
      levels.lumaDc[block] = levels.luma[start] ?? 0;
      const count = quantise(levels.luma, start, 1, this.#luma, this.#luma.intraRounding);
      levels.lumaCounts[block] = count;
      acCount += count;
    }
    quantiseLumaDc(levels.lumaDc, this.#luma);
    this.#dc.set(levels.lumaDc);
    dequantiseLumaDc(this.#dc, this.#luma);
    for (let block = 0; block < 16; block++) {
      const offset = (block >> 2) * 4 * stride + (block & 3) * 4;
      const packed = (block >> 2) * 64 + (block & 3) * 4;
      this.#restoreWithDc(levels.luma, 16 * block, this.#dc[block] ?? 0, this.#luma, acCount > 0);
      restore(decoded, at + offset, stride, prediction, packed, 16, this.#work);
    }
  }

  /** One chroma plane (0 Cb, 1 Cr) of a macroblock. */
  chroma(
    source: Uint8Array,
    decoded: Uint8Array,
    at: number,
    stride: number,
    prediction: Uint8Array,
    levels: MacroblockLevels,
    plane: 0 | 1,
    intra: boolean,
  ): void {
    const to = levels.chroma[plane];
    const dc = levels.chromaDc[plane];
    const rounding = intra ? this.#chroma.intraRounding : this.#chroma.interRounding;
    for (let block = 0; block < 4; block++) {
      const offset = (block >> 1) * 4 * stride + (block & 1) * 4;
      residual(source, at + offset, stride, prediction, (block >> 1) * 32 + (block & 1) * 4, 8, to, 16 * block);
      transform(to, 16 * block);
      dc[block] = to[16 * block] ?? 0;
      levels.chromaCounts[plane][block] = quantise(to, 16 * block, 1, this.#chroma, rounding);
    }
    quantiseChromaDc(dc, this.#chroma, rounding);
    this.#dc.set(dc);
    dequantiseChromaDc(this.#dc, this.#chroma);
    for (let block = 0; block < 4; block++) {
      const offset = (block >> 1) * 4 * stride + (block & 1) * 4;
      this.#restoreWithDc(to, 16 * block, this.#dc[block] ?? 0, this.#chroma, true);
      restore(decoded, at + offset, stride, prediction, (block >> 1) * 32 + (block & 1) * 4, 8, this.#work);
    }
  }

  #restoreWithDc(levels: Int32Array, at: number, dc: number, q: Quantiser, hasAc: boolean): void {
    if (hasAc) {
      this.#work.set(levels.subarray(at, at + 16));
      dequantise(this.#work, 0, 1, q);
    } else this.#work.fill(0);
    this.#work[0] = dc;
    inverse(this.#work, 0);
  }
}

function residual(
  source: Uint8Array,
  at: number,
  stride: number,
  prediction: Uint8Array,
  predictionAt: number,
  predictionStride: number,
  to: Int32Array,
  start: number,
): void {
  for (let i = 0; i < 16; i++) {
    const x = i & 3;
    const y = i >> 2;
    to[start + i] = (source[at + y * stride + x] ?? 0) - (prediction[predictionAt + y * predictionStride + x] ?? 0);
  }
}

function restore(
  decoded: Uint8Array,
  at: number,
  stride: number,
  prediction: Uint8Array,
  predictionAt: number,
  predictionStride: number,
  work: Int32Array,
): void {
  for (let i = 0; i < 16; i++) {
    const x = i & 3;
    const y = i >> 2;
    const value = (prediction[predictionAt + y * predictionStride + x] ?? 0) + (((work[i] ?? 0) + 32) >> 6);
    decoded[at + y * stride + x] = value < 0 ? 0 : value > 255 ? 255 : value;
  }
}
