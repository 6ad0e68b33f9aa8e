import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@khue/domain/clock';
import type { Bus } from '@khue/store/bus/bus';
import type { Jobs } from '@khue/store/jobs';
import type { Store } from '@khue/store/store';
import type { Logger } from 'pino';
import { evaluateAll } from './evaluate.ts';
import { runSubmission } from './runSubmission.ts';

export interface SheetWorkerDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface SheetWorker {
  start(): Promise<void>;
  /** Breaks off the sheet at hand; it is taken up again at the next start. */
  stop(): void;
  metrics(): { sheetsAccepted: number; sheetsRefused: number };
}

/** Pauses between tries while the store does not take what it is given. */
const retryAfterMs = [1_000, 5_000] as const;

/**
 * Carries the sheets that people handed in to their end, one after the other, and works the indicators out anew when the
 * register of schools changed.
 */
export function createSheetWorker({ store, bus, jobs, clock, log }: SheetWorkerDeps): SheetWorker {
  const stopping = new AbortController();
  const counts = { sheetsAccepted: 0, sheetsRefused: 0 };

  async function tryOnce(submissionId: string | null, signal: AbortSignal): Promise<void> {
    if (submissionId === null) {
      await evaluateAll(store.statistics, new Date(clock.now()));
      return;
    }
    const ended = await runSubmission(submissionId, { store, clock, signal });
    if (ended === null) return;
    counts[ended.state === 'accepted' ? 'sheetsAccepted' : 'sheetsRefused'] += 1;
    log.info({ submissionId, state: ended.state, faults: ended.faults, cells: ended.cells }, 'a sheet was checked');
  }

  async function carryOut(submissionId: string | null, jobSignal: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([stopping.signal, jobSignal]);
    for (const retryMs of retryAfterMs) {
      try {
        await tryOnce(submissionId, signal);
        return;
      } catch (error) {
        if (signal.aborted) throw error;
        log.error({ err: error, submissionId }, 'a sheet was broken off; trying again');
      }
      await pause(retryMs, undefined, { signal });
    }
    // The last try tells the queue, which keeps the job as failed; the sheet waits for the next start.
    await tryOnce(submissionId, signal);
  }

  return {
    async start() {
      await jobs.onSheet(carryOut);
      for (const id of await store.statistics.submissions.unfinished()) await jobs.enqueueSheet(id);
      await jobs.enqueueSheet(null);
      await bus.subscribe('registryChanged', ({ kind }) => {
        if (kind === 'cameras') return;
        jobs.enqueueSheet(null).catch((error: unknown) => {
          log.warn({ err: error }, 'indicators could not be queued; the next change or start does');
        });
      });
    },
    stop: () => stopping.abort(),
    metrics: () => ({ ...counts }),
  };
}
