/** Counts events and says how many there were per second over about the last ten. */
export class RateMeter {
  #windowStart: number;
  #current = 0;
  #previous: number | null = null;

  constructor(nowMs: number) {
    this.#windowStart = nowMs;
  }

  count(nowMs: number): void {
    this.#turn(nowMs);
    this.#current += 1;
  }

  perSecond(nowMs: number): number {
    this.#turn(nowMs);
    const elapsedMs = nowMs - this.#windowStart;
    if (this.#previous === null) return elapsedMs < 1_000 ? this.#current : (this.#current * 1_000) / elapsedMs;
    const events = this.#previous * (1 - elapsedMs / windowMs) + this.#current;
    return (events * 1_000) / windowMs;
  }

  #turn(nowMs: number): void {
    const elapsedMs = nowMs - this.#windowStart;
    if (elapsedMs >= 0 && elapsedMs < windowMs) return;
    this.#previous = elapsedMs >= 0 && elapsedMs < 2 * windowMs ? this.#current : 0;
    this.#current = 0;
    this.#windowStart = elapsedMs >= 0 && elapsedMs < 2 * windowMs ? this.#windowStart + windowMs : nowMs;
  }
}

const windowMs = 10_000;
