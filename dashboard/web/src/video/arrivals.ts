/**
 * Which moment a picture on screen is from: fragments are appended one after the other (`sequence` mode), so the media
 * time of a decoded frame falls into the range of one fragment, whose arrival at the gateway is known.
 */

/** Fragments remembered; at 25 a second some 24 s, more than is ever buffered. */
const limit = 600;

interface Arrival {
  readonly endS: number;
  readonly arrivedAt: number;
}

export interface Arrivals {
  /** Notes that media up to `endS` arrived at `arrivedAt` (gateway clock, ms). */
  note(endS: number, arrivedAt: number): void;
  /** Arrival of the frame at a media time, or null where it is not remembered. */
  find(mediaTimeS: number): number | null;
  clear(): void;
}

export function createArrivals(): Arrivals {
  let entries: Arrival[] = [];
  return {
    note: (endS, arrivedAt) => {
      const last = entries.at(-1);
      // Time that runs backwards means the buffer was begun anew.
      if (last !== undefined && endS < last.endS) entries = [];
      entries.push({ endS, arrivedAt });
      if (entries.length > limit) entries = entries.slice(-limit / 2);
    },
    find: (mediaTimeS) => {
      let low = 0;
      let high = entries.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        // Half a millisecond of slack: media times are rounded to microseconds.
        if ((entries[middle]?.endS ?? 0) > mediaTimeS + 0.0005) high = middle;
        else low = middle + 1;
      }
      return entries[low]?.arrivedAt ?? null;
    },
    clear: () => {
      entries = [];
    },
  };
}
