import type { Logger } from 'pino';
import type { Clock } from '@khue/domain/clock';

/** Why a request or a connection was turned away before anybody looked at what it wants. */
export type TurnedAwayFor = 'rate' | 'malformed' | 'slow' | 'large' | 'connections' | 'input';

const minuteMs = 60_000;
/** Lines of each kind in a minute; the rest is counted, and the next line says how many there were. */
const linesPerMinute = 30;

interface Minute {
  endsAtMs: number;
  turnedAway: number;
}

/** Counts what was turned away and writes it into this tier's log, without letting anybody fill that. */
export class TurnedAway {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #counts = new Map<TurnedAwayFor, number>();
  readonly #minutes = new Map<TurnedAwayFor, Minute>();

  constructor(deps: { readonly clock: Clock; readonly log: Logger }) {
    this.#clock = deps.clock;
    this.#log = deps.log;
  }

  /** `cause`: a word that no caller chose, e.g. a code of Node's parser. */
  note(reason: TurnedAwayFor, address: string, cause: string): void {
    this.#counts.set(reason, this.count(reason) + 1);
    const now = this.#clock.now();
    const known = this.#minutes.get(reason);
    const isOver = known === undefined || now >= known.endsAtMs;
    const notWritten = isOver ? Math.max(0, (known?.turnedAway ?? 0) - linesPerMinute) : 0;
    const minute = isOver ? { endsAtMs: now + minuteMs, turnedAway: 0 } : known;
    minute.turnedAway += 1;
    this.#minutes.set(reason, minute);
    if (minute.turnedAway > linesPerMinute) return;
    this.#log.warn({ reason, address, cause, ...(notWritten > 0 && { notWritten }) }, 'turned away');
  }

  count(reason: TurnedAwayFor): number {
    return this.#counts.get(reason) ?? 0;
  }

  metrics(): Record<string, number> {
    return {
      turnedAwayForRate: this.count('rate'),
      turnedAwayAsMalformed: this.count('malformed'),
      turnedAwayAsSlow: this.count('slow'),
      turnedAwayAsLarge: this.count('large'),
      turnedAwayForConnections: this.count('connections'),
      turnedAwayForInput: this.count('input'),
    };
  }
}
