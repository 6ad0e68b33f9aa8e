import { randomBytes, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';
import { asAppRole } from '../appRole.ts';
import { migrate } from '../migrate.ts';
import { openStore } from '../openStore.ts';
import type { Store, StoreConfig } from '../store.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Addresses of the two servers that medium tests run on; provided by the global set-up of the tests. */
    databaseServers: { embedded: string; timescale: string };
  }
}

/** The servers that medium tests run on: the embedded default and a real TimescaleDB. */
export const databaseServers = ['embedded', 'timescale'] as const;
export type DatabaseServer = (typeof databaseServers)[number];

/** An empty, migrated database of its own. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Makes a fresh database; migrated unless said otherwise. */
export async function createTestDatabase(
  server: DatabaseServer,
  options: { readonly migrated: boolean } = { migrated: true },
): Promise<TestDatabase> {
  const serverUrl = inject('databaseServers')[server];
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  if (options.migrated) await migrate(url.href, 'up');
  return { url: url.href, drop: () => onServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`) };
}

/** Store settings with a random key; what the tiers may not do is refused to this store as well. */
export function testStoreConfig(databaseUrl: string): StoreConfig {
  return {
    databaseUrl: asAppRole(databaseUrl),
    secretKeys: new Map([['test-1', randomBytes(32)]]),
    activeKeyId: 'test-1',
    poolSize: 4,
    applicationName: 'khue-test',
  };
}

/** A store on a fresh database; `close` closes the store and drops the database. */
export async function openTestStore(server: DatabaseServer = 'embedded'): Promise<{
  readonly store: Store;
  readonly config: StoreConfig;
  /** Address of the owner of the tables. */
  readonly ownerUrl: string;
  readonly close: () => Promise<void>;
}> {
  const database = await createTestDatabase(server);
  const config = testStoreConfig(database.url);
  const store = await openStore(config);
  return {
    store,
    config,
    ownerUrl: database.url,
    async close() {
      await store.close();
      await database.drop();
    },
  };
}
