import { type Kysely, sql, type Transaction } from 'kysely';
import { KhueError } from '@khue/domain/errors';
import { feedKeyLimit } from '@khue/domain/feed';
import type { Account } from '../access.ts';
import type { Database } from '../database.ts';
import type { FeedKeyRepository } from '../feed.ts';
import { appendRows } from './logRows.ts';
import { accountOf } from './passwords.ts';
import { newToken, tokenDigest } from './sessions.ts';

/** In front of every key, so that whoever finds one knows what it is. */
const keyMark = 'khue-feed-';
const usedEveryMs = 60_000;
const keyListLimit = 1_000;

/** The account of a client, locked; throws KHUE_NOT_FOUND. */
export async function lockClient(transaction: Transaction<Database>, accountId: string): Promise<Account> {
  const row = await transaction
    .selectFrom('account')
    .select(['id', 'name', 'display_name', 'kind'])
    .where('id', '=', accountId)
    .where('kind', '=', 'client')
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new KhueError('KHUE_NOT_FOUND');
  return accountOf(row);
}

async function requireRoom(transaction: Transaction<Database>, accountId: string, at: Date): Promise<void> {
  const good = await transaction
    .selectFrom('feed_key')
    .select('id')
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .execute();
  if (good.length >= feedKeyLimit) throw new KhueError('KHUE_LIST_FULL', { limit: feedKeyLimit });
}

export function createFeedKeyRepository(db: Kysely<Database>): FeedKeyRepository {
  return {
    async holderOf(key, at) {
      const row = await db
        .selectFrom('feed_key')
        .innerJoin('account', 'account.id', 'feed_key.account_id')
        .select(['feed_key.id as keyId', 'account.id', 'account.name', 'account.display_name', 'account.kind'])
        .where('key_sha256', '=', tokenDigest(key))
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', at)
        .where('account.disabled_at', 'is', null)
        .where('account.kind', '=', 'client')
        .executeTakeFirst();
      return row === undefined ? null : { keyId: row.keyId, account: accountOf(row) };
    },
    async markKeyUsed(keyId, at) {
      const due = new Date(at.getTime() - usedEveryMs);
      await db
        .updateTable('feed_key')
        .set({ last_used_at: at })
        .where('id', '=', keyId)
        .where(sql<boolean>`(last_used_at IS NULL OR last_used_at <= ${due})`)
        .execute();
    },
    async keys() {
      const rows = await db
        .selectFrom('feed_key')
        .select(['id', 'account_id', 'label', 'made_at', 'expires_at', 'last_used_at', 'revoked_at'])
        .orderBy('made_at', 'desc')
        .limit(keyListLimit)
        .execute();
      return rows.map((row) => ({
        id: row.id,
        accountId: row.account_id,
        label: row.label,
        madeAt: row.made_at,
        expiresAt: row.expires_at,
        lastUsedAt: row.last_used_at,
        revokedAt: row.revoked_at,
      }));
    },
    async addKey({ accountId, label, expiresAt }, at, told) {
      const key = `${keyMark}${newToken()}`;
      return db.transaction().execute(async (transaction) => {
        const account = await lockClient(transaction, accountId);
        await requireRoom(transaction, accountId, at);
        const { id } = await transaction
          .insertInto('feed_key')
          .values({ account_id: accountId, label, key_sha256: tokenDigest(key), made_at: at, expires_at: expiresAt })
          .returning('id')
          .executeTakeFirstOrThrow();
        await appendRows(transaction, told({ id, account }));
        return { id, key };
      });
    },
    async revokeKey(id, at, told) {
      return db.transaction().execute(async (transaction) => {
        const revoked = await transaction
          .updateTable('feed_key')
          .set({ revoked_at: at })
          .where('id', '=', id)
          .where('revoked_at', 'is', null)
          .returning('account_id')
          .executeTakeFirst();
        if (revoked === undefined) return false;
        await appendRows(transaction, told(await lockClient(transaction, revoked.account_id)));
        return true;
      });
    },
  };
}
