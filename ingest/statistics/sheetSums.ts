import type { Measure } from '@khue/domain/statistics';
import type { SheetColumn } from '@khue/domain/statisticsSheet';
import type { RawRow } from '../registry/table/table.ts';
import type { FoundFault, SheetFaults } from './sheetFaults.ts';

/** Pupils in one class, beyond which pupils or classes are wrong. */
const mostInClass = 100;

/** A column and where it stands in this sheet, zero-based. */
export interface PlacedColumn extends SheetColumn {
  readonly at: number;
}

/** What was read of a row. */
export interface ReportRow {
  readonly row: RawRow;
  readonly code: string;
  readonly columns: readonly PlacedColumn[];
  readonly values: ReadonlyMap<PlacedColumn, number>;
}

type Fault = Pick<FoundFault, 'code' | 'expected' | 'warning'>;

/** The sum of what stands in the columns of a measure; null where none does, or one that is required does not. */
function sumOf({ columns, values }: ReportRow, measure: Measure, grade?: string): number | null {
  const wanted = columns.filter(
    (column) => column.measure === measure && (grade === undefined || column.grade === grade),
  );
  if (wanted.some((column) => column.required && !values.has(column))) return null;
  const found = wanted.flatMap((column) => values.get(column) ?? []);
  return found.length === 0 ? null : found.reduce((sum, value) => sum + value, 0);
}

function gradeFault(pupils: number | null, classes: number | null): Fault | null {
  if (pupils === null || classes === null) return null;
  if (classes > 0 && pupils === 0) return { code: 'classes_without_pupils' };
  if (classes === 0 && pupils > 0) return { code: 'pupils_without_classes' };
  return pupils > classes * mostInClass ? { code: 'class_too_large', expected: mostInClass } : null;
}

const parts = [
  { part: 'classes_above_norm', whole: 'classes', code: 'more_than_all_classes' },
  { part: 'leaders_education_mail', whole: 'leaders', code: 'more_than_all_leaders' },
] as const;

/** Tells what does not fit together, though each cell by itself is right. */
export function checkSums(read: ReportRow, faults: SheetFaults): void {
  const { row, code, columns, values } = read;
  const tell = (column: PlacedColumn, fault: Fault | null): void => {
    if (fault !== null) faults.add(row, code, { ...fault, column: column.at, label: column.label });
  };
  for (const column of columns) {
    const { measure, grade } = column;
    if (measure === 'classes' && grade !== null) {
      tell(column, gradeFault(sumOf(read, 'pupils', grade), sumOf(read, 'classes', grade)));
    }
    const part = parts.find((known) => known.part === measure);
    const value = values.get(column);
    if (value === undefined) continue;
    const whole = part === undefined ? null : sumOf(read, part.whole);
    if (part !== undefined && whole !== null && value > whole) tell(column, { code: part.code, expected: whole });
    const isStaffless = measure === 'teachers' && value === 0 && (sumOf(read, 'pupils') ?? 0) > 0;
    if (isStaffless) tell(column, { code: 'teachers_missing', warning: true });
  }
}
