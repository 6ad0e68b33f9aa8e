import { citySecond } from '@khue/domain/cityTime';
import type { Locale } from '@khue/domain/errors';
import { KhueError } from '@khue/domain/errors';
import { completeFrom, type IndicatorDefinition, type IndicatorValue } from '@khue/domain/indicator';
import type { PlanningExportQuery } from '@khue/domain/planningApi';
import { planningWords } from '@khue/domain/planningWords';
import type { School } from '@khue/domain/school';
import { levelNames } from '@khue/domain/statisticsSheet';
import type { DashboardDeps } from '../parts.ts';
import { type Sight, valuesInSight } from '../statistics/sight.ts';

/** One place of a file with what is told of it. */
export interface ExportedPlace {
  readonly code: string;
  readonly name: string;
  readonly value: IndicatorValue;
}

/** What a file of the planning page holds: the same whatever its format. */
export interface ExportContents {
  readonly definition: IndicatorDefinition;
  readonly locale: Locale;
  /** Label and text, in their order: what has to be known of the figures. */
  readonly notes: readonly (readonly [string, string])[];
  readonly wards: readonly ExportedPlace[];
  readonly schools: readonly (ExportedPlace & { readonly school: School; readonly wardName: string })[];
  readonly synthetic: boolean;
  /** Levels of the frame in words, for names of files. */
  readonly levelName: string;
}

/** Whether enough reported for a value to stand for its place. */
export function isComplete({ reporting, due }: IndicatorValue): boolean {
  return due === 0 || reporting / due >= completeFrom;
}

function targetOf({ targets }: IndicatorDefinition, level: string | null): string | null {
  const target = targets.find((one) => one.level === level) ?? targets.find((one) => one.level === null);
  if (target === undefined) return null;
  const bound = target.atLeast === null ? `≤ ${target.atMost}` : `≥ ${target.atLeast}`;
  return `${bound} (${target.source})`;
}

interface Told {
  readonly definition: IndicatorDefinition;
  readonly query: PlanningExportQuery;
  readonly wards: readonly IndicatorValue[];
  readonly synthetic: boolean;
  readonly sight: Sight;
}

function notesOf(
  { clock, layers }: Pick<DashboardDeps, 'clock' | 'layers'>,
  { definition, query, wards, synthetic, sight }: Told,
): [string, string][] {
  const { locale, level = null, schoolYear, period } = query;
  const words = planningWords[locale];
  const [reporting, due] = [
    wards.reduce((sum, value) => sum + value.reporting, 0),
    wards.reduce((sum, value) => sum + value.due, 0),
  ];
  const target = targetOf(definition, level);
  return [
    ...(synthetic ? ([[words.synthetic, words.syntheticNote]] satisfies [string, string][]) : []),
    [words.indicator, `${definition.name[locale]} (${definition.key})`],
    [words.unit, definition.unit[locale]],
    [words.schoolYear, `${schoolYear}, ${words[period]}`],
    [words.level, level === null ? words.allLevels : levelNames[level][locale]],
    ...(target === null ? [] : ([[words.target, target]] satisfies [string, string][])),
    [words.share, due === 0 ? words.missing : `${reporting}/${due} (${Math.round((reporting / due) * 100)}%)`],
    [words.source, definition.source],
    [words.boundary, `${words[layers.wards.kind]} · ${layers.wards.attribution}`],
    ...(definition.note === null ? [] : ([['', definition.note[locale]]] satisfies [string, string][])),
    ...(sight === null ? [] : ([['', words.partial]] satisfies [string, string][])),
    [words.takenAt, citySecond(clock.now()).replace('T', ' ')],
  ];
}

/** Gathers what a file holds: places in sight alone. Throws KHUE_NOT_FOUND where there is no such indicator. */
export async function exportContents(
  deps: Pick<DashboardDeps, 'store' | 'clock' | 'layers'>,
  query: PlanningExportQuery,
  sight: Sight,
): Promise<ExportContents> {
  const { store, clock } = deps;
  const { key, schoolYear, period, level = null, locale } = query;
  const definition = (await store.statistics.definitions(new Date(clock.now()))).find((known) => known.key === key);
  if (definition === undefined) throw new KhueError('KHUE_NOT_FOUND');
  const frame = { key, schoolYear, period, level };
  const [byWard, bySchool, today, then, units] = await Promise.all([
    store.statistics.values({ ...frame, by: 'ward' }),
    store.statistics.values({ ...frame, by: 'school' }),
    store.schools.list(),
    store.statistics.schools({ schoolYear, period }),
    store.units.list(),
  ]);
  const register = [...today, ...then.filter(({ isOpen }) => isOpen)];
  const wards = valuesInSight(byWard, 'ward', sight, register);
  const nameOf = new Map(units.map(({ code, fullName }) => [code, fullName]));
  const schoolOf = new Map(then.map((school) => [school.id, school]));
  const schools = valuesInSight(bySchool, 'school', sight, register).flatMap((value) => {
    const school = schoolOf.get(value.place);
    if (school === undefined) return [];
    const wardName = school.wardCode === null ? '' : (nameOf.get(school.wardCode) ?? school.wardCode);
    return [{ code: school.code, name: school.name, value, school, wardName }];
  });
  const synthetic = [...wards, ...schools.map(({ value }) => value)].some((value) => value.synthetic);
  return {
    definition,
    locale,
    notes: notesOf(deps, { definition, query, wards, synthetic, sight }),
    wards: wards.map((value) => ({ code: value.place, name: nameOf.get(value.place) ?? value.place, value })),
    schools,
    synthetic,
    levelName: level === null ? planningWords[locale].allLevels : levelNames[level][locale],
  };
}
