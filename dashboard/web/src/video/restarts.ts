/** When a player that fails may begin again: ever later, and not for ever. Pure; the player keeps the timer. */

const firstWaitMs = 1_000;
const longestWaitMs = 30_000;
/** Restarts without a decoded frame between them; then the stream counts as one this browser cannot decode. */
const restartLimit = 5;

export interface Restarts {
  /** Notes a failure. Milliseconds until the next restart, or null where it is given up. */
  failed(): number | null;
  /** A frame was decoded: what failed before is forgiven. */
  decoded(): void;
  /** Somebody asks for another try, or another stream begins. */
  forget(): void;
}

export function createRestarts(): Restarts {
  let failures = 0;
  const forget = (): void => {
    failures = 0;
  };
  return {
    failed: () => {
      if (failures >= restartLimit) return null;
      failures += 1;
      return Math.min(longestWaitMs, firstWaitMs * 2 ** (failures - 1));
    },
    decoded: forget,
    forget,
  };
}
