import type { Logger } from 'pino';
import type { Bus } from '@khue/store/bus/bus';
import type { Store } from '@khue/store/store';
import { StatusBuffer } from './statusBuffer.ts';

export interface StatusRecorderConfig {
  /** How long statuses are gathered before they are stored together. */
  readonly batchIntervalMs: number;
  /** Most statuses of one batch. */
  readonly batchSize: number;
  /** Statuses that may wait while the store is away. */
  readonly bufferLimit: number;
}

export interface StatusRecorder {
  start(): Promise<void>;
  /** Stores what waits, once; then stops. */
  stop(): Promise<void>;
  keepOnly(cameraIds: ReadonlySet<string>): void;
  metrics(): { received: number; stored: number; waiting: number; dropped: number; storeFailures: number };
}

/** Waits at most this long between tries while the store is away. */
const longestPauseMs = 10_000;

/** Takes camera statuses off the bus (sharing them with other ingest workers) and stores them in batches. */
export function createStatusRecorder(
  { bus, store, log }: { readonly bus: Bus; readonly store: Store; readonly log: Logger },
  config: StatusRecorderConfig,
): StatusRecorder {
  const buffer = new StatusBuffer(config.bufferLimit);
  const counts = { received: 0, stored: 0, storeFailures: 0 };
  let pauseMs = config.batchIntervalMs;
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> = Promise.resolve();
  let stopped = false;

  async function storeBatch(): Promise<void> {
    const batch = buffer.take(config.batchSize);
    if (batch.length === 0) return;
    try {
      await store.statuses.record(batch);
      counts.stored += batch.length;
      pauseMs = config.batchIntervalMs;
    } catch (error) {
      buffer.putBack(batch);
      counts.storeFailures += 1;
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      log.warn({ err: error, waiting: buffer.size }, 'statuses could not be stored; trying again');
    }
  }

  function schedule(): void {
    if (stopped) return;
    timer = setTimeout(() => {
      flushing = storeBatch().then(schedule);
    }, pauseMs);
  }

  return {
    async start() {
      await bus.subscribe(
        'cameraStatus',
        (status) => {
          counts.received += 1;
          buffer.add(status);
        },
        { group: 'ingest' },
      );
      schedule();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await flushing;
      while (buffer.size > 0 && counts.storeFailures === 0) await storeBatch();
    },
    keepOnly: (cameraIds) => buffer.keepOnly(cameraIds),
    metrics: () => ({ ...counts, waiting: buffer.size, dropped: buffer.dropped }),
  };
}
