import { setTimeout } from 'node:timers/promises';
import { print } from '../terminal.ts';

/** How something that was started is let go of. */
export interface Ends<Value> {
  stop(value: Value): Promise<void> | void;
  /** Ends it at once, without waiting for anything. */
  kill?(value: Value): void;
}

/** What is still being started when the rest is to be stopped has this long to come up or give up. */
const settleWithinMs = 10_000;

async function tell(stop: () => Promise<void> | void): Promise<void> {
  try {
    await stop();
  } catch (error) {
    print(`! ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * What a start has set going. Everything is stopped in reverse order, also after a start that failed half-way: what
 * was still being started then is waited for first, so that nothing is left behind.
 */
export class Started {
  readonly #first: (() => Promise<void> | void)[] = [];
  readonly #stops: (() => Promise<void> | void)[] = [];
  readonly #kills: (() => void)[] = [];
  readonly #pending = new Set<Promise<unknown>>();
  #stopped = false;

  /** Holds on to something being started, and stops it with the rest. */
  async hold<Value>(starting: Promise<Value>, ends: Ends<Value>): Promise<Value> {
    const held = starting.then(async (value) => {
      // It came up too late to be stopped in its turn.
      if (this.#stopped) await tell(() => ends.stop(value));
      else this.#stops.push(() => ends.stop(value));
      this.#kills.push(() => ends.kill?.(value));
      return value;
    });
    this.watch(held);
    return held;
  }

  /** Holds on to what others being started wait for: stopped before anything is waited for. */
  holdFirst<Value>(value: Value, ends: Ends<Value>): void {
    this.#first.push(() => ends.stop(value));
    this.#kills.push(() => ends.kill?.(value));
  }

  /** Waits for this before stopping; a rejection is told by whoever awaits it. */
  watch(work: Promise<unknown>): void {
    const settled = work.then(
      () => undefined,
      () => undefined,
    );
    this.#pending.add(settled);
    void settled.then(() => this.#pending.delete(settled));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#first.map(tell));
    await Promise.race([Promise.all(this.#pending), setTimeout(settleWithinMs, undefined, { ref: false })]);
    this.#stopped = true;
    for (const stop of this.#stops.toReversed()) await tell(stop);
  }

  /** Ends what can be ended at once; this process is expected to leave right after. */
  kill(): void {
    for (const kill of this.#kills) {
      try {
        kill();
      } catch {
        // It has ended by itself.
      }
    }
  }
}
