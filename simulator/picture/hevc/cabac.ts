import { afterLikely, afterUnlikely, lpsRange } from './cabacTables.ts';

/** Takes what the syntax elements of a slice are made of (ITU-T H.265 clause 9.3). */
export interface BinSink {
  /** One bin, coded by a context (see `contexts`). */
  bin(context: number, value: number): void;
  /** `count` (0..8) equally likely bins, the highest first. */
  bypass(value: number, count: number): void;
}

/** In recordings: bypass bins, their number (7 bits) and value (8 bits); else context and value. */
const bypassMark = 0x8000;

/** The arithmetic encoder of clause 9.3.5: bins in, bytes out. */
export class CabacWriter implements BinSink {
  readonly #contexts = new Uint8Array(256);
  #bytes: Uint8Array;
  #length = 0;
  #low = 0;
  #range = 510;
  /** Bits that `low` may still take before its top byte is put out. */
  #room = 23;
  /** The last byte found, which a carry may still change, and how many bytes wait: it and 0xff after it. */
  #held = 0xff;
  #waiting = 0;

  constructor(capacityBytes = 4096) {
    this.#bytes = new Uint8Array(capacityBytes);
  }

  /** Starts a slice. */
  begin(contexts: Uint8Array): void {
    this.#contexts.set(contexts);
    this.#length = 0;
    this.#restart();
  }

  bin(context: number, value: number): void {
    const state = this.#contexts[context] ?? 0;
    const lps = lpsRange[(state >> 1) * 4 + ((this.#range >> 6) & 3)] ?? 0;
    this.#range -= lps;
    if ((state & 1) === value) {
      this.#contexts[context] = afterLikely[state] ?? 0;
      if (this.#range >= 256) return;
      this.#shift(1);
    } else {
      this.#contexts[context] = afterUnlikely[state] ?? 0;
      this.#low += this.#range;
      this.#range = lps;
      this.#shift(Math.clz32(lps) - 23);
    }
  }

  bypass(value: number, count: number): void {
    this.#low = (this.#low << count) + this.#range * value;
    this.#room -= count;
    if (this.#room < 12) this.#putByte();
  }

  /** Codes what a BinRecorder kept; the same as `bin` and `bypass`, with everything at hand. */
  replay(recording: Uint16Array): void {
    const contexts = this.#contexts;
    let low = this.#low;
    let range = this.#range;
    let room = this.#room;
    const { length } = recording;
    for (let i = 0; i < length; i++) {
      const bin = recording[i] ?? 0;
      let shift = 0;
      if (bin >= bypassMark) {
        shift = (bin >> 8) & 0x7f;
        low = (low << shift) + range * (bin & 0xff);
      } else {
        const state = contexts[bin >> 1] ?? 0;
        const lps = lpsRange[(state >> 1) * 4 + ((range >> 6) & 3)] ?? 0;
        range -= lps;
        if (((state ^ bin) & 1) === 0) {
          contexts[bin >> 1] = afterLikely[state] ?? 0;
          if (range >= 256) continue;
          shift = 1;
        } else {
          contexts[bin >> 1] = afterUnlikely[state] ?? 0;
          low += range;
          range = lps;
          shift = Math.clz32(lps) - 23;
        }
        low <<= shift;
        range <<= shift;
      }
      room -= shift;
      if (room >= 12) continue;
      this.#low = low;
      this.#room = room;
      this.#putByte();
      low = this.#low;
      room = this.#room;
    }
    this.#low = low;
    this.#range = range;
    this.#room = room;
  }

  /** end_of_slice_segment_flag, or pcm_flag, when it is 0. */
  goOn(): void {
    this.#range -= 2;
    if (this.#range < 256) this.#shift(1);
  }

  /** pcm_flag 1 and the samples, whole bytes (clause 7.3.8.7). */
  pcm(samples: Uint8Array): void {
    this.#finish();
    while (this.#length + samples.length > this.#bytes.length) this.#grow();
    this.#bytes.set(samples, this.#length);
    this.#length += samples.length;
    this.#restart();
  }

  /** end_of_slice_segment_flag 1 and the trailing bits; gives the slice's data, a view that the next slice changes. */
  end(): Uint8Array {
    this.#finish();
    return this.#bytes.subarray(0, this.#length);
  }

  #restart(): void {
    this.#low = 0;
    this.#range = 510;
    this.#room = 23;
    this.#held = 0xff;
    this.#waiting = 0;
  }

  #shift(count: number): void {
    this.#low <<= count;
    this.#range <<= count;
    this.#room -= count;
    if (this.#room < 12) this.#putByte();
  }

  #putByte(): void {
    const found = this.#low >>> (24 - this.#room);
    this.#room += 8;
    this.#low &= 0xffff_ffff >>> this.#room;
    if (found === 0xff) {
      this.#waiting++;
      return;
    }
    if (this.#waiting > 0) this.#release(found >> 8);
    this.#held = found & 0xff;
    this.#waiting = 1;
  }

  #release(carry: number): void {
    this.#put(this.#held + carry);
    for (; this.#waiting > 1; this.#waiting--) this.#put(0xff + carry);
  }

  /** A terminating bin of 1, the rest of `low`, a one and zeros up to the byte. */
  #finish(): void {
    this.#range -= 2;
    this.#low += this.#range;
    this.#range = 2;
    this.#shift(7);
    const carry = this.#low >>> (32 - this.#room);
    this.#low -= carry << (32 - this.#room);
    if (this.#waiting > 0) this.#release(carry);
    const bits = 25 - this.#room;
    const padding = (8 - (bits % 8)) % 8;
    const rest = (((this.#low >>> 8) << 1) | 1) << padding;
    for (let left = bits + padding - 8; left >= 0; left -= 8) this.#put(rest >> left);
  }

  #put(byte: number): void {
    if (this.#length === this.#bytes.length) this.#grow();
    this.#bytes[this.#length++] = byte;
  }

  #grow(): void {
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Keeps bins, so that they can be coded again and again. */
export class BinRecorder implements BinSink {
  readonly #bins: number[] = [];

  bin(context: number, value: number): void {
    this.#bins.push(context * 2 + value);
  }

  bypass(value: number, count: number): void {
    this.#bins.push(bypassMark | (count << 8) | value);
  }

  recording(): Uint16Array {
    return Uint16Array.from(this.#bins);
  }
}
