import type { EducationLevel } from '@khue/domain/school';
import { foldForSearch } from '@khue/domain/text';
import type { SchoolInput } from '@khue/store/store';
import { foldHeader, type Header } from './header.ts';
import { createCodeDesk, createImporter, type ImporterFactory, maxCodeCharacters } from './importer.ts';
import { type Position, readPosition } from './position.ts';
import type { RowReader } from './rowReader.ts';
import { createWardIndex, type WardIndex } from './wardIndex.ts';
import { levelsInName, readLevels, readYes } from './words.ts';

const maxNameCharacters = 300;
const maxAddressCharacters = 1_000;
const maxLevelCharacters = 200;

/** What a school is read with. */
interface SchoolDesk {
  readonly claim: ReturnType<typeof createCodeDesk>;
  readonly wards: WardIndex;
  readonly wardAt: (lon: number, lat: number) => string | null;
  /** Prefix of derived codes. */
  readonly codePrefix: string;
}

/**
 * Code of a school in a file without school codes: `OSM-` where it comes from OpenStreetMap, otherwise `TEN-`, and the
 * short name without diacritics. The same name gives the same code, so a second import finds the school again.
 */
export function derivedCode(prefix: string, shortName: string): string {
  const slug = foldForSearch(shortName)
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-|-$/gu, '');
  return `${prefix}-${slug.toUpperCase()}`.slice(0, maxCodeCharacters);
}

function codePrefixOf({ headers }: Header): string {
  return headers.some((header) => /\bosm\b/u.test(foldHeader(header))) ? 'OSM' : 'TEN';
}

function readCode(row: RowReader, shortName: string, { claim, codePrefix }: SchoolDesk): string {
  const field = row.has('code') ? 'code' : row.has('shortName') ? 'shortName' : 'name';
  const derived = shortName === '' ? '' : derivedCode(codePrefix, shortName);
  const code = row.has('code') ? row.requiredText('code', maxCodeCharacters) : derived;
  claim(row, field, code);
  return code;
}

function levelsOf(row: RowReader, name: string): EducationLevel[] {
  const text = row.text('level', maxLevelCharacters);
  if (text === null) return levelsInName(name);
  const levels = readLevels(text);
  if (levels === null) row.fault('level', 'unknown_level');
  return levels ?? [];
}

function wardOf(row: RowReader, position: Position | null, { wards, wardAt }: SchoolDesk): string | null {
  for (const field of ['wardCode', 'wardName']) {
    const text = row.text(field, maxNameCharacters);
    if (text === null) continue;
    const code = wards.codeOf(text);
    if (code === null) row.fault(field, 'unknown_ward');
    return code;
  }
  const found = position === null ? null : wardAt(position.lon, position.lat);
  if (found !== null) row.notes.push('ward_from_position');
  return found;
}

function readSchool(row: RowReader, desk: SchoolDesk): SchoolInput {
  const name = row.requiredText('name', maxNameCharacters);
  const shortName = row.text('shortName', maxNameCharacters) ?? name;
  const code = readCode(row, shortName, desk);
  const position = readPosition(row);
  return {
    code,
    name,
    shortName,
    levels: levelsOf(row, name),
    address: row.text('address', maxAddressCharacters),
    lon: position?.lon ?? null,
    lat: position?.lat ?? null,
    wardCode: wardOf(row, position, desk),
    synthetic: readYes(row.text('synthetic', maxNameCharacters)),
  };
}

/** Importer of schools. */
export const createSchoolImporter: ImporterFactory = async ({ store, header, wardAt }) => {
  const desk: SchoolDesk = {
    claim: createCodeDesk(),
    wards: createWardIndex(await store.units.list()),
    wardAt,
    codePrefix: codePrefixOf(header),
  };
  return createImporter(
    (row) => readSchool(row, desk),
    (schools, at) => store.schools.upsert(schools, at),
  );
};
