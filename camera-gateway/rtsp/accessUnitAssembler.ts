/** NAL units of one picture as they lie in the assembler's memory. */
export interface AssembledUnit {
  readonly nalUnits: readonly Uint8Array[];
  /** Each NAL unit behind its 4-byte length, in one piece. */
  readonly lengthPrefixed: Uint8Array;
}

const slabBytes = 256 * 1_024;
const lengthBytes = 4;
/** A larger picture is left out: at 25 pictures a second this is 800 Mbit/s. */
const maxUnitBytes = 4 * 1_024 * 1_024;
const maxNalUnits = 512;

/**
 * Puts the NAL units of one picture together. Each payload byte is copied once, out of the read buffer into a slab;
 * finished pictures are views of the slab, which is never written again there, so receivers may keep them.
 */
export class AccessUnitAssembler {
  #slab = Buffer.allocUnsafeSlow(slabBytes);
  /** Where the picture begins, and the end of what is written. */
  #start = 0;
  #end = 0;
  /** Where NAL units begin, from the picture's beginning. */
  readonly #offsets: number[] = [];
  #openUnit = false;
  #damaged = false;

  get empty(): boolean {
    return this.#offsets.length === 0 && !this.#damaged;
  }

  /** Whether a NAL unit with such a first byte is in the picture. */
  hasUnit(test: (firstByte: number) => boolean): boolean {
    return this.#offsets.some((offset) => test(this.#slab[this.#start + offset + lengthBytes] ?? 0));
  }

  /** The picture misses something and must not be shown. */
  damage(): void {
    this.#damaged = true;
  }

  /** Adds a NAL unit that is complete. */
  addUnit(bytes: Buffer, from: number, to: number): void {
    if (this.#openUnit) this.#damaged = true;
    if (!this.#begin(to - from)) return;
    this.extendUnit(bytes, from, to);
    this.closeUnit();
  }

  /** Begins a NAL unit of which more is to come. `secondByte` is null for a header of one byte. */
  openUnit(firstByte: number, secondByte: number | null): void {
    if (this.#openUnit) this.#damaged = true;
    if (!this.#begin(2)) return;
    this.#slab[this.#end] = firstByte;
    this.#end += 1;
    if (secondByte === null) return;
    this.#slab[this.#end] = secondByte;
    this.#end += 1;
  }

  extendUnit(bytes: Buffer, from: number, to: number): void {
    if (!this.#openUnit) this.#damaged = true;
    if (this.#damaged || !this.#reserve(to - from)) return;
    bytes.copy(this.#slab, this.#end, from, to);
    this.#end += to - from;
  }

  closeUnit(): void {
    if (!this.#openUnit) this.#damaged = true;
    this.#openUnit = false;
    const offset = this.#offsets.at(-1);
    if (this.#damaged || offset === undefined) return;
    const at = this.#start + offset;
    this.#slab.writeUInt32BE(this.#end - at - lengthBytes, at);
  }

  /** Ends the picture: its NAL units, or null where it is damaged or empty. The assembler is ready for the next. */
  finish(): AssembledUnit | null {
    const complete = !this.#damaged && !this.#openUnit && this.#offsets.length > 0;
    const unit = complete ? this.#views() : null;
    if (unit === null) this.#end = this.#start;
    this.#start = this.#end;
    this.#offsets.length = 0;
    this.#openUnit = false;
    this.#damaged = false;
    return unit;
  }

  #views(): AssembledUnit {
    const nalUnits = this.#offsets.map((offset, index) => {
      const next = this.#offsets[index + 1];
      const end = next === undefined ? this.#end : this.#start + next;
      return this.#slab.subarray(this.#start + offset + lengthBytes, end);
    });
    return { nalUnits, lengthPrefixed: this.#slab.subarray(this.#start, this.#end) };
  }

  #begin(bytes: number): boolean {
    if (this.#damaged) return false;
    if (this.#offsets.length >= maxNalUnits) this.#damaged = true;
    if (this.#damaged || !this.#reserve(lengthBytes + bytes)) return false;
    this.#offsets.push(this.#end - this.#start);
    this.#end += lengthBytes;
    this.#openUnit = true;
    return true;
  }

  /** Makes room; a picture that grows too large is damaged. */
  #reserve(bytes: number): boolean {
    if (this.#end + bytes <= this.#slab.length) return true;
    const used = this.#end - this.#start;
    if (used + bytes > maxUnitBytes) {
      this.#damaged = true;
      return false;
    }
    const larger = Buffer.allocUnsafeSlow(Math.max(slabBytes, 2 * (used + bytes)));
    this.#slab.copy(larger, 0, this.#start, this.#end);
    this.#slab = larger;
    this.#start = 0;
    this.#end = used;
    return true;
  }
}
