import type { ImportKind } from '@khue/domain/import';
import type { ImportHead, ImportMapping } from '@khue/domain/importMapping';
import { cleanText } from '@khue/domain/text';
import { foldHeader, mapColumns, mappingOf } from './columnMapping.ts';
import { parseNumber } from './numbers.ts';
import type { RawRow } from './table/table.ts';

/** A longer cell is prose or data. */
const headerCharacters = 100;
/** A row above the headers, such as a title, has fewer cells than this share of the widest. */
const shareOfWidest = 0.6;
/** Addresses stand in data, never in headers. Beside them stand passwords, which nobody may see. */
const address = /:\/\/|\d{1,3}(?:\.\d{1,3}){3}|@/u;

function headersIn({ cells }: RawRow): string[] {
  if (cells.some((cell) => address.test(cell))) return [];
  const seen = new Set<string>();
  return cells.map(cleanText).filter((cell) => {
    const folded = foldHeader(cell);
    if (folded === '' || cell.length > headerCharacters || parseNumber(cell) !== null || seen.has(folded)) return false;
    seen.add(folded);
    return true;
  });
}

/**
 * The row among the first of a sheet that most looks like its headers, for a person to map: the first that has nearly as
 * many words as the one with the most. null where no row looks like headers.
 */
export function likelyHead(
  rows: readonly RawRow[],
  kind: ImportKind,
  mapping: ImportMapping | undefined,
): ImportHead | null {
  const candidates = rows.map(headersIn);
  const widest = Math.max(0, ...candidates.map((headers) => headers.length));
  const headers = candidates.find((row) => row.length > 0 && row.length >= widest * shareOfWidest);
  if (headers === undefined) return null;
  return { headers, columns: mappingOf(kind, { headers, columns: mapColumns(headers, kind, mapping) }).columns };
}
