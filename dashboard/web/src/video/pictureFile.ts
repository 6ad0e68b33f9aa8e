/**
 * A file of pictures while it comes from the gateway: `ftyp`, `moov`, then fragments of one picture each, `moof` and
 * `mdat` (ISO/IEC 14496-12). Knows how much it plays, and makes a whole file of what has come when the rest does not.
 */

/** Largest file that is kept in memory; a minute of 16 Mbit/s is half of it. */
const sizeLimit = 256 * 1_048_576;
const boxHeaderBytes = 8;

interface Body {
  readonly from: number;
  readonly to: number;
}

/** A file is larger than it can be, or none at all. */
export class PictureFileError extends Error {
  override readonly name = 'PictureFileError';
}

/** The pictures of a file that has come so far. */
export class PictureFile {
  #bytes = new Uint8Array(65_536);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  /** Where the next box begins. */
  #at = 0;
  /** Behind the last whole fragment. */
  #wholeTo = 0;
  #timescale = 0;
  #durationAt: number | null = null;
  /** The fragment whose picture has not come yet, ticks. */
  #announced = { at: 0, duration: 0 };
  #lastAt = 0;
  #playsTicks = 0;

  /** Seconds that the whole pictures play. */
  get seconds(): number {
    return this.#timescale === 0 ? 0 : this.#playsTicks / this.#timescale;
  }

  /** A moment within the last picture, seconds. */
  get withinLastPicture(): number {
    return this.#timescale === 0 ? 0 : (this.#lastAt + this.#playsTicks) / 2 / this.#timescale;
  }

  /** Throws a PictureFileError on what is no such file, or too large. */
  push(chunk: Uint8Array): void {
    this.#makeRoom(this.#length + chunk.length);
    this.#bytes.set(chunk, this.#length);
    this.#length += chunk.length;
    while (this.#at + boxHeaderBytes <= this.#length) {
      const size = this.#view.getUint32(this.#at);
      if (size < boxHeaderBytes) throw new PictureFileError('no file of pictures');
      if (this.#at + size > this.#length) return;
      this.#look(this.#typeAt(this.#at), { from: this.#at + boxHeaderBytes, to: this.#at + size });
      this.#at += size;
    }
  }

  /** The file up to its last whole picture, which says how long it is; null where there is none. */
  finish(): Uint8Array<ArrayBuffer> | null {
    if (this.#wholeTo === 0) return null;
    if (this.#durationAt !== null) this.#view.setUint32(this.#durationAt, this.#playsTicks);
    return this.#bytes.subarray(0, this.#wholeTo);
  }

  #makeRoom(length: number): void {
    if (length <= this.#bytes.length) return;
    if (length > sizeLimit) throw new PictureFileError('larger than a clip can be');
    const larger = new Uint8Array(Math.min(sizeLimit, Math.max(length, this.#bytes.length * 2)));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }

  #look(type: string, body: Body): void {
    if (type === 'moov') {
      const header = this.#find(body, 'mvhd');
      const extent = this.#find(this.#find(body, 'mvex'), 'mehd');
      if (header !== null) this.#timescale = this.#view.getUint32(header.from + 12);
      if (extent !== null) this.#durationAt = extent.from + 4;
    } else if (type === 'moof') {
      const track = this.#find(body, 'traf');
      const [time, run] = [this.#find(track, 'tfdt'), this.#find(track, 'trun')];
      if (time === null || run === null) throw new PictureFileError('a fragment without a time');
      const at = Number(this.#view.getBigUint64(time.from + 4));
      this.#announced = { at, duration: this.#view.getUint32(run.from + 12) };
    } else if (type === 'mdat') {
      this.#wholeTo = body.to;
      this.#lastAt = this.#announced.at;
      this.#playsTicks = this.#announced.at + this.#announced.duration;
    }
  }

  #find(within: Body | null, type: string): Body | null {
    if (within === null) return null;
    for (let at = within.from; at + boxHeaderBytes <= within.to; ) {
      const size = this.#view.getUint32(at);
      if (size < boxHeaderBytes) return null;
      if (this.#typeAt(at) === type) return { from: at + boxHeaderBytes, to: at + size };
      at += size;
    }
    return null;
  }

  #typeAt(at: number): string {
    return String.fromCharCode(...this.#bytes.subarray(at + 4, at + 8));
  }
}
