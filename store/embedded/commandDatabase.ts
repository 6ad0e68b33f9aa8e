import { startEmbeddedPostgres, type EmbeddedPostgres } from './embeddedPostgres.ts';
import { livingOwner } from './ownership.ts';
import { waitUntil } from './processes.ts';
import { reachableDataDir } from './serverUser.ts';

/** How long a server that another process is starting may take to announce itself. */
const announceDeadlineMs = 30_000;

/** The address of the running server of a data folder, or null where none runs. */
export async function findRunningDatabase(dataDir: string): Promise<string | null> {
  const folder = await reachableDataDir(dataDir);
  let url: string | null = null;
  await waitUntil(async () => {
    const owner = await livingOwner(folder);
    url = owner?.url ?? null;
    return owner === null || url !== null;
  }, announceDeadlineMs);
  return url;
}

/**
 * The database of a data folder for the time of one command: the running server's where one runs (then `stop` leaves
 * it alone), otherwise a server started now and ended by `stop`.
 */
export async function openCommandDatabase(dataDir: string): Promise<EmbeddedPostgres> {
  const url = await findRunningDatabase(dataDir);
  if (url === null) return startEmbeddedPostgres({ dataDir });
  return { url, dataDir: await reachableDataDir(dataDir), stop: () => Promise.resolve(), kill: () => {} };
}
