import type { Clock } from '@khue/domain/clock';
import { type TicketKey, ticketKeyTimes } from '@khue/domain/ticket';

export interface KeyRingDeps {
  readonly clock: Clock;
  readonly read: () => Promise<TicketKey[]>;
  readonly onFailure: (error: unknown) => void;
}

/** The keys that tickets are checked with, as the store has them. While it is away those read last stay in force. */
export class KeyRing {
  readonly #deps: KeyRingDeps;
  #keys: readonly TicketKey[] = [];
  /** When a key that was not known was looked for last. */
  #askedAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(deps: KeyRingDeps) {
    this.#deps = deps;
  }

  /** Reads the keys, and again every minute. */
  async start(): Promise<void> {
    this.#timer = setInterval(() => void this.#read(), ticketKeyTimes.readEveryMs);
    await this.#read();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** The key of an id. One that is not known is looked for in the store, every 2 s at most whoever asks. */
  async find(id: string): Promise<Uint8Array | undefined> {
    const known = this.#valid(id);
    if (known !== undefined) return known;
    const now = this.#deps.clock.now();
    if (now - this.#askedAt >= ticketKeyTimes.unknownEveryMs) {
      this.#askedAt = now;
      void this.#read();
    }
    await this.#reading;
    return this.#valid(id);
  }

  #valid(id: string): Uint8Array | undefined {
    const key = this.#keys.find((one) => one.id === id);
    return key !== undefined && this.#deps.clock.now() < key.expiresAt ? key.key : undefined;
  }

  #read(): Promise<void> {
    this.#reading ??= this.#readNow().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #readNow(): Promise<void> {
    try {
      this.#keys = await this.#deps.read();
    } catch (error) {
      this.#deps.onFailure(error);
    }
  }
}
