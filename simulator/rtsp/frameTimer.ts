/** Called once for every picture index, in order; `gap` after indices that had to be left out. */
export type FrameListener = (n: number, gap: boolean) => void;

/** Longest stall that is caught up picture by picture; after a longer one the rest is left out. */
const catchUpMs = 2_000;

/** One timer for all cameras of a frame rate: picture n is due at n / frameRate seconds since the Unix epoch. */
export class FrameTimer {
  readonly #frameRate: number;
  readonly #now: () => number;
  readonly #listener: FrameListener;
  #timer: NodeJS.Timeout | null = null;
  #last: number;

  constructor(frameRate: number, now: () => number, listener: FrameListener) {
    this.#frameRate = frameRate;
    this.#now = now;
    this.#listener = listener;
    this.#last = pictureIndex(now(), frameRate);
    this.#wait();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #wait(): void {
    const dueMs = ((this.#last + 1) * 1000) / this.#frameRate;
    const waitMs = Math.min(Math.max(0, Math.ceil(dueMs - this.#now())), 1000);
    this.#timer = setTimeout(() => this.#tick(), waitMs);
  }

  #tick(): void {
    const due = pictureIndex(this.#now(), this.#frameRate);
    const most = Math.ceil((catchUpMs * this.#frameRate) / 1000);
    const jumped = Math.abs(due - this.#last) > most;
    const from = jumped ? due : this.#last + 1;
    for (let n = from; n <= due; n++) this.#listener(n, jumped && n === from);
    if (jumped || due > this.#last) this.#last = due;
    this.#wait();
  }
}

/** Index of the picture that is due at a moment. */
export function pictureIndex(nowMs: number, frameRate: number): number {
  return Math.floor((nowMs * frameRate) / 1000);
}
