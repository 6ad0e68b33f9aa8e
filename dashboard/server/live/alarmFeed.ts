import type { WebSocket } from 'ws';
import type { Alarm } from '@khue/domain/alarm';
import type { AlarmFrame } from '@khue/domain/alarmApi';
import type { Bus } from '@khue/store/bus/bus';

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

/** What a browser is told when something may have passed it by. */
const again: AlarmFrame = { kind: 'alarms_again' };

/**
 * Changes of alarms, to every browser that may hear of them, as text frames beside the binary ones of the states. Keeps no
 * list: a browser fetches that, and fetches it again when it is told that something may have passed it by.
 */
export class AlarmFeed {
  readonly #bus: Bus;
  readonly #limits: AlarmFeedLimits;
  readonly #listeners = new Map<WebSocket, Listener>();
  #timer: NodeJS.Timeout | null = null;
  #wasConnected = true;
  #sent = 0;
  #skipped = 0;

  constructor(bus: Bus, limits: AlarmFeedLimits = alarmFeedLimits) {
    this.#bus = bus;
    this.#limits = limits;
  }

  async start(): Promise<void> {
    await this.#bus.subscribe('alarmChanged', (alarm) => this.tell(alarm));
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
    const text = JSON.stringify({ kind: 'alarm', alarm } satisfies AlarmFrame);
    for (const [socket, listener] of this.#listeners) {
      if (listener.schools?.has(alarm.schoolId) === false) continue;
      if (listener.behind || socket.bufferedAmount > this.#limits.maxUnsentBytes) {
        listener.behind = true;
        this.#skipped += 1;
      } else this.#send(socket, text);
    }
  }

  metrics(): Record<string, number> {
    return { alarmFramesSent: this.#sent, alarmFramesSkipped: this.#skipped };
  }

  #lookAfter(): void {
    const { connected } = this.#bus.metrics();
    const isBack = connected && !this.#wasConnected;
    this.#wasConnected = connected;
    for (const [socket, listener] of this.#listeners) {
      if (isBack) listener.behind = true;
      if (!listener.behind || socket.bufferedAmount > 0) continue;
      listener.behind = false;
      this.#send(socket, JSON.stringify(again));
    }
  }

  #send(socket: WebSocket, text: string): void {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(text);
    this.#sent += 1;
  }
}
