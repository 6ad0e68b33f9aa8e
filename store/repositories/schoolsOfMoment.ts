/**
 * Schools of the day that figures are of. A school is among them where the register had it that day; where it reported for
 * that moment, as the nearest version has it; and where the register begins later, if it was there on the register's first
 * day. Invented schools and real ones have a register each.
 */
import { type RawBuilder, sql } from 'kysely';
import { figuresDay } from '@khue/domain/statistics';
import type { ReportMoment } from '../statistics.ts';

/** Figures in force at a moment, as a condition on `f`. */
function inForce({ schoolYear, period }: ReportMoment): RawBuilder<boolean> {
  return sql<boolean>`f.superseded_at = 'infinity' AND f.school_year = ${schoolYear} AND f.period = ${period}`;
}

const cityDay = sql.lit('Asia/Ho_Chi_Minh');

/** Where the registers begin, of invented schools and of real ones: `synthetic`, `begins`, and the end of the first day. */
export const registerBegins = sql`SELECT v.synthetic, min(v.valid_from) AS begins,
    (date_trunc('day', min(v.valid_from) AT TIME ZONE ${cityDay}) + interval '1 day') AT TIME ZONE ${cityDay} AS first_day_ends
  FROM school_version AS v GROUP BY v.synthetic`;

/** What was not recorded of a version and is of a later one: the first that says it speaks for the time before. */
function firstKnown(name: 'lon' | 'lat' | 'ward_code' | 'ownership'): RawBuilder<unknown> {
  const column = sql.ref(`v.${name}`);
  const later = sql.ref(`l.${name}`);
  return sql`coalesce(${column}, (SELECT ${later} FROM school_version AS l WHERE l.school_id = v.school_id
    AND l.valid_from > v.valid_from AND ${later} IS NOT NULL ORDER BY l.valid_from LIMIT 1)) AS ${sql.ref(name)}`;
}

/** The schools of a moment, one row each, with the columns of a version. */
export function schoolsOfMoment(moment: ReportMoment): RawBuilder<unknown> {
  const day = figuresDay(moment);
  return sql`SELECT v.school_id, v.valid_from, v.valid_to, v.code, v.name, v.short_name, v.levels, v.address, v.synthetic,
      ${firstKnown('lon')}, ${firstKnown('lat')}, ${firstKnown('ward_code')}, ${firstKnown('ownership')}
    FROM (
      SELECT * FROM school_version WHERE valid_from <= ${day} AND valid_to > ${day}
      UNION ALL
      SELECT * FROM (
        SELECT DISTINCT ON (o.school_id) o.* FROM school_version AS o JOIN (${registerBegins}) AS b USING (synthetic)
        WHERE NOT EXISTS (SELECT FROM school_version AS h
            WHERE h.school_id = o.school_id AND h.valid_from <= ${day} AND h.valid_to > ${day})
          AND (${onFirstDay(day)} OR EXISTS (SELECT FROM statistic_figure AS f
            WHERE ${inForce(moment)} AND f.school_id = o.school_id))
        ORDER BY o.school_id, ${onFirstDay(day)} DESC, (o.valid_from <= ${day}),
          abs(extract(epoch FROM o.valid_from - ${day}))
      ) AS nearest
    ) AS v`;
}

/** The register begins after the day, and this is how it had a school `o` when its first day `b` ended. */
function onFirstDay(day: Date): RawBuilder<boolean> {
  return sql<boolean>`(b.begins > ${day} AND o.valid_from < b.first_day_ends AND o.valid_to >= b.first_day_ends)`;
}

/** Schools and levels that figures in force at a moment are of: `school_id`, `level`. */
export function reportedLevels(moment: ReportMoment): RawBuilder<unknown> {
  return sql`SELECT f.school_id, f.level FROM statistic_figure AS f WHERE ${inForce(moment)} GROUP BY f.school_id, f.level`;
}

/**
 * A row for each level that the schools of `schools` (a table) offered or, by `reported`, reported for: `level`, `highest`,
 * and what a version says.
 */
export function levelsOfSchools(schools: RawBuilder<unknown>, reported: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`SELECT s.*, l.level, max(l.level) OVER (PARTITION BY l.school_id) AS highest FROM ${schools} AS s JOIN (
      SELECT school_id, unnest(levels) AS level FROM ${schools} UNION ${reported}) AS l USING (school_id)`;
}

/** The schools `s` of a moment for which a condition holds, a row for each level: see `levelsOfSchools`. */
export function schoolLevelsOfMoment(moment: ReportMoment, condition: RawBuilder<boolean>): RawBuilder<unknown> {
  return sql`WITH t AS MATERIALIZED (SELECT * FROM (${schoolsOfMoment(moment)}) AS s WHERE ${condition})
    ${levelsOfSchools(sql`t`, reportedLevels(moment))}`;
}
