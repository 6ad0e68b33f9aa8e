import { setImmediate } from 'node:timers/promises';
import { KhueError } from '@khue/domain/errors';
import type { DatedEntry } from '../told.ts';

/** Entries that may wait; beyond it an action is refused rather than done without a trace. */
const waitingLimit = 10_000;
/** Entries that are written together at most. */
const batchLimit = 2_000;

interface Waiting {
  readonly entries: readonly DatedEntry[];
  readonly done: () => void;
  readonly failed: (cause: unknown) => void;
}

/**
 * Writes what many callers hand over in few transactions: what comes while one is under way goes into the next. The
 * order of calls is kept; each caller hears when its own entries are stored, or why not.
 */
export class LogQueue {
  readonly #write: (entries: readonly DatedEntry[]) => Promise<void>;
  readonly #waiting: Waiting[] = [];
  #count = 0;
  #writing = false;

  constructor(write: (entries: readonly DatedEntry[]) => Promise<void>) {
    this.#write = write;
  }

  append(entries: readonly DatedEntry[]): Promise<void> {
    if (entries.length === 0) return Promise.resolve();
    if (this.#count + entries.length > waitingLimit) {
      return Promise.reject(new KhueError('KHUE_TIER_UNAVAILABLE', { tier: 'database' }));
    }
    this.#count += entries.length;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ entries, done: resolve, failed: reject });
    if (!this.#writing) void this.#run();
    return promise;
  }

  #next(): Waiting[] {
    let size = 0;
    let callers = 0;
    for (const { entries } of this.#waiting) {
      if (callers > 0 && size + entries.length > batchLimit) break;
      size += entries.length;
      callers += 1;
    }
    return this.#waiting.splice(0, callers);
  }

  async #run(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      // Who has just heard that his entry is stored often brings the next one: it still goes along.
      await setImmediate();
      const batch = this.#next();
      const entries = batch.flatMap((waiting) => waiting.entries);
      try {
        await this.#write(entries);
        for (const { done } of batch) done();
      } catch (cause) {
        for (const { failed } of batch) failed(cause);
      }
      this.#count -= entries.length;
    }
    this.#writing = false;
  }
}
