import type { Kysely, Transaction } from 'kysely';
import { purposeSchema } from '@khue/domain/privacy';
import type { PrivacyRepository } from '../access.ts';
import type { Database } from '../database.ts';
import type { PurposeRepository } from '../privacy.ts';
import { appendRows } from './logRows.ts';
import { createRegisterRepository } from './privacyRegisters.ts';
import { createZoneRepository } from './zones.ts';

function createPurposeRepository(db: Kysely<Database>): PurposeRepository {
  async function purposes(from: Kysely<Database>) {
    const rows = await from.selectFrom('purpose').selectAll().orderBy('position').orderBy('id').execute();
    return rows.map(({ id, title, needs_note, active }) =>
      purposeSchema.parse({ id, title, needsNote: needs_note, active }),
    );
  }

  /** The list as a whole is read, judged and written by one at a time. */
  function alone<Result>(work: (transaction: Transaction<Database>) => Promise<Result>): Promise<Result> {
    return db.transaction().execute(async (transaction) => {
      await transaction.selectFrom('purpose').select('id').orderBy('id').forUpdate().execute();
      return work(transaction);
    });
  }

  return {
    purposes: () => purposes(db),
    addPurpose({ title, needsNote }, limit, told) {
      return alone(async (transaction) => {
        const there = await purposes(transaction);
        if (there.length >= limit) return null;
        const { id } = await transaction
          .insertInto('purpose')
          .values({ title: JSON.stringify(title), needs_note: needsNote, position: there.length + 1 })
          .returning('id')
          .executeTakeFirstOrThrow();
        await appendRows(transaction, told(id));
        return id;
      });
    },
    changePurpose({ id, title, needsNote, active }, told) {
      return alone(async (transaction) => {
        const there = await purposes(transaction);
        if (!there.some((purpose) => purpose.id === id)) return 'unknown';
        if (!active && !there.some((purpose) => purpose.active && purpose.id !== id)) return 'last';
        await transaction
          .updateTable('purpose')
          .set({ title: JSON.stringify(title), needs_note: needsNote, active })
          .where('id', '=', id)
          .execute();
        await appendRows(transaction, told());
        return 'changed';
      });
    },
    orderPurposes(ids, told) {
      return alone(async (transaction) => {
        const there = await purposes(transaction);
        const isSame = ids.length === there.length && there.every(({ id }) => ids.includes(id));
        if (!isSame) return false;
        for (const [place, id] of ids.entries()) {
          await transaction
            .updateTable('purpose')
            .set({ position: place + 1 })
            .where('id', '=', id)
            .execute();
        }
        await appendRows(transaction, told());
        return true;
      });
    },
  };
}

export function createPrivacyRepository(db: Kysely<Database>): PrivacyRepository {
  return { ...createPurposeRepository(db), ...createZoneRepository(db), ...createRegisterRepository(db) };
}
