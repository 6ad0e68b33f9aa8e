import type { Kysely } from 'kysely';
import type { LogRepository } from '../access.ts';
import type { Database } from '../database.ts';
import { createLogKeepingRepository } from './logKeeping.ts';
import { LogQueue } from './logQueue.ts';
import { createAppender, rowOf, selectRows } from './logRows.ts';

const portionRows = 2_000;

export function createLogRepository(db: Kysely<Database>): LogRepository {
  const queue = new LogQueue(createAppender(db));
  return {
    ...createLogKeepingRepository(db),
    append: (entries, at) => queue.append(entries.map((entry) => ({ entry, at }))),
    async list(filter, page) {
      let query = selectRows(db, filter).orderBy('number', 'desc').limit(page.limit);
      if (page.before !== undefined) query = query.where('number', '<', String(page.before));
      return (await query.execute()).map(rowOf);
    },
    async *stream(filter) {
      let after = '0';
      for (;;) {
        const rows = await selectRows(db, filter)
          .where('number', '>', after)
          .orderBy('number')
          .limit(portionRows)
          .execute();
        yield* rows.map(rowOf);
        const last = rows.at(-1);
        if (last === undefined || rows.length < portionRows) return;
        after = last.number;
      }
    },
  };
}
