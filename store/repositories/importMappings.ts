import { headersMappingPrefix, importMappingSchema, namedMappingSchema } from '@khue/domain/importMapping';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import type { ImportMappingRepository } from '../store.ts';
import { appendRows } from './logRows.ts';

/** Mappings read at once; with more, the oldest are not looked at. */
const mappingLimit = 1_000;

export function createImportMappingRepository(db: Kysely<Database>): ImportMappingRepository {
  return {
    async mappings(kind) {
      const rows = await db
        .selectFrom('import_mapping')
        .selectAll()
        .where('kind', '=', kind)
        .orderBy('saved_at', 'desc')
        .orderBy('name')
        .limit(mappingLimit)
        .execute();
      return rows.map((row) => importMappingSchema.parse(row));
    },
    async namedMappings(kind) {
      const named = db
        .selectFrom('import_mapping')
        .selectAll()
        .where('name', 'not like', `${headersMappingPrefix}%`)
        .orderBy('kind')
        .orderBy('name')
        .limit(mappingLimit);
      const rows = await (kind === undefined ? named : named.where('kind', '=', kind)).execute();
      return rows.map((row) => namedMappingSchema.parse({ ...row, savedAt: row.saved_at.toISOString() }));
    },
    async findMapping(kind, name) {
      const row = await db
        .selectFrom('import_mapping')
        .selectAll()
        .where('kind', '=', kind)
        .where('name', '=', name)
        .executeTakeFirst();
      return row === undefined ? null : importMappingSchema.parse(row);
    },
    async saveMapping({ kind, name, columns }, told) {
      const changed = { columns: JSON.stringify(columns), saved_at: sql<Date>`now()` };
      await db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('import_mapping')
          .values({ kind, name, ...changed })
          .onConflict((conflict) => conflict.columns(['kind', 'name']).doUpdateSet(changed))
          .execute();
        await appendRows(transaction, told());
      });
    },
    async addMapping({ kind, name, columns }) {
      const added = await db
        .insertInto('import_mapping')
        .values({ kind, name, columns: JSON.stringify(columns) })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return added.numInsertedOrUpdatedRows === 1n;
    },
  };
}
