import type { IncomingMessage } from 'node:http';
import type { Camera } from '@khue/domain/camera';
import type { Clock } from '@khue/domain/clock';
import { keyIdOf, type TicketClaims, type TicketRefusal, verifyTicket } from '@khue/domain/ticket';
import { type TicketKind, videoSessionHeader } from '@khue/domain/video';
import type { KeyRing } from './keyRing.ts';
import type { Revocations } from './revocations.ts';

/** Why a ticket is not redeemed; for the log, never for its holder. */
export type RedeemRefusal =
  | TicketRefusal
  | 'used'
  /** It may have been used before this process began to remember. */
  | 'before_start'
  | 'too_many_used'
  | 'wrong_kind'
  | 'wrong_session'
  | 'revoked'
  | 'camera_gone'
  | 'zone_changed';

export interface TicketDeskDeps {
  readonly clock: Clock;
  readonly keys: Pick<KeyRing, 'find'>;
  readonly revocations: Pick<Revocations, 'covers'>;
  readonly camera: (cameraId: string) => Camera | undefined;
  /** The claims where the ticket was genuine. */
  readonly onRefused: (reason: RedeemRefusal, claims: TicketClaims | null) => void;
}

/** A ticket that was good, and the camera it opens. */
export interface Redeemed {
  readonly claims: TicketClaims;
  readonly camera: Camera;
}

/** What a ticket is to be redeemed for. */
interface Asked {
  readonly kind?: TicketKind;
  readonly sessionId?: string | null;
}

/** The session that the dashboard asks for, or null where somebody else asks. */
export function askingSession({ headers }: IncomingMessage): string | null {
  const session = headers[videoSessionHeader];
  return typeof session === 'string' ? session : null;
}

/** Redeems viewing tickets, each once. Remembers the used ones until they expire. */
export class TicketDesk {
  readonly #deps: TicketDeskDeps;
  readonly #maxRemembered: number;
  readonly #openedAt: number;
  readonly #expiryOfUsed = new Map<string, number>();

  /** With `maxRemembered` unexpired tickets used, further ones are refused: forgetting one would let it be used again. */
  constructor(deps: TicketDeskDeps, maxRemembered: number) {
    this.#deps = deps;
    this.#maxRemembered = maxRemembered;
    this.#openedAt = deps.clock.now();
  }

  /**
   * What a genuine, new ticket in time of this kind opens; otherwise null, without a reason for the holder. Somebody else's
   * session (null: unknown) opens nothing with it, and does not use it up.
   */
  async redeem(ticket: string, { kind = 'live', sessionId = null }: Asked = {}): Promise<Redeemed | null> {
    const keyId = keyIdOf(ticket);
    const key = keyId === null ? undefined : await this.#deps.keys.find(keyId);
    const now = this.#deps.clock.now();
    const checked = verifyTicket(ticket, key, now);
    if ('refusal' in checked) return this.#refuse(checked.refusal, checked.claims);
    const { claims } = checked;
    if (claims.issuedAt < this.#openedAt) return this.#refuse('before_start', claims);
    if (sessionId !== null && sessionId !== claims.sessionId) return this.#refuse('wrong_session', claims);
    const spent = this.#spend(claims, now);
    if (spent !== null) return this.#refuse(spent, claims);
    if (claims.kind !== kind) return this.#refuse('wrong_kind', claims);
    if (this.#deps.revocations.covers(claims)) return this.#refuse('revoked', claims);
    const camera = this.#deps.camera(claims.cameraId);
    if (camera === undefined) return this.#refuse('camera_gone', claims);
    if (camera.zone !== claims.zone) return this.#refuse('zone_changed', claims);
    return { claims, camera };
  }

  #refuse(reason: RedeemRefusal, claims: TicketClaims | null): null {
    this.#deps.onRefused(reason, claims);
    return null;
  }

  #spend({ ticketId, expiresAt }: TicketClaims, now: number): 'used' | 'too_many_used' | null {
    if (this.#expiryOfUsed.has(ticketId)) return 'used';
    if (this.#expiryOfUsed.size >= this.#maxRemembered) this.#forgetExpired(now);
    if (this.#expiryOfUsed.size >= this.#maxRemembered) return 'too_many_used';
    this.#expiryOfUsed.set(ticketId, expiresAt);
    return null;
  }

  #forgetExpired(now: number): void {
    for (const [ticketId, expiresAt] of this.#expiryOfUsed) {
      if (expiresAt <= now) this.#expiryOfUsed.delete(ticketId);
    }
  }
}
