import { readdir, readFile } from 'node:fs/promises';
import { type Kysely, sql } from 'kysely';
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration';
import { appRoleName, grantToAppRole } from './appRole.ts';
import { type Database, openDatabase } from './database.ts';
import { makeJobsSchema } from './jobsSchema.ts';

const folder = new URL('migrations/', import.meta.url);

/** Plain SQL files `<date>-<number>-<meaning>.up.sql` and `.down.sql`. */
const sqlFiles: MigrationProvider = {
  async getMigrations() {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.up.sql')).map((name) => name.slice(0, -7));
    const entries = await Promise.all(names.toSorted().map(async (name) => [name, await readMigration(name)] as const));
    return Object.fromEntries(entries);
  },
};

async function readMigration(name: string): Promise<Migration> {
  const [up, down] = await Promise.all(
    ['up', 'down'].map(async (way) => readFile(new URL(`${name}.${way}.sql`, folder), 'utf8')),
  );
  return {
    async up(db: Kysely<unknown>) {
      await sql.raw(up ?? '').execute(db);
    },
    async down(db: Kysely<unknown>) {
      await sql.raw(down ?? '').execute(db);
    },
  };
}

/** True where the server has TimescaleDB loaded; asking first, since CREATE EXTENSION without the preload is fatal. */
async function canUseTimescale(db: Kysely<Database>): Promise<boolean> {
  const { rows } = await sql<{ usable: boolean }>`
    SELECT EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'timescaledb')
      AND current_setting('shared_preload_libraries') LIKE '%timescaledb%' AS usable`.execute(db);
  return rows[0]?.usable ?? false;
}

/**
 * Brings the schema to the newest version (`up`), or takes every migration back (`down`). Two at once wait for each
 * other (advisory lock). Afterwards the role of the tiers has what it needs (appRole.ts). Returns the names of the
 * migrations that ran.
 */
export async function migrate(databaseUrl: string, direction: 'up' | 'down'): Promise<string[]> {
  const db = openDatabase({ databaseUrl, poolSize: 2, applicationName: 'khue-migrate' });
  try {
    if (direction === 'up' && (await canUseTimescale(db))) {
      await db.transaction().execute(async (transaction) => {
        // IF NOT EXISTS alone does not keep two at once from colliding.
        await sql`SELECT pg_advisory_xact_lock(hashtext('khue-extension'))`.execute(transaction);
        await sql`CREATE EXTENSION IF NOT EXISTS timescaledb`.execute(transaction);
      });
    }
    const migrator = new Migrator({ db, provider: sqlFiles });
    const names = Object.keys(await sqlFiles.getMigrations());
    const outcomes: string[] = [];
    for (let step = 0; step < (direction === 'up' ? 1 : names.length); step += 1) {
      const { error, results } = direction === 'up' ? await migrator.migrateToLatest() : await migrator.migrateDown();
      if (error !== undefined) throw new Error('a migration failed; nothing of it was kept', { cause: error });
      outcomes.push(...(results ?? []).map((result) => result.migrationName));
    }
    if (direction === 'up') {
      await makeJobsSchema(databaseUrl, appRoleName);
      await grantToAppRole(db);
    }
    return outcomes;
  } finally {
    await db.destroy();
  }
}
