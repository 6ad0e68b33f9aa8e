import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { LogFilter, LogRow } from '@khue/domain/log';
import type { Database } from '../database.ts';
import { chainHash, type HeldEntry, logRowText, storableEntry } from '../logChain.ts';
import type { DatedEntry } from '../told.ts';

type StoredRow = Selectable<Database['log_row']>;

/** What was told to the log, from its row. */
export function entryOf(row: StoredRow): HeldEntry {
  return {
    actorId: row.actor_id,
    actorName: row.actor_name,
    action: row.action,
    object:
      row.object_kind === null ? null : { kind: row.object_kind, id: row.object_id ?? '', name: row.object_name ?? '' },
    // The column takes nothing else.
    result: row.result === 'done' || row.result === 'refused' ? row.result : 'failed',
    address: row.address,
    sessionId: row.session_id,
    details: row.details,
  };
}

export function rowOf(row: StoredRow): LogRow {
  return {
    number: Number(row.number),
    at: row.at.toISOString(),
    ...entryOf(row),
    hash: row.hash.toString('hex'),
  };
}

/** Rows that match, in no order yet. */
export function selectRows(db: Kysely<Database>, filter: LogFilter) {
  let query = db.selectFrom('log_row').selectAll();
  if (filter.from !== undefined) query = query.where('at', '>=', new Date(filter.from));
  if (filter.to !== undefined) query = query.where('at', '<', new Date(filter.to));
  if (filter.actor !== undefined) query = query.where('actor_name', '=', filter.actor);
  if (filter.action !== undefined) query = query.where('action', '=', filter.action);
  if (filter.objectKind !== undefined) query = query.where('object_kind', '=', filter.objectKind);
  const { objectId } = filter;
  if (objectId !== undefined) {
    query = query.where((where) =>
      where.or([
        where('object_id', '=', objectId),
        where.fn<boolean>('starts_with', ['object_name', where.val(objectId)]),
      ]),
    );
  }
  if (filter.result !== undefined) query = query.where('result', '=', filter.result);
  return query;
}

/** The newest row. */
export interface LogHead {
  readonly number: number;
  readonly hash: Buffer;
}

/** Entries as rows behind a head, as JSON for `json_populate_recordset`, and the head they make. */
function chainRows(before: LogHead, dated: readonly DatedEntry[]): { readonly json: string; readonly head: LogHead } {
  let { number, hash } = before;
  const rows = dated.map(({ entry: given, at }) => {
    const entry = storableEntry(given);
    number += 1;
    hash = chainHash(hash, logRowText(number, at, entry));
    const { object } = entry;
    return {
      number,
      at: at.toISOString(),
      actor_id: entry.actorId,
      actor_name: entry.actorName,
      action: entry.action,
      object_kind: object?.kind ?? null,
      object_id: object?.id ?? null,
      object_name: object?.name ?? null,
      result: entry.result,
      address: entry.address,
      session_id: entry.sessionId,
      details: entry.details,
      hash: `\\x${hash.toString('hex')}`,
    };
  });
  return { json: JSON.stringify(rows), head: { number, hash } };
}

/** Appends behind a head that is thought to be the newest row, in one statement; the new head, or null where it was not. */
async function appendBehind(
  db: Kysely<Database>,
  before: LogHead,
  dated: readonly DatedEntry[],
): Promise<LogHead | null> {
  const { json, head } = chainRows(before, dated);
  const { rows } = await sql`WITH moved AS (
      UPDATE log_head SET number = ${head.number}, hash = ${head.hash}
      WHERE number = ${before.number} AND hash = ${before.hash} RETURNING number
    ), added AS (
      INSERT INTO log_row SELECT * FROM json_populate_recordset(null::log_row, ${json}::json)
      WHERE EXISTS (SELECT FROM moved)
    ) SELECT number FROM moved`.execute(db);
  return rows.length === 0 ? null : head;
}

async function headOf(db: Kysely<Database>, lock: 'locked' | 'free'): Promise<LogHead> {
  const { rows } = await sql<{ number: string; hash: Buffer }>`
    SELECT number, hash FROM log_head ${lock === 'locked' ? sql`FOR UPDATE` : sql``}`.execute(db);
  const [head] = rows;
  if (head === undefined) throw new Error('the log has lost its head (table log_head)');
  return { number: Number(head.number), hash: head.hash };
}

/**
 * Appends within a transaction, as its last step: whoever else appends waits until it ends, so nothing else may be waited
 * for after it.
 */
export async function appendRows(transaction: Transaction<Database>, dated: readonly DatedEntry[]): Promise<void> {
  if (dated.length === 0) return;
  const head = await appendBehind(transaction, await headOf(transaction, 'locked'), dated);
  if (head === null) throw new Error('the head of the log moved although it was locked');
}

/**
 * Appends for one process. The head it made last is most often the newest still: then one statement is enough. Where
 * others appended meanwhile, they are asked to wait.
 */
export function createAppender(db: Kysely<Database>): (dated: readonly DatedEntry[]) => Promise<void> {
  let known: LogHead | null = null;
  return async (dated) => {
    const before: LogHead = known ?? (await headOf(db, 'free'));
    known = null;
    const head = await appendBehind(db, before, dated);
    if (head === null) await db.transaction().execute((transaction) => appendRows(transaction, dated));
    known = head;
  };
}
