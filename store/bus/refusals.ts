import type { Logger } from 'pino';

/** What a broker refused. */
export type RefusalKind = 'connection' | 'publish' | 'subscribe';

const quietMs = 60_000;
/** A topic or name that a client sends may be of any length. */
const shownLength = 200;

/** Counts what the broker refuses and tells of it in the log, once a minute at most. */
export class Refusals {
  readonly #log: Logger;
  readonly #counts: Record<RefusalKind, number> = { connection: 0, publish: 0, subscribe: 0 };
  #untold = 0;
  #last: Readonly<Record<string, string>> = {};
  #quiet: NodeJS.Timeout | null = null;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** `who`: the member, or the name that a stranger gave. `what`: a topic, or why. */
  count(kind: RefusalKind, who: string, what: string): void {
    this.#counts[kind] += 1;
    this.#untold += 1;
    this.#last = { kind, who: who.slice(0, shownLength), what: what.slice(0, shownLength) };
    if (this.#quiet === null) this.#tell();
  }

  counts(): Readonly<Record<RefusalKind, number>> {
    return { ...this.#counts };
  }

  stop(): void {
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    this.#quiet = null;
  }

  #tell(): void {
    this.#log.warn({ ...this.#last, refused: this.#untold, ...this.#counts }, 'refused');
    this.#untold = 0;
    this.#quiet = setTimeout(() => {
      this.#quiet = null;
      if (this.#untold > 0) this.#tell();
    }, quietMs).unref();
  }
}
