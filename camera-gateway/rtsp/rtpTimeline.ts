/** A jump of more than this, s, is not time that passed but a clock that was set. */
const maxJumpSeconds = 10;

/**
 * Turns 32-bit RTP timestamps (RFC 3550, 5.1) into ticks that grow without end. Where the camera sets its clock or
 * starts anew, time goes on as the arrival says; equal or smaller timestamps (B-pictures, a picture sent in two) move
 * on by one tick.
 */
export class RtpTimeline {
  readonly #clockRate: number;
  #lastRaw: number | null = null;
  #lastArrivalMs = 0;
  /** Unwrapped ticks before and after the rule that they grow. */
  #ticks = 0;
  #lastGiven = -1;

  constructor(clockRate: number) {
    this.#clockRate = clockRate;
  }

  /** The next timestamp is of another source: it says nothing of the time since the last. */
  restart(): void {
    this.#lastRaw = null;
  }

  /** Ticks for a picture with this RTP timestamp that arrived at this moment (ms). */
  ticksOf(raw: number, arrivedAtMs: number): number {
    this.#ticks += this.#step(raw, arrivedAtMs);
    this.#lastRaw = raw;
    this.#lastArrivalMs = arrivedAtMs;
    this.#lastGiven = Math.max(this.#lastGiven + 1, this.#ticks);
    return this.#lastGiven;
  }

  #step(raw: number, arrivedAtMs: number): number {
    const limit = maxJumpSeconds * this.#clockRate;
    const step = this.#lastRaw === null ? Number.POSITIVE_INFINITY : (raw - this.#lastRaw) | 0;
    if (Math.abs(step) <= limit) return step;
    if (this.#lastGiven < 0) return 0;
    const passed = Math.round(((arrivedAtMs - this.#lastArrivalMs) / 1_000) * this.#clockRate);
    this.#ticks = this.#lastGiven;
    return Math.min(Math.max(passed, 1), limit);
  }
}
