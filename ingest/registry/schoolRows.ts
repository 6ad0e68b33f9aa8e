import type { EducationLevel, Ownership, School } from '@khue/domain/school';
import { foldForSearch } from '@khue/domain/text';
import type { SchoolInput } from '@khue/store/store';
import { foldHeader } from './columnMapping.ts';
import type { Header } from './header.ts';
import { createCodeDesk, createImporter, type ImporterFactory, maxCodeCharacters } from './importer.ts';
import { type Position, readPosition } from './position.ts';
import type { RowReader } from './rowReader.ts';
import { createUnitIndex, createWardIndex, type UnitIndex } from './wardIndex.ts';
import { levelsInName, readLevels, readOwnership, readYes } from './words.ts';

const maxNameCharacters = 300;
const maxAddressCharacters = 1_000;
const maxLevelCharacters = 200;

/** What a school is read with. */
interface SchoolDesk {
  /** Schools by code as they stand: where the file has no column for something, what is known stays. */
  readonly known: ReadonlyMap<string, School>;
  readonly claim: ReturnType<typeof createCodeDesk>;
  readonly wards: UnitIndex;
  /** Units that may manage schools: everything but professional clusters. */
  readonly managers: UnitIndex;
  readonly clusters: UnitIndex;
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

function levelsOf(row: RowReader, name: string, known: School | undefined): EducationLevel[] {
  if (!row.has('level') && known !== undefined) return known.levels;
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

const positionFields = ['lat', 'lon', 'x', 'y'] as const;
const wardFields = ['wardCode', 'wardName'] as const;

function placeOf(
  row: RowReader,
  desk: SchoolDesk,
  known: School | undefined,
  position: Position | null,
): Pick<School, 'lon' | 'lat' | 'wardCode'> {
  const saysPosition = positionFields.some((field) => row.has(field));
  const saysWard = wardFields.some((field) => row.has(field));
  const { lon, lat } = saysPosition || known === undefined ? (position ?? { lon: null, lat: null }) : known;
  if (known !== undefined && !saysPosition && !saysWard) return { lon, lat, wardCode: known.wardCode };
  return { lon, lat, wardCode: wardOf(row, lon === null || lat === null ? null : { lon, lat }, desk) };
}

/** The unit of a relation; undefined where the file has no column for it, null where the cell is empty. */
function unitOf(row: RowReader, field: string, units: UnitIndex): string | null | undefined {
  if (!row.has(field)) return undefined;
  const text = row.text(field, maxNameCharacters);
  if (text === null) return null;
  const code = units.codeOf(text);
  if (code === null) row.fault(field, 'unknown_unit');
  return code;
}

function ownershipOf(row: RowReader, known: School | undefined): Ownership | null {
  if (!row.has('ownership')) return known?.ownership ?? null;
  const text = row.text('ownership', maxLevelCharacters);
  if (text === null) return null;
  const ownership = readOwnership(text);
  if (ownership === null) row.fault('ownership', 'unknown_ownership');
  return ownership;
}

function readSchool(row: RowReader, desk: SchoolDesk): SchoolInput {
  const name = row.requiredText('name', maxNameCharacters);
  const stated = row.text('shortName', maxNameCharacters);
  const code = readCode(row, stated ?? name, desk);
  const known = desk.known.get(code);
  const position = readPosition(row);
  const shortName = stated ?? (row.has('shortName') ? null : known?.shortName) ?? name;
  return {
    code,
    name,
    shortName,
    levels: levelsOf(row, name, known),
    address: row.has('address') ? row.text('address', maxAddressCharacters) : (known?.address ?? null),
    ...placeOf(row, desk, known, position),
    ownership: ownershipOf(row, known),
    managingUnitCode: unitOf(row, 'managingUnit', desk.managers),
    professionalUnitCode: unitOf(row, 'professionalCluster', desk.clusters),
    synthetic: row.has('synthetic') ? readYes(row.text('synthetic', maxNameCharacters)) : (known?.synthetic ?? false),
  };
}

/** Importer of schools. */
export const createSchoolImporter: ImporterFactory = async ({ store, header, wardAt }) => {
  const [units, schools] = await Promise.all([store.units.list(), store.schools.list()]);
  const desk: SchoolDesk = {
    known: new Map(schools.map((school) => [school.code, school])),
    claim: createCodeDesk(),
    wards: createWardIndex(units),
    managers: createUnitIndex(units.filter(({ kind }) => kind !== 'professional_cluster')),
    clusters: createUnitIndex(units.filter(({ kind }) => kind === 'professional_cluster')),
    wardAt,
    codePrefix: codePrefixOf(header),
  };
  return createImporter(
    (row) => readSchool(row, desk),
    (inputs, at) => store.schools.upsert(inputs, at),
  );
};
