import { createHash, randomBytes, randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import type { AccountRepository } from '../access.ts';
import { grantFirst } from './access.ts';

/** Letters and digits that cannot be mistaken for each other on paper: 31 of them, 20 make 99 bits. */
const readable = 'abcdefghjkmnpqrstuvwxyz23456789';

function oneTimePassword(): string {
  const group = (): string => Array.from({ length: 5 }, () => readable.charAt(randomInt(readable.length))).join('');
  return [group(), group(), group(), group()].join('-');
}

/** argon2id with the library's defaults (19 MiB, 2 passes), as OWASP's password storage sheet advises. */
async function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'));
}

function tokenDigest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

export function createAccountRepository(db: Kysely<Database>): AccountRepository {
  /** Verified in vain for unknown names, so that they take as long as known ones. */
  const decoy = hashPassword(randomBytes(16).toString('hex'));
  return {
    async createFirst(name, displayName) {
      return db.transaction().execute(async (transaction) => {
        await sql`SELECT pg_advisory_xact_lock(hashtext('khue-first-account'))`.execute(transaction);
        const existing = await transaction.selectFrom('account').select('id').limit(1).executeTakeFirst();
        if (existing !== undefined) return null;
        const password = oneTimePassword();
        const { id } = await transaction
          .insertInto('account')
          .values({ name, display_name: displayName, password_hash: await hashPassword(password) })
          .returning('id')
          .executeTakeFirstOrThrow();
        await grantFirst(transaction, id);
        return { account: { id, name, displayName }, password };
      });
    },
    async authenticate(name, password) {
      const row = await db.selectFrom('account').selectAll().where('name', '=', name).executeTakeFirst();
      const fits = await verify(row?.password_hash ?? (await decoy), password.normalize('NFC'));
      return row !== undefined && fits ? { id: row.id, name: row.name, displayName: row.display_name } : null;
    },
    async openSession(accountId, lifetimeMs) {
      const token = randomBytes(32).toString('base64url');
      await sql`DELETE FROM session WHERE expires_at < now()`.execute(db);
      const { id } = await db
        .insertInto('session')
        .values({
          account_id: accountId,
          token_sha256: tokenDigest(token),
          expires_at: sql<Date>`now() + make_interval(secs => ${lifetimeMs / 1_000})`,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      return { sessionId: id, token };
    },
    async session(token) {
      const row = await db
        .selectFrom('session')
        .innerJoin('account', 'account.id', 'session.account_id')
        .select(['session.id as sessionId', 'account.id', 'account.name', 'account.display_name as displayName'])
        .where('token_sha256', '=', tokenDigest(token))
        .where('expires_at', '>', sql<Date>`now()`)
        .executeTakeFirst();
      if (row === undefined) return null;
      return { sessionId: row.sessionId, account: { id: row.id, name: row.name, displayName: row.displayName } };
    },
    async closeSession(token) {
      await db.deleteFrom('session').where('token_sha256', '=', tokenDigest(token)).execute();
    },
  };
}
