import type { ImportNoteCode, ImportReject, RejectCode } from '@khue/domain/import';
import { cleanText } from '@khue/domain/text';
import type { Header } from './header.ts';
import { type ParsedNumber, parseNumber } from './numbers.ts';
import type { RawRow } from './table/table.ts';

const valueCharacters = 200;
/** Characters that no cell needs and that the database or a terminal stumbles over. */
const controlCharacters = /[\p{Cc}\u200b\u200e\u200f\ufeff]+/gu;
const spreadsheetError = /^#(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!)$/u;

/** Hides what may be an account: all before the last `@` of an address, and values of telling query parameters. */
export function withoutCredentials(value: string): string {
  return value
    .replace(/:\/\/[^\s]*@/gu, '://***@')
    .replace(/(?<![/\w])[^\s/:@]+:(?!\/\/)[^\s@]+@/gu, '***@')
    .replace(/(?<![a-z])((?:user(?:name)?|pass(?:word|wd)?|pwd|auth|token)=)[^&\s/#]+/giu, '$1***');
}

/**
 * Reads the cells of one row by field, and gathers what is wrong with it (`faults`) and what was mended (`notes`).
 * Passwords, wherever they stand in the row, are kept out of the faults.
 */
export class RowReader {
  readonly line: number;
  readonly faults: ImportReject[] = [];
  readonly notes: ImportNoteCode[] = [];
  readonly #cells: readonly string[];
  readonly #header: Header;

  constructor(header: Header, { line, cells }: RawRow) {
    this.line = line;
    this.#header = header;
    this.#cells = cells;
  }

  has(field: string): boolean {
    return this.#header.columns.has(field);
  }

  /** The cell as it stands in the file; '' where there is none. */
  raw(field: string): string {
    const column = this.#header.columns.get(field);
    return column === undefined ? '' : (this.#cells[column] ?? '');
  }

  /** The cell as clean text (NFC, white space folded); null where it is empty. */
  text(field: string, maxCharacters: number): string | null {
    const raw = this.raw(field);
    const text = cleanText(raw.replace(controlCharacters, ' '));
    if (text !== raw) this.notes.push('text_normalised');
    if (spreadsheetError.test(text)) this.fault(field, 'missing_value');
    else if (text.length > maxCharacters) this.fault(field, 'too_long');
    else return text === '' ? null : text;
    return null;
  }

  /** As `text`, with a fault where the cell is empty; the answer is then ''. */
  requiredText(field: string, maxCharacters: number): string {
    const before = this.faults.length;
    const text = this.text(field, maxCharacters);
    if (text === null && this.faults.length === before) this.fault(field, 'missing_value');
    return text ?? '';
  }

  /** The cell as a number; null where it is empty or no number (the latter with a fault). */
  number(field: string): number | null {
    const raw = this.raw(field).replace(controlCharacters, ' ').trim();
    if (raw === '') return null;
    const parsed: ParsedNumber | null = parseNumber(raw);
    if (parsed === null) {
      this.fault(field, 'not_a_number');
      return null;
    }
    if (parsed.decimalComma) this.notes.push('decimal_comma');
    return parsed.value;
  }

  /** Records a fault of a cell; `value` stands in for the cell where more than one was judged. */
  fault(field: string, code: RejectCode, value: string = this.raw(field)): void {
    const column = this.#header.columns.get(field);
    this.#record(column === undefined ? null : (this.#header.headers[column] ?? null), value, code);
  }

  /** Records a fault of the whole row. */
  rowFault(code: RejectCode, value = ''): void {
    this.#record(null, value, code);
  }

  #record(column: string | null, value: string, code: RejectCode): void {
    const plain = withoutCredentials(cleanText(value.replace(controlCharacters, ' ')));
    const header = column === null ? null : cleanText(column);
    this.faults.push({ line: this.line, column: header, value: this.#withoutPassword(plain), code });
  }

  #withoutPassword(value: string): string {
    const password = cleanText(this.raw('password').replace(controlCharacters, ' '));
    const hidden = password === '' ? value : value.replaceAll(password, '***');
    return hidden.slice(0, valueCharacters);
  }
}
