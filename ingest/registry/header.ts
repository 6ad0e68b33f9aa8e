import { createHash } from 'node:crypto';
import { type ImportKind, type ImportMapping, importKindSchema } from '@khue/domain/import';
import { foldForSearch } from '@khue/domain/text';
import { fieldsOf } from './columns.ts';
import { FileFault } from './fileFault.ts';
import type { RawRow, Sheet } from './table/table.ts';

/** Where the fields of an importer stand in a file. */
export interface Header {
  readonly line: number;
  /** The headers as the file has them. */
  readonly headers: readonly string[];
  /** Field → position of its column. */
  readonly columns: ReadonlyMap<string, number>;
}

/** Titles above the table: the header row is looked for in so many rows. */
const headRows = 20;

/** A header for comparison: no diacritics, no signs, single spaces. `Mã trường (*)` is `ma truong`. */
export function foldHeader(header: string): string {
  return foldForSearch(header)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function withoutBrackets(header: string): string {
  return foldHeader(header.replace(/\([^)]*\)|\[[^\]]*\]/gu, ' '));
}

/** Name under which the mapping of a file with exactly these headers is saved. */
function mappingName(headers: readonly string[]): string {
  const signature = JSON.stringify(headers.map(foldHeader));
  return `headers-${createHash('sha256').update(signature).digest('hex').slice(0, 16)}`;
}

/** The saved mapping for these headers: the one made for them, or else the largest whose columns are all there. */
function fittingMapping(headers: readonly string[], mappings: readonly ImportMapping[]): ImportMapping | undefined {
  const exact = mappings.find(({ name }) => name === mappingName(headers));
  if (exact !== undefined) return exact;
  const folded = new Set(headers.map(foldHeader));
  const byPeople = mappings.filter(({ name, columns }) => {
    const wanted = Object.values(columns);
    return (
      !name.startsWith('headers-') && wanted.length > 0 && wanted.every((header) => folded.has(foldHeader(header)))
    );
  });
  return byPeople.toSorted((a, b) => Object.keys(b.columns).length - Object.keys(a.columns).length)[0];
}

function mapColumns(
  cells: readonly string[],
  kind: ImportKind,
  mapping: ImportMapping | undefined,
): Map<string, number> {
  const whole = cells.map(foldHeader);
  const bare = cells.map(withoutBrackets);
  const columns = new Map<string, number>();
  const taken = new Set<number>();
  const take = (field: string, headers: readonly string[], wanted: string) => {
    const at = headers.findIndex((header, i) => header === wanted && wanted !== '' && !taken.has(i));
    if (at === -1 || columns.has(field)) return;
    columns.set(field, at);
    taken.add(at);
  };
  const known = new Set(fieldsOf[kind].map(({ name }) => name));
  for (const [field, header] of Object.entries(mapping?.columns ?? {})) {
    if (known.has(field)) take(field, whole, foldHeader(header));
  }
  for (const headers of [whole, bare]) {
    for (const { name, headers: wanted } of fieldsOf[kind]) {
      for (const header of wanted) take(name, headers, header);
    }
  }
  return columns;
}

function isComplete(columns: ReadonlyMap<string, number>, kind: ImportKind): boolean {
  return fieldsOf[kind].every(({ name, required }) => !required || columns.has(name));
}

/** How many columns of a kind a row names, as a header; a row that lacks a required one counts half. */
export function headerScore(cells: readonly string[], kind: ImportKind): number {
  const columns = mapColumns(cells, kind, undefined);
  return isComplete(columns, kind) ? columns.size : columns.size / 2;
}

function findHeader(rows: readonly RawRow[], kind: ImportKind, mappings: readonly ImportMapping[]): Header | null {
  let best: Header | null = null;
  for (const { line, cells } of rows) {
    const columns = mapColumns(cells, kind, fittingMapping(cells, mappings));
    if (isComplete(columns, kind) && columns.size > (best?.columns.size ?? 0)) best = { line, headers: cells, columns };
  }
  return best;
}

const kindNames: Readonly<Record<ImportKind, string>> = { units: 'đơn vị', schools: 'trường', cameras: 'camera' };

/** A list of another kind is refused, not read as far as it happens to fit: wards have names and codes like schools. */
function refuseOtherKind(rows: readonly RawRow[], kind: ImportKind, found: Header | null): void {
  for (const other of importKindSchema.options) {
    const better = other === kind ? null : findHeader(rows, other, []);
    if (better !== null && better.columns.size > (found?.columns.size ?? 0)) {
      throw new FileFault('other_kind', { other: kindNames[other], kind: kindNames[kind] });
    }
  }
}

/** A sheet with its header found: `rows` go on below it. */
export interface MappedSheet {
  readonly header: Header;
  readonly rows: AsyncIterable<RawRow>;
  readonly estimatedRows: number;
  readonly strictWidth: boolean;
}

/** The first rows of a sheet, and the fault they end with where the file breaks among them. */
interface Head {
  readonly rows: readonly RawRow[];
  readonly fault: unknown;
}

async function readHead(iterator: AsyncIterator<RawRow>): Promise<Head> {
  const rows: RawRow[] = [];
  try {
    while (rows.length < headRows) {
      const next = await iterator.next();
      if (next.done === true) break;
      rows.push(next.value);
    }
  } catch (fault) {
    return { rows, fault };
  }
  return { rows, fault: null };
}

async function* restOf({ rows, fault }: Head, rest: AsyncIterator<RawRow>, below: number): AsyncGenerator<RawRow> {
  try {
    yield* rows.filter(({ line }) => line > below);
    if (fault !== null) throw fault;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function mapSheet(
  sheet: Sheet,
  kind: ImportKind,
  mappings: readonly ImportMapping[],
): Promise<{ mapped: MappedSheet | null; empty: boolean }> {
  const iterator = sheet.rows[Symbol.asyncIterator]();
  const head = await readHead(iterator);
  const header = findHeader(head.rows, kind, mappings);
  refuseOtherKind(head.rows, kind, header);
  if (header === null) {
    await iterator.return?.();
    if (head.fault !== null) throw head.fault;
    return { mapped: null, empty: head.rows.length === 0 };
  }
  const { estimatedRows, strictWidth } = sheet;
  return { mapped: { header, rows: restOf(head, iterator, header.line), estimatedRows, strictWidth }, empty: false };
}

/** The first sheet with a header row of this kind among its first rows. Throws FileFault where there is none. */
export async function findSheet(
  sheets: AsyncIterable<Sheet>,
  kind: ImportKind,
  mappings: readonly ImportMapping[],
): Promise<MappedSheet> {
  let allEmpty = true;
  for await (const sheet of sheets) {
    const { mapped, empty } = await mapSheet(sheet, kind, mappings);
    if (mapped !== null) return mapped;
    allEmpty &&= empty;
  }
  if (allEmpty) throw new FileFault('empty');
  const needed = fieldsOf[kind].filter(({ required }) => required).map(({ label }) => label);
  throw new FileFault('missing_columns', { columns: needed.join(', ') });
}

/** The mapping of a file, to be saved: field → header. */
export function mappingOf(kind: ImportKind, { headers, columns }: Header): ImportMapping {
  const named = [...columns].map(([field, at]) => [field, headers[at] ?? ''] as const);
  return { kind, name: mappingName(headers), columns: Object.fromEntries(named) };
}
