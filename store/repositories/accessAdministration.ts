import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { roleSchema } from '@khue/domain/access';
import { reviewRuleSchema } from '@khue/domain/accessReview';
import { KhueError } from '@khue/domain/errors';
import type { AccessAdministrationRepository } from '../administration.ts';
import type { Database } from '../database.ts';
import { grantOf, growEpoch } from './access.ts';
import { keepAdministrator } from './administrators.ts';
import { appendRows } from './logRows.ts';
import { accountOf } from './passwords.ts';

export function createAccessAdministration(db: Kysely<Database>): AccessAdministrationRepository {
  return {
    async removeRole(name, told) {
      return db.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom('role')
          .select('definition')
          .where('name', '=', name)
          .forUpdate()
          .executeTakeFirst();
        if (row === undefined) return false;
        if (roleSchema.parse(row.definition).builtIn) throw new KhueError('KHUE_ROLE_BUILT_IN');
        const { count } = await transaction
          .selectFrom('access_grant')
          .select(sql<number>`count(*)::int`.as('count'))
          .where('role', '=', name)
          .executeTakeFirstOrThrow();
        if (count > 0) throw new KhueError('KHUE_ROLE_IN_USE', { count });
        await transaction.deleteFrom('role').where('name', '=', name).execute();
        await growEpoch(transaction);
        await appendRows(transaction, told());
        return true;
      });
    },
    async changeGrant(id, { validTo, zones }, at, told) {
      return db.transaction().execute(async (transaction) => {
        const changed = await keepAdministrator(transaction, async () => {
          const row = await transaction
            .selectFrom('access_grant')
            .selectAll()
            .where('id', '=', id)
            .where(sql<boolean>`valid_to > ${at}`)
            .forUpdate()
            .executeTakeFirst();
          if (row === undefined) return null;
          const before = grantOf(row);
          if (row.from_identity) throw new KhueError('KHUE_GRANT_FROM_IDENTITY');
          const after = {
            ...before,
            ...(validTo !== undefined && { validTo }),
            ...(zones !== undefined && { zones }),
          };
          if (after.validTo !== null && after.validTo <= Math.max(after.validFrom, at.getTime())) {
            throw new KhueError('KHUE_GRANT_DATES');
          }
          await transaction
            .updateTable('access_grant')
            .set({ zones: after.zones, valid_to: after.validTo === null ? 'infinity' : new Date(after.validTo) })
            .where('id', '=', id)
            .execute();
          await growEpoch(transaction);
          return { before, after };
        });
        if (changed !== null) await appendRows(transaction, told(changed));
        return changed;
      });
    },
    async reviewGrants(ids, reviewerId, at, told) {
      return db.transaction().execute(async (transaction) => {
        const { rows } = await sql<{
          id: string;
        }>`UPDATE access_grant SET reviewed_by = ${reviewerId}, reviewed_at = ${at}
          WHERE id = ANY(${[...ids]}::uuid[]) AND valid_to > ${at} RETURNING id`.execute(transaction);
        const reviewed = rows.map(({ id }) => id);
        await appendRows(transaction, told(reviewed));
        return reviewed;
      });
    },
    async holders(ids) {
      const rows = await db
        .selectFrom('account')
        .select(['id', 'name', 'display_name', 'kind', 'disabled_at'])
        .where(sql<boolean>`id = ANY(${[...new Set(ids)]}::uuid[])`)
        .execute();
      return new Map(rows.map((row) => [row.id, { account: accountOf(row), disabled: row.disabled_at !== null }]));
    },
    async reviewRules(at) {
      const rows = await db
        .selectFrom('access_review_rule')
        .select(['name', 'days', 'source'])
        .where(sql<boolean>`valid_from <= ${at} AND valid_to > ${at}`)
        .orderBy('name')
        .execute();
      return z.array(reviewRuleSchema).parse(rows);
    },
  };
}
