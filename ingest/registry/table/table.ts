import { FileFault } from '../fileFault.ts';

/** One row of a spreadsheet as text. */
export interface RawRow {
  /** Number the spreadsheet shows beside it, from 1. A cell that spans several lines of a CSV file is one row. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** One sheet of a workbook; a CSV file has exactly one. */
export interface Sheet {
  /** Name on its tab; `CSV` where there are no tabs. */
  readonly name: string;
  /** Rows there are about, for a progress bar. */
  readonly estimatedRows: number;
  /** Rows with at least one cell that is not blank, in order; can be read once. Throws FileFault. */
  readonly rows: AsyncIterable<RawRow>;
  /** Whether a row that is shorter or longer than the header is broken (CSV), or a matter of trailing blanks. */
  readonly strictWidth: boolean;
}

/** Limits of a file. `rows` counts rows with content; `cells` every cell a workbook declares or holds, blank or not. */
export const tableLimits = {
  fileBytes: 50 * 1_048_576,
  rows: 200_000,
  columns: 200,
  cells: 4_000_000,
  /** A cell holds no more in a spreadsheet program either; what is beyond is not read. */
  cellCharacters: 32_767,
  inflatedBytes: 256 * 1_048_576,
  archiveEntries: 1_000,
  /** Texts of a workbook's table together; how deep its XML nests; what one piece of it (a text, a tag) may be long. */
  sharedCharacters: 32_000_000,
  xmlDepth: 256,
  xmlTokenCharacters: 1_048_576,
  /** Styles, sheets and relations of a workbook, each; spreadsheet programs stop at 65,490 styles. */
  workbookParts: 70_000,
} as const;

/** `200000` as a person writes it. */
export function readableNumber(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/gu, ' ');
}

/** Counts rows and looks at their width; throws FileFault beyond the limits. */
export function createRowGuard(): (row: RawRow) => void {
  let rows = 0;
  return ({ line, cells }) => {
    rows += 1;
    if (rows > tableLimits.rows) throw new FileFault('too_many_rows', { limit: readableNumber(tableLimits.rows) });
    if (cells.length > tableLimits.columns) {
      throw new FileFault('too_many_columns', { line, limit: tableLimits.columns });
    }
  };
}
