import { describe, expect, it } from 'vitest';
import { BinRecorder, type BinSink, CabacWriter } from './cabac.ts';
import { afterLikely, afterUnlikely, lpsRange } from './cabacTables.ts';
import { initialContexts } from './contexts.ts';

/** The arithmetic decoder of ITU-T H.265 clause 9.3.4.3, bit by bit. */
class Decoder {
  readonly #bytes: Uint8Array;
  readonly #contexts: Uint8Array;
  #bit = 0;
  #range = 510;
  #offset = 0;

  constructor(bytes: Uint8Array, contexts: Uint8Array) {
    this.#bytes = bytes;
    this.#contexts = contexts.slice();
    this.#restart();
  }

  bin(context: number): number {
    const state = this.#contexts[context] ?? 0;
    const lps = lpsRange[(state >> 1) * 4 + ((this.#range >> 6) & 3)] ?? 0;
    this.#range -= lps;
    const isLikely = this.#offset < this.#range;
    if (!isLikely) {
      this.#offset -= this.#range;
      this.#range = lps;
    }
    this.#contexts[context] = (isLikely ? afterLikely : afterUnlikely)[state] ?? 0;
    this.#renormalise();
    return isLikely ? state & 1 : 1 - (state & 1);
  }

  bypass(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      this.#offset = this.#offset * 2 + this.#read();
      const bin = this.#offset >= this.#range ? 1 : 0;
      this.#offset -= bin * this.#range;
      value = value * 2 + bin;
    }
    return value;
  }

  terminate(): number {
    this.#range -= 2;
    if (this.#offset >= this.#range) return 1;
    this.#renormalise();
    return 0;
  }

  /** Samples after a pcm_flag of 1. */
  pcm(count: number): number[] {
    // The nine bits at hand end with the stop bit; zeros follow up to the byte.
    const at = Math.ceil(this.#bit / 8);
    this.#bit = 8 * at;
    this.#bit += 8 * count;
    this.#restart();
    return [...this.#bytes.subarray(at, at + count)];
  }

  #restart(): void {
    this.#range = 510;
    this.#offset = 0;
    for (let i = 0; i < 9; i++) this.#offset = this.#offset * 2 + this.#read();
  }

  #renormalise(): void {
    while (this.#range < 256) {
      this.#range *= 2;
      this.#offset = this.#offset * 2 + this.#read();
    }
  }

  #read(): number {
    const bit = ((this.#bytes[this.#bit >> 3] ?? 0) >> (7 - (this.#bit & 7))) & 1;
    this.#bit++;
    return bit;
  }
}

/** Repeatable pseudo-random whole numbers below `limit`. */
function noise(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

interface Step {
  readonly context: number | null;
  readonly value: number;
  readonly count: number;
}

/** Bins of every sort: rare ones, likely ones, equally likely ones in groups. */
function steps(seed: number, length: number): Step[] {
  const random = noise(seed);
  return Array.from({ length }, (_, i) => {
    if (i % 5 === 0) {
      const count = random(9);
      return { context: null, value: random(2 ** count), count };
    }
    const context = random(131);
    return { context, value: random(context + 2) === 0 ? 1 : 0, count: 1 };
  });
}

function send(sink: BinSink, { context, value, count }: Step): void {
  if (context === null) sink.bypass(value, count);
  else sink.bin(context, value);
}

describe('CabacWriter', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('writes bins that a decoder reads back (%i)', (seed) => {
    const contexts = initialContexts(seed % 2 === 0, 20 + seed);
    const sent = steps(seed, 20_000);
    const writer = new CabacWriter(16);
    writer.begin(contexts);
    for (const step of sent) {
      send(writer, step);
      writer.goOn();
    }
    const decoder = new Decoder(writer.end(), contexts);
    const read = sent.map(({ context, count }) => {
      const value = context === null ? decoder.bypass(count) : decoder.bin(context);
      return { value, ended: decoder.terminate() };
    });
    expect(read).toEqual(sent.map(({ value }) => ({ value, ended: 0 })));
    expect(decoder.terminate()).toBe(1);
  });

  it('writes PCM samples as they are, and goes on with the contexts as they were', () => {
    const contexts = initialContexts(true, 31);
    const writer = new CabacWriter(16);
    writer.begin(contexts);
    const rounds = Array.from({ length: 300 }, (_, i) => steps(i + 1, i % 40));
    const samples = Uint8Array.of(0, 0, 1, 255, 128);
    for (const round of rounds) {
      for (const step of round) send(writer, step);
      writer.pcm(samples);
    }
    const decoder = new Decoder(writer.end(), contexts);
    const read = rounds.map((round) => ({
      values: round.map(({ context, count }) => (context === null ? decoder.bypass(count) : decoder.bin(context))),
      ended: decoder.terminate(),
      samples: decoder.pcm(samples.length),
    }));
    expect(read).toEqual(
      rounds.map((round) => ({ values: round.map(({ value }) => value), ended: 1, samples: [...samples] })),
    );
  });

  it('codes a recording as it codes its bins one by one', () => {
    const contexts = initialContexts(false, 34);
    const sent = steps(77, 5000);
    const recorder = new BinRecorder();
    const [one, other] = [new CabacWriter(), new CabacWriter()];
    one.begin(contexts);
    other.begin(contexts);
    for (const step of sent) {
      send(one, step);
      send(recorder, step);
    }
    other.replay(recorder.recording());
    expect(Buffer.from(other.end()).equals(one.end())).toBe(true);
  });
});
