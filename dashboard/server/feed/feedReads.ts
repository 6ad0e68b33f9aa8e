import type { Logger } from 'pino';
import type { Clock } from '@khue/domain/clock';
import { citySecond } from '@khue/domain/cityTime';
import type { LogEntry } from '@khue/domain/log';
import type { LogRepository } from '@khue/store/access';
import type { SignedIn } from '../access/guard.ts';

/** Clients counted at once; beyond it the one counted longest is written down early. */
const clientLimit = 1_000;
const hourLength = 13;

interface Hour {
  readonly who: SignedIn;
  readonly address: string;
  readonly hour: string;
  requests: number;
  records: number;
}

interface ReadDeps {
  readonly store: { readonly log: Pick<LogRepository, 'append'> };
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Who read the feed stands in the log by the hour: its first request at once, how many there were and how many records at
 * its end. A row for each request would be 360,000 an hour, and would say no more: who, from where, how much.
 */
export class FeedReads {
  readonly #deps: ReadDeps;
  readonly #hours = new Map<string, Hour>();

  constructor(deps: ReadDeps) {
    this.#deps = deps;
  }

  /** A client was given records. */
  note(who: SignedIn, address: string, records: number): void {
    const hour = this.#hour();
    const { id } = who.account;
    const known = this.#hours.get(id);
    if (known?.hour === hour) {
      known.requests += 1;
      known.records += records;
      return;
    }
    const ended = known === undefined ? [] : [known];
    this.#hours.delete(id);
    this.#hours.set(id, { who, address, hour, requests: 1, records });
    const [[oldestId, oldest] = []] = this.#hours;
    if (this.#hours.size > clientLimit && oldestId !== undefined && oldest !== undefined) {
      this.#hours.delete(oldestId);
      ended.push(oldest);
    }
    this.#write([...ended.map(summary), entry(who, address, { hour, began: true })]);
  }

  /** Writes down hours that are over. */
  endHours(): void {
    const hour = this.#hour();
    const ended = [...this.#hours].filter(([, counted]) => counted.hour !== hour);
    for (const [id] of ended) this.#hours.delete(id);
    this.#write(ended.map(([, counted]) => summary(counted)));
  }

  /** Writes down everything, before a stop. */
  async end(): Promise<void> {
    const ended = [...this.#hours.values()];
    this.#hours.clear();
    if (ended.length > 0) await this.#deps.store.log.append(ended.map(summary), new Date(this.#deps.clock.now()));
  }

  /** `2026-11-26T09`, in the city. */
  #hour(): string {
    return citySecond(this.#deps.clock.now()).slice(0, hourLength);
  }

  #write(entries: readonly LogEntry[]): void {
    if (entries.length === 0) return;
    this.#deps.store.log.append(entries, new Date(this.#deps.clock.now())).catch((err: unknown) => {
      this.#deps.log.warn({ err }, 'reads of the feed could not be written into the log');
    });
  }
}

function entry(who: SignedIn, address: string, details: LogEntry['details']): LogEntry {
  const { id, name } = who.account;
  const actor = { actorId: id, actorName: name, address, sessionId: who.sessionId };
  return { ...actor, action: 'feed.read', object: { kind: 'account', id, name }, result: 'done', details };
}

function summary({ who, address, hour, requests, records }: Hour): LogEntry {
  return entry(who, address, { hour, requests, records });
}
