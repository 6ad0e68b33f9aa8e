import { randomInt } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { relationKindSchema } from '@khue/domain/unit';
import type { Database } from '../database.ts';
import type { WallRepository } from '../signIn.ts';
import { growEpoch } from './access.ts';
import { appendRows } from './logRows.ts';
import { accountOf, readableSecret } from './passwords.ts';
import { newToken, tokenDigest } from './sessions.ts';

/** Letters and digits that cannot be mistaken for each other across a room. */
const codeLetters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const codeLength = 6;
const openPerAddress = 5;
const openInAll = 200;

function newCode(): string {
  return Array.from({ length: codeLength }, () => codeLetters.charAt(randomInt(codeLetters.length))).join('');
}

export function createWallRepository(db: Kysely<Database>): WallRepository {
  async function enrol(transaction: Kysely<Database>, wall: Parameters<WallRepository['enrolWall']>[0], at: Date) {
    const pairing = await transaction
      .selectFrom('wall_pairing')
      .select('code')
      .where('code', '=', wall.code)
      .where('expires_at', '>', at)
      .where('account_id', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    if (pairing === undefined) return null;
    const account = await transaction
      .insertInto('account')
      .values({
        name: `man-hinh-${readableSecret(1, 8)}`,
        display_name: wall.displayName,
        kind: 'wall',
        password_hash: null,
      })
      .returning(['id', 'name', 'display_name', 'kind'])
      .executeTakeFirstOrThrow();
    await transaction
      .insertInto('access_grant')
      .values({
        account_id: account.id,
        role: 'wall_display',
        scope_id: wall.scopeId,
        relation: wall.relation,
        valid_from: at,
        granted_by: wall.enrolledBy,
      })
      .execute();
    await transaction
      .updateTable('wall_pairing')
      .set({ account_id: account.id })
      .where('code', '=', wall.code)
      .execute();
    await growEpoch(transaction);
    return accountOf(account);
  }

  return {
    async offerPairing(address, lifetimeMs, at) {
      return db.transaction().execute(async (transaction) => {
        await sql`SELECT pg_advisory_xact_lock(hashtext('khue-wall-pairing'))`.execute(transaction);
        await transaction.deleteFrom('wall_pairing').where('expires_at', '<=', at).execute();
        const open = await transaction
          .selectFrom('wall_pairing')
          .select((expression) => [
            expression.fn.countAll<string>().as('all'),
            sql<string>`count(*) FILTER (WHERE address = ${address})`.as('here'),
          ])
          .executeTakeFirstOrThrow();
        if (Number(open.here) >= openPerAddress || Number(open.all) >= openInAll) return null;
        const pairing = { code: newCode(), secret: newToken() };
        await transaction
          .insertInto('wall_pairing')
          .values({
            code: pairing.code,
            secret_sha256: tokenDigest(pairing.secret),
            address,
            made_at: at,
            expires_at: new Date(at.getTime() + lifetimeMs),
          })
          .execute();
        return pairing;
      });
    },
    async enrolWall(wall, at, told) {
      return db.transaction().execute(async (transaction) => {
        const account = await enrol(transaction, wall, at);
        if (account !== null) await appendRows(transaction, told(account));
        return account;
      });
    },
    async claimPairing(secret, at) {
      const digest = tokenDigest(secret);
      return db.transaction().execute(async (transaction) => {
        const pairing = await transaction
          .selectFrom('wall_pairing')
          .select('account_id')
          .where('secret_sha256', '=', digest)
          .where('expires_at', '>', at)
          .forUpdate()
          .executeTakeFirst();
        if (pairing === undefined) return null;
        if (pairing.account_id === null) return { state: 'waiting' };
        await transaction.deleteFrom('wall_pairing').where('secret_sha256', '=', digest).execute();
        const row = await transaction
          .selectFrom('account')
          .select(['id', 'name', 'display_name', 'kind'])
          .where('id', '=', pairing.account_id)
          .where('disabled_at', 'is', null)
          .executeTakeFirst();
        return row === undefined ? null : { state: 'paired', account: accountOf(row) };
      });
    },
    async walls() {
      const { rows } = await sql<{
        id: string;
        name: string;
        display_name: string;
        created_at: Date;
        enrolled_by: string | null;
        scope_id: string | null;
        relation: string;
        seen_at: Date | null;
        address: string | null;
      }>`SELECT a.id, a.name, a.display_name, a.created_at, by.display_name AS enrolled_by, g.scope_id, g.relation,
          s.active_at AS seen_at, s.address
        FROM account AS a
        JOIN LATERAL (SELECT * FROM access_grant WHERE account_id = a.id ORDER BY granted_at DESC LIMIT 1) AS g ON true
        LEFT JOIN account AS by ON by.id = g.granted_by
        LEFT JOIN LATERAL (SELECT * FROM session WHERE account_id = a.id AND expires_at > now()
          ORDER BY active_at DESC LIMIT 1) AS s ON true
        WHERE a.kind = 'wall' AND a.disabled_at IS NULL ORDER BY a.created_at, a.id LIMIT 1000`.execute(db);
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        displayName: row.display_name,
        enrolledAt: row.created_at,
        enrolledBy: row.enrolled_by,
        grant: { scopeId: row.scope_id, relation: relationKindSchema.parse(row.relation) },
        seenAt: row.seen_at,
        address: row.address,
      }));
    },
    async revokeWall(id, at, told) {
      return db.transaction().execute(async (transaction) => {
        const row = await transaction
          .updateTable('account')
          .set({ disabled_at: at })
          .where('id', '=', id)
          .where('kind', '=', 'wall')
          .where('disabled_at', 'is', null)
          .returning(['id', 'name', 'display_name', 'kind'])
          .executeTakeFirst();
        if (row === undefined) return null;
        await transaction.deleteFrom('session').where('account_id', '=', id).execute();
        await sql`UPDATE access_grant SET valid_to = greatest(${at}::timestamptz, valid_from + interval '1 microsecond')
          WHERE account_id = ${id} AND valid_to > ${at}`.execute(transaction);
        await growEpoch(transaction);
        const account = accountOf(row);
        await appendRows(transaction, told(account));
        return account;
      });
    },
  };
}
