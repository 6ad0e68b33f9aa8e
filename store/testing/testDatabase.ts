import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { asAppRole } from '../appRole.ts';
import { openStore } from '../openStore.ts';
import type { Store, StoreConfig } from '../store.ts';
import { addressOf, freshName, onServer, type TestServer } from './databaseTemplate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The two servers that medium tests run on; provided by the global set-up of the tests. */
    databaseServers: { embedded: TestServer; timescale: TestServer };
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

/** Makes a fresh database; migrated unless said otherwise. */
export async function createTestDatabase(
  server: DatabaseServer,
  options: { readonly migrated: boolean } = { migrated: true },
): Promise<TestDatabase> {
  const { url, template } = inject('databaseServers')[server];
  const name = freshName();
  // Copied file by file: without a disk to wait for, that is less work than through the write-ahead log.
  await onServer(url, `CREATE DATABASE ${name}${options.migrated ? ` TEMPLATE ${template} STRATEGY FILE_COPY` : ''}`);
  return { url: addressOf(url, name), drop: () => onServer(url, `DROP DATABASE ${name} WITH (FORCE)`) };
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
