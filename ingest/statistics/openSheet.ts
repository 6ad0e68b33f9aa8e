import type { FaultDetails } from '@khue/domain/import';
import type { Submission, SubmissionFaultCode } from '@khue/domain/statistics';
import { sheetNames, templateMark, templateVersion } from '@khue/domain/statisticsSheet';
import { cleanText, foldForSearch } from '@khue/domain/text';
import { openTable } from '../registry/table/openTable.ts';
import type { RawRow, Sheet } from '../registry/table/table.ts';

/** A sheet that is not looked into, with the reason: another template, level or year. */
export class SheetRefused extends Error {
  override readonly name = 'SheetRefused';
  readonly code: SubmissionFaultCode;
  readonly details: FaultDetails;

  constructor(code: SubmissionFaultCode, details: FaultDetails = {}) {
    super(`sheet refused: ${code}`);
    this.code = code;
    this.details = details;
  }
}

/** What a sheet is handed in as. */
export type SheetOrder = Pick<Submission, 'kind' | 'level' | 'schoolYear' | 'period'>;

/** The header of a sheet and the rows behind it. */
export interface OpenedSheet {
  readonly name: string;
  readonly header: RawRow;
  /** Zero-based column of a label; null: there is none. */
  column(label: string): number | null;
  readonly rows: AsyncIterable<RawRow>;
}

/** Rows in which the header is looked for, and rows of the hidden sheet that are read. */
const headerWithin = 30;
const aboutRows = 20;
const sheetsLimit = 20;

/** Labels are compared by their letters and digits alone. */
export function foldLabel(label: string): string {
  return foldForSearch(cleanText(label))
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

async function aboutOf(sheet: Sheet): Promise<ReadonlyMap<string, string>> {
  const about = new Map<string, string>();
  for await (const { cells } of sheet.rows) {
    const [name = '', value = ''] = cells;
    about.set(name.trim(), value.trim());
    if (about.size >= aboutRows) break;
  }
  return about;
}

/** Compares what the hidden sheet says the book is with what it is handed in as. Throws SheetRefused. */
function compare(about: ReadonlyMap<string, string>, { kind, level, schoolYear, period }: SheetOrder): void {
  if (about.get(templateMark) !== String(templateVersion)) throw new SheetRefused('old_template');
  if (about.get('kind') !== kind) throw new SheetRefused('old_template');
  if (about.get('school_year') !== schoolYear) {
    throw new SheetRefused('wrong_year', { found: (about.get('school_year') ?? '?').slice(0, 20) });
  }
  if (kind === 'population') return;
  if (about.get('level') !== level) throw new SheetRefused('wrong_level');
  if (about.get('period') !== period) throw new SheetRefused('wrong_period');
}

async function* restOf(iterator: AsyncIterator<RawRow>): AsyncGenerator<RawRow> {
  try {
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

/** The first row that has all the given labels. Throws SheetRefused `missing_columns` with what the nearest row lacks. */
async function findHeader(sheet: Sheet, labels: readonly string[]): Promise<OpenedSheet> {
  const iterator = sheet.rows[Symbol.asyncIterator]();
  const [first = ''] = labels;
  for (let seen = 0; seen < headerWithin; seen += 1) {
    const next = await iterator.next();
    if (next.done === true) break;
    const places = new Map(
      next.value.cells.map((cell, column) => [foldLabel(cell), column]).toReversed() as [string, number][],
    );
    if (!places.has(foldLabel(first))) continue;
    const missing = labels.filter((label) => !places.has(foldLabel(label)));
    if (missing.length > 0) {
      await iterator.return?.();
      throw new SheetRefused('missing_columns', { columns: missing.slice(0, 5).join(', ') });
    }
    return {
      name: sheet.name,
      header: next.value,
      column: (label) => places.get(foldLabel(label)) ?? null,
      rows: restOf(iterator),
    };
  }
  await iterator.return?.();
  throw new SheetRefused('missing_columns', { columns: first });
}

/**
 * Opens what was handed in: a workbook has to be the present template of that level and year; of a CSV file the header
 * tells. Throws SheetRefused, and FileFault where the file cannot be read.
 */
export async function openSheet(bytes: Uint8Array, order: SheetOrder, labels: readonly string[]): Promise<OpenedSheet> {
  const known = new Set(labels.map(foldLabel));
  const score = (cells: readonly string[]): number => cells.filter((cell) => known.has(foldLabel(cell))).length;
  const sheets: Sheet[] = [];
  for await (const sheet of openTable(bytes, score, 'all')) {
    sheets.push(sheet);
    if (sheets.length >= sheetsLimit) break;
  }
  const [plain] = sheets;
  if (plain?.strictWidth === true) return findHeader(plain, labels);
  const about = sheets.find(({ name }) => name === sheetNames.about);
  const figures = sheets.find(({ name }) => name.normalize('NFC') === sheetNames.figures);
  if (about === undefined || figures === undefined) throw new SheetRefused('old_template');
  compare(await aboutOf(about), order);
  return findHeader(figures, labels);
}
