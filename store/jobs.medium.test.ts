import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Client } from 'pg';
import { appRoleName, asAppRole } from './appRole.ts';
import { type Jobs, openJobs } from './jobs.ts';
import { migrate } from './migrate.ts';
import { createTestDatabase, databaseServers, type TestDatabase } from './testing/testDatabase.ts';

describe.each(databaseServers)('jobs on %s', (server) => {
  let database: TestDatabase;
  let sender: Jobs;
  let worker: Jobs;

  beforeEach(async () => {
    database = await createTestDatabase(server);
    sender = await openJobs(asAppRole(database.url));
    worker = await openJobs(asAppRole(database.url));
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

/** As an installation had it whose tiers made the job queue's tables: all of it is theirs. */
const asItWas = `
ALTER SCHEMA pgboss OWNER TO ${appRoleName};
DO $$ DECLARE it text; BEGIN
  FOR it IN SELECT format('ALTER TABLE pgboss.%I OWNER TO ${appRoleName}', relname)
    FROM pg_class WHERE relnamespace = 'pgboss'::regnamespace AND relkind IN ('r', 'p')
  LOOP EXECUTE it; END LOOP;
END $$`;

/** What somebody who has taken a tier over leaves there for the owner to run. */
const planted = `
CREATE FUNCTION pgboss.planted() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN ALTER TABLE public.log_row OWNER TO ${appRoleName}; RETURN NEW; END $$;
CREATE TRIGGER planted BEFORE INSERT OR UPDATE ON pgboss.queue FOR EACH ROW EXECUTE FUNCTION pgboss.planted();
CREATE TRIGGER planted BEFORE INSERT OR UPDATE ON pgboss.version FOR EACH ROW EXECUTE FUNCTION pgboss.planted()`;

describe.each(databaseServers)('the tables of jobs on %s', (server) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase(server);
  });

  afterEach(() => database.drop());

  async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  }

  const ofTheRole = `SELECT relname AS it FROM pg_class WHERE relnamespace = 'pgboss'::regnamespace AND relowner = '${appRoleName}'::regrole
    UNION SELECT proname FROM pg_proc WHERE pronamespace = 'pgboss'::regnamespace AND proowner = '${appRoleName}'::regrole
    UNION SELECT nspname FROM pg_namespace WHERE nspname = 'pgboss' AND nspowner = '${appRoleName}'::regrole`;

  it.each([
    'CREATE TABLE pgboss.mine (id int)',
    'CREATE FUNCTION pgboss.job_now(text) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
    'CREATE OR REPLACE FUNCTION pgboss.job_now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT now() $$',
    'CREATE TRIGGER mine BEFORE INSERT ON pgboss.queue FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()',
    'ALTER TABLE pgboss.job ADD COLUMN mine int',
    `INSERT INTO pgboss.bam (name, version, command, table_name) VALUES ('mine', 1, 'SELECT 1', 'job')`,
    'UPDATE pgboss.version SET version = 1',
    'DROP SCHEMA pgboss CASCADE',
  ])('belong to the owner: %s is refused to the tiers', async (statement) => {
    await expect(ask(asAppRole(database.url), statement)).rejects.toThrow(/permission denied|must be owner/u);
    expect(await ask(database.url, ofTheRole)).toEqual([]);
  });

  it('are made anew where they belonged to the tiers, and nothing that was left in them is run', async () => {
    await ask(database.url, asItWas);
    await ask(asAppRole(database.url), planted);
    await migrate(database.url, 'up');
    expect(await ask(database.url, ofTheRole)).toEqual([]);
    expect(await ask(database.url, `SELECT proname FROM pg_proc WHERE proname = 'planted'`)).toEqual([]);
    const log = await ask(
      database.url,
      `SELECT relowner = '${appRoleName}'::regrole AS taken FROM pg_class WHERE oid = 'public.log_row'::regclass`,
    );
    expect(log).toEqual([{ taken: false }]);
    const jobs = await openJobs(asAppRole(database.url));
    const done: string[] = [];
    await jobs.onImport(async (run) => {
      done.push(run);
    });
    const run = randomUUID();
    await jobs.enqueueImport(run);
    await vi.waitFor(() => expect(done).toEqual([run]), { timeout: 20_000 });
    await jobs.stop();
  });

  it("stay as they are, with what waits in them, where they are the owner's and of this version", async () => {
    const jobs = await openJobs(asAppRole(database.url));
    await jobs.enqueueImport(randomUUID());
    await jobs.stop();
    await migrate(database.url, 'up');
    expect(await ask(database.url, `SELECT 1 AS it FROM pgboss.job WHERE name = 'import'`)).toEqual([{ it: 1 }]);
  });
});
