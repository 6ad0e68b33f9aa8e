import type { IndicatorDefinition, IndicatorValue, PlaceKind } from '@khue/domain/indicator';
import {
  addTallies,
  countRows,
  emptyTally,
  type ReportedRow,
  rowsOf,
  settle,
  type Tally,
} from '@khue/domain/indicatorFormula';
import { isOwnedBy, type OwnershipFilter } from '@khue/domain/school';
import type { SchoolOfMoment, ValueFrame } from '@khue/store/statistics';

/** Place of schools whose ward is not known, as the values kept have it. */
const noWard = '-';

export interface OwnedFrame extends Omit<ValueFrame, 'key'> {
  readonly ownership: OwnershipFilter;
}

/** What an indicator of schools alone counts: a row for each level of each school, with nothing reported. */
function bareRows(schools: readonly SchoolOfMoment[]): ReportedRow[] {
  return schools.flatMap(({ id, levels, wardCode, synthetic }) =>
    levels.map((level) => {
      const isHighest = levels.every((other) => other <= level);
      return { schoolId: id, level, isHighest, wardCode, synthetic, sums: new Map() };
    }),
  );
}

function tallies(
  definition: IndicatorDefinition,
  level: OwnedFrame['level'],
  schools: readonly SchoolOfMoment[],
  ofSchools: readonly IndicatorValue[],
): [placeOfSchool: SchoolOfMoment, tally: Tally][] {
  const known = new Map(ofSchools.map((value) => [value.place, value]));
  return schools.flatMap((school): [SchoolOfMoment, Tally][] => {
    if (definition.places.includes('school')) {
      const value = known.get(school.id);
      return value === undefined ? [] : [[school, value]];
    }
    const rows = rowsOf(definition, bareRows([school]), level);
    return rows.length === 0 ? [] : [[school, countRows(definition, rows, null)]];
  });
}

/**
 * Values over the public schools of a moment alone, or over those that are not: what is kept of each school, added up. A
 * school whose ownership is not recorded is in neither. People by ward are of all schools: nothing is told of those.
 */
export function ownedValues(
  definition: IndicatorDefinition,
  { level, by, ownership }: Pick<OwnedFrame, 'level' | 'by' | 'ownership'>,
  {
    schools,
    ofSchools,
  }: { readonly schools: readonly SchoolOfMoment[]; readonly ofSchools: readonly IndicatorValue[] },
): IndicatorValue[] {
  if (definition.formula.form === 'per_population') return [];
  const placeOf: Readonly<Record<PlaceKind, (school: SchoolOfMoment) => string>> = {
    school: ({ id }) => id,
    ward: ({ wardCode }) => wardCode ?? noWard,
    city: () => 'city',
  };
  const sums = new Map<string, Tally>();
  const owned = schools.filter((school) => isOwnedBy(school.ownership, ownership));
  for (const [school, { numerator, denominator, reporting, due, synthetic }] of tallies(
    definition,
    level,
    owned,
    ofSchools,
  )) {
    const place = placeOf[by](school);
    const tally = { numerator, denominator, reporting, due, synthetic };
    sums.set(place, addTallies(sums.get(place) ?? emptyTally, tally));
  }
  return [...sums]
    .map(([place, tally]) => settle(definition, { place, level }, tally))
    .toSorted((a, b) => (a.place < b.place ? -1 : 1));
}
