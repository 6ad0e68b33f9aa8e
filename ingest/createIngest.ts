import type { Logger } from 'pino';
import type { Clock } from '@khue/domain/clock';
import type { Bus } from '@khue/store/bus/bus';
import type { Jobs } from '@khue/store/jobs';
import type { Store } from '@khue/store/store';
import { startHeartbeat } from '@khue/store/tier/heartbeat';
import type { Tier } from '@khue/store/tier/runTier';
import { createImportWorker } from './registry/importWorker.ts';
import { seedUnits } from './registry/seedUnits.ts';
import { createStatusRecorder, type StatusRecorderConfig } from './telemetry/statusRecorder.ts';

export interface IngestConfig {
  readonly version: string;
  readonly recorder: StatusRecorderConfig;
  /** Camera samples older than this are dropped. */
  readonly retentionDays: number;
}

export interface IngestDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly log: Logger;
  /** Code of the commune a point lies in, where outlines are known. */
  readonly wardAt: (lon: number, lat: number) => string | null;
}

const dayMs = 86_400_000;
const retentionEveryMs = 3_600_000;

/** From the bus and from files into the store: camera statuses, imports, retention. */
export function createIngest(deps: IngestDeps, config: IngestConfig): Tier {
  const { store, bus, clock, log } = deps;
  const recorder = createStatusRecorder({ bus, store, clock, log }, config.recorder);
  const imports = createImportWorker(deps);
  let heartbeat: { stop(): Promise<void> } | undefined;
  let retention: NodeJS.Timeout | undefined;

  async function dropOldSamples(): Promise<void> {
    try {
      await store.statuses.dropBefore(new Date(clock.now() - config.retentionDays * dayMs));
    } catch (error) {
      log.warn({ err: error }, 'old samples could not be dropped; trying again in an hour');
    }
  }

  const metrics = (): Record<string, number> => ({ ...recorder.metrics(), ...imports.metrics() });
  return {
    async start() {
      await seedUnits(store);
      await recorder.start();
      await imports.start();
      void dropOldSamples();
      retention = setInterval(() => void dropOldSamples(), retentionEveryMs);
      heartbeat = startHeartbeat(bus, { tier: 'ingest', version: config.version, clock, metrics });
    },
    async stop() {
      clearInterval(retention);
      // Both at once: one after the other they may take longer than a tier has.
      await Promise.all([imports.stop(), recorder.stop()]);
      await heartbeat?.stop();
    },
    metrics,
  };
}
