import { wardTable } from '@khue/gis-data/wards';
import type { Store, UnitInput } from '@khue/store/store';

/** Code of the city in the general statistics list. */
export const cityCode = '79';

/** The department and its city; the Sở has no code of its own in a public list, so it carries the product's. */
const heads: readonly UnitInput[] = [
  {
    code: cityCode,
    name: 'Hồ Chí Minh',
    fullName: 'Thành phố Hồ Chí Minh',
    kind: 'city',
    lon: null,
    lat: null,
    areaKm2: null,
    mergedFrom: null,
    parentCode: null,
  },
  {
    code: 'SGDDT-79',
    name: 'Sở GD&ĐT',
    fullName: 'Sở Giáo dục và Đào tạo Thành phố Hồ Chí Minh',
    kind: 'department',
    lon: null,
    lat: null,
    areaKm2: null,
    mergedFrom: null,
    parentCode: cityCode,
  },
];

/** The 168 communes have been in force since 01/7/2025, 00:00 in Hồ Chí Minh City (NQ 1685/NQ-UBTVQH15). */
const inForceSince = new Date('2025-07-01T00:00:00+07:00');

async function addMissing(store: Store, wanted: readonly UnitInput[]): Promise<void> {
  const known = new Set((await store.units.list()).map((unit) => unit.code));
  const missing = wanted.filter((unit) => !known.has(unit.code));
  if (missing.length > 0) await store.units.upsert(missing, inForceSince);
}

/** Writes the city and its department where the registry does not hold them yet: units of a file lie in them. */
export async function seedCity(store: Store): Promise<void> {
  await addMissing(store, heads);
}

/** Writes the city, its department and the 168 communes where the registry does not hold them yet. */
export async function seedUnits(store: Store): Promise<void> {
  const communes = wardTable().map((ward): UnitInput => ({ ...ward, parentCode: cityCode }));
  await addMissing(store, [...heads, ...communes]);
}
