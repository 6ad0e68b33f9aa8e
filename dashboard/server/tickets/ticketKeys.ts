import type { Logger } from 'pino';
import type { Clock } from '@khue/domain/clock';
import { KhueError } from '@khue/domain/errors';
import { signingKey, signTicket, type TicketClaims, type TicketKey, ticketKeyTimes } from '@khue/domain/ticket';
import type { TicketKeyRepository } from '@khue/store/store';

interface TicketKeysDeps {
  readonly store: { readonly ticketKeys: TicketKeyRepository };
  readonly clock: Clock;
  readonly log: Logger;
}

/** Signs tickets, and sees to it that there is a fresh key to sign with. */
export class TicketKeys {
  readonly #deps: TicketKeysDeps;
  #keys: readonly TicketKey[] = [];
  #renewedAt = Number.NEGATIVE_INFINITY;
  #renewing: Promise<void> | null = null;

  constructor(deps: TicketKeysDeps) {
    this.#deps = deps;
  }

  /** Reads the keys anew, after making one where it is time. While the store is away the last ones stay in force. */
  renew(): Promise<void> {
    this.#renewing ??= this.#renewNow().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  /** Throws KHUE_TIER_UNAVAILABLE where there is no key, because the store has not answered for a day. */
  async sign(claims: TicketClaims): Promise<string> {
    if (this.#deps.clock.now() - this.#renewedAt >= ticketKeyTimes.readEveryMs) await this.renew();
    const key = signingKey(this.#keys, this.#deps.clock.now());
    if (key === null) throw new KhueError('KHUE_TIER_UNAVAILABLE', { tier: 'database' });
    return signTicket(claims, key);
  }

  async #renewNow(): Promise<void> {
    const now = this.#deps.clock.now();
    try {
      this.#keys = await this.#deps.store.ticketKeys.renew(new Date(now));
      this.#renewedAt = now;
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'the keys of tickets cannot be read, the last ones stay in force');
    }
  }
}
