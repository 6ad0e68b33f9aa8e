/** The role that the tiers connect as: it may not change or delete what is in the log, and owns nothing of it. */
import { type Kysely, sql } from 'kysely';
import { Client, DatabaseError } from 'pg';
import type { Database } from './database.ts';
import { jobsSchemaName } from './jobsSchema.ts';

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
REVOKE UPDATE, DELETE ON audit_evidence, audit_verdict, audit_camera_tally, log_row, log_anchor, log_verification, log_key_change FROM ${appRoleName};
REVOKE UPDATE, DELETE ON alarm_transition FROM ${appRoleName};
REVOKE DELETE ON alarm FROM ${appRoleName};
REVOKE UPDATE, DELETE ON feed_change FROM ${appRoleName};
REVOKE INSERT, DELETE ON log_head, feed_head FROM ${appRoleName};
REVOKE INSERT, UPDATE, DELETE ON log_expiry, log_retention, retention_rule FROM ${appRoleName};
REVOKE DELETE ON statistic_submission, statistic_figure, ward_population FROM ${appRoleName};
`;

/**
 * Of the job queue: rows of its tables, and nothing by which the role could leave something behind that its owner runs.
 * The version is the owner's word; commands that build indexes are run by nobody here.
 */
const jobGrants = `
GRANT USAGE ON SCHEMA ${jobsSchemaName} TO ${appRoleName};
REVOKE CREATE ON SCHEMA ${jobsSchemaName} FROM ${appRoleName};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${jobsSchemaName} TO ${appRoleName};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${jobsSchemaName} TO ${appRoleName};
REVOKE INSERT, UPDATE, DELETE ON ${jobsSchemaName}.bam, ${jobsSchemaName}.version FROM ${appRoleName};
GRANT UPDATE (cron_on, bam_on, flow_on, reindex_on, monitor_backoff_on) ON ${jobsSchemaName}.version TO ${appRoleName};
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
    await sql.raw(jobGrants).execute(transaction);
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
