import { citySecond } from '@khue/domain/cityTime';
import type { Locale } from '@khue/domain/errors';
import { completeFrom, type IndicatorValue } from '@khue/domain/indicator';
import { type PlanningExportQuery, planningMeasures } from '@khue/domain/planningApi';
import { planningWords } from '@khue/domain/planningWords';
import { isOwnedBy, type School } from '@khue/domain/school';
import { levelNames } from '@khue/domain/statisticsSheet';
import type { DashboardDeps } from '../parts.ts';
import { type Sight, valuesInSight } from '../statistics/sight.ts';
import { type ExportedMeasure, exportedMeasure, type MeasureGround } from './exportedMeasures.ts';
import type { PlanningDesk } from './planningDesk.ts';

/** One place of a file with what is told of it. */
export interface ExportedPlace {
  readonly code: string;
  readonly name: string;
  readonly value: IndicatorValue;
}

/** What a file of the planning page holds: the same whatever its format. */
export interface ExportContents {
  readonly measure: Pick<ExportedMeasure, 'key' | 'name' | 'unit'>;
  readonly locale: Locale;
  /** Label and text, in their order: what has to be known of the figures. */
  readonly notes: readonly (readonly [string, string])[];
  readonly wards: readonly ExportedPlace[];
  readonly schools: readonly (ExportedPlace & { readonly school: School; readonly wardName: string })[];
  readonly synthetic: boolean;
}

/** Whether enough reported for a value to stand for its place. */
export function isComplete({ reporting, due }: IndicatorValue): boolean {
  return due === 0 || reporting / due >= completeFrom;
}

type Line = [label: string, text: string];

/** Which schools are counted where not all are, and how many could be on neither side. */
function ownershipLines({ query, ofYear, today }: MeasureGround): Line[] {
  const { ownership, level, locale } = query;
  if (ownership === undefined) return [];
  const words = planningWords[locale];
  const schools: readonly School[] = query.key === planningMeasures.reach ? today : ofYear;
  const asked = schools.filter(({ levels }) => level === undefined || levels.includes(level));
  const counted = asked.filter((school) => isOwnedBy(school.ownership, ownership)).length;
  const unknown = asked.filter((school) => school.ownership === null).length;
  const said = words.ownedSchools.replace('{{count}}', String(counted)).replace('{{unknown}}', String(unknown));
  return [[words.ownership, `${words[ownership]} (${said})`]];
}

function notesOf(
  { clock, layers }: Pick<DashboardDeps, 'clock' | 'layers'>,
  ground: MeasureGround,
  {
    measure,
    wards,
    synthetic,
  }: { readonly measure: ExportedMeasure; readonly wards: readonly IndicatorValue[]; readonly synthetic: boolean },
): Line[] {
  const { locale, level = null, schoolYear, period } = ground.query;
  const words = planningWords[locale];
  const reporting = wards.reduce((sum, value) => sum + value.reporting, 0);
  const due = wards.reduce((sum, value) => sum + value.due, 0);
  const isReach = measure.key === planningMeasures.reach;
  const share = due === 0 ? words.missing : `${reporting}/${due} (${Math.round((reporting / due) * 100)}%)`;
  const lines: (Line | null)[] = [
    synthetic ? [words.synthetic, words.syntheticNote] : null,
    [words.indicator, `${measure.name} (${measure.key})`],
    [words.unit, measure.unit],
    isReach ? null : [words.schoolYear, `${schoolYear}, ${words[period]}`],
    [words.level, level === null ? words.allLevels : levelNames[level][locale]],
    ...ownershipLines(ground),
    measure.target === null ? null : [words.target, measure.target],
    isReach ? null : [words.share, share],
    [words.source, measure.source],
    [words.boundary, `${words[layers.wards.kind]} · ${layers.wards.attribution}`],
    ...measure.notes.map((note): Line => ['', note]),
    ground.sight === null ? null : ['', words.partial],
    [words.takenAt, citySecond(clock.now()).replace('T', ' ')],
  ];
  return lines.filter((line) => line !== null);
}

/**
 * Gathers what a file holds: places in sight alone. Throws KHUE_NOT_FOUND where there is no such indicator and
 * KHUE_INPUT_INVALID where a measure needs a level.
 */
export async function exportContents(
  deps: Pick<DashboardDeps, 'store' | 'clock' | 'layers'>,
  desk: PlanningDesk,
  query: PlanningExportQuery,
  sight: Sight,
): Promise<ExportContents> {
  const { store } = deps;
  const [today, ofYear, units] = await Promise.all([
    store.schools.list(),
    store.statistics.schools(query),
    store.units.list(),
  ]);
  const ground: MeasureGround = { deps, desk, query, sight, ofYear, today };
  const measure = await exportedMeasure(ground);
  const register = [...today, ...ofYear.filter(({ isOpen }) => isOpen)];
  const wards = valuesInSight(measure.byWard, 'ward', sight, register);
  const nameOf = new Map(units.map(({ code, fullName }) => [code, fullName]));
  const schoolOf = new Map(ofYear.map((school) => [school.id, school]));
  const schools = valuesInSight(measure.bySchool, 'school', sight, register).flatMap((value) => {
    const school = schoolOf.get(value.place);
    if (school === undefined) return [];
    const wardName = school.wardCode === null ? '' : (nameOf.get(school.wardCode) ?? school.wardCode);
    return [{ code: school.code, name: school.name, value, school, wardName }];
  });
  const synthetic = [...wards, ...schools.map(({ value }) => value)].some((value) => value.synthetic);
  return {
    measure,
    locale: query.locale,
    notes: notesOf(deps, ground, { measure, wards, synthetic }),
    wards: wards.map((value) => ({ code: value.place, name: nameOf.get(value.place) ?? value.place, value })),
    schools,
    synthetic,
  };
}
