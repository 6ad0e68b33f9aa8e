import { keptFaultsLimit, type SheetFault } from '@khue/domain/statistics';
import { columnLetters } from '@khue/domain/statisticsSheet';
import type { FaultyRows } from '@khue/store/statistics';
import type { RawRow } from '../registry/table/table.ts';

/** Cells of a faulty row that are kept, and characters of one. */
const keptColumns = 100;
const keptCharacters = 200;

/** What a fault says beside where it stands. */
export interface FoundFault extends Pick<SheetFault, 'code'> {
  /** Zero-based. */
  readonly column: number;
  readonly label: string;
  readonly expected?: string | number;
  readonly warning?: boolean;
}

/** Gathers the faults of one sheet, cell by cell; the first thousand are kept, the rest counted. */
export class SheetFaults {
  readonly #sheet: string;
  readonly #kept: SheetFault[] = [];
  readonly #rows = new Map<number, readonly string[]>();
  #faults = 0;
  #warnings = 0;

  constructor(sheet: string) {
    this.#sheet = sheet;
  }

  add({ line, cells }: RawRow, schoolCode: string | null, found: FoundFault): void {
    const { code, column, label, expected, warning = false } = found;
    if (warning) this.#warnings += 1;
    else this.#faults += 1;
    if (this.#kept.length >= keptFaultsLimit) return;
    this.#kept.push({
      sheet: this.#sheet,
      cell: `${columnLetters(column)}${line}`,
      schoolCode: schoolCode?.slice(0, keptCharacters) ?? null,
      column: label,
      value: (cells[column] ?? '').slice(0, keptCharacters),
      code,
      expected: expected === undefined ? null : String(expected),
      warning,
    });
    this.keepRow({ line, cells });
  }

  /** Keeps a row to be shown with the report. */
  keepRow({ line, cells }: RawRow): void {
    this.#rows.set(
      line,
      cells.slice(0, keptColumns).map((cell) => cell.slice(0, keptCharacters)),
    );
  }

  get kept(): readonly SheetFault[] {
    return this.#kept;
  }

  get counts(): { readonly faults: number; readonly warnings: number } {
    return { faults: this.#faults, warnings: this.#warnings };
  }

  get rows(): FaultyRows {
    return { sheet: this.#sheet, rows: [...this.#rows].map(([line, cells]) => ({ line, cells })) };
  }
}
