import { csvLine, csvMark } from '@khue/domain/csv';
import type { SchoolRecord } from '@khue/domain/feed';
import type { ReportedRow } from '@khue/domain/indicatorFormula';
import { type EducationLevel, educationLevelSchema } from '@khue/domain/school';
import type { Measure } from '@khue/domain/statistics';
import { type CountTable, suppress } from './suppress.ts';

/** What stands beside every line that the simulator made. */
export const syntheticMark = 'MÔ PHỎNG';

/** Counts of people that are published. */
export const openMeasures = ['pupils', 'teachers'] as const satisfies readonly Measure[];

const levels: readonly EducationLevel[] = educationLevelSchema.options;
const everything = 'all';

function number(value: number | null): string {
  return value === null ? '' : String(value);
}

/** The schools, one a line. */
export function schoolsCsv(schools: readonly SchoolRecord[]): string {
  const head = csvLine(['school_code', 'school_name', 'levels', 'ward_code', 'longitude', 'latitude', 'synthetic']);
  const lines = schools.map(({ code, name, levels: offered, wardCode, lon, lat, synthetic }) => {
    const mark = synthetic ? syntheticMark : '';
    return csvLine([code, name, offered.join(' '), wardCode ?? '', number(lon), number(lat), mark]);
  });
  return `${csvMark}${head}${lines.join('')}`;
}

interface WardRows {
  readonly wardCode: string;
  readonly schoolIds: readonly string[];
  readonly rows: readonly ReportedRow[];
}

/** Rows by ward, schools of each in the order of their codes; those without a ward under none. */
function byWard(rows: readonly ReportedRow[], codes: ReadonlyMap<string, string>): readonly WardRows[] {
  const wards = new Map<string, ReportedRow[]>();
  for (const row of rows) {
    if (!codes.has(row.schoolId)) continue;
    const wardCode = row.wardCode ?? '';
    wards.set(wardCode, [...(wards.get(wardCode) ?? []), row]);
  }
  const codeOf = (id: string) => codes.get(id) ?? '';
  return [...wards]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([wardCode, found]) => ({
      wardCode,
      rows: found,
      schoolIds: [...new Set(found.map(({ schoolId }) => schoolId))].toSorted((a, b) =>
        codeOf(a) < codeOf(b) ? -1 : 1,
      ),
    }));
}

function tableOf({ rows, schoolIds }: WardRows, measure: Measure): CountTable {
  const found = new Map(rows.map((row) => [`${row.schoolId} ${row.level}`, row.sums.get(measure) ?? null]));
  return schoolIds.map((id) => levels.map((level) => found.get(`${id} ${level}`) ?? null));
}

/** Whether there is a count, or something that a total is of; a place behind the last one is that of the totals. */
function isReported(table: CountTable, row: number, column: number): boolean {
  const lines = row === table.length ? table : [table[row] ?? []];
  const counts = column === levels.length ? lines.flat() : lines.map((line) => line[column] ?? null);
  return counts.some((count) => count !== null);
}

interface CountsOf {
  readonly schoolYear: string;
  readonly period: string;
}

function wardLines(
  ward: WardRows,
  measure: Measure,
  schools: ReadonlyMap<string, SchoolRecord>,
  { schoolYear, period }: CountsOf,
): string[] {
  const table = tableOf(ward, measure);
  const { cells } = suppress(table);
  const isSynthetic = ward.schoolIds.some((id) => schools.get(id)?.synthetic === true);
  const columns = [...levels, everything];
  const places = [...ward.schoolIds.map((id) => schools.get(id)), undefined];
  return places.flatMap((school, row) =>
    columns.flatMap((level, column) => {
      // Nothing was reported: there is no line, and no total of nothing.
      if (!isReported(table, row, column)) return [];
      const value = cells[row]?.[column] ?? null;
      const mark = (school?.synthetic ?? isSynthetic) ? syntheticMark : '';
      const place = [ward.wardCode, school?.code ?? '', school?.name ?? ''];
      const status = value === null ? 'suppressed' : 'shown';
      return [csvLine([schoolYear, period, ...place, level, measure, number(value), status, mark])];
    }),
  );
}

/**
 * Pupils and teachers by school and level, with totals by school and by ward; counts under five suppressed, and with them
 * what would give them away.
 */
export function countsCsv(rows: readonly ReportedRow[], schools: readonly SchoolRecord[], moment: CountsOf): string {
  const head = ['school_year', 'period', 'ward_code', 'school_code', 'school_name', 'level', 'measure', 'count'];
  const known = new Map(schools.map((school) => [school.id, school]));
  const codes = new Map(schools.map(({ id, code }) => [id, code]));
  const wards = byWard(rows, codes);
  const lines = openMeasures.flatMap((measure) => wards.flatMap((ward) => wardLines(ward, measure, known, moment)));
  return `${csvMark}${csvLine([...head, 'status', 'synthetic'])}${lines.join('')}`;
}
