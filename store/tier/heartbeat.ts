import type { Clock } from '@khue/domain/clock';
import type { TierName, TierStatus } from '@khue/domain/tier';
import type { Bus } from '../bus/bus.ts';

/** Beats every 5 s: three may be lost before a tier counts as down (`tierStaleAfterMs`). */
const intervalMs = 5_000;

export interface HeartbeatConfig {
  readonly tier: TierName;
  /** Version of the product. */
  readonly version: string;
  readonly clock: Clock;
  readonly metrics: () => Record<string, number>;
  /** Why the tier is not wholly well, one short sentence; it then counts as degraded. null: all is well. */
  readonly remark?: () => string | null;
}

/** The message that says a tier is down: its last will, and its goodbye. */
export function downStatus(tier: TierName, version: string, clock: Clock, remark: string): TierStatus {
  const at = new Date(clock.now()).toISOString();
  return { tier, state: 'down', at, startedAt: at, version, metrics: {}, remark };
}

/**
 * Publishes the state of a tier at once and every 5 s, retained; `stop` publishes `down`.
 * A beat the bus does not take is left out: the next one says more.
 */
export function startHeartbeat(bus: Bus, config: HeartbeatConfig): { stop(): Promise<void> } {
  const startedAt = new Date(config.clock.now()).toISOString();
  let beating = false;

  async function beat(state: 'up' | 'down'): Promise<void> {
    const remark = state === 'down' ? 'stopped' : (config.remark?.() ?? null);
    const status: TierStatus = {
      tier: config.tier,
      state: state === 'up' && remark !== null ? 'degraded' : state,
      at: new Date(config.clock.now()).toISOString(),
      startedAt,
      version: config.version,
      metrics: config.metrics(),
      remark,
    };
    try {
      await bus.publish('tierStatus', status, config.tier);
    } catch {
      // The bus counts what it refuses; a missing beat is what others judge this tier by.
    }
  }

  async function beatUnlessBeating(): Promise<void> {
    if (beating) return;
    beating = true;
    await beat('up');
    beating = false;
  }

  void beatUnlessBeating();
  const timer = setInterval(() => void beatUnlessBeating(), intervalMs);
  return {
    async stop() {
      clearInterval(timer);
      if (bus.metrics().connected) await beat('down');
    },
  };
}
