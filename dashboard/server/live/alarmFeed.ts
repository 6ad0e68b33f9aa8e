import type { WebSocket } from 'ws';
import type { Alarm } from '@khue/domain/alarm';
import type { AlarmFrame, SchoolAlarms } from '@khue/domain/alarmApi';
import type { DashboardDeps } from '../parts.ts';

/** How much one browser may hold up before alarms are no more sent to it one by one. */
export interface AlarmFeedLimits {
  readonly maxUnsentBytes: number;
  /** How often those who were left behind, and the bus, are looked after. */
  readonly lookMs: number;
}

export const alarmFeedLimits: AlarmFeedLimits = { maxUnsentBytes: 1_048_576, lookMs: 500 };

interface Listener {
  /** Schools whose alarms it may hear of (null: all). */
  schools: ReadonlySet<string> | null;
  /** It missed something: told to fetch the list again once it has read what it was sent. */
  behind: boolean;
}

/** Schools whose counts are told at once; the others follow with the next look. */
const schoolsAtOnce = 500;

function none(schoolId: string): SchoolAlarms {
  return { schoolId, open: 0, unacknowledged: 0, shelved: 0, worst: null };
}

/** What a browser is told when something may have passed it by. */
const again: AlarmFrame = { kind: 'alarms_again' };

/**
 * Changes of alarms, to every browser that may hear of them, as text frames beside the binary ones of the states. Keeps no
 * list: a browser fetches that, and fetches it again when it is told that something may have passed it by. Schools whose
 * alarms have changed are counted in the store, all of their open ones, and told a moment later.
 */
export class AlarmFeed {
  readonly #deps: Pick<DashboardDeps, 'bus' | 'store'>;
  readonly #limits: AlarmFeedLimits;
  readonly #listeners = new Map<WebSocket, Listener>();
  /** Schools whose counts have to be told: never more than there are schools. */
  readonly #changed = new Set<string>();
  #isCounting = false;
  #countFailures = 0;
  #timer: NodeJS.Timeout | null = null;
  #wasConnected = true;
  #sent = 0;
  #skipped = 0;

  constructor(deps: Pick<DashboardDeps, 'bus' | 'store'>, limits: AlarmFeedLimits = alarmFeedLimits) {
    this.#deps = deps;
    this.#limits = limits;
  }

  async start(): Promise<void> {
    await this.#deps.bus.subscribe('alarmChanged', (alarm) => this.tell(alarm));
    this.#timer = setInterval(() => this.#lookAfter(), this.#limits.lookMs);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#listeners.clear();
  }

  /** From now on a browser hears of alarms of these schools (null: all; undefined: of none). */
  listen(socket: WebSocket, schools: ReadonlySet<string> | null | undefined): void {
    const known = this.#listeners.get(socket);
    if (schools === undefined) {
      this.#listeners.delete(socket);
    } else if (known === undefined) {
      this.#listeners.set(socket, { schools, behind: false });
      socket.once('close', () => this.#listeners.delete(socket));
    } else if (known.schools !== schools) {
      known.schools = schools;
      known.behind = true;
    }
  }

  /** Tells of an alarm as it is now. One that was told already is told again: versions say which is newer. */
  tell(alarm: Alarm): void {
    this.#changed.add(alarm.schoolId);
    const text = JSON.stringify({ kind: 'alarm', alarm } satisfies AlarmFrame);
    for (const [socket, listener] of this.#listeners) {
      if (listener.schools?.has(alarm.schoolId) !== false) this.#offer(socket, listener, text);
    }
  }

  metrics(): Record<string, number> {
    return { alarmFramesSent: this.#sent, alarmFramesSkipped: this.#skipped, alarmCountFailures: this.#countFailures };
  }

  #lookAfter(): void {
    const { connected } = this.#deps.bus.metrics();
    const isBack = connected && !this.#wasConnected;
    this.#wasConnected = connected;
    for (const [socket, listener] of this.#listeners) {
      if (isBack) listener.behind = true;
      if (!listener.behind || socket.bufferedAmount > 0) continue;
      listener.behind = false;
      this.#send(socket, JSON.stringify(again));
    }
    if (!this.#isCounting) void this.#tellCounts();
  }

  /** Counts what has changed and tells it; what cannot be counted is counted with the next look. */
  async #tellCounts(): Promise<void> {
    const schools = [...this.#changed].slice(0, schoolsAtOnce);
    for (const id of schools) this.#changed.delete(id);
    if (schools.length === 0 || this.#listeners.size === 0) return;
    this.#isCounting = true;
    try {
      const found = new Map(
        (await this.#deps.store.alarms.bySchool(new Set(schools))).map((one) => [one.schoolId, one]),
      );
      this.#offerCounts(schools.map((id) => found.get(id) ?? none(id)));
    } catch {
      this.#countFailures += 1;
      for (const id of schools) this.#changed.add(id);
    } finally {
      this.#isCounting = false;
    }
  }

  /** To each its own schools; those with the same scope share what is made. */
  #offerCounts(counts: readonly SchoolAlarms[]): void {
    const texts = new Map<ReadonlySet<string> | null, string | null>();
    for (const [socket, listener] of this.#listeners) {
      const { schools: scope } = listener;
      let text = texts.get(scope);
      if (text === undefined) {
        const schools = counts.filter(({ schoolId }) => scope?.has(schoolId) !== false);
        text = schools.length === 0 ? null : JSON.stringify({ kind: 'school_alarms', schools } satisfies AlarmFrame);
        texts.set(scope, text);
      }
      if (text !== null) this.#offer(socket, listener, text);
    }
  }

  /** Sends, unless the browser has missed something, or does now: it will ask for the list. */
  #offer(socket: WebSocket, listener: Listener, text: string): void {
    if (listener.behind || socket.bufferedAmount > this.#limits.maxUnsentBytes) {
      listener.behind = true;
      this.#skipped += 1;
    } else this.#send(socket, text);
  }

  #send(socket: WebSocket, text: string): void {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(text);
    this.#sent += 1;
  }
}
