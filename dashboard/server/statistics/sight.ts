import { z } from 'zod';
import type { IndicatorValue, PlaceKind } from '@khue/domain/indicator';
import { KhueError } from '@khue/domain/errors';
import type { School } from '@khue/domain/school';
import { requireHeld } from '../access/guard.ts';
import type { AccountRights } from '../access/rights.ts';

/** What somebody may see of figures: schools by id; null: all of the city. */
export type Sight = ReadonlySet<string> | null;

type SeenSchool = Pick<School, 'id' | 'wardCode'>;

/** Wards of which somebody sees every school: only their totals say nothing of schools he may not see. */
export function wholeWards(register: readonly SeenSchool[], sight: ReadonlySet<string>): ReadonlySet<string> {
  const wards = new Set<string>();
  const hidden = new Set<string>();
  for (const { id, wardCode } of register) {
    if (wardCode !== null) (sight.has(id) ? wards : hidden).add(wardCode);
  }
  return new Set([...wards].filter((ward) => !hidden.has(ward)));
}

/** Values of places in sight: schools held, wards seen whole, the city for those who see all of it. */
export function valuesInSight(
  values: readonly IndicatorValue[],
  by: PlaceKind,
  sight: Sight,
  register: readonly SeenSchool[],
): IndicatorValue[] {
  // Schools of which no ward is known are part of the city, and of nothing that is drawn.
  const drawn = values.filter(({ place }) => place !== '-');
  if (sight === null) return drawn;
  if (by === 'city') return [];
  const places = by === 'school' ? sight : wholeWards(register, sight);
  return drawn.filter(({ place }) => places.has(place));
}

/** What kind of place a name is: a school by its id, the city, else a ward. */
export function placeKindOf(place: string): PlaceKind {
  if (place === 'city') return 'city';
  return z.uuid().safeParse(place).success ? 'school' : 'ward';
}

/** Throws KHUE_NOT_FOUND where the total of a place is not in sight. A school is decided before anything is looked up. */
export async function requireTotal(
  rights: AccountRights,
  place: string,
  register: () => Promise<readonly SeenSchool[]>,
): Promise<PlaceKind> {
  const kind = placeKindOf(place);
  if (kind === 'school') {
    requireHeld(rights, 'statistics.view', { schoolId: place, camera: null });
    return kind;
  }
  const sight = rights.schools('statistics.view');
  if (sight === null) return kind;
  if (kind === 'city' || !wholeWards(await register(), sight).has(place)) throw new KhueError('KHUE_NOT_FOUND');
  return kind;
}
