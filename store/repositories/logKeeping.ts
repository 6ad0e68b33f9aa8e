import { type Kysely, type Selectable, sql } from 'kysely';
import { type LogAnchor, logVerificationSchema } from '@khue/domain/log';
import type { LogExpiry, LogKeepingRepository } from '../access.ts';
import type { Database } from '../database.ts';
import type { LogKeyChange } from '../logAnchor.ts';
import { logBeginning } from '../logChain.ts';
import type { DatedEntry } from '../told.ts';
import { appendRows, entryOf } from './logRows.ts';

/** Small: whoever verifies does other work between two portions. */
const portionRows = 1_000;
/** Anchors that are read at most: more than a hundred years. */
const anchorLimit = 40_000;
const keyChangeLimit = 1_000;

function anchorOf(row: Selectable<Database['log_anchor']>): LogAnchor {
  return {
    day: row.day,
    number: Number(row.number),
    hash: row.hash.toString('hex'),
    madeAt: row.made_at.toISOString(),
    keyId: row.key_id,
    signature: row.signature.toString('base64'),
  };
}

/** An entry of the log about itself. */
function ofTheLog(
  action: DatedEntry['entry']['action'],
  at: Date,
  details: DatedEntry['entry']['details'],
  actorName = 'ingest',
): DatedEntry {
  const nobody = { actorId: null, object: null, address: null, sessionId: null };
  return { at, entry: { ...nobody, actorName, action, result: 'done', details } };
}

async function addAnchor(db: Kysely<Database>, anchor: LogAnchor): Promise<boolean> {
  const { day, number, hash, keyId } = anchor;
  const madeAt = new Date(anchor.madeAt);
  return db.transaction().execute(async (transaction) => {
    const added = await transaction
      .insertInto('log_anchor')
      .values({
        day,
        number,
        hash: Buffer.from(hash, 'hex'),
        made_at: madeAt,
        key_id: keyId,
        signature: Buffer.from(anchor.signature, 'base64'),
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('day')
      .execute();
    if (added.length === 0) return false;
    await appendRows(transaction, [ofTheLog('log.anchored', madeAt, { day, number, hash, keyId })]);
    return true;
  });
}

async function addKeyChange(
  db: Kysely<Database>,
  change: LogKeyChange,
  { before, after }: { readonly before: string; readonly after: string },
  actorName: string,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('log_key_change')
      .values({
        changed_at: change.changedAt,
        old_pem: change.oldPem,
        new_pem: change.newPem,
        old_signature: change.oldSignature,
        new_signature: change.newSignature,
      })
      .execute();
    await appendRows(transaction, [ofTheLog('log.key_changed', change.changedAt, { before, after }, actorName)]);
  });
}

async function expire(db: Kysely<Database>, at: Date): Promise<LogExpiry | null> {
  return db.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ first_number: string; last_number: string; last_hash: Buffer; months: number }>`
      SELECT * FROM expire_log()`.execute(transaction);
    const [gone] = rows;
    if (gone === undefined) return null;
    const expiry = {
      firstNumber: Number(gone.first_number),
      lastNumber: Number(gone.last_number),
      lastHash: gone.last_hash,
    };
    const { firstNumber: first, lastNumber: last } = expiry;
    const details = { first, last, lastHash: gone.last_hash.toString('hex'), months: gone.months };
    await appendRows(transaction, [ofTheLog('log.expired', at, details)]);
    return expiry;
  });
}

/** Looks that were written down before there was this log: who, which camera, why, with the moment they had. */
async function adoptViews(db: Kysely<Database>): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const { rows } = await sql<Selectable<Database['view_log']> & { account: string | null; code: string | null }>`
      WITH taken AS (
        DELETE FROM view_log WHERE id IN (SELECT id FROM view_log ORDER BY id LIMIT ${portionRows}) RETURNING *
      )
      SELECT taken.*, account.name AS account,
        (SELECT code FROM camera_version AS c WHERE c.camera_id = taken.camera_id ORDER BY valid_from DESC LIMIT 1) AS code
      FROM taken LEFT JOIN account ON account.id = taken.account_id ORDER BY taken.id`.execute(transaction);
    const dated = rows.map(
      (row): DatedEntry => ({
        at: row.at,
        entry: {
          actorId: row.account_id,
          actorName: row.account ?? row.account_id,
          action: 'ticket.issued',
          object: { kind: 'camera', id: row.camera_id, name: row.code ?? '' },
          result: 'done',
          address: null,
          sessionId: row.session_id,
          details: { purpose: row.purpose, ticketId: row.ticket_id, adopted: true },
        },
      }),
    );
    if (dated.length > 0) await appendRows(transaction, dated);
    return dated.length;
  });
}

async function* held(db: Kysely<Database>, start: number): ReturnType<LogKeepingRepository['held']> {
  let after = String(start);
  for (;;) {
    const rows = await db
      .selectFrom('log_row')
      .selectAll()
      .select(sql<boolean>`at = date_trunc('milliseconds', at)`.as('exact'))
      .where('number', '>', after)
      .orderBy('number')
      .limit(portionRows)
      .execute();
    for (const row of rows) {
      yield { number: Number(row.number), at: row.at, entry: entryOf(row), hash: row.hash, exact: row.exact };
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < portionRows) return;
    after = last.number;
  }
}

export function createLogKeepingRepository(db: Kysely<Database>): LogKeepingRepository {
  return {
    async head() {
      const head = await db.selectFrom('log_head').selectAll().executeTakeFirst();
      return { number: Number(head?.number ?? 0), hash: head?.hash ?? logBeginning };
    },
    held: (after) => held(db, after),
    addAnchor: (anchor) => addAnchor(db, anchor),
    async anchors(afterDay = '') {
      const query = db.selectFrom('log_anchor').selectAll().where('day', '>', afterDay);
      return (await query.orderBy('day').limit(anchorLimit).execute()).map(anchorOf);
    },
    async lastAnchor() {
      const row = await db.selectFrom('log_anchor').selectAll().orderBy('day', 'desc').executeTakeFirst();
      return row === undefined ? null : anchorOf(row);
    },
    addKeyChange: (change, keyIds, actorName) => addKeyChange(db, change, keyIds, actorName),
    async keyChanges() {
      const rows = await db.selectFrom('log_key_change').selectAll().orderBy('number').limit(keyChangeLimit).execute();
      return rows.map((row) => ({
        changedAt: row.changed_at,
        oldPem: row.old_pem,
        newPem: row.new_pem,
        oldSignature: row.old_signature,
        newSignature: row.new_signature,
      }));
    },
    expire: (at) => expire(db, at),
    async lastExpiry() {
      const row = await db.selectFrom('log_expiry').selectAll().orderBy('last_number', 'desc').executeTakeFirst();
      if (row === undefined) return null;
      const { first_number: first, last_number: last, last_hash: lastHash } = row;
      return { firstNumber: Number(first), lastNumber: Number(last), lastHash };
    },
    async retention() {
      const { rows } = await sql<{ months: number; source: string }>`
        SELECT months, source FROM log_retention WHERE valid_from <= now() ORDER BY valid_from DESC LIMIT 1`.execute(
        db,
      );
      const [retention] = rows;
      if (retention === undefined) throw new Error('no retention of the log is in force (table log_retention)');
      return retention;
    },
    async setRetention({ months, source }, actorName, at) {
      await db.transaction().execute(async (transaction) => {
        await transaction.insertInto('log_retention').values({ valid_from: at, months, source }).execute();
        await appendRows(transaction, [ofTheLog('log.retention_changed', at, { months, source }, actorName)]);
      });
    },
    async saveVerification(verification) {
      const values = { at: new Date(verification.at), result: JSON.stringify(verification) };
      await db.insertInto('log_verification').values(values).execute();
    },
    async lastVerification() {
      const row = await db.selectFrom('log_verification').select('result').orderBy('at', 'desc').executeTakeFirst();
      return row === undefined ? null : logVerificationSchema.parse(row.result);
    },
    async adoptViews() {
      let adopted = 0;
      for (;;) {
        const rows = await adoptViews(db);
        adopted += rows;
        if (rows < portionRows) return adopted;
      }
    },
    async unguardedConnections() {
      const { rows } = await sql<{ name: string }>`
        SELECT DISTINCT application_name AS name FROM pg_stat_activity
        WHERE datname = current_database() AND application_name IN ('khue-ingest', 'khue-gateway', 'khue-dashboard', 'khue-jobs')
          AND has_table_privilege(usename, 'log_row', 'DELETE') ORDER BY 1`.execute(db);
      return rows.map(({ name }) => name);
    },
  };
}
