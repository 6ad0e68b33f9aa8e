import { type Kysely, sql } from 'kysely';
import type { RelationKind } from '@khue/domain/unit';
import type { Database } from '../database.ts';

/** The unit that a school belongs to by one relation; null: by none on record. */
export interface SchoolRelation {
  readonly code: string;
  readonly unitCode: string | null;
}

async function requireUnits(db: Kysely<Database>, codes: readonly string[]): Promise<void> {
  const { rows } = await sql<{ code: string }>`SELECT c.code FROM unnest(${[...codes]}::text[]) AS c(code)
    WHERE NOT EXISTS (SELECT FROM unit_version AS v WHERE v.code = c.code AND v.valid_to = 'infinity') LIMIT 1`.execute(
    db,
  );
  const missing = rows[0];
  if (missing !== undefined) throw new Error(`no unit has the code ${missing.code} today`);
}

/**
 * Closes the relations of schools that ended or changed and opens the new ones; gives the codes of the schools concerned.
 * A relation that was opened at `at` itself or later is corrected, not closed. Equal ones are left alone.
 */
export async function relateSchools(
  db: Kysely<Database>,
  kind: Exclude<RelationKind, 'territorial'>,
  relations: readonly SchoolRelation[],
  at: Date,
): Promise<string[]> {
  if (relations.length === 0) return [];
  const unitCodes = relations.map(({ unitCode }) => unitCode);
  await requireUnits(
    db,
    unitCodes.filter((code) => code !== null),
  );
  await sql`DROP TABLE IF EXISTS pg_temp.differing_relation`.execute(db);
  await sql`CREATE TEMPORARY TABLE differing_relation ON COMMIT DROP AS
    SELECT w.code, s.school_id, u.unit_id
    FROM unnest(${relations.map(({ code }) => code)}::text[], ${unitCodes}::text[]) AS w(code, unit_code)
    JOIN school_version AS s ON s.code = w.code AND s.valid_to = 'infinity'
    LEFT JOIN unit_version AS u ON u.code = w.unit_code AND u.valid_to = 'infinity'
    LEFT JOIN school_relation AS r ON r.school_id = s.school_id AND r.kind = ${kind} AND r.valid_to = 'infinity'
    WHERE r.unit_id IS DISTINCT FROM u.unit_id`.execute(db);
  const open = sql`r.school_id = d.school_id AND r.kind = ${kind} AND r.valid_to = 'infinity'`;
  await sql`DELETE FROM school_relation AS r USING differing_relation AS d WHERE ${open} AND r.valid_from >= ${at}`.execute(
    db,
  );
  await sql`UPDATE school_relation AS r SET valid_to = ${at} FROM differing_relation AS d WHERE ${open}`.execute(db);
  await sql`INSERT INTO school_relation (school_id, unit_id, kind, valid_from)
    SELECT d.school_id, d.unit_id, ${kind}, greatest(${at}::timestamptz, (SELECT max(r.valid_to)
      FROM school_relation AS r WHERE r.school_id = d.school_id AND r.kind = ${kind}))
    FROM differing_relation AS d WHERE d.unit_id IS NOT NULL`.execute(db);
  const { rows } = await sql<{ code: string }>`SELECT code FROM differing_relation`.execute(db);
  return rows.map(({ code }) => code);
}
