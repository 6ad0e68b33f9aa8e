import type { RelationKind, Unit } from '@khue/domain/unit';
import { unitSchema } from '@khue/domain/unit';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import type { AsOf, UnitInput, UnitRepository } from '../store.ts';
import { growEpochWith } from './access.ts';
import { countVersions, validAt, type VersionedTable, writeVersions } from './validTime.ts';

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

async function requireParents(db: Kysely<Database>, units: readonly UnitInput[]): Promise<void> {
  const codes = units.flatMap((unit) => unit.parentCode ?? []);
  const { rows } = await sql<{ code: string }>`SELECT c.code FROM unnest(${codes}::text[]) AS c(code)
    WHERE NOT EXISTS (SELECT FROM unit_version AS v WHERE v.code = c.code AND v.valid_to = 'infinity') LIMIT 1`.execute(
    db,
  );
  const missing = rows[0];
  if (missing !== undefined) throw new Error(`no unit has the code ${missing.code} today`);
}

/**
 * Closes territorial relations that ended or changed and opens the new ones; gives the codes of the units concerned.
 * A relation that was opened at `at` itself or later is corrected, not closed.
 */
async function relate(db: Kysely<Database>, units: readonly UnitInput[], at: Date): Promise<string[]> {
  await requireParents(db, units);
  const { rows } = await sql<{ code: string }>`
    WITH wanted AS MATERIALIZED (
      SELECT w.code, child.unit_id AS child_id, parent.unit_id AS parent_id, r.parent_id AS old_parent_id
      FROM unnest(${units.map((unit) => unit.code)}::text[], ${units.map((unit) => unit.parentCode)}::text[])
        AS w(code, parent_code)
      JOIN unit_version AS child ON child.code = w.code AND child.valid_to = 'infinity'
      LEFT JOIN unit_version AS parent ON parent.code = w.parent_code AND parent.valid_to = 'infinity'
      LEFT JOIN unit_relation AS r ON r.child_id = child.unit_id AND r.kind = 'territorial' AND r.valid_to = 'infinity'
    ), differing AS (
      SELECT * FROM wanted WHERE parent_id IS DISTINCT FROM old_parent_id
    ), corrected AS (
      DELETE FROM unit_relation AS r USING differing AS d
      WHERE r.child_id = d.child_id AND r.kind = 'territorial' AND r.valid_to = 'infinity' AND r.valid_from >= ${at}
    ), closed AS (
      UPDATE unit_relation AS r SET valid_to = ${at} FROM differing AS d
      WHERE r.child_id = d.child_id AND r.kind = 'territorial' AND r.valid_to = 'infinity' AND r.valid_from < ${at}
    )
    SELECT code FROM differing`.execute(db);
  const codes = rows.map((row) => row.code);
  const differing = new Set(codes);
  const opened = units.filter((unit) => differing.has(unit.code) && unit.parentCode !== null);
  await sql`INSERT INTO unit_relation (child_id, parent_id, kind, valid_from)
    SELECT child.unit_id, parent.unit_id, 'territorial', greatest(${at}::timestamptz, (SELECT max(r.valid_to)
      FROM unit_relation AS r WHERE r.child_id = child.unit_id AND r.kind = 'territorial'))
    FROM unnest(${opened.map((unit) => unit.code)}::text[], ${opened.map((unit) => unit.parentCode)}::text[])
      AS w(code, parent_code)
    JOIN unit_version AS child ON child.code = w.code AND child.valid_to = 'infinity'
    JOIN unit_version AS parent ON parent.code = w.parent_code AND parent.valid_to = 'infinity'`.execute(db);
  return codes;
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
      return db.transaction().execute(async (transaction) => {
        const written = await writeVersions(transaction, table, rows, at);
        const counts = countVersions(rows.length, written, await relate(transaction, units, at));
        await growEpochWith(transaction, counts);
        return counts;
      });
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
