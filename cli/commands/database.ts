import { readFileSync } from 'node:fs';
import { openCommandDatabase } from '@khue/store/embedded/commandDatabase';
import { migrate } from '@khue/store/migrate';
import { openStore } from '@khue/store/openStore';
import type { Store } from '@khue/store/store';
import { parseSecretKeys } from '@khue/store/vault';
import { openDataFolder } from '../start/dataFolder.ts';

/** Folder of the installation that a command works on. */
export const defaultDataDir = process.env['KHUE_DATA'] ?? '.khue';

/**
 * Calls back with the address of the database: the one in KHUE_DATABASE_URL, the running embedded server of the data
 * folder, or that server started for the time of the call.
 */
export async function withDatabase<Result>(
  dataDir: string,
  work: (databaseUrl: string) => Promise<Result>,
): Promise<Result> {
  const given = process.env['KHUE_DATABASE_URL'];
  if (given !== undefined) return work(given);
  const server = await openCommandDatabase(dataDir);
  try {
    return await work(server.url);
  } finally {
    await server.stop();
  }
}

function secretKeys(dataDir: string): string {
  const given = process.env['KHUE_SECRET_KEYS'];
  if (given !== undefined) return given;
  const file = process.env['KHUE_SECRET_KEYS_FILE'] ?? openDataFolder(dataDir).secretKeysFile;
  return readFileSync(file, 'utf8').trim();
}

/** Calls back with an open, migrated store, as `withDatabase`. */
export async function withStore<Result>(dataDir: string, work: (store: Store) => Promise<Result>): Promise<Result> {
  return withDatabase(dataDir, async (databaseUrl) => {
    await migrate(databaseUrl, 'up');
    const { keys, activeKeyId } = parseSecretKeys(secretKeys(dataDir));
    const store = await openStore({
      databaseUrl,
      secretKeys: keys,
      activeKeyId,
      poolSize: 3,
      applicationName: 'khue-cli',
    });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  });
}
