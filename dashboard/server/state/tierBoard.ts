import type { SystemState } from '@khue/domain/api';
import type { Clock } from '@khue/domain/clock';
import { type TierName, tierStaleAfterMs, type TierStatus } from '@khue/domain/tier';
import type { Bus } from '@khue/store/bus/bus';
import type { Store } from '@khue/store/store';

interface TierBoardDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
}

const pingDeadlineMs = 2_000;
/** Anyone may ask for the health: the database is asked at most this often. */
const pingEveryMs = 1_000;

/** Knows how every tier is: the database by asking it, the bus by its connection, the others by their heartbeats. */
export class TierBoard {
  readonly #deps: TierBoardDeps;
  readonly #expected: readonly TierName[];
  readonly #own: () => TierStatus;
  readonly #heard = new Map<TierName, TierStatus>();
  readonly #startedAt: string;
  #ping: { readonly atMs: number; readonly fault: Promise<string | null> } | null = null;

  /** `own`: the state of this tier. */
  constructor(deps: TierBoardDeps, expected: readonly TierName[], own: () => TierStatus) {
    this.#deps = deps;
    this.#expected = expected;
    this.#own = own;
    this.#startedAt = new Date(deps.clock.now()).toISOString();
  }

  async start(): Promise<void> {
    await this.#deps.bus.subscribe('tierStatus', (status) => {
      this.#heard.set(status.tier, status);
    });
  }

  /** Whether a tier that beats on the bus is believed to be down. */
  isDown(tier: 'ingest' | 'gateway' | 'simulator'): boolean {
    return this.#believed(tier).state === 'down';
  }

  /** State of every tier expected or heard of; `ok` once all expected ones work, be it degraded. */
  async health(): Promise<Pick<SystemState, 'ok' | 'tiers'>> {
    const names = new Set([...this.#expected, ...this.#heard.keys()]);
    const tiers = await Promise.all([...names].map((name) => this.#status(name)));
    const working = new Set(
      tiers.filter(({ state }) => state === 'up' || state === 'degraded').map(({ tier }) => tier),
    );
    return { ok: this.#expected.every((name) => working.has(name)), tiers };
  }

  async #status(name: TierName): Promise<TierStatus> {
    switch (name) {
      case 'database':
        return this.#judged(name, this.#deps.store.version, await this.#pingFault());
      case 'bus':
        return this.#judged(name, 'MQTT', this.#deps.bus.metrics().connected ? null : 'not connected');
      case 'dashboard':
        return this.#own();
      case 'ingest':
      case 'gateway':
      case 'simulator':
        return this.#believed(name);
      default:
        return name satisfies never;
    }
  }

  #judged(tier: TierName, version: string, fault: string | null): TierStatus {
    return {
      tier,
      state: fault === null ? 'up' : 'down',
      at: new Date(this.#deps.clock.now()).toISOString(),
      startedAt: this.#startedAt,
      version,
      metrics: {},
      remark: fault,
    };
  }

  /** The last heartbeat as long as it is fresh. Before the first one a tier may still be starting. */
  #believed(tier: TierName): TierStatus {
    const now = this.#deps.clock.now();
    const heard = this.#heard.get(tier);
    if (heard === undefined) {
      const late = now - Date.parse(this.#startedAt) > tierStaleAfterMs;
      return { ...this.#judged(tier, '', 'not heard of yet'), state: late ? 'down' : 'starting' };
    }
    const silentMs = now - Date.parse(heard.at);
    if (heard.state === 'down' || silentMs <= tierStaleAfterMs) return heard;
    return { ...heard, state: 'down', remark: `no heartbeat for ${Math.round(silentMs / 1_000)} s` };
  }

  #pingFault(): Promise<string | null> {
    const now = this.#deps.clock.now();
    if (this.#ping === null || now - this.#ping.atMs >= pingEveryMs)
      this.#ping = { atMs: now, fault: this.#askDatabase() };
    return this.#ping.fault;
  }

  async #askDatabase(): Promise<string | null> {
    try {
      await this.#deps.store.ping(AbortSignal.timeout(pingDeadlineMs));
      return null;
    } catch {
      return 'does not answer';
    }
  }
}
