/** The role that the tiers connect as: it may not change or delete what is in the log, and owns nothing of it. */
import { type Kysely, sql } from 'kysely';
import { Client, DatabaseError } from 'pg';
import type { Database } from './database.ts';

export const appRoleName = 'khue_app';

/** Codes of PostgreSQL: made by another process at the same moment; not allowed to make roles. */
const madeMeanwhile = new Set(['42710', '23505']);
const notAllowed = '42501';

const grants = `
SELECT pg_advisory_xact_lock(hashtext('khue-app-role'));
GRANT USAGE ON SCHEMA public TO ${appRoleName};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${appRoleName};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${appRoleName};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO ${appRoleName};
REVOKE INSERT, UPDATE, DELETE ON kysely_migration, kysely_migration_lock FROM ${appRoleName};
REVOKE UPDATE, DELETE ON log_row, log_anchor, log_verification FROM ${appRoleName};
REVOKE INSERT, DELETE ON log_head FROM ${appRoleName};
REVOKE INSERT, UPDATE, DELETE ON log_expiry, log_retention FROM ${appRoleName};
`;

/** The job queue is no part of the log and changes its own tables: its schema is the role's. */
const jobsSchema = `
DO $$ BEGIN
  IF NOT pg_has_role(CURRENT_USER, '${appRoleName}', 'MEMBER') THEN GRANT ${appRoleName} TO CURRENT_USER; END IF;
END $$;
ALTER SCHEMA pgboss OWNER TO ${appRoleName};
DO $$
DECLARE
  statement text;
BEGIN
  FOR statement IN
    SELECT format('ALTER TABLE pgboss.%I OWNER TO ${appRoleName}', relname)
      FROM pg_class WHERE relnamespace = 'pgboss'::regnamespace AND relkind IN ('r', 'p', 'v') AND relowner <> '${appRoleName}'::regrole
    UNION ALL SELECT format('ALTER FUNCTION %s OWNER TO ${appRoleName}', oid::regprocedure)
      FROM pg_proc WHERE pronamespace = 'pgboss'::regnamespace AND proowner <> '${appRoleName}'::regrole
    UNION ALL SELECT format('ALTER TYPE pgboss.%I OWNER TO ${appRoleName}', typname)
      FROM pg_type WHERE typnamespace = 'pgboss'::regnamespace AND typtype = 'e' AND typowner <> '${appRoleName}'::regrole
  LOOP
    EXECUTE statement;
  END LOOP;
END $$;
`;

/**
 * Makes the role where the server has none, and grants it what the tiers need and no more, after migrating as the owner
 * of the tables. False where this account may not make roles: then the tiers can only run as the owner, and
 * `khue doctor` says so.
 */
export async function grantToAppRole(db: Kysely<Database>): Promise<boolean> {
  try {
    await sql.raw(`CREATE ROLE ${appRoleName} NOLOGIN`).execute(db);
  } catch (error) {
    const code = error instanceof DatabaseError ? error.code : undefined;
    const { rows } = await sql`SELECT 1 FROM pg_roles WHERE rolname = ${appRoleName}`.execute(db);
    if (code === notAllowed && rows.length === 0) return false;
    if (code !== notAllowed && !madeMeanwhile.has(code ?? '')) throw error;
  }
  await db.transaction().execute(async (transaction) => {
    await sql.raw(grants).execute(transaction);
    await sql.raw(jobsSchema).execute(transaction);
  });
  return true;
}

/** The same address for work as the role: what the owner may, is refused as it is to the tiers. */
export function asAppRole(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  url.searchParams.set('options', `-c role=${appRoleName}`);
  return url.href;
}

/** Lets the role sign in with a password, on a migrated database, and returns its address. */
export async function openAppRole(ownerUrl: string, password: string): Promise<string> {
  const client = new Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query(`ALTER ROLE ${appRoleName} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
  } finally {
    await client.end();
  }
  const url = new URL(ownerUrl);
  url.username = appRoleName;
  url.password = encodeURIComponent(password);
  return url.href;
}
