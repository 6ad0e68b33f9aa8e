import type { AuditRunnerDeps } from './auditRunner.ts';

/** Told once in so long per audit, and at its end. */
const tellEveryMs = 1_000;

/** Says on the bus how far audits have come. A message that is lost is made up for by the next. */
export class ProgressTeller {
  readonly #deps: Pick<AuditRunnerDeps, 'store' | 'bus' | 'clock' | 'log'>;
  /** Of audits that run: few, and forgotten with their end. */
  readonly #toldAt = new Map<string, number>();

  constructor(deps: Pick<AuditRunnerDeps, 'store' | 'bus' | 'clock' | 'log'>) {
    this.#deps = deps;
  }

  /** A camera was finished. */
  async finished(campaignId: string): Promise<void> {
    const now = this.#deps.clock.now();
    if (now - (this.#toldAt.get(campaignId) ?? Number.NEGATIVE_INFINITY) < tellEveryMs) return;
    this.#toldAt.set(campaignId, now);
    await this.#tell(campaignId);
  }

  /** Ends audits that have no camera left, and says so. */
  async endCampaigns(): Promise<void> {
    for (const id of await this.#deps.store.audits.endCampaigns(new Date(this.#deps.clock.now()))) {
      this.#toldAt.delete(id);
      await this.#tell(id);
    }
  }

  async #tell(campaignId: string): Promise<void> {
    const { store, bus, clock, log } = this.#deps;
    const campaign = await store.audits.campaign(campaignId, null);
    if (campaign === null) return;
    const { state, counts } = campaign;
    const message = { campaignId, state, counts, at: new Date(clock.now()).toISOString() };
    await bus
      .publish('auditProgress', message, campaignId)
      .catch((error: unknown) => log.warn({ err: error }, 'the progress of an audit could not be told'));
  }
}
