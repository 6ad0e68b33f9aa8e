import { type Kysely, sql } from 'kysely';
import { type AttemptParty, codeAttemptName, failuresForgottenAfterMs, waitAfter } from '@khue/domain/signInRules';
import { foldForSearch } from '@khue/domain/text';
import type { Database } from '../database.ts';
import type { SignInFailureRepository } from '../signIn.ts';
import { appendRows } from './logRows.ts';
import { forgetWrongCodes } from './wrongCodes.ts';

/** Entries kept; those that failed longest ago make room. */
const entryLimit = 100_000;
/** So many attempts pass between two looks at the limit. */
const tidyEvery = 500;

const parties: readonly AttemptParty[] = ['account', 'address', 'pair'];

/** What attempts are counted for. A line break separates: neither a cleaned name nor an address holds one. */
function keysOf(accountName: string, addressGroup: string): Record<AttemptParty, string> {
  const account = foldForSearch(accountName);
  return {
    pair: `pair\n${addressGroup}\n${account}`,
    address: `address\n${addressGroup}`,
    account: `account\n${account}`,
  };
}

/** Ends every wait of an account; false where nothing was counted. */
export async function forgetFailures(db: Kysely<Database>, accountName: string): Promise<boolean> {
  const names = [accountName, codeAttemptName(accountName)].map(foldForSearch);
  const { rows } =
    await sql`DELETE FROM sign_in_failure WHERE key = ANY(${names.map((name) => `account\n${name}`)}::text[])
    OR (key LIKE 'pair%' AND split_part(key, E'\n', 3) = ANY(${names}::text[])) RETURNING key`.execute(db);
  const wrongCodes = await forgetWrongCodes(db, accountName);
  return rows.length > 0 || wrongCodes;
}

async function tidy(db: Kysely<Database>, at: Date): Promise<void> {
  const forgotten = new Date(at.getTime() - failuresForgottenAfterMs);
  await db.deleteFrom('sign_in_failure').where('last_at', '<', forgotten).execute();
  await sql`DELETE FROM sign_in_failure WHERE key IN (
    SELECT key FROM sign_in_failure ORDER BY last_at DESC OFFSET ${entryLimit})`.execute(db);
}

async function countFailure(db: Kysely<Database>, party: AttemptParty, key: string, at: Date): Promise<void> {
  const known = await db.selectFrom('sign_in_failure').selectAll().where('key', '=', key).executeTakeFirst();
  const isFresh = known !== undefined && at.getTime() - known.last_at.getTime() < failuresForgottenAfterMs;
  const failures = (isFresh ? known.failures : 0) + 1;
  const row = { failures, last_at: at, wait_until: new Date(at.getTime() + waitAfter(party, failures)) };
  await db
    .insertInto('sign_in_failure')
    .values({ key, ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute();
}

export function createSignInFailureRepository(db: Kysely<Database>): SignInFailureRepository {
  let counted = 0;
  return {
    async countAttempt(accountName, addressGroup, at) {
      counted += 1;
      if (counted % tidyEvery === 1) await tidy(db, at);
      const keys = keysOf(accountName, addressGroup);
      return db.transaction().execute(async (transaction) => {
        // In one order, so that two attempts never wait for each other; a row that is not there yet cannot be locked.
        for (const party of parties) {
          await sql`SELECT pg_advisory_xact_lock(hashtextextended(${keys[party]}, 0))`.execute(transaction);
        }
        const waiting = await transaction
          .selectFrom('sign_in_failure')
          .select('wait_until')
          .where('key', 'in', Object.values(keys))
          .orderBy('wait_until', 'desc')
          .limit(1)
          .executeTakeFirst();
        const waitMs = (waiting?.wait_until.getTime() ?? 0) - at.getTime();
        if (waitMs > 0) return waitMs;
        for (const party of parties) await countFailure(transaction, party, keys[party], at);
        return 0;
      });
    },
    async forgiveAttempt(accountName, addressGroup) {
      const { pair, address, account } = keysOf(accountName, addressGroup);
      await db.deleteFrom('sign_in_failure').where('key', 'in', [pair, account]).execute();
      await sql`UPDATE sign_in_failure SET failures = greatest(0, failures - 1), wait_until = to_timestamp(0)
        WHERE key = ${address}`.execute(db);
    },
    async unlock(accountId, told) {
      return db.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom('account')
          .select('name')
          .where('id', '=', accountId)
          .executeTakeFirst();
        const unlocked = row !== undefined && (await forgetFailures(transaction, row.name));
        if (unlocked) await appendRows(transaction, told());
        return unlocked;
      });
    },
  };
}
