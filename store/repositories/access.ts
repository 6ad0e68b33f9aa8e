import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { type Grant, grantSchema, type Holding, type Role, roleSchema } from '@khue/domain/access';
import { grantLimit, roleLimit } from '@khue/domain/administration';
import { KhueError } from '@khue/domain/errors';
import { educationLevelSchema } from '@khue/domain/school';
import { relationKindSchema, unitKindSchema } from '@khue/domain/unit';
import { z } from 'zod';
import type { AccessRepository } from '../access.ts';
import type { Database } from '../database.ts';
import { createAccessAdministration } from './accessAdministration.ts';
import { keepAdministrator } from './administrators.ts';
import { appendRows } from './logRows.ts';
import type { VersionCounts } from '../store.ts';
import { validAt } from './validTime.ts';

const markUsedEveryMs = 3_600_000;

const factsSchema = z.object({
  units: z.array(z.object({ id: z.uuid(), code: z.string(), kind: unitKindSchema })),
  relations: z.array(z.object({ childId: z.uuid(), parentId: z.uuid(), kind: relationKindSchema })),
  schools: z.array(z.object({ id: z.uuid(), wardCode: z.string().nullable(), levels: z.array(educationLevelSchema) })),
  schoolRelations: z.array(
    z.object({ schoolId: z.uuid(), unitId: z.uuid(), kind: relationKindSchema.exclude(['territorial']) }),
  ),
});

/** Tells everyone who holds decisions in memory to make them anew; part of the change itself. */
export async function growEpoch(db: Kysely<Database>): Promise<void> {
  await sql`UPDATE access_epoch SET epoch = epoch + 1`.execute(db);
}

/** The same where something was written that places depend on: units, schools. */
export async function growEpochWith(transaction: Transaction<Database>, counts: VersionCounts): Promise<void> {
  if (counts.added + counts.changed > 0) await growEpoch(transaction);
}

/** Roles and grants of the first account: administrator, and shift lead so that there is something to see. */
export async function grantFirst(transaction: Transaction<Database>, accountId: string): Promise<void> {
  await transaction
    .insertInto('access_grant')
    .values(
      ['administrator', 'shift_lead'].map((role) => ({
        account_id: accountId,
        role,
        relation: 'territorial',
        valid_from: new Date(0),
      })),
    )
    .execute();
  await growEpoch(transaction);
}

/** Its id. */
export async function insertGrant(
  db: Kysely<Database>,
  grant: Omit<Grant, 'id'>,
  grantedBy: string | null,
): Promise<string> {
  const { id } = await db
    .insertInto('access_grant')
    .values({
      account_id: grant.accountId,
      role: grant.role,
      scope_id: grant.scopeId,
      relation: grant.relation,
      zones: grant.zones,
      valid_from: new Date(grant.validFrom),
      valid_to: grant.validTo === null ? 'infinity' : new Date(grant.validTo),
      granted_by: grantedBy,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

interface GrantRow {
  readonly id: string;
  readonly account_id: string;
  readonly role: string;
  readonly scope_id: string | null;
  readonly relation: string;
  readonly zones: string[] | null;
  readonly valid_from: Date;
  readonly valid_to: Date | number;
}

/** A grant from its row. */
export function grantOf(row: GrantRow): Grant {
  return grantSchema.parse({
    id: row.id,
    accountId: row.account_id,
    role: row.role,
    scopeId: row.scope_id,
    relation: row.relation,
    zones: row.zones,
    validFrom: row.valid_from.getTime(),
    validTo: typeof row.valid_to === 'number' ? null : row.valid_to.getTime(),
  });
}

async function requireAtMost(db: Kysely<Database>, limit: number, counting: RawBuilder<unknown>): Promise<void> {
  const { rows } = await sql<{ count: number }>`${counting}`.execute(db);
  if ((rows[0]?.count ?? 0) > limit) throw new KhueError('KHUE_LIST_FULL', { limit });
}

export function createAccessRepository(db: Kysely<Database>): AccessRepository {
  async function roles(): Promise<Role[]> {
    const rows = await db.selectFrom('role').select('definition').orderBy('name').execute();
    return rows.map((row) => roleSchema.parse(row.definition));
  }

  return {
    ...createAccessAdministration(db),
    roles,
    async saveRole(role, told) {
      const definition = JSON.stringify(roleSchema.parse(role));
      await db.transaction().execute(async (transaction) => {
        await keepAdministrator(transaction, async () => {
          await transaction
            .insertInto('role')
            .values({ name: role.name, definition })
            .onConflict((conflict) => conflict.column('name').doUpdateSet({ definition, changed_at: sql<Date>`now()` }))
            .execute();
          await requireAtMost(transaction, roleLimit, sql`SELECT count(*)::int AS count FROM role`);
          await growEpoch(transaction);
        });
        await appendRows(transaction, told());
      });
    },
    async grants({ accountId, endingAfter } = {}) {
      let query = db.selectFrom('access_grant').selectAll().orderBy('granted_at').orderBy('id');
      if (accountId !== undefined) query = query.where('account_id', '=', accountId);
      if (endingAfter !== undefined) query = query.where(sql<boolean>`valid_to > ${endingAfter}`);
      const rows = await query.execute();
      return rows.map((row) => ({
        grant: grantOf(row),
        grantedBy: row.granted_by,
        grantedAt: row.granted_at,
        reviewedBy: row.reviewed_by,
        reviewedAt: row.reviewed_at,
        lastUsedAt: row.last_used_at,
        fromIdentity: row.from_identity,
      }));
    },
    async addGrant(grant, grantedBy, told) {
      return db.transaction().execute(async (transaction) => {
        const id = await insertGrant(transaction, grant, grantedBy);
        const open = sql`SELECT count(*)::int AS count FROM access_grant
          WHERE account_id = ${grant.accountId} AND valid_to > now()`;
        await requireAtMost(transaction, grantLimit, open);
        await growEpoch(transaction);
        await appendRows(transaction, told(id));
        return id;
      });
    },
    async endGrant(id, at, told) {
      return db.transaction().execute(async (transaction) => {
        const ended = await keepAdministrator(transaction, async () => {
          const { rows } = await sql<{ id: string }>`UPDATE access_grant
            SET valid_to = greatest(${at}::timestamptz, valid_from + interval '1 microsecond')
            WHERE id = ${id} AND valid_to > ${at} RETURNING id`.execute(transaction);
          if (rows.length > 0) await growEpoch(transaction);
          return rows.length > 0;
        });
        if (ended) await appendRows(transaction, told());
        return ended;
      });
    },
    async holdings(accountId) {
      const rows = await db
        .selectFrom('access_grant')
        .innerJoin('role', 'role.name', 'access_grant.role')
        .selectAll('access_grant')
        .select('role.definition')
        .where('account_id', '=', accountId)
        .execute();
      return rows.map((row): Holding => ({ grant: grantOf(row), role: roleSchema.parse(row.definition) }));
    },
    async placementFacts(asOf) {
      const [units, relations, schools, schoolRelations] = await Promise.all([
        db
          .selectFrom('unit_version')
          .select(['unit_id as id', 'code', 'kind'])
          .where(validAt('unit_version', asOf))
          .execute(),
        db
          .selectFrom('unit_relation')
          .select(['child_id as childId', 'parent_id as parentId', 'kind'])
          .where(validAt('unit_relation', asOf))
          .execute(),
        db
          .selectFrom('school_version')
          .select(['school_id as id', 'ward_code as wardCode', 'levels'])
          .where(validAt('school_version', asOf))
          .execute(),
        db
          .selectFrom('school_relation')
          .select(['school_id as schoolId', 'unit_id as unitId', 'kind'])
          .where(validAt('school_relation', asOf))
          .execute(),
      ]);
      return factsSchema.parse({ units, relations, schools, schoolRelations });
    },
    async markUsed(grantIds, at) {
      const ids = [...grantIds];
      const before = new Date(at.getTime() - markUsedEveryMs);
      await sql`UPDATE access_grant SET last_used_at = ${at} WHERE id = ANY(${ids}::uuid[])
        AND (last_used_at IS NULL OR last_used_at <= ${before})`.execute(db);
    },
    async epoch() {
      const row = await db.selectFrom('access_epoch').select('epoch').executeTakeFirstOrThrow();
      return Number(row.epoch);
    },
  };
}
