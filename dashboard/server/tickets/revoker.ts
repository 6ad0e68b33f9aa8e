import type { Logger } from 'pino';
import type { Revocation } from '@khue/domain/revocation';
import type { Bus } from '@khue/store/bus/bus';

interface RevokerDeps {
  readonly bus: Pick<Bus, 'publish' | 'metrics'>;
  readonly log: Logger;
  /** Cuts the ways of a session to the gateway, all pictures with it. */
  readonly closePictures: (sessionId: string) => void;
}

/** How long the broker may take; what is withdrawn has to end within 5 s. */
const publishDeadlineMs = 1_500;

/** Tells the gateway to cut what has ended; where the bus does not take it, cuts the session's way to the gateway itself. */
export class Revoker {
  readonly #deps: RevokerDeps;
  #revoked = 0;
  #withoutBus = 0;

  constructor(deps: RevokerDeps) {
    this.#deps = deps;
  }

  metrics(): Record<string, number> {
    return { viewsRevoked: this.#revoked, viewsRevokedWithoutBus: this.#withoutBus };
  }

  async revoke(revocations: readonly Revocation[]): Promise<void> {
    await Promise.all(revocations.map((revocation) => this.#revokeOne(revocation)));
  }

  async #revokeOne(revocation: Revocation): Promise<void> {
    this.#revoked += 1;
    if (await this.#tell(revocation)) return;
    this.#withoutBus += 1;
    if (revocation.sessionId !== null) this.#deps.closePictures(revocation.sessionId);
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
