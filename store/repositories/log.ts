import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { type LogEntry, logRowSchema, type LogRow } from '@khue/domain/log';
import type { LogRepository } from '../access.ts';
import type { Database } from '../database.ts';

/** Before the first row. */
const beginning = Buffer.alloc(32);

/** The bytes that a row's hash is made over, after the hash before it: its fields in a fixed order, details by name. */
export function logRowText(number: number, at: Date, entry: LogEntry): string {
  const { actorId, actorName, action, object, result, address, sessionId, details } = entry;
  const sorted = Object.entries(details).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const thing = object === null ? null : [object.kind, object.id, object.name];
  return JSON.stringify([
    number,
    at.toISOString(),
    actorId,
    actorName,
    action,
    thing,
    result,
    address,
    sessionId,
    sorted,
  ]);
}

/** SHA-256 over the hash before and the row's text. */
export function chainHash(before: Uint8Array, text: string): Buffer {
  return createHash('sha256').update(before).update(text).digest();
}

export function createLogRepository(db: Kysely<Database>): LogRepository {
  return {
    async append(entries, at) {
      if (entries.length === 0) return;
      await db.transaction().execute(async (transaction) => {
        await sql`SELECT pg_advisory_xact_lock(hashtext('khue-log'))`.execute(transaction);
        const last = await transaction
          .selectFrom('log_row')
          .select(['number', 'hash'])
          .orderBy('number', 'desc')
          .limit(1)
          .executeTakeFirst();
        let number = Number(last?.number ?? 0);
        let hash = last?.hash ?? beginning;
        const rows = entries.map((entry) => {
          number += 1;
          hash = chainHash(hash, logRowText(number, at, entry));
          const { object } = entry;
          return {
            number,
            at,
            actor_id: entry.actorId,
            actor_name: entry.actorName,
            action: entry.action,
            object_kind: object?.kind ?? null,
            object_id: object?.id ?? null,
            object_name: object?.name ?? null,
            result: entry.result,
            address: entry.address,
            session_id: entry.sessionId,
            details: JSON.stringify(entry.details),
            hash,
          };
        });
        await transaction.insertInto('log_row').values(rows).execute();
      });
    },
    async list(filter, page) {
      let query = db.selectFrom('log_row').selectAll().orderBy('number', 'desc').limit(page.limit);
      if (page.before !== undefined) query = query.where('number', '<', sql<string>`${page.before}`);
      if (filter.from !== undefined) query = query.where('at', '>=', new Date(filter.from));
      if (filter.to !== undefined) query = query.where('at', '<', new Date(filter.to));
      if (filter.actor !== undefined) query = query.where('actor_name', '=', filter.actor);
      if (filter.action !== undefined) query = query.where('action', '=', filter.action);
      if (filter.objectKind !== undefined) query = query.where('object_kind', '=', filter.objectKind);
      if (filter.objectId !== undefined) query = query.where('object_id', '=', filter.objectId);
      if (filter.result !== undefined) query = query.where('result', '=', filter.result);
      const rows = await query.execute();
      return rows.map(
        (row): LogRow =>
          logRowSchema.parse({
            number: Number(row.number),
            at: row.at.toISOString(),
            actorId: row.actor_id,
            actorName: row.actor_name,
            action: row.action,
            object:
              row.object_kind === null
                ? null
                : { kind: row.object_kind, id: row.object_id ?? '', name: row.object_name ?? '' },
            result: row.result,
            address: row.address,
            sessionId: row.session_id,
            details: row.details,
            hash: row.hash.toString('hex'),
          }),
      );
    },
  };
}
