import { createHash } from 'node:crypto';
import type { ImportKind } from '@khue/domain/import';
import { headersMappingPrefix, type ImportMapping, mappedHeaders } from '@khue/domain/importMapping';
import { foldForSearch } from '@khue/domain/text';
import { fieldsOf } from './columns.ts';

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
function headersName(headers: readonly string[]): string {
  const signature = JSON.stringify(headers.map(foldHeader));
  return `${headersMappingPrefix}${createHash('sha256').update(signature).digest('hex').slice(0, 16)}`;
}

/** Headers that the mapping takes and that a row does not have, as the mapping writes them. */
export function missingHeaders(cells: readonly string[], mapping: ImportMapping): string[] {
  const folded = new Set(cells.map(foldHeader));
  return mappedHeaders(mapping).filter((header) => !folded.has(foldHeader(header)));
}

/** The saved mapping for these headers: the one made for them, or else the largest whose columns are all there. */
export function fittingMapping(
  headers: readonly string[],
  mappings: readonly ImportMapping[],
): ImportMapping | undefined {
  const exact = mappings.find(({ name }) => name === headersName(headers));
  if (exact !== undefined) return exact;
  const byPeople = mappings.filter(
    (mapping) =>
      !mapping.name.startsWith(headersMappingPrefix) &&
      mappedHeaders(mapping).length > 0 &&
      missingHeaders(headers, mapping).length === 0,
  );
  return byPeople.toSorted((a, b) => mappedHeaders(b).length - mappedHeaders(a).length)[0];
}

/**
 * Field → position of its column in a row of headers: as the mapping says, then by the headers the product knows. A
 * field that the mapping leaves out on purpose ('') is not looked for.
 */
export function mapColumns(
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
  const fields = fieldsOf[kind];
  const known = new Set(fields.map(({ name }) => name));
  const mapped = mapping?.columns ?? {};
  for (const [field, header] of Object.entries(mapped)) {
    if (known.has(field)) take(field, whole, foldHeader(header));
  }
  for (const headers of [whole, bare]) {
    for (const { name, headers: wanted } of fields) {
      if (mapped[name] === '') continue;
      for (const header of wanted) take(name, headers, header);
    }
  }
  return columns;
}

export function isComplete(columns: ReadonlyMap<string, number>, kind: ImportKind): boolean {
  return fieldsOf[kind].every(({ name, required }) => !required || columns.has(name));
}

/** How many columns of a kind a row names, as a header; a row that lacks a required one counts half. */
export function headerScore(cells: readonly string[], kind: ImportKind, mapping?: ImportMapping): number {
  const columns = mapColumns(cells, kind, mapping);
  return isComplete(columns, kind) ? columns.size : columns.size / 2;
}

/** The mapping of a file, to be saved: field → header; under its headers, or under a name that a person gave. */
export function mappingOf(
  kind: ImportKind,
  { headers, columns }: { readonly headers: readonly string[]; readonly columns: ReadonlyMap<string, number> },
  name: string = headersName(headers),
): ImportMapping {
  const named = [...columns].map(([field, at]) => [field, headers[at] ?? ''] as const);
  return { kind, name, columns: Object.fromEntries(named) };
}
