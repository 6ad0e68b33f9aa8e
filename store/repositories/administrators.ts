import { type Kysely, sql } from 'kysely';
import { KhueError } from '@khue/domain/errors';
import type { Database } from '../database.ts';

/**
 * Enabled people who administer accounts and rights of the whole city now and without an end. Those who sign in
 * through the identity provider, or have their rights from it, do not count: the house has to be kept open while the
 * provider is away.
 */
async function countAdministrators(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*)::int AS count FROM account AS a
    WHERE a.kind = 'person' AND a.disabled_at IS NULL AND a.password_hash IS NOT NULL AND (
      SELECT count(DISTINCT held.permission) FROM access_grant AS g
      JOIN role AS r ON r.name = g.role
      CROSS JOIN LATERAL jsonb_array_elements_text(r.definition -> 'permissions') AS held(permission)
      WHERE g.account_id = a.id AND g.scope_id IS NULL AND NOT g.from_identity
        AND g.valid_from <= now() AND g.valid_to = 'infinity'
        AND held.permission IN ('account.manage', 'access.manage')) = 2`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Makes a change within a transaction, unless it takes the last administrator away: then throws KHUE_LAST_ADMINISTRATOR. */
export async function keepAdministrator<Result>(
  transaction: Kysely<Database>,
  change: () => Promise<Result>,
): Promise<Result> {
  // One at a time: two changes that each leave the other's administrator must not both pass.
  await sql`SELECT pg_advisory_xact_lock(hashtext('khue-administrators'))`.execute(transaction);
  const before = await countAdministrators(transaction);
  const result = await change();
  if (before > 0 && (await countAdministrators(transaction)) === 0) throw new KhueError('KHUE_LAST_ADMINISTRATOR');
  return result;
}
