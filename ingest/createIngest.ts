import type { CameraNetworks } from '@khue/domain/cameraNetwork';
import { startHeartbeat } from '@khue/store/tier/heartbeat';
import type { Bus } from '@khue/store/bus/bus';
import type { Tier } from '@khue/store/tier/runTier';
import { type AlarmEvaluatorConfig, createAlarmEvaluator } from './alarms/alarmEvaluator.ts';
import { createLogKeeper, type LogKeeperConfig } from './logKeeping/logKeeper.ts';
import { createImportWorker, type ImportWorkerDeps } from './registry/importWorker.ts';
import { seedUnits } from './registry/seedUnits.ts';
import { createSheetWorker } from './statistics/sheetWorker.ts';
import { createStatusRecorder, type StatusRecorderConfig } from './telemetry/statusRecorder.ts';

export interface IngestConfig {
  readonly version: string;
  readonly recorder: StatusRecorderConfig;
  /** Camera samples older than this are dropped. */
  readonly retentionDays: number;
  readonly logKeeping: LogKeeperConfig;
  readonly alarms: AlarmEvaluatorConfig;
  /** Where cameras may be. */
  readonly networks: CameraNetworks;
}

/** `alarmBus`: a second connection to the bus, which hears every status instead of this process' share. */
export interface IngestDeps extends ImportWorkerDeps {
  readonly alarmBus: Bus;
}

const dayMs = 86_400_000;
const retentionEveryMs = 3_600_000;

/** From the bus and from files into the store: camera statuses, alarms, imports, retention, what keeps the log true. */
export function createIngest(deps: IngestDeps, config: IngestConfig): Tier {
  const { store, bus, clock, log } = deps;
  const recorder = createStatusRecorder({ bus, store, clock, log }, config.recorder);
  const imports = createImportWorker({ ...deps, networks: config.networks });
  const sheets = createSheetWorker(deps);
  const keeper = createLogKeeper({ store, clock, log }, config.logKeeping);
  const alarms = createAlarmEvaluator({ store, bus: deps.alarmBus, clock, log }, config.alarms);
  let heartbeat: { stop(): Promise<void> } | undefined;
  let retention: NodeJS.Timeout | undefined;
  const stopping = new AbortController();

  async function dropOldSamples(): Promise<void> {
    await store.statuses.dropBefore(new Date(clock.now() - config.retentionDays * dayMs));
  }

  async function dropOldAlarms(): Promise<void> {
    let count = 0;
    let gone: number;
    do {
      gone = await store.alarms.expire(new Date(clock.now()));
      count += gone;
    } while (gone > 0 && !stopping.signal.aborted);
    if (count > 0) log.info({ count }, 'alarms that were over for long expired');
  }

  async function dropOldEvidence(): Promise<void> {
    let count = 0;
    let gone: number;
    do {
      gone = await store.audits.expireEvidence(new Date(clock.now()));
      count += gone;
    } while (gone > 0 && !stopping.signal.aborted);
    if (count > 0) log.info({ count }, 'texts of audit evidence expired');
  }

  async function dropOldFindings(): Promise<void> {
    let isMore = true;
    while (isMore && !stopping.signal.aborted) isMore = await store.audits.expireFindings(new Date(clock.now()));
  }

  async function dropOld(): Promise<void> {
    for (const drop of [dropOldSamples, dropOldAlarms, dropOldEvidence, dropOldFindings]) {
      try {
        await drop();
      } catch (error) {
        if (stopping.signal.aborted) return;
        log.warn({ err: error, what: drop.name }, 'what is too old could not be dropped; trying again in an hour');
      }
    }
  }

  const metrics = (): Record<string, number> => ({
    ...recorder.metrics(),
    ...imports.metrics(),
    ...sheets.metrics(),
    ...keeper.metrics(),
    ...alarms.metrics(),
  });
  return {
    async start() {
      await seedUnits(store);
      await recorder.start();
      await alarms.start();
      await imports.start();
      await sheets.start();
      keeper.start();
      void dropOld();
      retention = setInterval(() => void dropOld(), retentionEveryMs);
      heartbeat = startHeartbeat(bus, { tier: 'ingest', version: config.version, clock, metrics });
    },
    async stop() {
      clearInterval(retention);
      stopping.abort();
      sheets.stop();
      // Both at once: one after the other they may take longer than a tier has.
      await Promise.all([imports.stop(), recorder.stop(), keeper.stop(), alarms.stop()]);
      await heartbeat?.stop();
    },
    metrics,
  };
}
