import type { Logger } from 'pino';
import { z } from 'zod';
import type { CameraStatus } from '@khue/domain/cameraStatus';
import type { Clock } from '@khue/domain/clock';
import type { Bus } from '@khue/store/bus/bus';
import type { Store } from '@khue/store/store';
import { RateMeter } from '@khue/domain/rateMeter';
import { StatusBuffer } from './statusBuffer.ts';

export interface StatusRecorderConfig {
  /** How long statuses are gathered before they are stored together. */
  readonly batchIntervalMs: number;
  /** Most statuses of one batch. */
  readonly batchSize: number;
  /** Statuses that may wait while the store is away. */
  readonly bufferLimit: number;
}

export interface StatusRecorderDeps {
  readonly bus: Bus;
  readonly store: Pick<Store, 'statuses'>;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface StatusRecorderMetrics {
  readonly received: number;
  readonly messagesPerSecond: number;
  readonly stored: number;
  /** Waiting for the store. */
  readonly queued: number;
  /** Lost because the store was away too long. */
  readonly dropped: number;
  /** Not storable, whatever the store's state. */
  readonly refused: number;
  readonly storeFailures: number;
}

export interface StatusRecorder {
  start(): Promise<void>;
  /** Stores what waits unless the store is away; then stops, within 3 s. */
  stop(): Promise<void>;
  metrics(): StatusRecorderMetrics;
}

/** Waits at most this long between tries while the store is away. */
const longestPauseMs = 10_000;
const stopWithinMs = 3_000;

const databaseErrorSchema = z.object({ code: z.string().regex(/^2[23]...$/u) });

/** The database refuses the values themselves (SQLSTATE classes 22 and 23): trying again is of no use. */
function refusesValues(error: unknown): boolean {
  return databaseErrorSchema.safeParse(error).success;
}

/** Takes camera statuses off the bus (sharing them with other ingest workers) and stores them in batches. */
export function createStatusRecorder(
  { bus, store, clock, log }: StatusRecorderDeps,
  config: StatusRecorderConfig,
): StatusRecorder {
  const buffer = new StatusBuffer(config.bufferLimit);
  const rate = new RateMeter(clock);
  const counts = { received: 0, stored: 0, refused: 0, storeFailures: 0 };
  let pauseMs = config.batchIntervalMs;
  let timer: NodeJS.Timeout | undefined;
  let storing: Promise<void> = Promise.resolve();
  let away = false;
  let stopped = false;

  /** Stores a batch; one that holds a value the database refuses is halved until that one is found and left out. */
  async function record(batch: readonly CameraStatus[]): Promise<void> {
    try {
      await store.statuses.record(batch);
      counts.stored += batch.length;
    } catch (error) {
      if (!refusesValues(error)) throw error;
      if (batch.length > 1) {
        const middle = Math.ceil(batch.length / 2);
        await record(batch.slice(0, middle));
        await record(batch.slice(middle));
        return;
      }
      counts.refused += batch.length;
      log.warn({ err: error, cameraId: batch[0]?.cameraId }, 'a status cannot be stored and is left out');
    }
  }

  async function storeBatch(): Promise<void> {
    const batch = buffer.take(config.batchSize);
    if (batch.length === 0) return;
    try {
      await record(batch);
      away = false;
      pauseMs = config.batchIntervalMs;
    } catch (error) {
      buffer.putBack(batch);
      away = true;
      counts.storeFailures += 1;
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      log.warn({ err: error, queued: buffer.size }, 'statuses could not be stored; trying again');
    }
  }

  function schedule(): void {
    if (stopped) return;
    const behind = buffer.size >= config.batchSize && !away;
    timer = setTimeout(
      () => {
        storing = storeBatch().then(schedule);
      },
      behind ? 0 : pauseMs,
    );
  }

  async function storeRest(): Promise<void> {
    await storing;
    while (buffer.size > 0 && !away) await storeBatch();
  }

  return {
    async start() {
      await bus.subscribe(
        'cameraStatus',
        (status) => {
          counts.received += 1;
          rate.mark();
          buffer.add(status);
        },
        { group: 'ingest' },
      );
      schedule();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      const late = new AbortController();
      const deadline = new Promise<void>((resolve) => {
        const end = setTimeout(resolve, stopWithinMs);
        late.signal.addEventListener('abort', () => clearTimeout(end));
      });
      await Promise.race([storeRest(), deadline]);
      late.abort();
    },
    metrics: () => ({
      ...counts,
      messagesPerSecond: rate.perSecond(),
      queued: buffer.size,
      dropped: buffer.dropped,
    }),
  };
}
