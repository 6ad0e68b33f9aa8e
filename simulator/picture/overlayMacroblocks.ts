import { BitWriter } from './bitWriter.ts';
import { BlockCoder } from './blockCoding.ts';
import { interPatternCodes } from './cavlcTables.ts';
import { lumaModeNumber } from './intraPrediction.ts';
import { createLevels, lumaPattern, type MacroblockLevels, ResidualWriter } from './macroblockLevels.ts';
import { UnitPainter, unitCodeBits } from './overlayUnits.ts';

/** One macroblock of the strip, coded against a flat prediction. */
export interface CodedMacroblock {
  readonly levels: MacroblockLevels;
  readonly intra: boolean;
  /** Counts of the right column and of the bottom row, five bits each: the neighbours' context. */
  readonly rightCounts: number;
  readonly bottomCounts: number;
  /** Sums of the decoded right column and bottom row: the neighbours' prediction. */
  readonly rightSum: number;
  readonly bottomSum: number;
  /** Bit strings by the context around. */
  readonly strings: Map<number, BitString>;
}

interface BitString {
  /** 16 bits each; the last holds the rest, right-aligned. */
  readonly words: Uint16Array;
  readonly bits: number;
}

/** Luma of the strip's background before coding. */
const backgroundLuma = 27;
/** Above this many coded macroblocks (or strings of one) the store starts anew: it is only a memory of past work. */
const storeLimit = 8192;
const noNeighbour = 2 ** 20;

/** Codes macroblocks of the strip by content and keeps them. */
export class OverlayMacroblocks {
  readonly #coder: BlockCoder;
  readonly #painter: UnitPainter;
  readonly #background: number;
  readonly #perSide: number;
  /** A macroblock that leaves nothing to code: prediction is all. */
  readonly bare: CodedMacroblock;
  readonly #interStore = new Map<number, CodedMacroblock>();
  readonly #intraStore = new Map<number, CodedMacroblock>();
  readonly #pixels = new Uint8Array(256);
  readonly #decoded = new Uint8Array(256);
  readonly #prediction = new Uint8Array(256);

  constructor(scale: number, qp: number) {
    this.#coder = new BlockCoder(qp);
    this.#perSide = 2 / scale;
    this.#background = this.#codedBackground();
    this.#painter = new UnitPainter(scale, this.#background);
    this.bare = this.#code(this.#interStore, 0, 0, this.#background, false);
  }

  /** Writes what follows the motion vector of a P_L0_16x16 macroblock. */
  inter(
    w: BitWriter,
    content: number,
    left: CodedMacroblock | undefined,
    above: CodedMacroblock | undefined,
  ): CodedMacroblock {
    const coded =
      this.#interStore.get(content) ?? this.#code(this.#interStore, content, content, this.#background, false);
    append(w, this.#string(coded, left, above));
    return coded;
  }

  /** Writes an Intra_16x16 macroblock with DC prediction. */
  intra(
    w: BitWriter,
    content: number,
    left: CodedMacroblock | undefined,
    above: CodedMacroblock | undefined,
  ): CodedMacroblock {
    const prediction = meanOfNeighbours(left, above);
    const key = content * 256 + prediction;
    const coded = this.#intraStore.get(key) ?? this.#code(this.#intraStore, key, content, prediction, true);
    append(w, this.#string(coded, left, above));
    return coded;
  }

  #code(
    store: Map<number, CodedMacroblock>,
    key: number,
    content: number,
    prediction: number,
    intra: boolean,
  ): CodedMacroblock {
    this.#paint(content);
    this.#prediction.fill(prediction);
    const levels = createLevels();
    if (intra) this.#coder.whole(this.#pixels, this.#decoded, 0, 16, this.#prediction, levels);
    else {
      for (let block = 0; block < 16; block++) {
        const at = (block >> 2) * 64 + (block & 3) * 4;
        this.#coder.small(this.#pixels, this.#decoded, at, 16, this.#prediction, at, 16, levels, block, false);
      }
    }
    const line = [0, 1, 2, 3];
    const pack = (packed: number, block: number): number => packed * 32 + (levels.lumaCounts[block] ?? 0);
    const coded: CodedMacroblock = {
      levels,
      intra,
      rightCounts: line.map((i) => 4 * i + 3).reduce(pack, 0),
      bottomCounts: line.map((i) => 12 + i).reduce(pack, 0),
      rightSum: this.#decoded.filter((_, i) => (i & 15) === 15).reduce((sum, value) => sum + value, 0),
      bottomSum: this.#decoded.subarray(240).reduce((sum, value) => sum + value, 0),
      strings: new Map(),
    };
    if (store.size >= storeLimit) store.clear();
    store.set(key, coded);
    return coded;
  }

  #paint(content: number): void {
    const { side } = this.#painter;
    let rest = content;
    for (let unit = this.#perSide ** 2 - 1; unit >= 0; unit--) {
      const code = rest % 2 ** unitCodeBits;
      rest = (rest - code) / 2 ** unitCodeBits;
      const x = (unit % this.#perSide) * side;
      const y = Math.floor(unit / this.#perSide) * side;
      this.#painter.paint(code, this.#pixels, y * 16 + x, 16);
    }
  }

  #string(coded: CodedMacroblock, left: CodedMacroblock | undefined, above: CodedMacroblock | undefined): BitString {
    const key = (left?.rightCounts ?? noNeighbour) * 2 ** 21 + (above?.bottomCounts ?? noNeighbour);
    const known = coded.strings.get(key);
    if (known !== undefined) return known;
    const w = new BitWriter(512);
    writeMacroblock(w, coded, left, above);
    const string = bitString(w);
    if (coded.strings.size >= storeLimit) coded.strings.clear();
    coded.strings.set(key, string);
    return string;
  }

  /** What a decoder makes of the background: an empty macroblock then leaves no residual. */
  #codedBackground(): number {
    this.#pixels.fill(backgroundLuma);
    this.#prediction.fill(128);
    this.#coder.whole(this.#pixels, this.#decoded, 0, 16, this.#prediction, createLevels());
    return this.#decoded[0] ?? backgroundLuma;
  }
}

function meanOfNeighbours(left: CodedMacroblock | undefined, above: CodedMacroblock | undefined): number {
  if (left !== undefined && above !== undefined) return (left.rightSum + above.bottomSum + 16) >> 5;
  if (left !== undefined) return (left.rightSum + 8) >> 4;
  return above === undefined ? 128 : (above.bottomSum + 8) >> 4;
}

function writeMacroblock(
  w: BitWriter,
  coded: CodedMacroblock,
  left: CodedMacroblock | undefined,
  above: CodedMacroblock | undefined,
): void {
  const { levels } = coded;
  let pattern = lumaPattern(levels.lumaCounts);
  if (coded.intra) {
    pattern = pattern > 0 ? 15 : 0;
    w.ue(1 + lumaModeNumber.dc + (pattern > 0 ? 12 : 0));
    w.ue(0);
    w.se(0);
  } else {
    w.ue(interPatternCodes[pattern] ?? 0);
    if (pattern > 0) w.se(0);
  }
  const x = left === undefined ? 0 : 1;
  const y = above === undefined ? 0 : 1;
  const residuals = new ResidualWriter(2, 2);
  if (left !== undefined) residuals.assume(0, y, left.levels.lumaCounts);
  if (above !== undefined) residuals.assume(x, 0, above.levels.lumaCounts);
  residuals.write(w, x, y, levels, pattern, coded.intra);
}

function bitString(w: BitWriter): BitString {
  const bits = w.bitLength;
  w.put(0, (16 - (bits % 16)) % 16);
  const bytes = w.bytes();
  const words = new Uint16Array(Math.ceil(bits / 16));
  for (let i = 0; i < words.length; i++) words[i] = ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0);
  const rest = bits % 16;
  if (rest > 0) words[words.length - 1] = (words[words.length - 1] ?? 0) >> (16 - rest);
  return { words, bits };
}

function append(w: BitWriter, string: BitString): void {
  const whole = string.bits >> 4;
  for (let i = 0; i < whole; i++) w.put(string.words[i] ?? 0, 16);
  if ((string.bits & 15) > 0) w.put(string.words[whole] ?? 0, string.bits & 15);
}
