import { type ImportKind, importKindSchema } from '@khue/domain/import';
import type { ImportHead, ImportMapping } from '@khue/domain/importMapping';
import { fittingMapping, isComplete, mapColumns, missingHeaders } from './columnMapping.ts';
import { FileFault } from './fileFault.ts';
import { likelyHead } from './headRow.ts';
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

/** By what a header row is looked for: the mapping chosen by name, or else those that are saved, and the known words. */
export interface HeaderSearch {
  readonly kind: ImportKind;
  readonly chosen?: ImportMapping | undefined;
  readonly saved: readonly ImportMapping[];
}

function findHeader(rows: readonly RawRow[], { kind, chosen, saved }: HeaderSearch): Header | null {
  let best: Header | null = null;
  for (const { line, cells } of rows) {
    if (chosen !== undefined && missingHeaders(cells, chosen).length > 0) continue;
    const columns = mapColumns(cells, kind, chosen ?? fittingMapping(cells, saved));
    if (isComplete(columns, kind) && columns.size > (best?.columns.size ?? 0)) best = { line, headers: cells, columns };
  }
  return best;
}

/**
 * A list of another kind is refused, not read as far as it happens to fit: wards have names and codes like schools. Who
 * has chosen a mapping has said what the list is.
 */
function refuseOtherKind(rows: readonly RawRow[], { kind, chosen }: HeaderSearch, found: Header | null): void {
  if (chosen !== undefined) return;
  for (const other of importKindSchema.options) {
    const better = other === kind ? null : findHeader(rows, { kind: other, saved: [] });
    if (better !== null && better.columns.size > (found?.columns.size ?? 0)) {
      throw new FileFault('other_kind', { other, kind });
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

/** What a sheet without a fitting header row has instead. */
interface Misfit {
  readonly empty: boolean;
  readonly head: ImportHead | null;
  /** Headers of the chosen mapping that its best row lacks; none where no mapping was chosen. */
  readonly missing: readonly string[];
}

function misfitOf(rows: readonly RawRow[], { kind, chosen }: HeaderSearch): Misfit {
  const lacking = chosen === undefined ? [] : rows.map(({ cells }) => missingHeaders(cells, chosen));
  const [fewest = []] = lacking.toSorted((a, b) => a.length - b.length);
  return { empty: rows.length === 0, head: likelyHead(rows, kind, chosen), missing: fewest };
}

async function mapSheet(sheet: Sheet, search: HeaderSearch): Promise<MappedSheet | Misfit> {
  const iterator = sheet.rows[Symbol.asyncIterator]();
  const head = await readHead(iterator);
  const header = findHeader(head.rows, search);
  refuseOtherKind(head.rows, search, header);
  if (header === null) {
    await iterator.return?.();
    if (head.fault !== null) throw head.fault;
    return misfitOf(head.rows, search);
  }
  const { estimatedRows, strictWidth } = sheet;
  return { header, rows: restOf(head, iterator, header.line), estimatedRows, strictWidth };
}

/** The fault of a file of which no sheet fits; it goes by the sheet that comes nearest. */
function faultOf(misfits: readonly Misfit[], { kind, chosen }: HeaderSearch): FileFault {
  const filled = misfits.filter(({ empty }) => !empty);
  if (filled.length === 0) return new FileFault('empty');
  const width = ({ head }: Misfit): number => head?.headers.length ?? 0;
  const [nearest] = filled.toSorted((a, b) => a.missing.length - b.missing.length || width(b) - width(a));
  const options = { head: nearest?.head ?? null };
  if (chosen === undefined || nearest === undefined || nearest.missing.length === 0) {
    return new FileFault('missing_columns', { kind }, options);
  }
  const headers = nearest.missing.map((header) => `“${header}”`).join(', ');
  return new FileFault('mapping_misfit', { mapping: chosen.name, headers }, options);
}

/** The first sheet with a header row of this kind among its first rows. Throws FileFault where there is none. */
export async function findSheet(sheets: AsyncIterable<Sheet>, search: HeaderSearch): Promise<MappedSheet> {
  const misfits: Misfit[] = [];
  for await (const sheet of sheets) {
    const mapped = await mapSheet(sheet, search);
    if ('header' in mapped) return mapped;
    misfits.push(mapped);
  }
  throw faultOf(misfits, search);
}
