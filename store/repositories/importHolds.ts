import { importRunSchema } from '@khue/domain/import';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from '../database.ts';
import type { ImportHoldRepository } from '../store.ts';
import { appendRows } from './logRows.ts';

/** Runs looked at in one sweep; the rest waits for the next. */
const sweepLimit = 1_000;

/** Key of the advisory lock that says: a process is carrying this run out. */
function lockKey(runId: string): RawBuilder<string> {
  return sql`hashtextextended(${`khue-import-${runId}`}, 0)`;
}

/**
 * A run without a stored file lives as long as its process. That process holds a session lock of the database, which the
 * server lets go of when the connection ends, however the process came to its end: no clock decides, and imports side by
 * side do not take each other for dead. Where only the connection broke, the run's next progress puts things right.
 */
export function createImportHolds(db: Kysely<Database>): ImportHoldRepository {
  return {
    whileHeld: (runId, work) =>
      db.connection().execute(async (connection) => {
        await sql`SELECT pg_advisory_lock(${lockKey(runId)})`.execute(connection);
        try {
          return await work();
        } finally {
          // A connection that broke has let go by itself; what the work came to is the news.
          await sql`SELECT pg_advisory_unlock(${lockKey(runId)})`.execute(connection).catch(() => undefined);
        }
      }),
    async endAbandoned(end, told) {
      const running = await db
        .selectFrom('import_run')
        .leftJoin('import_file', 'import_file.run_id', 'import_run.id')
        .select('import_run.id')
        .where(sql`import_run.run ->> 'state'`, '=', 'running')
        .where('import_file.run_id', 'is', null)
        .orderBy('import_run.started_at')
        .limit(sweepLimit)
        .execute();
      let ended = 0;
      for (const { id } of running) {
        ended += await db.transaction().execute(async (transaction) => {
          const { rows } = await sql<{
            free: boolean;
          }>`SELECT pg_try_advisory_xact_lock(${lockKey(id)}) AS free`.execute(transaction);
          if (rows[0]?.free !== true) return 0;
          // Its process may have come to an end in good order since.
          const row = await transaction
            .selectFrom('import_run')
            .select('run')
            .where('id', '=', id)
            .where(sql`run ->> 'state'`, '=', 'running')
            .forUpdate()
            .executeTakeFirst();
          if (row === undefined) return 0;
          const run = end(importRunSchema.parse(row.run));
          await transaction
            .updateTable('import_run')
            .set({ run: JSON.stringify(run) })
            .where('id', '=', id)
            .execute();
          await appendRows(transaction, told(run));
          return 1;
        });
      }
      return ended;
    },
  };
}
