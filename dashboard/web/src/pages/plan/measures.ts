/** What the map can show: indicators, and two measures of planning beside them. */
import type { IndicatorDefinition } from '@khue/domain/indicator';

import type { EducationLevel } from '@khue/domain/school';
import { planningMeasures } from '@khue/domain/planningApi';
import type { Level } from '../../data/planning.ts';
import type { Language } from '../../i18n/format.ts';
import type { Translate } from '../../i18n/language.ts';
import { type Bound, boundOf } from './classes.ts';

export type MeasureGroup = IndicatorDefinition['group'] | 'P';

/** One thing to show, in the words of the screen. */
export interface Measure {
  readonly key: string;
  /** `P`: planning. */
  readonly group: MeasureGroup;
  readonly name: string;
  readonly unit: string;
  readonly decimals: number;
  /** Levels it is shown for; null among them: all levels together. */
  readonly levels: readonly Level[];
  readonly bound: (Bound & { readonly source: string }) | null;
  readonly source: string;
  readonly note: string | null;
  /** null: a measure of planning. */
  readonly definition: IndicatorDefinition | null;
}

/** What is told of one ward, or of the city. */
export interface PlaceValue {
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly reporting: number;
  readonly due: number;
  readonly met: boolean | null;
}

/** Keys of the two measures of planning. */
export const planningKeys = planningMeasures;

const levels: readonly EducationLevel[] = ['01', '02', '03', '04', '05'];
/** Levels for which a norm of pupils a room is in force. */
const levelsWithNorm: readonly EducationLevel[] = ['02', '03', '04'];

function levelsOf({ byLevel, levels: asked, basis }: IndicatorDefinition): readonly Level[] {
  if (!byLevel) return [null];
  return basis === 'level' || asked === null ? [null, ...(asked ?? levels)] : [null, ...asked];
}

function indicatorMeasure(definition: IndicatorDefinition, level: Level, language: Language): Measure {
  const shown = definition.byLevel ? level : null;
  const bound = boundOf(definition.targets, shown);
  return {
    key: definition.key,
    group: definition.group,
    name: definition.name[language],
    unit: definition.unit[language],
    decimals: definition.decimals,
    levels: levelsOf(definition),
    bound: bound === null ? null : { at: bound.at, kind: bound.kind, source: bound.target.source },
    source: definition.source,
    note: definition.note?.[language] ?? null,
    definition,
  };
}

/** Everything that may be chosen, in its order. `metres`: how far a school may be. */
export function measuresOf(
  definitions: readonly IndicatorDefinition[],
  { level, metres }: { readonly level: Level; readonly metres: number },
  { t, language }: { readonly t: Translate; readonly language: Language },
): Measure[] {
  const km = { km: (metres / 1_000).toLocaleString(language === 'vi' ? 'vi-VN' : 'en-GB') };
  const planning = { group: 'P', decimals: 0, note: null, definition: null } as const;
  return [
    ...definitions.map((definition) => indicatorMeasure(definition, level, language)),
    {
      ...planning,
      key: planningKeys.reach,
      name: t('plan.reach.name', km),
      unit: t('plan.reach.unit'),
      levels,
      bound: null,
      source: t('plan.reach.source'),
      note: t('plan.reach.note'),
    },
    {
      ...planning,
      key: planningKeys.places,
      name: t('plan.places.name'),
      unit: t('plan.places.unit'),
      levels: levelsWithNorm,
      bound: { at: 0, kind: 'atLeast', source: t('plan.places.target') },
      source: t('plan.places.source'),
      note: t('plan.places.note'),
    },
  ];
}

/** The level that a measure is shown for where another one was chosen. */
export function fittingLevel(measure: Pick<Measure, 'levels'>, chosen: Level): Level {
  return measure.levels.includes(chosen) ? chosen : (measure.levels[0] ?? null);
}

/** Whether it is told of public schools alone: what is held against all people of a ward is not. */
export function isToldByOwnership({ definition }: Pick<Measure, 'definition'>): boolean {
  return definition?.formula.form !== 'per_population';
}

/** School years from the first to the last with figures; those between without any stand there too. */
export function yearsBetween(reported: readonly { readonly schoolYear: string }[]): string[] {
  const starts = reported.map(({ schoolYear }) => Number(schoolYear.slice(0, 4)));
  if (starts.length === 0) return [];
  const first = Math.min(...starts);
  const count = Math.max(...starts) - first + 1;
  return Array.from({ length: count }, (_, i) => `${first + i}-${first + i + 1}`);
}
