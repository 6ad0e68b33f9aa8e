import { randomBytes, randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { type Kysely, sql } from 'kysely';
import type { Account, AccountKind } from '../access.ts';
import type { Database } from '../database.ts';
import type { PasswordRepository } from '../signIn.ts';
import { growEpoch } from './access.ts';
import { appendRows } from './logRows.ts';
import { forgetFailures } from './signInFailures.ts';

/** Letters and digits that cannot be mistaken for each other on paper: 31 of them, 20 make 99 bits. */
const readable = 'abcdefghjkmnpqrstuvwxyz23456789';
/** Old passwords that are kept per account, as many as any rule may ask about. */
const keptPasswords = 24;

/** Groups of readable characters, e.g. `abcde-fghjk`. */
export function readableSecret(groups: number, groupLength: number): string {
  const group = (): string =>
    Array.from({ length: groupLength }, () => readable.charAt(randomInt(readable.length))).join('');
  return Array.from({ length: groups }, group).join('-');
}

/** A password to be changed at first use: 99 bits. */
export function oneTimePassword(): string {
  return readableSecret(4, 5);
}

/** argon2id with the library's defaults (19 MiB, 2 passes), as OWASP's password storage sheet advises. */
export async function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'));
}

const kinds: Readonly<Record<string, AccountKind>> = { wall: 'wall', client: 'client' };

/** An account from its row. */
export function accountOf(row: { id: string; name: string; display_name: string; kind: string }): Account {
  return { id: row.id, name: row.name, displayName: row.display_name, kind: kinds[row.kind] ?? 'person' };
}

/** Puts a password in place of the present one, which goes to the history. */
async function replacePassword(
  transaction: Kysely<Database>,
  accountId: string,
  password: { readonly hash: string; readonly mustChange: boolean },
  at: Date,
): Promise<void> {
  await sql`INSERT INTO password_history (account_id, replaced_at, password_hash)
    SELECT id, ${at}, password_hash FROM account WHERE id = ${accountId} AND password_hash IS NOT NULL
    ON CONFLICT DO NOTHING`.execute(transaction);
  await sql`DELETE FROM password_history WHERE account_id = ${accountId} AND replaced_at NOT IN (
    SELECT replaced_at FROM password_history WHERE account_id = ${accountId}
    ORDER BY replaced_at DESC LIMIT ${keptPasswords})`.execute(transaction);
  await transaction
    .updateTable('account')
    .set({ password_hash: password.hash, must_change_password: password.mustChange, password_changed_at: at })
    .where('id', '=', accountId)
    .execute();
}

export function createPasswordRepository(db: Kysely<Database>): PasswordRepository {
  /** Verified in vain for unknown names, so that they take as long as known ones. */
  const decoy = hashPassword(randomBytes(16).toString('hex'));
  return {
    async authenticate(name, password) {
      const row = await db.selectFrom('account').selectAll().where('name', '=', name).executeTakeFirst();
      const fits = await verify(row?.password_hash ?? (await decoy), password.normalize('NFC'));
      if (row === undefined || row.password_hash === null || row.disabled_at !== null || !fits) return null;
      return accountOf(row);
    },
    async signInFacts(accountId) {
      const row = await db
        .selectFrom('account')
        .leftJoin('second_factor', 'second_factor.account_id', 'account.id')
        .select(['password_hash', 'must_change_password', 'password_changed_at', 'confirmed_at'])
        .where('account.id', '=', accountId)
        .executeTakeFirst();
      if (row === undefined) return null;
      return {
        hasPassword: row.password_hash !== null,
        mustChangePassword: row.must_change_password,
        passwordChangedAt: row.password_changed_at,
        hasSecondFactor: row.confirmed_at !== null,
      };
    },
    async wasUsed(accountId, password, remembered) {
      const present = await db.selectFrom('account').select('password_hash').where('id', '=', accountId).execute();
      const before = await db
        .selectFrom('password_history')
        .select('password_hash')
        .where('account_id', '=', accountId)
        .orderBy('replaced_at', 'desc')
        .limit(Math.max(0, remembered - 1))
        .execute();
      // One after the other: each takes 19 MiB.
      for (const { password_hash } of [...present, ...before]) {
        if (password_hash !== null && (await verify(password_hash, password.normalize('NFC')))) return true;
      }
      return false;
    },
    async changePassword(accountId, password, keepSessionId, at, told) {
      const hashed = await hashPassword(password);
      return db.transaction().execute(async (transaction) => {
        await replacePassword(transaction, accountId, { hash: hashed, mustChange: false }, at);
        const { rows } = await sql<{ id: string }>`DELETE FROM session WHERE account_id = ${accountId}
          AND id IS DISTINCT FROM ${keepSessionId}::uuid RETURNING id`.execute(transaction);
        const ended = rows.map(({ id }) => id);
        await appendRows(transaction, told(ended));
        return ended;
      });
    },
    async resetPassword(accountId, at, told) {
      const password = oneTimePassword();
      const hashed = await hashPassword(password);
      return db.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom('account')
          .select(['name', 'password_hash'])
          .where('id', '=', accountId)
          .forUpdate()
          .executeTakeFirst();
        if (row === undefined || row.password_hash === null) return null;
        await replacePassword(transaction, accountId, { hash: hashed, mustChange: true }, at);
        await transaction.deleteFrom('session').where('account_id', '=', accountId).execute();
        await forgetFailures(transaction, row.name);
        await growEpoch(transaction);
        await appendRows(transaction, told());
        return password;
      });
    },
  };
}
