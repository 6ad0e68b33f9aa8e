import type { Fragment } from './fragment.ts';

/**
 * The fragments since the last key frame, so that a new viewer starts at once. Over its limit it is emptied and stays
 * empty until the next key frame: new viewers then wait for that.
 */
export class GroupOfPictures {
  readonly #maxBytes: number;
  #fragments: Fragment[] = [];
  #bytes = 0;
  #open = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get fragments(): readonly Fragment[] {
    return this.#fragments;
  }

  push(fragment: Fragment): void {
    if (fragment.keyFrame) {
      this.clear();
      this.#open = true;
    }
    if (!this.#open) return;
    if (this.#bytes + fragment.payload.length > this.#maxBytes) {
      this.clear();
      return;
    }
    this.#fragments.push(fragment);
    this.#bytes += fragment.payload.length;
  }

  clear(): void {
    this.#fragments = [];
    this.#bytes = 0;
    this.#open = false;
  }
}
