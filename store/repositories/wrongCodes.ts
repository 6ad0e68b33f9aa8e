import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import type { WrongCodeBound } from '../signIn.ts';

/** Accounts whose second step is closed at a moment, or one of them, and until when: the oldest code that closes it leaves the window then. */
export async function closedUntil(
  db: Kysely<Database>,
  { limit, windowMs }: WrongCodeBound,
  at: Date,
  accountId: string | null,
): Promise<Map<string, Date>> {
  const { rows } = await sql<{ account_id: string; at: Date }>`
    SELECT account_id, at FROM (
      SELECT account_id, at, row_number() OVER (PARTITION BY account_id ORDER BY at DESC, id DESC) AS place
      FROM wrong_code WHERE at > ${new Date(at.getTime() - windowMs)} AND (${accountId}::uuid IS NULL OR account_id = ${accountId}::uuid)
    ) AS counted WHERE place = ${limit}`.execute(db);
  return new Map(rows.map((row) => [row.account_id, new Date(row.at.getTime() + windowMs)]));
}

/** Counts a wrong code; whether it was the last one that the bound allows. Of an account as many are kept as the window holds. */
export async function countWrongCode(
  db: Kysely<Database>,
  bound: WrongCodeBound,
  at: Date,
  accountId: string,
): Promise<boolean> {
  const out = new Date(at.getTime() - bound.windowMs);
  await db.deleteFrom('wrong_code').where('account_id', '=', accountId).where('at', '<=', out).execute();
  await db.insertInto('wrong_code').values({ account_id: accountId, at }).execute();
  return (await closedUntil(db, bound, at, accountId)).size > 0;
}

/** False where none was counted. */
export async function forgetWrongCodes(db: Kysely<Database>, accountName: string): Promise<boolean> {
  const { rows } = await sql`DELETE FROM wrong_code USING account
    WHERE account.id = wrong_code.account_id AND account.name = ${accountName} RETURNING wrong_code.id`.execute(db);
  return rows.length > 0;
}
