import type { Clock } from '@khue/domain/clock';
import type { LogEntry } from '@khue/domain/log';
import type { LogRepository } from '@khue/store/access';

export interface GatewayLogDeps {
  readonly clock: Clock;
  readonly log: Pick<LogRepository, 'append'>;
  readonly onFailure: (error: unknown) => void;
}

const writeEveryMs = 1_000;
const batchSize = 500;
/** Entries that wait while the store is away; beyond it the oldest are lost and counted. */
const waitingLimit = 20_000;
/** For what is left at the end. */
const lastWriteMs = 2_000;

/** Writes what the gateway has to say into the log, in batches: nobody who looks at a picture waits for the database. */
export class GatewayLog {
  readonly #deps: GatewayLogDeps;
  #waiting: LogEntry[] = [];
  #lost = 0;
  #writing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(deps: GatewayLogDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#write(), writeEveryMs);
  }

  note(entry: LogEntry): void {
    this.#waiting.push(entry);
    this.#trim();
  }

  /** Writes what waits, for 2 s at most. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, lastWriteMs);
    await Promise.race([this.#writeAll(), late.promise]);
    clearTimeout(timer);
    this.#lost += this.#waiting.length;
    if (this.#waiting.length > 0) this.#deps.onFailure(new Error(`${this.#waiting.length} entries were not written`));
  }

  metrics(): Record<string, number> {
    return { logEntriesWaiting: this.#waiting.length, logEntriesLost: this.#lost };
  }

  async #writeAll(): Promise<void> {
    await this.#writing;
    await this.#write();
  }

  #write(): Promise<void> {
    this.#writing ??= this.#writeWaiting().finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  async #writeWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, batchSize);
      try {
        await this.#deps.log.append(batch, new Date(this.#deps.clock.now()));
      } catch (error) {
        this.#waiting = [...batch, ...this.#waiting];
        this.#trim();
        this.#deps.onFailure(error);
        return;
      }
    }
  }

  #trim(): void {
    const over = this.#waiting.length - waitingLimit;
    if (over <= 0) return;
    this.#waiting.splice(0, over);
    this.#lost += over;
  }
}
