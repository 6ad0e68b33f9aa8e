import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endLeftoverServer, startEmbeddedPostgres } from '@khue/store/embedded/embeddedPostgres';
import { isAlive } from '@khue/store/embedded/processes';
import { makeTemplate, waitForNoDisk } from '@khue/store/testing/databaseTemplate';
import type { TestProject } from 'vitest/node';
import { startTimescaleDb } from './timescaledb.ts';

/** Data folders of the embedded server, `<prefix><process id of the run>`. */
const dataPrefix = join(tmpdir(), 'khue-test-data-');

/** Ends the embedded servers of runs that were killed before they could do so themselves. */
async function endServersOfDeadRuns(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const folder = join(tmpdir(), name);
    const pid = folder.startsWith(dataPrefix) ? Number(folder.slice(dataPrefix.length)) : Number.NaN;
    if (!Number.isInteger(pid) || isAlive(pid)) continue;
    await endLeftoverServer(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One embedded PostgreSQL and one real TimescaleDB for a whole run of the medium tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await endServersOfDeadRuns();
  const dataDir = `${dataPrefix}${process.pid}`;
  const [embedded, timescale] = await Promise.allSettled([startEmbeddedPostgres({ dataDir }), startTimescaleDb()]);
  const teardown = async (): Promise<void> => {
    if (timescale.status === 'fulfilled') timescale.value.stop();
    if (embedded.status === 'fulfilled') await embedded.value.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    if (embedded.status === 'rejected') throw embedded.reason;
    if (timescale.status === 'rejected') throw timescale.reason;
    await waitForNoDisk(embedded.value.url);
    const [first, second] = await Promise.all([makeTemplate(embedded.value.url), makeTemplate(timescale.value.url)]);
    project.provide('databaseServers', { embedded: first, timescale: second });
  } catch (error) {
    await teardown();
    throw error;
  }
  return teardown;
}
