import { setTimeout as pause } from 'node:timers/promises';
import type { CameraNetworks } from '@khue/domain/cameraNetwork';
import type { ImportRun } from '@khue/domain/import';
import type { Bus } from '@khue/store/bus/bus';
import type { Jobs } from '@khue/store/jobs';
import type { Store } from '@khue/store/store';
import type { Clock } from '@khue/domain/clock';
import type { Logger } from 'pino';
import { logEntries } from './importLog.ts';
import { endInterruptedRuns, failedBy, runImport } from './runImport.ts';

export interface ImportWorkerDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly log: Logger;
  /** Code of the commune a point lies in, where outlines are known. */
  readonly wardAt: (lon: number, lat: number) => string | null;
  /** Where cameras may be; left out: in private networks. */
  readonly networks?: CameraNetworks;
}

export interface ImportWorker {
  start(): Promise<void>;
  /** Breaks off the run at hand; it is taken up again at the next start. */
  stop(): Promise<void>;
  metrics(): { importsDone: number; importsFailed: number; importsRunning: number };
}

/** Pauses between tries while the store does not take what it is given. */
const retryAfterMs = [1_000, 5_000] as const;

/** Carries out the imports that are stored with their file (people start them on the page), one after the other. */
export function createImportWorker({ store, bus, jobs, clock, log, wardAt, networks }: ImportWorkerDeps): ImportWorker {
  const stopping = new AbortController();
  const counts = { importsDone: 0, importsFailed: 0, importsRunning: 0 };

  async function tryRun(run: ImportRun, bytes: Uint8Array, signal: AbortSignal): Promise<ImportRun> {
    const { id: runId, kind, fileName } = run;
    const deps = { store, bus, clock, signal, onProgress: () => {}, wardAt, networks };
    return runImport(deps, { runId, kind, fileName, bytes });
  }

  /** A run that the store refuses again and again ends as failed, with what is stored of it kept. */
  async function giveUp(runId: string): Promise<ImportRun | null> {
    const run = await store.imports.find(runId);
    if (run === null) return null;
    const failed: ImportRun = { ...run, ...failedBy('broken_off', {}, clock) };
    await store.imports.progress(failed, [], () => logEntries(failed, { clock }));
    return failed;
  }

  async function runToItsEnd(run: ImportRun, bytes: Uint8Array, signal: AbortSignal): Promise<ImportRun | null> {
    for (const retryMs of [...retryAfterMs, null]) {
      try {
        return await tryRun(run, bytes, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        log.error({ err: error, runId: run.id, tryingAgain: retryMs !== null }, 'an import was broken off');
      }
      if (retryMs !== null) await pause(retryMs, undefined, { signal });
    }
    return giveUp(run.id);
  }

  async function carryOut(runId: string, jobSignal: AbortSignal): Promise<void> {
    const [run, bytes] = await Promise.all([store.imports.find(runId), store.imports.file(runId)]);
    if (run === null || bytes === null || run.state === 'done' || run.state === 'failed') return;
    counts.importsRunning += 1;
    try {
      const ended = await runToItsEnd(run, bytes, AbortSignal.any([stopping.signal, jobSignal]));
      counts[ended?.state === 'done' ? 'importsDone' : 'importsFailed'] += 1;
      log.info(
        { runId, kind: run.kind, state: ended?.state, added: ended?.added, rejected: ended?.rejected },
        'import finished',
      );
    } finally {
      counts.importsRunning -= 1;
    }
  }

  return {
    async start() {
      await endInterruptedRuns(store, clock);
      await jobs.onImport(carryOut);
      for (const runId of await store.imports.unfinished()) await jobs.enqueueImport(runId);
    },
    async stop() {
      stopping.abort();
      await jobs.stop();
    },
    metrics: () => ({ ...counts }),
  };
}
