import { PgBoss } from 'pg-boss';
import { z } from 'zod';

const importQueue = 'import';
const importJobSchema = z.object({ runId: z.uuid() });
const sheetQueue = 'statistics';
const sheetJobSchema = z.object({ submissionId: z.uuid().nullable() });

/** Background work that one tier hands to another through the database. */
export interface Jobs {
  /** Asks ingest to carry out a stored import run. A run that is queued already is not queued twice. */
  enqueueImport(runId: string): Promise<void>;
  /** Carries out import runs one after the other; a handler that throws leaves the job failed. */
  onImport(handler: (runId: string, signal: AbortSignal) => Promise<void>): Promise<void>;
  /** Asks ingest to carry a sheet of figures to its end; null: to work out every indicator anew. Queued once at a time. */
  enqueueSheet(submissionId: string | null): Promise<void>;
  /** Carries out sheets one after the other; a handler that throws leaves the job failed. */
  onSheet(handler: (submissionId: string | null, signal: AbortSignal) => Promise<void>): Promise<void>;
  /** Waits for the job at hand, at most 4 s. */
  stop(): Promise<void>;
}

/** Connects to the job queue (pg-boss, schema `pgboss` of the same migrated database); its tables are there (jobsSchema.ts), and it makes none. */
export async function openJobs(databaseUrl: string): Promise<Jobs> {
  const connection = { connectionString: databaseUrl, max: 3, application_name: 'khue-jobs' };
  const boss = new PgBoss({ ...connection, createSchema: false, migrate: false });
  // The next query tells of a broken connection; the event alone must not end the process.
  boss.on('error', () => {});
  await boss.start();
  for (const queue of [importQueue, sheetQueue]) {
    await boss.createQueue(queue, { policy: 'short', retryLimit: 2, expireInSeconds: 900 });
  }
  return {
    async enqueueImport(runId) {
      await boss.send(importQueue, { runId }, { singletonKey: runId });
    },
    async onImport(handler) {
      await boss.work(importQueue, { batchSize: 1, pollingIntervalSeconds: 0.5 }, async ([job]) => {
        if (job === undefined) return;
        await handler(importJobSchema.parse(job.data).runId, job.signal);
      });
    },
    async enqueueSheet(submissionId) {
      await boss.send(sheetQueue, { submissionId }, { singletonKey: submissionId ?? 'all' });
    },
    async onSheet(handler) {
      await boss.work(sheetQueue, { batchSize: 1, pollingIntervalSeconds: 0.5 }, async ([job]) => {
        if (job === undefined) return;
        await handler(sheetJobSchema.parse(job.data).submissionId, job.signal);
      });
    },
    async stop() {
      await boss.stop({ graceful: true, timeout: 4_000 });
    },
  };
}
