import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import { z } from 'zod';
import { type EducationLevel, educationLevelSchema, type School } from '@khue/domain/school';
import { figuresDay } from '@khue/domain/statistics';
import {
  heldFigureSchema,
  indicatorBreakdownSchema,
  type ReportedYear,
  reportedYearsSchema,
  reportingSchema,
} from '@khue/domain/statisticsApi';
import type { Database } from '../database.ts';
import type { FigureFilter, ReportMoment, SchoolOfMoment, StatisticsRepository } from '../statistics.ts';
import { toSchool } from './schools.ts';
import { ofSchools } from './ofSchools.ts';
import { registerBegins, reportedLevels, schoolLevelsOfMoment, schoolsOfMoment } from './schoolsOfMoment.ts';

const yearSchema = reportedYearsSchema.shape.years.element;
const momentsSchema = z.array(yearSchema.pick({ schoolYear: true, period: true }));
const countsSchema = yearSchema.omit({ schoolYear: true, period: true });
/** Current figures of a place, `f`, of the schools of their moment, `v`. */
function figuresOf(filter: FigureFilter): RawBuilder<unknown> {
  const { schoolYear, period, place, level, measure, schools } = filter;
  const at = place === 'city' ? sql`true` : sql`(v.school_id::text = ${place} OR v.ward_code = ${place})`;
  return sql`statistic_figure AS f
    JOIN (${schoolsOfMoment(filter)}) AS v ON v.school_id = f.school_id
    WHERE f.superseded_at = 'infinity' AND f.school_year = ${schoolYear} AND f.period = ${period} AND ${at}
      AND (${level ?? null}::text IS NULL OR f.level = ${level ?? null}::text)
      AND (${measure ?? null}::text IS NULL OR f.measure = ${measure ?? null}::text)
      AND ${ofSchools(schools, sql`f.school_id`)}`;
}

type Version = Selectable<Database['school_version']>;

const levelsSchema = z.array(educationLevelSchema);

function allLevels(some: readonly EducationLevel[], others: readonly EducationLevel[]): EducationLevel[] {
  return [...new Set([...some, ...others])].toSorted();
}

async function schoolsOf(db: Kysely<Database>, moment: ReportMoment): Promise<SchoolOfMoment[]> {
  const { rows } = await sql<Version & { is_open: boolean; reported: string[] | null }>`SELECT v.*, r.reported,
      EXISTS (SELECT FROM school_version AS o WHERE o.school_id = v.school_id AND o.valid_to = 'infinity') AS is_open
    FROM (${schoolsOfMoment(moment)}) AS v LEFT JOIN (
      SELECT l.school_id, array_agg(l.level) AS reported FROM (${reportedLevels(moment)}) AS l GROUP BY l.school_id
    ) AS r USING (school_id) ORDER BY v.code`.execute(db);
  return rows.map(({ is_open, reported, ...row }) => {
    const school = toSchool(row);
    return { ...school, levels: allLevels(school.levels, levelsSchema.parse(reported ?? [])), isOpen: is_open };
  });
}

/** Schools in the register with what the day of a moment knew of them, and those of that day that are no more. */
async function sheetSchools(db: Kysely<Database>, moment: ReportMoment): Promise<School[]> {
  const { rows } = await sql<Version>`SELECT * FROM school_version WHERE valid_to = 'infinity'`.execute(db);
  const today = rows.map(toSchool);
  const then = new Map((await schoolsOf(db, moment)).map((school) => [school.id, school]));
  const codes = new Set(today.map(({ code }) => code));
  const gone = [...then.values()].filter(({ isOpen, code }) => !isOpen && !codes.has(code));
  const held = today.map((school) => ({
    ...school,
    levels: allLevels(school.levels, then.get(school.id)?.levels ?? []),
  }));
  return [...held, ...gone].toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

/** Moments with figures, oldest first. */
async function momentsOf(db: Kysely<Database>): Promise<ReportMoment[]> {
  const { rows } = await sql`SELECT school_year AS "schoolYear", period FROM statistic_figure
    WHERE superseded_at = 'infinity' GROUP BY school_year, period ORDER BY school_year, period DESC`.execute(db);
  return momentsSchema.parse(rows);
}

/** Rows that reported at a moment and rows due, and where the register begins if that is later. */
async function countRows(db: Kysely<Database>, moment: ReportMoment, schools: ReadonlySet<string> | null) {
  const { rows } = await sql`SELECT count(r.level)::integer AS reported, count(*)::integer AS due,
      (SELECT to_char(max(b.begins) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        FROM (${registerBegins}) AS b WHERE b.begins > ${figuresDay(moment)}) AS "registerBegins"
    FROM (${schoolLevelsOfMoment(moment, ofSchools(schools, sql`s.school_id`))}) AS s
    LEFT JOIN (${reportedLevels(moment)}) AS r ON r.school_id = s.school_id AND r.level = s.level`.execute(db);
  return countsSchema.parse(rows[0]);
}

type Reports = Pick<
  StatisticsRepository,
  'breakdown' | 'figures' | 'moments' | 'years' | 'reporting' | 'schools' | 'sheetSchools'
>;

/** What was reported, and of which schools. */
export function createReports(db: Kysely<Database>): Reports {
  return {
    async breakdown(filter, measure) {
      const { rows } = await sql`SELECT f.grade, f.sex, sum(f.value)::float8 AS value
        FROM ${figuresOf({ ...filter, measure })} GROUP BY f.grade, f.sex ORDER BY f.grade, f.sex`.execute(db);
      return indicatorBreakdownSchema.shape.cells.parse(rows);
    },
    async figures(filter, limit) {
      const { rows } = await sql<Record<string, unknown>>`
        SELECT f.school_id AS "schoolId", v.code AS "schoolCode", v.name AS "schoolName", v.synthetic, f.level, f.measure,
          f.grade, f.sex, f.value, f.cell, f.submission_id AS "submissionId",
          (SELECT s.submission ->> 'fileName' FROM statistic_submission AS s WHERE s.id = f.submission_id) AS "fileName",
          to_char(f.accepted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "acceptedAt"
        FROM ${figuresOf(filter)} ORDER BY v.code, f.level, length(f.cell), f.cell LIMIT ${limit}`.execute(db);
      return rows.map((row) => heldFigureSchema.parse(row));
    },
    moments: () => momentsOf(db),
    async years(schools) {
      const years: ReportedYear[] = [];
      for (const moment of await momentsOf(db)) years.push({ ...moment, ...(await countRows(db, moment, schools)) });
      return years;
    },
    async reporting({ level, ...moment }, schools) {
      const { schoolYear, period } = moment;
      const { rows } =
        await sql`SELECT s.school_id AS "schoolId", s.code AS "schoolCode", s.name AS "schoolName", s.level,
          s.synthetic, to_char(max(f.accepted_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "reportedAt"
        FROM (${schoolLevelsOfMoment(moment, ofSchools(schools, sql`s.school_id`))}) AS s
        LEFT JOIN statistic_figure AS f ON f.school_id = s.school_id AND f.level = s.level
          AND f.superseded_at = 'infinity' AND f.school_year = ${schoolYear} AND f.period = ${period}
        WHERE ${level ?? null}::text IS NULL OR s.level = ${level ?? null}::text
        GROUP BY s.school_id, s.code, s.name, s.level, s.synthetic ORDER BY s.code, s.level`.execute(db);
      return reportingSchema.shape.rows.parse(rows);
    },
    schools: (moment) => schoolsOf(db, moment),
    sheetSchools: (moment) => sheetSchools(db, moment),
  };
}
