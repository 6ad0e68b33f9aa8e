import { timescale } from './initSegment.ts';

/** Where a picture stands on a feed's timeline, in ticks of the init segment's timescale. */
export interface Moment {
  readonly decodeTime: number;
  readonly duration: number;
}

const framesPerSecondWhereUnknown = 25;
const longestDuration = timescale * 10;
/** How much further than the time that went by a camera's timestamps may jump before they are not believed. */
const believedJumpMs = 2_000;

/**
 * One timeline over all the sessions of a feed. A session goes on where the one before it ended, so that a player
 * sees no gap over a reconnect; how old a picture is, its arrival says. A picture leaves before the next is known,
 * so its duration is that of the picture before it; the decode times are exact.
 */
export class Timeline {
  #next = 0;
  #decodeTime = 0;
  #duration = Math.round(timescale / framesPerSecondWhereUnknown);
  #clockRate = timescale;
  #previous: { readonly timestamp: number; readonly arrivedAt: number } | null = null;
  /** What rounding to whole ticks has left over. */
  #remainder = 0;

  /** A new connection to the camera, with a clock of its own. */
  beginSession(clockRate: number, frameRate: number | null): void {
    this.#clockRate = clockRate;
    this.#previous = null;
    this.#remainder = 0;
    if (frameRate !== null && frameRate > 0) this.#duration = this.#plausible(timescale / frameRate);
  }

  /** The place of a picture; `timestamp` in ticks of the session's clock, `arrivedAt` in ms since the epoch. */
  place(timestamp: number, arrivedAt: number): Moment {
    if (this.#previous === null) {
      this.#decodeTime = this.#next;
    } else {
      this.#duration = this.#step(timestamp - this.#previous.timestamp, arrivedAt - this.#previous.arrivedAt);
      this.#decodeTime += this.#duration;
    }
    this.#previous = { timestamp, arrivedAt };
    this.#next = this.#decodeTime + this.#duration;
    return { decodeTime: this.#decodeTime, duration: this.#duration };
  }

  /** Ticks between two pictures of a session. A jump of the camera's clock is replaced by the time that went by. */
  #step(clockTicks: number, elapsedMs: number): number {
    const exact = (clockTicks * timescale) / this.#clockRate + this.#remainder;
    const limit = ((Math.max(0, elapsedMs) + believedJumpMs) * timescale) / 1_000;
    if (exact > limit || clockTicks < 1) {
      this.#remainder = 0;
      return this.#plausible((Math.max(1, elapsedMs) * timescale) / 1_000);
    }
    const step = this.#plausible(exact);
    this.#remainder = Math.abs(exact - step) < 1 ? exact - step : 0;
    return step;
  }

  #plausible(ticks: number): number {
    return Math.min(longestDuration, Math.max(1, Math.round(ticks)));
  }
}
