/** The job queue's tables (pg-boss, schema `pgboss`): they belong to the owner of the database, like all others. */
import { getConstructionPlans } from 'pg-boss';
import pgBoss from 'pg-boss/package.json' with { type: 'json' };
import { Client } from 'pg';

export const jobsSchemaName = 'pgboss';

/** Somebody else owns the schema, or something in it: functions and triggers there are not to be trusted. */
const foreign = `
SELECT EXISTS (
  SELECT FROM pg_namespace AS n, pg_roles AS r
  WHERE n.nspname = '${jobsSchemaName}' AND r.rolname = CURRENT_USER AND (
    n.nspowner <> r.oid
    OR EXISTS (SELECT FROM pg_class WHERE relnamespace = n.oid AND relowner <> r.oid)
    OR EXISTS (SELECT FROM pg_proc WHERE pronamespace = n.oid AND proowner <> r.oid)
    OR EXISTS (SELECT FROM pg_type WHERE typnamespace = n.oid AND typowner <> r.oid)
  )
) AS "isForeign"`;

/** May drop what belongs to the role of the tiers; where this account is no superuser it takes a membership. */
const mayDrop = (role: string) => `
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') AND NOT pg_has_role(CURRENT_USER, '${role}', 'USAGE') THEN
    GRANT ${role} TO CURRENT_USER;
  END IF;
END $$`;

async function isCurrent(client: Client): Promise<boolean> {
  const owned = await client.query<{ isForeign: boolean }>(foreign);
  if (owned.rows[0]?.isForeign !== false) return false;
  const made = await client.query<{ isMade: boolean }>(
    `SELECT to_regclass('${jobsSchemaName}.version') IS NOT NULL AS "isMade"`,
  );
  if (made.rows[0]?.isMade !== true) return false;
  const { rows } = await client.query<{ version: number }>(`SELECT version FROM ${jobsSchemaName}.version`);
  return rows.length === 1 && rows[0]?.version === pgBoss.pgboss.schema;
}

/**
 * Makes the tables, to be called as the owner. Those of another version, or that ever belonged to the role of the tiers,
 * are dropped and made anew, and nothing in them is run or read: what waits there is queued again by ingest, which knows
 * from its import runs what has not ended. Two at once wait for each other.
 */
export async function makeJobsSchema(databaseUrl: string, appRole: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    // Let go with the connection.
    await client.query(`SELECT pg_advisory_lock(hashtext('khue-jobs'))`);
    if (await isCurrent(client)) return;
    await client.query(mayDrop(appRole));
    await client.query(`DROP SCHEMA IF EXISTS ${jobsSchemaName} CASCADE; CREATE SCHEMA ${jobsSchemaName}`);
    await client.query(getConstructionPlans(jobsSchemaName, { createSchema: false }));
  } finally {
    await client.end();
  }
}
