import type { UnitKind } from '@khue/domain/unit';
import type { UnitInput } from '@khue/store/store';
import { createCodeDesk, createImporter, type ImporterFactory, maxCodeCharacters } from './importer.ts';
import { readPosition } from './position.ts';
import type { RowReader } from './rowReader.ts';
import { cityCode, seedCity } from './seedUnits.ts';
import { readUnitKind } from './words.ts';

const maxNameCharacters = 200;
const maxHistoryCharacters = 4_000;
/** `Phường Bến Thành` without its kind. */
const kindPrefix = /^(?:phường|xã|đặc khu|thành phố)\s+/iu;

function readKind(row: RowReader, fullName: string): UnitKind {
  const word = row.requiredText('kind', maxNameCharacters);
  const kind = readUnitKind(word) ?? readUnitKind(fullName);
  if (kind === null && word !== '') row.fault('kind', 'unknown_ward');
  return kind ?? 'ward';
}

/** A parent must be known already, from the registry or from an earlier row. */
function parentOf(row: RowReader, code: string, kind: UnitKind, known: ReadonlySet<string>): string | null {
  const given = row.text('parentCode', maxCodeCharacters);
  if (given !== null && !known.has(given)) row.fault('parentCode', 'unknown_ward');
  if (given !== null) return given;
  return kind === 'city' || code === cityCode ? null : cityCode;
}

function readUnit(row: RowReader, claim: ReturnType<typeof createCodeDesk>, known: ReadonlySet<string>): UnitInput {
  const code = row.requiredText('code', maxCodeCharacters);
  claim(row, 'code', code);
  const fullName = row.requiredText('fullName', maxNameCharacters);
  const kind = readKind(row, fullName);
  const position = readPosition(row);
  return {
    code,
    fullName,
    name: row.text('name', maxNameCharacters) ?? fullName.replace(kindPrefix, ''),
    kind,
    lon: position?.lon ?? null,
    lat: position?.lat ?? null,
    areaKm2: row.number('areaKm2'),
    mergedFrom: row.text('mergedFrom', maxHistoryCharacters),
    parentCode: parentOf(row, code, kind, known),
  };
}

/** Importer of units; their territorial parent is the city where the file does not say otherwise. */
export const createUnitImporter: ImporterFactory = async ({ store }) => {
  await seedCity(store);
  const claim = createCodeDesk();
  const known = new Set((await store.units.list()).map(({ code }) => code));
  const read = (row: RowReader) => {
    const unit = readUnit(row, claim, known);
    if (row.faults.length === 0) known.add(unit.code);
    return unit;
  };
  return createImporter(read, (units, at) => store.units.upsert(units, at));
};
