import type { Logger } from 'pino';
import type { Clock } from '@khue/domain/clock';
import type { Revocation } from '@khue/domain/revocation';
import { ticketLifetimeMs } from '@khue/domain/ticket';
import type { Bus } from '@khue/store/bus/bus';

interface RevokerDeps {
  readonly bus: Pick<Bus, 'publish' | 'metrics'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Cuts the ways of a session to the gateway, all pictures with it. */
  readonly closePictures: (sessionId: string) => void;
  /** The gateway is believed not to be on the bus. */
  readonly isGatewayAway: () => boolean;
}

/** How long the broker may take; what is withdrawn has to end within 5 s. */
const publishDeadlineMs = 1_500;
/** The broker keeps nothing for a gateway that has lost it, and it takes so long at most until that is known. */
const doubtMs = 30_000;
/** Tickets from before the start can be redeemed for so long after it, by a gateway whose clock is late. */
const earlierLastMs = ticketLifetimeMs + 30_000;
/** Sessions in doubt at once; beyond it the one told longest ago is taken for cut. */
const doubtLimit = 10_000;

/**
 * Tells the gateway to cut what has ended; where the bus does not take it, or the gateway does not hear it, cuts the
 * session's way to the gateway itself. To be called again and again, with nothing where nothing has ended.
 */
export class Revoker {
  readonly #deps: RevokerDeps;
  readonly #startedAt: number;
  #revoked = 0;
  #withoutBus = 0;
  /** Sessions that the bus was told of lately, and when, ms. */
  readonly #inDoubt = new Map<string, number>();

  constructor(deps: RevokerDeps) {
    this.#deps = deps;
    this.#startedAt = deps.clock.now();
  }

  metrics(): Record<string, number> {
    return { viewsRevoked: this.#revoked, viewsRevokedWithoutBus: this.#withoutBus };
  }

  /**
   * Tells the gateway that tickets from before this server's start are worth nothing: nobody watches over them. To be
   * called once it listens, and again and again: a gateway may have missed it.
   */
  async revokeEarlier(): Promise<void> {
    const at = this.#startedAt;
    if (this.#deps.clock.now() - at >= earlierLastMs) return;
    await this.#tell({ at, accountId: null, sessionId: null, cameraId: null, schoolId: null, everything: true });
  }

  async revoke(revocations: readonly Revocation[]): Promise<void> {
    await Promise.all(revocations.map((revocation) => this.#revokeOne(revocation)));
    this.#settleDoubt();
  }

  /** What was told to a gateway that turns out to have been away is cut here. */
  #settleDoubt(): void {
    const isAway = this.#deps.isGatewayAway();
    const since = performance.now() - doubtMs;
    for (const [sessionId, toldAt] of this.#inDoubt) {
      if (isAway) this.#deps.closePictures(sessionId);
      if (isAway || toldAt < since) this.#inDoubt.delete(sessionId);
    }
  }

  #doubt(sessionId: string): void {
    this.#inDoubt.delete(sessionId);
    this.#inDoubt.set(sessionId, performance.now());
    const [oldest] = this.#inDoubt.keys();
    if (this.#inDoubt.size > doubtLimit && oldest !== undefined) this.#inDoubt.delete(oldest);
  }

  async #revokeOne(revocation: Revocation): Promise<void> {
    const { sessionId } = revocation;
    this.#revoked += 1;
    if (await this.#tell(revocation)) {
      if (sessionId !== null) this.#doubt(sessionId);
      return;
    }
    this.#withoutBus += 1;
    if (sessionId !== null) this.#deps.closePictures(sessionId);
  }

  async #tell(revocation: Revocation): Promise<boolean> {
    const { bus, log } = this.#deps;
    if (!bus.metrics().connected) return false;
    const late = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => late.resolve(false), publishDeadlineMs);
    const told = bus.publish('accessRevoked', revocation).then(
      () => true,
      (error: unknown) => {
        log.warn({ err: error }, 'the bus does not take a revocation: the pictures are cut here');
        return false;
      },
    );
    const taken = await Promise.race([told, late.promise]);
    clearTimeout(timer);
    return taken;
  }
}
