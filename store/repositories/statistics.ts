import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { indicatorDefinitionSchema, type IndicatorValue, indicatorValueSchema } from '@khue/domain/indicator';
import type { ReportedRow } from '@khue/domain/indicatorFormula';
import { type EducationLevel, educationLevelSchema } from '@khue/domain/school';
import { measureSchema } from '@khue/domain/statistics';
import type { Database } from '../database.ts';
import { type FramedValues, frameName, type ReportMoment, type StatisticsRepository } from '../statistics.ts';
import { levelsOfSchools, schoolsOfMoment } from './schoolsOfMoment.ts';
import { createReports } from './statisticReports.ts';
import { createSubmissionRepository } from './statisticSubmissions.ts';

const portion = 20_000;

/** Stands for "no ward" where a text is needed. */
const noWard = '-';

const sumsSchema = z.record(measureSchema.or(z.string()), z.number());

interface RawReportedRow {
  readonly school_id: string;
  readonly level: string;
  readonly highest: string;
  readonly ward_code: string | null;
  readonly synthetic: boolean;
  readonly sums: unknown;
}

function reportedRowOf(row: RawReportedRow): ReportedRow {
  const sums = Object.entries(sumsSchema.parse(row.sums ?? {}));
  return {
    schoolId: row.school_id,
    level: educationLevelSchema.parse(row.level),
    isHighest: row.level === row.highest,
    wardCode: row.ward_code,
    synthetic: row.synthetic,
    sums: new Map(sums.map(([measure, sum]) => [measureSchema.parse(measure), sum])),
  };
}

interface RawValue {
  readonly place: string;
  readonly school_year: string;
}

const valueColumns = sql`place, value, numerator, denominator, reporting, due, met, synthetic`;

async function writePortion(db: Kysely<Database>, frames: readonly FramedValues[]): Promise<number> {
  const rows = frames.flatMap((frame) => frame.values.map((value) => ({ frame, value })));
  let written = 0;
  for (let start = 0; start < rows.length; start += portion) {
    const part = rows.slice(start, start + portion);
    const column = <Value>(of: (row: (typeof rows)[number]) => Value): Value[] => part.map(of);
    const { numAffectedRows } = await sql`INSERT INTO indicator_value AS i (key, school_year, period, level, place_kind,
        version, ${valueColumns})
      SELECT n.* FROM unnest(${column((r) => r.frame.key)}::text[], ${column((r) => r.frame.schoolYear)}::text[],
        ${column((r) => r.frame.period)}::text[], ${column((r) => r.frame.level ?? '')}::text[],
        ${column((r) => r.frame.by)}::text[], ${column((r) => r.frame.version)}::integer[],
        ${column((r) => r.value.place)}::text[], ${column((r) => r.value.value)}::float8[],
        ${column((r) => r.value.numerator)}::float8[], ${column((r) => r.value.denominator)}::float8[],
        ${column((r) => r.value.reporting)}::integer[], ${column((r) => r.value.due)}::integer[],
        ${column((r) => r.value.met)}::boolean[], ${column((r) => r.value.synthetic)}::boolean[])
        AS n(key, school_year, period, level, place_kind, version, ${valueColumns})
      LEFT JOIN indicator_value AS o USING (key, school_year, period, level, place_kind, place)
      WHERE (o.version, o.value, o.numerator, o.denominator, o.reporting, o.due, o.met, o.synthetic) IS DISTINCT FROM
        (n.version, n.value, n.numerator, n.denominator, n.reporting, n.due, n.met, n.synthetic)
      ON CONFLICT (key, school_year, period, level, place_kind, place) DO UPDATE SET
        version = excluded.version, value = excluded.value, numerator = excluded.numerator,
        denominator = excluded.denominator, reporting = excluded.reporting, due = excluded.due, met = excluded.met,
        synthetic = excluded.synthetic`.execute(db);
    written += Number(numAffectedRows ?? 0);
  }
  return written;
}

async function growEpoch(db: Kysely<Database>): Promise<void> {
  await sql`UPDATE indicator_epoch SET epoch = epoch + 1`.execute(db);
}

async function reportedRows(
  db: Kysely<Database>,
  moment: ReportMoment,
  wardCodes: readonly (string | null)[] | undefined,
): Promise<ReportedRow[]> {
  const { schoolYear, period } = moment;
  const wards = wardCodes?.map((code) => code ?? noWard);
  const inWards =
    wards === undefined ? sql<boolean>`true` : sql<boolean>`coalesce(s.ward_code, ${noWard}) = ANY (${wards}::text[])`;
  const { rows } = await sql<RawReportedRow>`
    WITH t AS MATERIALIZED (SELECT * FROM (${schoolsOfMoment(moment)}) AS s WHERE ${inWards}),
    sums AS (
      SELECT school_id, level, measure, sum(value) AS sum FROM statistic_figure
      WHERE superseded_at = 'infinity' AND school_year = ${schoolYear} AND period = ${period}
        AND ${wards === undefined ? sql`true` : sql`school_id IN (SELECT school_id FROM t)`}
      GROUP BY school_id, level, measure
    ), held AS (SELECT school_id, level, jsonb_object_agg(measure, sum) AS sums FROM sums GROUP BY school_id, level)
    SELECT s.school_id, s.level, s.highest, s.ward_code, s.synthetic, held.sums
    FROM (${levelsOfSchools(sql`t`, sql`SELECT school_id, level FROM held`)}) AS s LEFT JOIN held ON held.school_id = s.school_id AND held.level = s.level`.execute(
    db,
  );
  return rows.map(reportedRowOf);
}

type Values = Pick<
  StatisticsRepository,
  'saveValues' | 'dropOthers' | 'wardValues' | 'values' | 'trend' | 'valuesEpoch'
>;

function createValues(db: Kysely<Database>): Values {
  const levelText = (level: EducationLevel | null): string => level ?? '';
  return {
    saveValues: (values) =>
      db.transaction().execute(async (transaction) => {
        const written = await writePortion(transaction, values);
        if (written > 0) await growEpoch(transaction);
        return written;
      }),
    async dropOthers({ schoolYear, period }, values) {
      const kept = values.flatMap(({ key, level, by, values: own }) =>
        own.map(({ place }) => ({ key, level: levelText(level), by, place })),
      );
      await db.transaction().execute(async (transaction) => {
        const { numAffectedRows } = await sql`DELETE FROM indicator_value AS i
          WHERE i.school_year = ${schoolYear} AND i.period = ${period} AND i.place_kind <> 'city' AND NOT EXISTS (
            SELECT FROM unnest(${kept.map(({ key }) => key)}::text[], ${kept.map(({ level }) => level)}::text[],
              ${kept.map(({ by }) => by)}::text[], ${kept.map(({ place }) => place)}::text[]) AS k(key, level, by, place)
            WHERE k.key = i.key AND k.level = i.level AND k.by = i.place_kind AND k.place = i.place)`.execute(
          transaction,
        );
        if (Number(numAffectedRows ?? 0) > 0) await growEpoch(transaction);
      });
    },
    async wardValues({ schoolYear, period }) {
      const { rows } = await sql<RawValue & { key: string; level: string }>`SELECT key, level, ${valueColumns}
        FROM indicator_value WHERE school_year = ${schoolYear} AND period = ${period} AND place_kind = 'ward'`.execute(
        db,
      );
      const frames = new Map<string, IndicatorValue[]>();
      for (const { key, level, ...value } of rows) {
        const name = frameName(key, level === '' ? null : educationLevelSchema.parse(level));
        const frame = frames.get(name);
        if (frame === undefined) frames.set(name, [indicatorValueSchema.parse(value)]);
        else frame.push(indicatorValueSchema.parse(value));
      }
      return frames;
    },
    async values({ key, schoolYear, period, level, by }) {
      const { rows } = await sql<RawValue>`SELECT ${valueColumns} FROM indicator_value
        WHERE key = ${key} AND school_year = ${schoolYear} AND period = ${period} AND level = ${levelText(level)}
          AND place_kind = ${by} ORDER BY place`.execute(db);
      return rows.map((row) => indicatorValueSchema.parse(row));
    },
    async trend({ key, period, level, by }, place) {
      const { rows } = await sql<RawValue>`SELECT school_year, ${valueColumns} FROM indicator_value
        WHERE key = ${key} AND period = ${period} AND level = ${levelText(level)} AND place_kind = ${by}
          AND place = ${place} ORDER BY school_year`.execute(db);
      return rows.map((row) => ({ schoolYear: row.school_year, ...indicatorValueSchema.parse(row) }));
    },
    async valuesEpoch() {
      const { rows } = await sql<{ epoch: string }>`SELECT epoch::text FROM indicator_epoch`.execute(db);
      return rows[0]?.epoch ?? '';
    },
  };
}

export function createStatisticsRepository(db: Kysely<Database>): StatisticsRepository {
  return {
    submissions: createSubmissionRepository(db),
    ...createValues(db),
    ...createReports(db),
    async definitions(day) {
      const { rows } = await sql<{ definition: unknown }>`SELECT definition FROM indicator_definition
        WHERE valid_from <= ${day}::date AND (valid_to IS NULL OR valid_to > ${day}::date) ORDER BY position`.execute(
        db,
      );
      return rows.map(({ definition }) => indicatorDefinitionSchema.parse(definition));
    },
    reportedRows: (moment, wardCodes) => reportedRows(db, moment, wardCodes),
    async population(schoolYear) {
      const { rows } = await sql<{ ward_code: string; people: number }>`
        SELECT ward_code, people FROM ward_population WHERE superseded_at = 'infinity' AND school_year = (
          SELECT max(school_year) FROM ward_population
          WHERE superseded_at = 'infinity' AND school_year <= ${schoolYear})`.execute(db);
      return new Map(rows.map(({ ward_code, people }) => [ward_code, people]));
    },
  };
}
