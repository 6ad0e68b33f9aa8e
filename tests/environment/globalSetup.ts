import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@khue/store/embedded/embeddedPostgres';
import type { TestProject } from 'vitest/node';
import { startTimescaleDb } from './timescaledb.ts';

/** One embedded PostgreSQL and one real TimescaleDB for a whole run of the medium tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'khue-test-data-'));
  const [embedded, timescale] = await Promise.all([startEmbeddedPostgres({ dataDir }), startTimescaleDb()]);
  project.provide('databaseServers', { embedded: embedded.url, timescale: timescale.url });
  return async () => {
    timescale.stop();
    await embedded.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
