/** How wards look on the map, and what is to be said of all of them. */
import type { WardLook } from '../../map/planMap.ts';
import { type Bound, classOf, type ValueClass } from './classes.ts';
import type { PlaceValue } from './measures.ts';
import { isComplete } from './useMeasureValues.ts';

/** Which wards are looked at. */
export type WardFilter = 'all' | 'ward' | 'rural' | 'unmet';

export interface Ward {
  readonly code: string;
  readonly name: string;
  readonly fullName: string;
}

/** Whether a ward is among those that are looked at. */
export function isAmong({ fullName }: Ward, value: PlaceValue | undefined, filter: WardFilter): boolean {
  if (filter === 'unmet') return value?.met === false;
  if (filter === 'all') return true;
  return fullName.startsWith('Phường') === (filter === 'ward');
}

/** How each ward is drawn. */
export function wardLooks(
  wards: readonly Ward[],
  values: ReadonlyMap<string, PlaceValue>,
  { classes, bound, filter }: { classes: readonly ValueClass[]; bound: Bound | null; filter: WardFilter },
): Map<string, WardLook> {
  return new Map(
    wards.map((ward): [string, WardLook] => {
      const value = values.get(ward.code);
      const known = value?.value ?? null;
      const colour = known === null ? null : (classOf(known, classes, bound)?.colour ?? null);
      return [
        ward.code,
        {
          colour,
          missing: known === null && value !== undefined && value.due > 0,
          incomplete: known !== null && value !== undefined && !isComplete(value),
          unmet: value?.met === false,
          aside: !isAmong(ward, value, filter),
        },
      ];
    }),
  );
}

export interface Tally {
  readonly unmet: number;
  readonly met: number;
  /** With a value. */
  readonly known: number;
  /** Schools are there, and nothing was reported. */
  readonly missing: number;
  /** No school of the level. */
  readonly empty: number;
  readonly incomplete: number;
}

/** Counts wards by what is known of them. */
export function tally(rows: readonly { readonly told: PlaceValue | undefined }[]): Tally {
  const count = (holds: (value: PlaceValue | undefined) => boolean): number =>
    rows.filter(({ told }) => holds(told)).length;
  return {
    unmet: count((value) => value?.met === false),
    met: count((value) => value?.met === true),
    known: count((value) => (value?.value ?? null) !== null),
    missing: count((value) => value !== undefined && value.value === null && value.due > 0),
    empty: count((value) => value === undefined || (value.value === null && value.due === 0)),
    incomplete: count((value) => value !== undefined && value.value !== null && !isComplete(value)),
  };
}
