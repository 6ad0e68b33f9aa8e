import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { LogFilter, LogRow } from '@khue/domain/log';
import type { Database } from '../database.ts';
import { chainHash, type HeldEntry, logRowText, storableEntry } from '../logChain.ts';
import type { DatedEntry } from './logQueue.ts';

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
  if (filter.objectId !== undefined) query = query.where('object_id', '=', filter.objectId);
  if (filter.result !== undefined) query = query.where('result', '=', filter.result);
  return query;
}

/** Appends within a transaction; whoever else appends waits until it ends. */
export async function appendRows(transaction: Transaction<Database>, dated: readonly DatedEntry[]): Promise<void> {
  const { rows: heads } = await sql<{ number: string; hash: Buffer }>`
    SELECT number, hash FROM log_head FOR UPDATE`.execute(transaction);
  const [head] = heads;
  if (head === undefined) throw new Error('the log has lost its head (table log_head)');
  let number = Number(head.number);
  let { hash } = head;
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
  await sql`WITH added AS (
      INSERT INTO log_row SELECT * FROM json_populate_recordset(null::log_row, ${JSON.stringify(rows)}::json)
    ) UPDATE log_head SET number = ${number}, hash = ${hash}`.execute(transaction);
}
