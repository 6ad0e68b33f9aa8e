/** The server's time in the browser: every clock and age on screen follows it, not the machine's own clock. */
import type { Clock } from '@khue/domain/clock';

export interface ServerClock extends Clock {
  /** Notes what the server's clock said in an answer asked for at `askedAt` and received at `receivedAt` (own clock, ms). */
  learn(serverNow: number, askedAt: number, receivedAt: number): void;
  /** When the clocks were last compared, server time, or null. */
  syncedAt(): number | null;
}

/** A clock that takes the middle of the round trip as the moment the server spoke. */
function createServerClock(own: Clock): ServerClock {
  let offset = 0;
  let synced: number | null = null;
  return {
    now: () => own.now() + offset,
    learn: (serverNow, askedAt, receivedAt) => {
      offset = serverNow - (askedAt + receivedAt) / 2;
      synced = serverNow;
    },
    syncedAt: () => synced,
  };
}

export const serverClock: ServerClock = createServerClock({ now: () => Date.now() });
