import { createHash, randomBytes } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import { sessionStageSchema } from '@khue/domain/api';
import type { Database } from '../database.ts';
import type { SessionRepository, SessionState } from '../signIn.ts';
import type { Told } from '../told.ts';
import { appendRows } from './logRows.ts';
import { accountOf } from './passwords.ts';

/** What is stored of a secret of 256 random bits. */
export function tokenDigest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** 256 random bits, fit for a cookie. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

function lifetime(lifetimeMs: number): ReturnType<typeof sql<Date>> {
  return sql<Date>`now() + make_interval(secs => ${lifetimeMs / 1_000})`;
}

/** Sessions that have neither run out nor a disabled account. */
function openSessions(db: Kysely<Database>) {
  return db
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.account_id')
    .select(['session.id as sessionId', 'stage', 'locked_at', 'active_at', 'session.created_at', 'address', 'agent'])
    .select(['account.id', 'account.name', 'account.display_name', 'account.kind'])
    .where('expires_at', '>', sql<Date>`now()`)
    .where('account.disabled_at', 'is', null);
}

type OpenSession = Awaited<ReturnType<ReturnType<typeof openSessions>['execute']>>[number];

function stateOf(row: OpenSession): SessionState {
  return {
    sessionId: row.sessionId,
    account: accountOf(row),
    stage: sessionStageSchema.parse(row.stage),
    lockedAt: row.locked_at,
    activeAt: row.active_at,
  };
}

export function createSessionRepository(db: Kysely<Database>): SessionRepository {
  /** A change of one session and what is told of it; false where there was nothing to change. */
  async function change(
    one: (transaction: Transaction<Database>) => Promise<{ readonly id: string } | undefined>,
    told: Told,
  ): Promise<boolean> {
    return db.transaction().execute(async (transaction) => {
      if ((await one(transaction)) === undefined) return false;
      await appendRows(transaction, told());
      return true;
    });
  }

  return {
    async openSession({ accountId, stage, lifetimeMs, address, agent, at }, told) {
      const token = newToken();
      await sql`DELETE FROM session WHERE expires_at < now()`.execute(db);
      const row = { account_id: accountId, token_sha256: tokenDigest(token), stage, address, agent };
      return db.transaction().execute(async (transaction) => {
        const { id } = await transaction
          .insertInto('session')
          .values({ ...row, active_at: at, created_at: at, expires_at: lifetime(lifetimeMs) })
          .returning('id')
          .executeTakeFirstOrThrow();
        await transaction.updateTable('account').set({ last_sign_in_at: at }).where('id', '=', accountId).execute();
        await appendRows(transaction, told(id));
        return { sessionId: id, token };
      });
    },
    async session(token) {
      const row = await openSessions(db).where('token_sha256', '=', tokenDigest(token)).executeTakeFirst();
      return row === undefined ? null : stateOf(row);
    },
    async sessionsById(sessionIds) {
      if (sessionIds.length === 0) return [];
      const rows = await openSessions(db)
        .where(sql<boolean>`session.id = ANY(${[...sessionIds]}::uuid[])`)
        .execute();
      return rows.map(stateOf);
    },
    async advanceSession(sessionId, stage, lifetimeMs, told) {
      const token = newToken();
      const advanced = await change(
        (transaction) =>
          transaction
            .updateTable('session')
            .set({ stage, token_sha256: tokenDigest(token), expires_at: lifetime(lifetimeMs) })
            .where('id', '=', sessionId)
            .returning('id')
            .executeTakeFirst(),
        told,
      );
      return advanced ? token : null;
    },
    async touchSession(sessionId, at) {
      await db.updateTable('session').set({ active_at: at }).where('id', '=', sessionId).execute();
    },
    lockSession: (sessionId, at, told) =>
      change(
        (transaction) =>
          transaction
            .updateTable('session')
            .set({ locked_at: at })
            .where('id', '=', sessionId)
            .where('locked_at', 'is', null)
            .returning('id')
            .executeTakeFirst(),
        told,
      ),
    unlockSession: (sessionId, at, told) =>
      change(
        (transaction) =>
          transaction
            .updateTable('session')
            .set({ locked_at: null, active_at: at })
            .where('id', '=', sessionId)
            .where('locked_at', 'is not', null)
            .returning('id')
            .executeTakeFirst(),
        told,
      ),
    closeSession: (token, told) =>
      change(
        (transaction) =>
          transaction
            .deleteFrom('session')
            .where('token_sha256', '=', tokenDigest(token))
            .returning('id')
            .executeTakeFirst(),
        told,
      ),
    async closeSessions(accountId, which, told) {
      const one = sql<boolean>`id = ${'only' in which ? which.only : null}::uuid`;
      const allBut = sql<boolean>`id IS DISTINCT FROM ${'except' in which ? which.except : null}::uuid`;
      return db.transaction().execute(async (transaction) => {
        const rows = await transaction
          .deleteFrom('session')
          .where('account_id', '=', accountId)
          .where('only' in which ? one : allBut)
          .returning('id')
          .execute();
        const closed = rows.map(({ id }) => id);
        await appendRows(transaction, told(closed));
        return closed;
      });
    },
    async sessionsOf(accountId) {
      const rows = await openSessions(db)
        .where('account_id', '=', accountId)
        .orderBy('active_at', 'desc')
        .limit(200)
        .execute();
      return rows.map((row) => {
        const { sessionId, stage, lockedAt, activeAt } = stateOf(row);
        const { created_at: openedAt, address, agent } = row;
        return { sessionId, stage, lockedAt, activeAt, openedAt, address, agent };
      });
    },
  };
}
