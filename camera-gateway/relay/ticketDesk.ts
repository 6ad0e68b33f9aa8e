import type { Clock } from '@khue/domain/clock';
import { type TicketClaims, verifyTicket } from '@khue/domain/ticket';

/** Redeems viewing tickets, each once. Remembers the used ones until they expire. */
export class TicketDesk {
  readonly #key: Uint8Array;
  readonly #clock: Clock;
  readonly #maxRemembered: number;
  readonly #expiryOfUsed = new Map<string, number>();

  /** With `maxRemembered` unexpired tickets used, further ones are refused: forgetting one would let it be used again. */
  constructor(key: Uint8Array, clock: Clock, maxRemembered: number) {
    this.#key = key;
    this.#clock = clock;
    this.#maxRemembered = maxRemembered;
  }

  /** The claims of a ticket that is genuine, in time and new; otherwise null, without a reason for the holder. */
  redeem(ticket: string): TicketClaims | null {
    const now = this.#clock.now();
    const checked = verifyTicket(ticket, this.#key, now);
    if ('refusal' in checked) return null;
    const { ticketId, expiresAt } = checked.claims;
    if (this.#expiryOfUsed.size >= this.#maxRemembered) this.#forgetExpired(now);
    if (this.#expiryOfUsed.has(ticketId) || this.#expiryOfUsed.size >= this.#maxRemembered) return null;
    this.#expiryOfUsed.set(ticketId, expiresAt);
    return checked.claims;
  }

  #forgetExpired(now: number): void {
    for (const [ticketId, expiresAt] of this.#expiryOfUsed) {
      if (expiresAt <= now) this.#expiryOfUsed.delete(ticketId);
    }
  }
}
