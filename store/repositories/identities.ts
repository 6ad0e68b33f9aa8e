import { type Kysely, sql } from 'kysely';
import type { Grant } from '@khue/domain/access';
import type { Database } from '../database.ts';
import type { Identity, IdentityRepository } from '../signIn.ts';
import { growEpoch } from './access.ts';
import { appendRows } from './logRows.ts';
import { accountOf } from './passwords.ts';

type IdentityGrant = Pick<Grant, 'role' | 'scopeId' | 'relation'>;

function grantKey(grant: IdentityGrant): string {
  return `${grant.role} ${grant.relation} ${grant.scopeId ?? 'city'}`;
}

/** The wished name, or with the first number behind it that makes it free. */
async function freeName(transaction: Kysely<Database>, wish: string): Promise<string> {
  const { rows } = await sql<{ name: string }>`SELECT name FROM account
    WHERE name = ${wish} OR starts_with(name, ${`${wish}-`})`.execute(transaction);
  const taken = new Set(rows.map(({ name }) => name));
  if (!taken.has(wish)) return wish;
  for (let n = 2; n <= taken.size + 2; n += 1) if (!taken.has(`${wish}-${n}`)) return `${wish}-${n}`;
  throw new Error('no free name');
}

async function findOrMake(transaction: Kysely<Database>, identity: Identity) {
  const known = await transaction
    .selectFrom('account')
    .selectAll()
    .where('external_issuer', '=', identity.issuer)
    .where('external_subject', '=', identity.subject)
    .executeTakeFirst();
  if (known !== undefined) {
    await transaction
      .updateTable('account')
      .set({ display_name: identity.displayName })
      .where('id', '=', known.id)
      .execute();
    return { row: { ...known, display_name: identity.displayName }, created: false };
  }
  const row = await transaction
    .insertInto('account')
    .values({
      name: await freeName(transaction, identity.name),
      display_name: identity.displayName,
      password_hash: null,
      external_issuer: identity.issuer,
      external_subject: identity.subject,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { row, created: true };
}

/** Ends the provider's grants that are no longer told and adds the new ones; counts both. */
async function replaceGrants(
  transaction: Kysely<Database>,
  accountId: string,
  grants: readonly IdentityGrant[],
  at: Date,
): Promise<{ added: number; ended: number }> {
  const { rows: held } = await sql<{ id: string; key: string }>`
    SELECT id, concat(role, ' ', relation, ' ', coalesce(scope_id::text, 'city')) AS key FROM access_grant
    WHERE account_id = ${accountId} AND from_identity AND valid_to > ${at}`.execute(transaction);
  const wanted = new Map(grants.map((grant) => [grantKey(grant), grant]));
  const ending = held.filter(({ key }) => !wanted.has(key)).map(({ id }) => id);
  await sql`UPDATE access_grant SET valid_to = greatest(${at}::timestamptz, valid_from + interval '1 microsecond')
    WHERE id = ANY(${ending}::uuid[])`.execute(transaction);
  for (const { key } of held) wanted.delete(key);
  for (const { role, scopeId, relation } of wanted.values()) {
    await transaction
      .insertInto('access_grant')
      .values({ account_id: accountId, role, scope_id: scopeId, relation, valid_from: at, from_identity: true })
      .execute();
  }
  return { added: wanted.size, ended: ending.length };
}

export function createIdentityRepository(db: Kysely<Database>): IdentityRepository {
  return {
    async adoptIdentity(identity, grants, at, told) {
      return db.transaction().execute(async (transaction) => {
        await sql`SELECT pg_advisory_xact_lock(hashtext('khue-identity'))`.execute(transaction);
        const { row, created } = await findOrMake(transaction, identity);
        if (row.disabled_at !== null) return null;
        const counts = await replaceGrants(transaction, row.id, grants, at);
        if (created || counts.added + counts.ended > 0) await growEpoch(transaction);
        const adopted = { account: accountOf(row), created, ...counts };
        await appendRows(transaction, told(adopted));
        return adopted;
      });
    },
  };
}
