import type { Clock } from '@khue/domain/clock';
import { isRevoked, type Revocation } from '@khue/domain/revocation';
import { type TicketClaims, ticketLifetimeMs } from '@khue/domain/ticket';

/** Clocks of two machines may differ by so much. */
const clockSlackMs = 30_000;
/** Revocations remembered at once; beyond it the oldest goes, whose tickets have most likely expired. */
const rememberedLimit = 10_000;

/** Remembers what was revoked for as long as a ticket issued before could still be redeemed. */
export class Revocations {
  readonly #clock: Clock;
  #remembered: { readonly revocation: Revocation; readonly until: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(revocation: Revocation): void {
    const now = this.#clock.now();
    const kept = this.#remembered.filter(({ until }) => now < until);
    this.#remembered = [...kept, { revocation, until: now + ticketLifetimeMs + clockSlackMs }].slice(-rememberedLimit);
  }

  /** Whether the right behind a ticket has ended since. */
  covers(claims: TicketClaims): boolean {
    return this.#remembered.some(({ revocation }) => isRevoked(claims, revocation));
  }
}
