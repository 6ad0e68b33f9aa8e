import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Jobs, openJobs } from './jobs.ts';
import { createTestDatabase, databaseServers, type TestDatabase } from './testing/testDatabase.ts';

describe.each(databaseServers)('jobs on %s', (server) => {
  let database: TestDatabase;
  let sender: Jobs;
  let worker: Jobs;

  beforeEach(async () => {
    database = await createTestDatabase(server);
    sender = await openJobs(database.url);
    worker = await openJobs(database.url);
  });

  afterEach(async () => {
    await Promise.all([sender.stop(), worker.stop()]);
    await database.drop();
  });

  it('are carried out by the tier that listens, each once', async () => {
    const runs = [randomUUID(), randomUUID()];
    const done: string[] = [];
    for (const run of runs) await sender.enqueueImport(run);
    await worker.onImport(async (run) => {
      done.push(run);
    });
    await vi.waitFor(() => expect(done.toSorted()).toEqual(runs.toSorted()), { timeout: 20_000 });
  });
});
