import type { EducationLevel, School } from '@khue/domain/school';
import type { Figure } from '@khue/domain/statistics';
import { columnLetters, identityColumns, levelNames, type SheetColumn } from '@khue/domain/statisticsSheet';
import { cleanText } from '@khue/domain/text';
import type { RawRow } from '../registry/table/table.ts';
import type { OpenedSheet } from './openSheet.ts';
import { readCell } from './readCell.ts';
import type { SheetFaults } from './sheetFaults.ts';
import { checkSums, type PlacedColumn } from './sheetSums.ts';

/** What the rows of a sheet are checked against, and what they leave. */
export interface RowDesk {
  readonly level: EducationLevel;
  /** By code: of the register as it is now, and of the day of the figures. */
  readonly schools: ReadonlyMap<string, School>;
  /** Ids of schools that may be reported for; null: all. */
  readonly scope: ReadonlySet<string> | null;
  readonly faults: SheetFaults;
}

export interface ReadRows {
  readonly figures: readonly Figure[];
  readonly rows: number;
  readonly rowsReported: number;
  readonly cells: number;
  readonly missing: number;
  readonly synthetic: boolean;
}

/** Reads rows of figures, school by school; what is wrong is told cell by cell. */
export class FigureRows {
  readonly #desk: RowDesk;
  readonly #sheet: string;
  readonly #codeAt: number;
  readonly #columns: readonly PlacedColumn[];
  readonly #seen = new Map<string, string>();
  readonly #figures: Figure[] = [];
  #rows = 0;
  #reported = 0;
  #cells = 0;
  #missing = 0;
  #synthetic = false;

  constructor(sheet: Pick<OpenedSheet, 'name' | 'column'>, columns: readonly SheetColumn[], desk: RowDesk) {
    this.#desk = desk;
    this.#sheet = sheet.name;
    this.#codeAt = sheet.column(identityColumns.code) ?? 0;
    this.#columns = columns.map((column) => ({ ...column, at: sheet.column(column.label) ?? 0 }));
  }

  get result(): ReadRows {
    return {
      figures: this.#figures,
      rows: this.#rows,
      rowsReported: this.#reported,
      cells: this.#cells,
      missing: this.#missing,
      synthetic: this.#synthetic,
    };
  }

  take(row: RawRow): void {
    const filled = this.#columns.filter(({ at }) => (row.cells[at] ?? '').trim() !== '');
    const code = cleanText(row.cells[this.#codeAt] ?? '');
    if (code === '' && filled.length === 0) return;
    this.#rows += 1;
    // A school of which nothing stands here did not report: its figures stay missing.
    if (filled.length === 0) return;
    this.#reported += 1;
    this.#cells += filled.length;
    const school = this.#schoolOf(row, code);
    const values = this.#valuesOf(row, code, school);
    checkSums({ row, code, values, columns: this.#columns }, this.#desk.faults);
    if (school === null) return;
    this.#synthetic ||= school.synthetic;
    for (const [{ measure, grade, sex, at }, value] of values) {
      const cell = `${this.#sheet}!${columnLetters(at)}${row.line}`;
      this.#figures.push({ schoolId: school.id, level: this.#desk.level, measure, grade, sex, value, cell });
    }
  }

  #schoolOf(row: RawRow, code: string): School | null {
    const { schools, scope, faults, level } = this.#desk;
    const fault = (found: Pick<Parameters<SheetFaults['add']>[2], 'code' | 'expected'>): null => {
      faults.add(row, code, { ...found, column: this.#codeAt, label: identityColumns.code });
      return null;
    };
    if (code === '') return fault({ code: 'required' });
    const cell = `${columnLetters(this.#codeAt)}${row.line}`;
    const first = this.#seen.get(code);
    if (first !== undefined) return fault({ code: 'duplicate_school', expected: first });
    this.#seen.set(code, cell);
    const school = schools.get(code);
    // Whoever reports for some schools is not told which others there are.
    if (scope !== null && (school === undefined || !scope.has(school.id))) return fault({ code: 'out_of_scope' });
    if (school === undefined) return fault({ code: 'unknown_school' });
    return school.levels.includes(level) ? school : fault({ code: 'wrong_level' });
  }

  #valuesOf(row: RawRow, code: string, school: School | null): ReadonlyMap<PlacedColumn, number> {
    const { faults, level } = this.#desk;
    const highest = school?.levels.toSorted().at(-1) ?? level;
    const values = new Map<PlacedColumn, number>();
    for (const column of this.#columns) {
      const { at, label, required, schoolWide } = column;
      const text = cleanText(row.cells[at] ?? '');
      const isElsewhere = schoolWide && highest !== level;
      if (text === '') {
        if (required) faults.add(row, code, { code: 'required', column: at, label });
        else if (!isElsewhere) this.#missing += 1;
        continue;
      }
      if (isElsewhere) {
        const expected = levelNames[highest].vi;
        faults.add(row, code, { code: 'in_sheet_of_highest_level', column: at, label, expected });
        continue;
      }
      const reading = readCell(column, text);
      if ('value' in reading) values.set(column, reading.value);
      else faults.add(row, code, { ...reading, column: at, label });
    }
    return values;
  }
}
