import type { IngestDeps } from '../createIngest.ts';
import { runImport } from './runImport.ts';

export interface ImportWorker {
  start(): Promise<void>;
  /** Breaks off the run at hand; it is taken up again at the next start. */
  stop(): Promise<void>;
  metrics(): { importsDone: number; importsFailed: number };
}

/** How many of the newest runs are looked at for ones that a crash left unfinished. */
const recentRuns = 100;

/** Carries out the imports that people start on the page, one after the other. */
export function createImportWorker({ store, bus, jobs, clock, log, wardAt }: IngestDeps): ImportWorker {
  const stopping = new AbortController();
  const counts = { importsDone: 0, importsFailed: 0 };

  async function carryOut(runId: string, jobSignal: AbortSignal): Promise<void> {
    const [run, bytes] = await Promise.all([store.imports.find(runId), store.imports.file(runId)]);
    if (run === null || bytes === null || run.state === 'done' || run.state === 'failed') return;
    const signal = AbortSignal.any([stopping.signal, jobSignal]);
    const { kind, fileName } = run;
    const done = await runImport(
      { store, bus, clock, signal, onProgress: () => {}, wardAt },
      { runId, kind, fileName, bytes },
    );
    counts[done.state === 'done' ? 'importsDone' : 'importsFailed'] += 1;
    log.info({ runId, kind, state: done.state, added: done.added, rejected: done.rejected }, 'import finished');
  }

  return {
    async start() {
      await jobs.onImport(carryOut);
      for (const run of await store.imports.list(recentRuns)) {
        if (run.state === 'waiting' || run.state === 'running') await jobs.enqueueImport(run.id);
      }
    },
    async stop() {
      stopping.abort();
      await jobs.stop();
    },
    metrics: () => ({ ...counts }),
  };
}
