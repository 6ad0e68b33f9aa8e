import type { RelationKind, Unit } from '@khue/domain/unit';
import { unitSchema } from '@khue/domain/unit';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import type { AsOf, UnitInput, UnitRepository } from '../store.ts';
import { validAt, type VersionedTable, writeVersions } from './validTime.ts';

const table: VersionedTable = {
  identity: 'unit',
  versions: 'unit_version',
  key: 'unit_id',
  columns: [
    ['code', 'text'],
    ['name', 'text'],
    ['full_name', 'text'],
    ['kind', 'text'],
    ['lon', 'float8'],
    ['lat', 'float8'],
    ['area_km2', 'float8'],
    ['merged_from', 'text'],
  ],
};

/** Closes territorial relations that changed and opens the new ones. */
async function relate(db: Kysely<Database>, units: readonly UnitInput[], at: Date): Promise<void> {
  const related = units.filter((unit) => unit.parentCode !== null);
  if (related.length === 0) return;
  await db.transaction().execute(async (transaction) => {
    await sql`CREATE TEMPORARY TABLE wanted ON COMMIT DROP AS
      SELECT child.unit_id AS child_id, parent.unit_id AS parent_id
      FROM unnest(${related.map((unit) => unit.code)}::text[], ${related.map((unit) => unit.parentCode)}::text[]) AS w(code, parent_code)
      JOIN unit_version AS child ON child.code = w.code AND child.valid_to = 'infinity'
      JOIN unit_version AS parent ON parent.code = w.parent_code AND parent.valid_to = 'infinity'`.execute(transaction);
    await sql`UPDATE unit_relation AS r SET valid_to = ${at} FROM wanted AS w
      WHERE r.child_id = w.child_id AND r.kind = 'territorial' AND r.valid_to = 'infinity' AND r.parent_id <> w.parent_id`.execute(
      transaction,
    );
    await sql`INSERT INTO unit_relation (child_id, parent_id, kind, valid_from)
      SELECT child_id, parent_id, 'territorial', ${at} FROM wanted ON CONFLICT DO NOTHING`.execute(transaction);
  });
}

export function createUnitRepository(db: Kysely<Database>): UnitRepository {
  return {
    async list(options: AsOf = {}): Promise<Unit[]> {
      const rows = await db
        .selectFrom('unit_version')
        .selectAll()
        .where(validAt('unit_version', options.asOf))
        .orderBy('code')
        .execute();
      return rows.map((row) =>
        unitSchema.parse({
          id: row.unit_id,
          code: row.code,
          name: row.name,
          fullName: row.full_name,
          kind: row.kind,
          lon: row.lon,
          lat: row.lat,
          areaKm2: row.area_km2,
          mergedFrom: row.merged_from,
        }),
      );
    },
    async upsert(units, at) {
      const rows = units.map((u) => [u.code, u.name, u.fullName, u.kind, u.lon, u.lat, u.areaKm2, u.mergedFrom]);
      const counts = await writeVersions(db, table, rows, at);
      await relate(db, units, at);
      return counts;
    },
    async subtree(unitId: string, relation: RelationKind, options: AsOf = {}): Promise<string[]> {
      const at = options.asOf ?? new Date();
      const { rows } = await sql<{ id: string }>`
        WITH RECURSIVE below(id) AS (
          SELECT ${unitId}::uuid
          UNION
          SELECT r.child_id FROM unit_relation AS r JOIN below ON r.parent_id = below.id
          WHERE r.kind = ${relation} AND r.valid_from <= ${at} AND r.valid_to > ${at}
        ) SELECT id FROM below`.execute(db);
      return rows.map((row) => row.id);
    },
  };
}
