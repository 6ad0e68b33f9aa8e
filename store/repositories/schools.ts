import { type School, schoolSchema } from '@khue/domain/school';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Database } from '../database.ts';
import type { SchoolInput, SchoolRepository } from '../store.ts';
import { growEpoch, growEpochWith } from './access.ts';
import { relateSchools, type SchoolRelation } from './schoolRelations.ts';
import { closeSyntheticVersions, countVersions, validAt, type VersionedTable, writeVersions } from './validTime.ts';

const table: VersionedTable = {
  identity: 'school',
  versions: 'school_version',
  key: 'school_id',
  columns: [
    ['code', 'text'],
    ['name', 'text'],
    ['short_name', 'text'],
    ['levels', 'text[]'],
    ['address', 'text'],
    ['lon', 'float8'],
    ['lat', 'float8'],
    ['ward_code', 'text'],
    ['ownership', 'text'],
    ['synthetic', 'boolean'],
  ],
};

export function toSchool(row: Selectable<Database['school_version']>): School {
  return schoolSchema.parse({
    id: row.school_id,
    code: row.code,
    name: row.name,
    shortName: row.short_name,
    levels: row.levels,
    address: row.address,
    lon: row.lon,
    lat: row.lat,
    wardCode: row.ward_code,
    ownership: row.ownership,
    synthetic: row.synthetic,
  });
}

/** What is said of one relation; schools of which nothing is said are left out. */
function relationsOf(
  schools: readonly SchoolInput[],
  unitCodeOf: (school: SchoolInput) => string | null | undefined,
): SchoolRelation[] {
  return schools.flatMap((school) => {
    const unitCode = unitCodeOf(school);
    return unitCode === undefined ? [] : [{ code: school.code, unitCode }];
  });
}

export function createSchoolRepository(db: Kysely<Database>): SchoolRepository {
  return {
    async list(options = {}) {
      const query = db.selectFrom('school_version').selectAll().where(validAt('school_version', options.asOf));
      return (await query.orderBy('code').execute()).map(toSchool);
    },
    async find(id, options = {}) {
      const query = db.selectFrom('school_version').selectAll().where(validAt('school_version', options.asOf));
      const row = await query.where('school_id', '=', id).executeTakeFirst();
      return row === undefined ? null : toSchool(row);
    },
    async upsert(schools, at) {
      const rows = schools.map((s) => [
        s.code,
        s.name,
        s.shortName,
        s.levels,
        s.address,
        s.lon,
        s.lat,
        s.wardCode,
        s.ownership ?? null,
        s.synthetic,
      ]);
      return db.transaction().execute(async (transaction) => {
        const written = await writeVersions(transaction, table, rows, at);
        const managed = relationsOf(schools, ({ managingUnitCode }) => managingUnitCode);
        const clustered = relationsOf(schools, ({ professionalUnitCode }) => professionalUnitCode);
        const moved = [
          ...(await relateSchools(transaction, 'managing', managed, at)),
          ...(await relateSchools(transaction, 'professional', clustered, at)),
        ];
        const counts = countVersions(rows.length, written, moved);
        await growEpochWith(transaction, counts);
        return counts;
      });
    },
    async closeSynthetic(keepCodes, at) {
      const isEmpty = sql<boolean>`NOT EXISTS (SELECT FROM camera_version AS c
        WHERE c.school_id = v.school_id AND c.valid_to = 'infinity')`;
      return db.transaction().execute(async (transaction) => {
        const closed = (await closeSyntheticVersions(transaction, table, keepCodes, at, isEmpty)).length;
        if (closed > 0) await growEpoch(transaction);
        return closed;
      });
    },
    async versions(id) {
      const rows = await db
        .selectFrom('school_version')
        .selectAll()
        .where('school_id', '=', id)
        .orderBy('valid_from')
        .execute();
      return rows.map((row) => ({
        school: toSchool(row),
        validFrom: row.valid_from,
        validTo: row.valid_to instanceof Date ? row.valid_to : null,
      }));
    },
  };
}
