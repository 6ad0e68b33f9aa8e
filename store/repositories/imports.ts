import { type ImportReject, importRejectSchema, importRunSchema } from '@khue/domain/import';
import { importHeadSchema } from '@khue/domain/importMapping';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import type { Envelope } from '../envelope.ts';
import type { ImportRepository } from '../store.ts';
import { createImportHolds } from './importHolds.ts';
import { createImportMappingRepository } from './importMappings.ts';
import { appendRows } from './logRows.ts';

async function addRejects(db: Kysely<Database>, runId: string, rejects: readonly ImportReject[]): Promise<void> {
  await sql`INSERT INTO import_reject (run_id, line, column_name, value, code)
    SELECT ${runId}::uuid, u.* FROM unnest(${rejects.map((r) => r.line)}::int[], ${rejects.map((r) => r.column)}::text[],
      ${rejects.map((r) => r.value)}::text[], ${rejects.map((r) => r.code)}::text[]) AS u`.execute(db);
}

export function createImportRepository(db: Kysely<Database>, vault: Envelope): ImportRepository {
  return {
    ...createImportMappingRepository(db),
    ...createImportHolds(db),
    async create(run, file, told) {
      await db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('import_run')
          .values({ id: run.id, started_at: new Date(run.startedAt), run: JSON.stringify(run) })
          .execute();
        if (file !== null) {
          await vault.readyToSeal(transaction);
          const { keyId, sealed } = vault.sealBytes(file, run.id);
          await transaction.insertInto('import_file').values({ run_id: run.id, key_id: keyId, sealed }).execute();
        }
        await appendRows(transaction, told());
      });
    },
    async file(runId) {
      const row = await db.selectFrom('import_file').selectAll().where('run_id', '=', runId).executeTakeFirst();
      if (row === undefined) return null;
      await vault.readyToOpen(db, [row.key_id]);
      return vault.openBytes({ keyId: row.key_id, sealed: row.sealed }, runId);
    },
    async unfinished() {
      const rows = await db
        .selectFrom('import_file')
        .innerJoin('import_run', 'import_run.id', 'import_file.run_id')
        .select('import_file.run_id')
        .orderBy('import_run.started_at')
        .execute();
      return rows.map((row) => row.run_id);
    },
    async progress(run, rejects, told) {
      await db.transaction().execute(async (transaction) => {
        await transaction
          .updateTable('import_run')
          .set({ run: JSON.stringify(run) })
          .where('id', '=', run.id)
          .execute();
        if (run.state === 'done' || run.state === 'failed') {
          await transaction.deleteFrom('import_file').where('run_id', '=', run.id).execute();
        }
        if (rejects.length > 0) await addRejects(transaction, run.id, rejects);
        await appendRows(transaction, told());
      });
    },
    async find(runId) {
      const row = await db.selectFrom('import_run').select('run').where('id', '=', runId).executeTakeFirst();
      return row === undefined ? null : importRunSchema.parse(row.run);
    },
    async list(limit) {
      const rows = await db.selectFrom('import_run').select('run').orderBy('started_at', 'desc').limit(limit).execute();
      return rows.map((row) => importRunSchema.parse(row.run));
    },
    async rejects(runId) {
      const rows = await db
        .selectFrom('import_reject')
        .select(['line', 'column_name', 'value', 'code'])
        .where('run_id', '=', runId)
        .orderBy('position')
        .execute();
      return rows.map((row) =>
        importRejectSchema.parse({ line: row.line, column: row.column_name, value: row.value, code: row.code }),
      );
    },
    async saveHead(runId, head) {
      await db
        .updateTable('import_run')
        .set({ head: JSON.stringify(head) })
        .where('id', '=', runId)
        .execute();
    },
    async head(runId) {
      const row = await db.selectFrom('import_run').select('head').where('id', '=', runId).executeTakeFirst();
      return importHeadSchema.nullable().parse(row?.head ?? null);
    },
  };
}
