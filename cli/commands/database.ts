import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseEnvironment } from '@khue/domain/environment';
import { openCommandDatabase } from '@khue/store/embedded/commandDatabase';
import { migrate } from '@khue/store/migrate';
import { openStore } from '@khue/store/openStore';
import type { Store } from '@khue/store/store';
import { parseSecretKeys } from '@khue/store/vault';
import { openDataFolder } from '../start/dataFolder.ts';

const environmentSchema = z.object({
  KHUE_DATA: z.string().default('.khue'),
  KHUE_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/u }).optional(),
  KHUE_BUS_URL: z.url({ protocol: /^mqtts?$/u }).optional(),
  KHUE_SECRET_KEYS: z.string().optional(),
  /** What the tiers connect with: `migrate` gives this role its password. */
  KHUE_APP_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/u }).optional(),
  KHUE_LOG_ANCHOR_KEY: z.string().optional(),
  KHUE_LOG_ANCHOR_FILE: z.string().optional(),
});

/**
 * What commands take from the environment, where the house does not run from a data folder: servers and keys of their
 * own. Throws a ConfigurationError that names every faulty variable.
 */
export function readCommandEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): z.infer<typeof environmentSchema> {
  return parseEnvironment(environmentSchema, environment, (path) => readFileSync(path, 'utf8'));
}

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
  const given = readCommandEnvironment(process.env).KHUE_DATABASE_URL;
  if (given !== undefined) return work(given);
  const server = await openCommandDatabase(dataDir);
  try {
    return await work(server.url);
  } finally {
    await server.stop();
  }
}

function secretKeys(dataDir: string): string {
  const given = readCommandEnvironment(process.env).KHUE_SECRET_KEYS;
  return given ?? readFileSync(openDataFolder(dataDir).secretKeysFile, 'utf8').trim();
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
