import type { Clock } from './clock.ts';

const windowSeconds = 10;

/** Events per second over the last ten whole seconds. */
export class RateMeter {
  readonly #clock: Clock;
  /** Second (since the epoch) and count of each bucket. */
  readonly #seconds = Array.from({ length: windowSeconds + 1 }, () => -1);
  readonly #counts = Array.from({ length: windowSeconds + 1 }, () => 0);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  mark(): void {
    const second = Math.floor(this.#clock.now() / 1_000);
    const bucket = second % this.#seconds.length;
    if (this.#seconds[bucket] !== second) {
      this.#seconds[bucket] = second;
      this.#counts[bucket] = 0;
    }
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
  }

  perSecond(): number {
    const now = Math.floor(this.#clock.now() / 1_000);
    let events = 0;
    for (const [bucket, second] of this.#seconds.entries()) {
      if (second < now && second >= now - windowSeconds) events += this.#counts[bucket] ?? 0;
    }
    return events / windowSeconds;
  }
}
