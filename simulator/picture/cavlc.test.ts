import { describe, expect, it } from 'vitest';
import { BitWriter } from './bitWriter.ts';
import { chromaDcTable, ResidualBlock, tokenTable, zigzag } from './cavlc.ts';
import {
  chromaTotalZeros,
  type CodeTable,
  coefficientTokens,
  interPatternCodes,
  intraPatternCodes,
  runBefore,
  totalZeros,
} from './cavlcTables.ts';

/** Code words from `from` on, as strings of bits; unused entries are left out. */
function words(table: CodeTable, from: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const length = table.length[from + i] ?? 0;
    return length === 0 ? '' : (table.code[from + i] ?? 0).toString(2).padStart(length, '0');
  });
}

/** Share of the code space that the words take; 1 leaves nothing unused. */
function spaceTaken(list: readonly string[]): number {
  return list.filter((word) => word !== '').reduce((sum, word) => sum + 2 ** -word.length, 0);
}

function isPrefixFree(list: readonly string[]): boolean {
  const used = list.filter((word) => word !== '').toSorted();
  return used.every((word, i) => i === 0 || !word.startsWith(used[i - 1] ?? ''));
}

/** A reader of what ResidualBlock writes, straight from ITU-T H.264 clause 9.2. */
class Reader {
  readonly #bits: string;
  #at = 0;

  constructor(w: BitWriter) {
    w.trailing();
    this.#bits = Array.from(w.bytes(), (byte) => byte.toString(2).padStart(8, '0')).join('');
  }

  get position(): number {
    return this.#at;
  }

  number(bits: number): number {
    this.#at += bits;
    return bits === 0 ? 0 : Number.parseInt(this.#bits.slice(this.#at - bits, this.#at), 2);
  }

  word(list: readonly string[]): number {
    const found = list.findIndex((word) => word !== '' && this.#bits.startsWith(word, this.#at));
    this.#at += list[found]?.length ?? 0;
    return found;
  }

  block(tokens: number, maximum: number): number[] {
    const table = coefficientTokens[tokens] ?? coefficientTokens[0];
    const token = this.word(words(table, 0, table.code.length));
    const total = token >> 2;
    const levels = this.#levels(total, token & 3);
    const zeroTable =
      maximum === 4 ? words(chromaTotalZeros, 4 * (total - 1), 4) : words(totalZeros, 16 * (total - 1), 16);
    let zeros = total > 0 && total < maximum ? this.word(zeroTable) : 0;
    const result: number[] = Array.from({ length: maximum }, () => 0);
    let place = zeros + total - 1;
    for (const [i, level] of levels.entries()) {
      result[place] = level;
      const run = zeros > 0 && i < total - 1 ? this.word(words(runBefore, 16 * (Math.min(zeros, 7) - 1), 16)) : 0;
      zeros -= run;
      place -= run + 1;
    }
    return result;
  }

  #levels(total: number, ones: number): number[] {
    const levels: number[] = [];
    let suffixLength = total > 10 && ones < 3 ? 1 : 0;
    for (let i = 0; i < total; i++) {
      if (i < ones) {
        levels.push(this.number(1) === 1 ? -1 : 1);
        continue;
      }
      let prefix = 0;
      while (this.number(1) === 0) prefix++;
      const size = prefix === 14 && suffixLength === 0 ? 4 : prefix >= 15 ? 12 : suffixLength;
      let code = (Math.min(15, prefix) << suffixLength) + this.number(size);
      if (prefix >= 15 && suffixLength === 0) code += 15;
      if (i === ones && ones < 3) code += 2;
      levels.push(code % 2 === 0 ? (code + 2) / 2 : (-code - 1) / 2);
      if (suffixLength === 0) suffixLength = 1;
      if (Math.abs(levels.at(-1) ?? 0) > 3 << (suffixLength - 1) && suffixLength < 6) suffixLength++;
    }
    return levels;
  }
}

/** Repeatable pseudo-random numbers 0..1. */
function* noise(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

describe('the CAVLC tables', () => {
  it.each([0, 1, 2, 3, 4])('have prefix-free coefficient tokens in table %i', (index) => {
    const table = coefficientTokens[index] ?? coefficientTokens[0];
    const list = words(table, 0, table.code.length);
    expect(isPrefixFree(list)).toBe(true);
    expect(list.filter((word) => word !== '')).toHaveLength(index === chromaDcTable ? 14 : 62);
  });

  it('have prefix-free words for zeros and runs that leave no code unused but the shortest of all zeros', () => {
    const zeros = Array.from({ length: 15 }, (_, i) => words(totalZeros, 16 * i, 16));
    const chroma = Array.from({ length: 3 }, (_, i) => words(chromaTotalZeros, 4 * i, 4));
    const runs = Array.from({ length: 7 }, (_, i) => words(runBefore, 16 * i, 16));
    expect([...zeros, ...chroma, ...runs].every(isPrefixFree)).toBe(true);
    expect([...zeros.slice(1), ...chroma].map(spaceTaken)).toEqual(Array.from({ length: 17 }, () => 1));
  });

  it('number every coded block pattern once', () => {
    const all = Array.from({ length: 48 }, (_, i) => i);
    expect([...intraPatternCodes].toSorted((a, b) => a - b)).toEqual(all);
    expect([...interPatternCodes].toSorted((a, b) => a - b)).toEqual(all);
  });
});

describe('ResidualBlock', () => {
  it('writes blocks of every density and size of level that a decoder reads back', () => {
    const random = noise(7);
    const block = new ResidualBlock();
    for (let round = 0; round < 2000; round++) {
      const density = random.next().value;
      const largest = [1, 2, 8, 60, 900][round % 5] ?? 1;
      const raster = Int32Array.from({ length: 16 }, () => {
        const level = Math.ceil(random.next().value * largest);
        return random.next().value < density ? (random.next().value < 0.5 ? -level : level) : 0;
      });
      const first = round % 2;
      const nC = round % 12;
      const w = new BitWriter();
      block.readBlock(raster, 0, first);
      block.writeToken(w, tokenTable(nC));
      block.writeRest(w, 16 - first);
      const length = w.bitLength;
      const reader = new Reader(w);
      const expected = Array.from(zigzag.subarray(first), (position) => raster[position] ?? 0);
      expect(reader.block(tokenTable(nC), 16 - first)).toEqual(expected);
      expect(reader.position).toBe(length);
    }
  });

  it('writes chroma DC that a decoder reads back', () => {
    const block = new ResidualBlock();
    for (let code = 0; code < 5 ** 4; code++) {
      const levels = Int32Array.from({ length: 4 }, (_, i) => (Math.floor(code / 5 ** i) % 5) - 2);
      const w = new BitWriter();
      block.readChromaDc(levels);
      block.writeToken(w, chromaDcTable);
      block.writeRest(w, 4);
      expect(new Reader(w).block(chromaDcTable, 4)).toEqual([...levels]);
    }
  });
});
