import { print } from '../terminal.ts';

/**
 * What a start has set going. Everything is stopped in reverse order, also after a start that failed half-way: what
 * was still being started then is waited for first, so that nothing is left behind.
 */
export class Started {
  readonly #stops: (() => Promise<void> | void)[] = [];
  readonly #pending = new Set<Promise<unknown>>();

  /** Holds on to something being started, and stops it with the rest. */
  async hold<Value>(starting: Promise<Value>, stop: (value: Value) => Promise<void> | void): Promise<Value> {
    const held = starting.then((value) => {
      this.#stops.push(() => stop(value));
      return value;
    });
    this.watch(held);
    return held;
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
    await Promise.all(this.#pending);
    for (const stop of this.#stops.toReversed()) {
      try {
        await stop();
      } catch (error) {
        print(`! ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}
