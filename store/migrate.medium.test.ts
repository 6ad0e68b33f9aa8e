import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from './migrate.ts';
import { openStore } from './openStore.ts';
import { createTestDatabase, databaseServers, type TestDatabase, testStoreConfig } from './testing/testDatabase.ts';

const expected = {
  embedded: { editions: ['postgresql'], version: /^PostgreSQL 18\.\d+$/u, hypertables: 0 },
  timescale: {
    editions: ['apache', 'community'],
    version: /^PostgreSQL \d+\.\d+ · TimescaleDB \d+\.\d+/u,
    hypertables: 1,
  },
};

describe.each(databaseServers)('migrations on %s', (server) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase(server, { migrated: false });
  });

  afterEach(() => database.drop());

  async function rowsOf(statement: string): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  }

  /** Every column and index of our tables, as the catalogue words them. */
  function schema(): Promise<Record<string, unknown>[]> {
    return rowsOf(`SELECT table_name || '.' || column_name || ' ' || data_type AS it FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name NOT LIKE 'kysely%'
      UNION SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE 'kysely%'
      UNION SELECT proname FROM pg_proc JOIN pg_namespace AS n ON n.oid = pronamespace
        WHERE nspname = 'public' AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
      ORDER BY 1`);
  }

  it('run up, down and up again to the same schema', async () => {
    const ran = await migrate(database.url, 'up');
    const first = await schema();
    const taken = await migrate(database.url, 'down');
    const empty = await schema();
    await migrate(database.url, 'up');
    expect(ran.length).toBeGreaterThan(0);
    expect(taken.toReversed()).toEqual(ran);
    expect(empty).toEqual([]);
    expect(first.length).toBeGreaterThan(50);
    expect(await schema()).toEqual(first);
  });

  it('do nothing the second time', async () => {
    await migrate(database.url, 'up');
    expect(await migrate(database.url, 'up')).toEqual([]);
  });

  it('run once where several processes migrate at the same time', async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => migrate(database.url, 'up')));
    const names = outcomes.flat();
    expect(new Set(names).size).toBe(names.length);
    expect(await migrate(database.url, 'up')).toEqual([]);
  });

  it('use what the server offers, and the store says what it is', async () => {
    await migrate(database.url, 'up');
    const store = await openStore(testStoreConfig(database.url));
    const { edition, version } = store;
    await store.close();
    expect(expected[server].editions).toContain(edition);
    expect(version).toMatch(expected[server].version);
    const extensions = await rowsOf(`SELECT 1 FROM pg_extension WHERE extname = 'timescaledb'`);
    expect(extensions).toHaveLength(expected[server].hypertables);
  });
});

describe('an open store', () => {
  it('answers a ping, and gives up on one that is aborted', async () => {
    const database = await createTestDatabase('embedded');
    const store = await openStore(testStoreConfig(database.url));
    const answer = await store.ping(AbortSignal.timeout(5_000));
    const aborted = await store.ping(AbortSignal.abort(new Error('enough'))).catch((error: unknown) => error);
    await store.close();
    await database.drop();
    expect(answer).toBeUndefined();
    expect(aborted).toEqual(new Error('enough'));
  });

  it('is refused where the database does not answer', async () => {
    await expect(openStore(testStoreConfig('postgres://khue@127.0.0.1:1/khue'))).rejects.toThrow('ECONNREFUSED');
  });
});
