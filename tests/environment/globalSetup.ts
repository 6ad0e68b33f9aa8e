import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@khue/store/embedded/embeddedPostgres';
import type { DatabaseServer } from '@khue/store/testing/testDatabase';
import type { TestProject } from 'vitest/node';
import { startTimescaleDb } from './timescaledb.ts';

/** One embedded PostgreSQL and one real TimescaleDB for a whole run of the medium tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'khue-test-data-'));
  const [embedded, timescale] = await Promise.all([startEmbeddedPostgres({ dataDir }), startTimescaleDb()]);
  const servers: Record<DatabaseServer, string> = { embedded: embedded.url, timescale: timescale.url };
  project.provide('databaseServers', servers);
  return async () => {
    timescale.stop();
    await embedded.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
