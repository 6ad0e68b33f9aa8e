import type { Unit } from '@khue/domain/unit';
import { wardTable } from '@khue/gis-data/wards';
import { foldHeader } from './columnMapping.ts';

/** Units by code and by name. */
export interface UnitIndex {
  /** The code a text stands for: a code itself, a full name, or a name that only one unit has; otherwise null. */
  codeOf(text: string): string | null;
}

const communeKinds: ReadonlySet<string> = new Set(['ward', 'rural_commune', 'special_zone']);

/** `P. Bến Thành` is `phuong ben thanh`. */
function foldName(name: string): string {
  return foldHeader(name)
    .replace(/^p (?=.)/u, 'phuong ')
    .replace(/^x (?=.)/u, 'xa ')
    .replace(/^dk (?=.)/u, 'dac khu ');
}

/** Index over the communes of the store, and over the table of the 168 where the store has none yet. */
export function createWardIndex(units: readonly Unit[]): UnitIndex {
  const stored = units.filter(({ kind }) => communeKinds.has(kind));
  return createUnitIndex(stored.length > 0 ? stored : wardTable());
}

/** Index over these units. */
export function createUnitIndex(units: readonly Pick<Unit, 'code' | 'name' | 'fullName'>[]): UnitIndex {
  const codes = new Set(units.map(({ code }) => code));
  const byName = new Map<string, string | null>();
  for (const { code, name, fullName } of units) {
    for (const folded of new Set([foldName(name), foldName(fullName)])) {
      const known = byName.get(folded);
      byName.set(folded, known === undefined || known === code ? code : null);
    }
  }
  return { codeOf: (text) => (codes.has(text) ? text : (byName.get(foldName(text)) ?? null)) };
}
