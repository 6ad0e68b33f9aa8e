/** Most significant bit first, growing; the syntax elements of ITU-T H.264 clause 7.2 and 9.1. */
export class BitWriter {
  #bytes: Uint8Array;
  #length = 0;
  #pending = 0;
  #pendingBits = 0;

  constructor(capacityBytes = 1024) {
    this.#bytes = new Uint8Array(capacityBytes);
  }

  get bitLength(): number {
    return this.#length * 8 + this.#pendingBits;
  }

  /** u(bits): writes the low `bits` bits (0..24) of a non-negative value. */
  put(value: number, bits: number): void {
    let pending = (this.#pending << bits) | value;
    let pendingBits = this.#pendingBits + bits;
    if (this.#length + 4 > this.#bytes.length) this.#grow();
    while (pendingBits >= 8) {
      pendingBits -= 8;
      this.#bytes[this.#length++] = pending >>> pendingBits;
      pending &= (1 << pendingBits) - 1;
    }
    this.#pending = pending;
    this.#pendingBits = pendingBits;
  }

  /** u(32) and other widths above 24. */
  putLong(value: number, bits: number): void {
    const low = value % 65_536;
    this.put((value - low) / 65_536, bits - 16);
    this.put(low, 16);
  }

  /** ue(v): unsigned Exp-Golomb. */
  ue(value: number): void {
    const code = value + 1;
    const width = 32 - Math.clz32(code);
    if (width > 12) {
      this.put(0, width - 1);
      this.put(code, width);
    } else {
      this.put(code, 2 * width - 1);
    }
  }

  /** se(v): signed Exp-Golomb. */
  se(value: number): void {
    this.ue(value > 0 ? 2 * value - 1 : -2 * value);
  }

  /** rbsp_trailing_bits: a one, then zeros up to the byte. */
  trailing(): void {
    this.put(1, 1);
    if (this.#pendingBits > 0) this.put(0, 8 - this.#pendingBits);
  }

  /** The whole bytes written so far; a view that later writes may change. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  reset(): void {
    this.#length = 0;
    this.#pending = 0;
    this.#pendingBits = 0;
  }

  #grow(): void {
    const larger = new Uint8Array(this.#bytes.length * 2 + 4);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
