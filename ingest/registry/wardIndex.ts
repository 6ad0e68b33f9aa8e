import type { Unit } from '@khue/domain/unit';
import { wardTable } from '@khue/gis-data/wards';
import { foldHeader } from './columnMapping.ts';

/** Communes by code and by name. */
export interface WardIndex {
  /** The code a text stands for: a code itself, a full name, or a name that only one commune has; otherwise null. */
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

/** Index over the units of the store, and over the table of the 168 communes where the store has none yet. */
export function createWardIndex(units: readonly Unit[]): WardIndex {
  const stored = units.filter(({ kind }) => communeKinds.has(kind));
  const wards = stored.length > 0 ? stored : wardTable();
  const codes = new Set(wards.map(({ code }) => code));
  const byName = new Map<string, string | null>();
  for (const { code, name, fullName } of wards) {
    for (const folded of new Set([foldName(name), foldName(fullName)])) {
      const known = byName.get(folded);
      byName.set(folded, known === undefined || known === code ? code : null);
    }
  }
  return { codeOf: (text) => (codes.has(text) ? text : (byName.get(foldName(text)) ?? null)) };
}
