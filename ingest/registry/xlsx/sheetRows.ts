import { FileFault } from '../fileFault.ts';
import { createRowGuard, type RawRow, readableNumber, tableLimits } from '../table/table.ts';
import { type NumberFormat, numberText } from './numberFormats.ts';
import { type Attributes, readXml } from './xml.ts';

/** What a workbook knows about the cells of its sheets. */
export interface CellContext {
  readonly strings: readonly string[];
  readonly formats: readonly NumberFormat[];
  readonly date1904: boolean;
}

const plain: NumberFormat = { kind: 'plain' };
const lastColumn = 16_384;

/** Zero-based column of a cell reference such as `AB12`; null where it is none. */
export function columnOf(reference: string | undefined): number | null {
  const letters = /^[A-Z]{1,3}(?=\d+$)/u.exec(reference ?? '')?.[0];
  if (letters === undefined) return null;
  let column = 0;
  for (const letter of letters) column = column * 26 + (letter.charCodeAt(0) - 64);
  return column <= lastColumn ? column - 1 : null;
}

/** Rows and columns that a sheet says it reaches (`A1:Z100`); null where it does not say. */
export function claimedSize(reference: string | undefined): { rows: number; columns: number } | null {
  const match = /^[A-Z]{1,3}\d+:([A-Z]{1,3})(\d+)$/u.exec(reference ?? '');
  const column = columnOf(`${match?.[1] ?? ''}1`);
  return match === null || column === null ? null : { rows: Number(match[2]), columns: column + 1 };
}

/** What ends the reading of a sheet with more cells than are taken. */
export function tooManyCells(): FileFault {
  return new FileFault('too_many_cells', { limit: readableNumber(tableLimits.cells) });
}

/** The first rows of a sheet hold its claim; a claim beyond the limits is refused before a cell is read. */
export function refuseClaim(reference: string | undefined): void {
  const size = claimedSize(reference);
  if (size !== null && size.rows * size.columns > tableLimits.cells) throw tooManyCells();
}

/** Gathers the rows of one sheet from its XML; `take` gives the rows that are complete. */
class RowGatherer {
  readonly #context: CellContext;
  readonly #guard = createRowGuard();
  #ready: RawRow[] = [];
  #cells: string[] = [];
  #line = 0;
  #column = -1;
  #cellCount = 0;
  #type = 'n';
  #format: NumberFormat = plain;
  #value = '';
  #capturing = false;
  #inReading = false;

  constructor(context: CellContext) {
    this.#context = context;
  }

  take(): RawRow[] {
    const rows = this.#ready;
    this.#ready = [];
    return rows;
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'dimension') refuseClaim(attributes['ref']);
    else if (name === 'row') this.#openRow(attributes);
    else if (name === 'c') this.#openCell(attributes);
    else if (name === 'rPh') this.#inReading = true;
    else if (name === 'v' || name === 't') this.#capturing = !this.#inReading;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.#capturing = false;
    else if (name === 'rPh') this.#inReading = false;
    else if (name === 'c') this.#closeCell();
    else if (name === 'row') this.#closeRow();
  }

  text(value: string): void {
    if (this.#capturing && this.#value.length < tableLimits.cellCharacters) this.#value += value;
  }

  #openRow(attributes: Attributes): void {
    const line = Number(attributes['r']);
    this.#line = Number.isInteger(line) && line > 0 ? line : this.#line + 1;
    this.#cells = [];
    this.#column = -1;
  }

  #openCell(attributes: Attributes): void {
    this.#cellCount += 1;
    if (this.#cellCount > tableLimits.cells) throw tooManyCells();
    this.#column = columnOf(attributes['r']) ?? this.#column + 1;
    this.#type = attributes['t'] ?? 'n';
    this.#format = this.#context.formats[Number(attributes['s'] ?? 0)] ?? plain;
    this.#value = '';
  }

  #closeCell(): void {
    const shown = this.#shown(this.#value.slice(0, tableLimits.cellCharacters));
    if (shown === '') return;
    if (this.#column >= tableLimits.columns) {
      throw new FileFault('too_many_columns', { line: this.#line, limit: tableLimits.columns });
    }
    while (this.#cells.length < this.#column) this.#cells.push('');
    this.#cells[this.#column] = shown;
  }

  #closeRow(): void {
    if (this.#cells.every((cell) => cell.trim() === '')) return;
    const row = { line: this.#line, cells: this.#cells };
    this.#guard(row);
    this.#ready.push(row);
  }

  #shown(value: string): string {
    if (value === '') return '';
    if (this.#type === 's') return this.#context.strings[Number(value)] ?? '';
    if (this.#type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
    return this.#type === 'n' ? numberText(value, this.#format, this.#context.date1904) : value;
  }
}

/** Rows of a sheet as they are shown: results of formulas, text without its looks, dates, padded numbers. */
export async function* sheetRows(pieces: AsyncIterable<string>, context: CellContext): AsyncGenerator<RawRow> {
  const gatherer = new RowGatherer(context);
  for await (const _ of readXml(pieces, gatherer)) yield* gatherer.take();
}
