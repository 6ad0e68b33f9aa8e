import { setTimeout as sleep } from 'node:timers/promises';
import type { FeedHead } from '@khue/store/feed';
import type { Rights } from '../access/rights.ts';
import type { DashboardConfig } from '../config.ts';
import type { DashboardDeps } from '../parts.ts';
import { FeedKeys } from './feedKeys.ts';
import { FeedPublisher } from './feedPublisher.ts';
import { FeedReads } from './feedReads.ts';
import { FeedRecords } from './feedRecords.ts';

/** Changes are looked for so often: what comes and goes within it is told as one. */
const lookEveryMs = 1_000;
const expireEveryMs = 3_600_000;
/** What is under way at a stop may take so long. */
const stopWithinMs = 2_000;
/** Questions that wait for a change at once, and of one client; further ones are answered at once. */
const waiterLimit = 200;
const waiterLimitPerClient = 4;

interface Waiter {
  readonly accountId: string;
  readonly beyond: number;
  readonly wake: () => void;
}

/** The feed to the city: looks for changes, keeps what is current at hand, wakes those that wait, publishes. */
export class Feed {
  readonly keys: FeedKeys;
  readonly reads: FeedReads;
  readonly records: FeedRecords;
  readonly #deps: DashboardDeps;
  readonly #staleAfterMs: number;
  readonly #publisher: FeedPublisher;
  readonly #waiters = new Set<Waiter>();
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;
  #publishing: Promise<void> | null = null;
  #expiredAtMs = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #isFailing = false;
  #stopped = false;

  constructor(
    deps: DashboardDeps,
    { statusStaleAfterMs }: Pick<DashboardConfig, 'statusStaleAfterMs'>,
    rights: Rights,
  ) {
    this.#deps = deps;
    this.#staleAfterMs = statusStaleAfterMs;
    this.keys = new FeedKeys(deps.store, deps.clock);
    this.reads = new FeedReads(deps);
    this.records = new FeedRecords(deps.store);
    this.#publisher = new FeedPublisher(deps, rights);
  }

  start(): void {
    this.#timer = setInterval(() => void this.tick(), lookEveryMs);
  }

  /** Answers everybody who waits, writes down who read. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const { wake } of this.#waiters) wake();
    const ended = Promise.all([this.#looking, this.#publishing, this.reads.end()]).catch((err: unknown) => {
      this.#deps.log.warn({ err }, 'reads of the feed could not be written into the log');
    });
    await Promise.race([ended, sleep(stopWithinMs, undefined, { ref: false })]);
  }

  /** One look for changes; everybody hears of them. */
  async look(): Promise<FeedHead> {
    const head = await this.#deps.store.feed.look(new Date(this.#deps.clock.now()), this.#staleAfterMs);
    await this.records.read(head);
    for (const { beyond, wake } of this.#waiters) if (head.number > beyond) wake();
    return head;
  }

  /** Nobody is let wait any more. */
  get isStopping(): boolean {
    return this.#stopped;
  }

  /**
   * Resolves once there is a change behind a number, the time is over, the client has left or the server stops. False
   * where as many wait already as may.
   */
  async changeBehind(beyond: number, accountId: string, waitMs: number, signal: AbortSignal): Promise<boolean> {
    const own = [...this.#waiters].filter((waiter) => waiter.accountId === accountId).length;
    if (this.#waiters.size >= waiterLimit || own >= waiterLimitPerClient) return false;
    if (this.#stopped || signal.aborted || (this.records.head?.number ?? 0) > beyond) return true;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(late);
        signal.removeEventListener('abort', wake);
        this.#waiters.delete(waiter);
        resolve();
      };
      const late = setTimeout(wake, waitMs);
      const waiter: Waiter = { accountId, beyond, wake };
      this.#waiters.add(waiter);
      signal.addEventListener('abort', wake, { once: true });
    });
    return true;
  }

  metrics(): Record<string, number> {
    return {
      feedNumber: this.records.head?.number ?? 0,
      feedWaiting: this.#waiters.size,
      feedFailures: this.#failures,
      ...this.#publisher.metrics(),
    };
  }

  /** Looks, publishes, and does what is due; a failure is counted and told, and tried again. */
  async tick(): Promise<void> {
    if (this.#looking !== null) return;
    this.#looking = this.#work().finally(() => {
      this.#looking = null;
    });
    await this.#looking;
  }

  async #work(): Promise<void> {
    try {
      const head = await this.look();
      this.reads.endHours();
      this.#publish(head);
      await this.#expire();
      if (this.#isFailing) this.#deps.log.info('the feed looks for changes again');
      this.#isFailing = false;
    } catch (err) {
      this.#failures += 1;
      // Told once: a database that is away for an hour fails 3,600 times.
      if (!this.#isFailing) this.#deps.log.warn({ err }, 'the feed cannot look for changes');
      this.#isFailing = true;
    }
  }

  /** Beside the looking: a broker that is away holds up nobody who asks over HTTP. */
  #publish(head: FeedHead): void {
    this.#publishing ??= this.#publisher.publish(head).finally(() => {
      this.#publishing = null;
    });
  }

  async #expire(): Promise<void> {
    const now = this.#deps.clock.now();
    if (now - this.#expiredAtMs < expireEveryMs) return;
    await this.#deps.store.feed.expire(new Date(now));
    this.#expiredAtMs = now;
  }
}
