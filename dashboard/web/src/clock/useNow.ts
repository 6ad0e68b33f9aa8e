/** Time as something React can read: one timer per rhythm, however many components look at it. */
import { useSyncExternalStore } from 'react';
import { serverClock } from './serverClock.ts';

interface Beat {
  readonly subscribe: (listener: () => void) => () => void;
  readonly now: () => number;
}

function createBeat(everyMs: number): Beat {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let current = quantise(serverClock.now());

  function quantise(ms: number): number {
    return Math.floor(ms / everyMs) * everyMs;
  }

  function tick(): void {
    current = quantise(serverClock.now());
    for (const listener of listeners) listener();
    // Aligned to the beat, so that the clock turns its second when the server's does.
    timer = setTimeout(tick, everyMs - (serverClock.now() % everyMs) + 2);
  }

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      if (timer === null) tick();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0 || timer === null) return;
        clearTimeout(timer);
        timer = null;
      };
    },
    now: () => (timer === null ? (current = quantise(serverClock.now())) : current),
  };
}

const second = createBeat(1_000);
const quarter = createBeat(200);

/** Server time in whole seconds, ms since the epoch. */
export function useSecond(): number {
  return useSyncExternalStore(second.subscribe, second.now);
}

/** Server time in fifths of a second, for ages that are shown with one decimal. */
export function useFifth(): number {
  return useSyncExternalStore(quarter.subscribe, quarter.now);
}
