import { KhueError } from '@khue/domain/errors';
import type { IndicatorDefinition, IndicatorValue } from '@khue/domain/indicator';
import { planningMeasures, type PlanningExportQuery, reachLimits } from '@khue/domain/planningApi';
import { planningWords } from '@khue/domain/planningWords';
import type { EducationLevel, School } from '@khue/domain/school';
import { shareWithin } from '@khue/gis-data/reach';
import type { SchoolOfMoment } from '@khue/store/statistics';
import type { DashboardDeps } from '../parts.ts';
import { indicatorValues } from '../statistics/indicatorValues.ts';
import { placesOfWards } from './placesOfWards.ts';
import type { PlanningDesk } from './planningDesk.ts';

/** What is told of one place in a file. */
export type ExportedValue = IndicatorValue;

/** What a file is of, in the words of its reader. */
export interface ExportedMeasure {
  readonly key: string;
  readonly name: string;
  readonly unit: string;
  readonly target: string | null;
  readonly source: string;
  readonly notes: readonly string[];
  /** Values by ward and, where the measure has them, by school: of every place, in sight or not. */
  readonly byWard: readonly ExportedValue[];
  readonly bySchool: readonly ExportedValue[];
}

/** What a measure is worked out from. */
export interface MeasureGround {
  readonly deps: Pick<DashboardDeps, 'store' | 'clock'>;
  readonly desk: PlanningDesk;
  readonly query: PlanningExportQuery;
  /** Schools in sight; null: all. */
  readonly sight: ReadonlySet<string> | null;
  /** Schools of the day of the figures. */
  readonly ofYear: readonly SchoolOfMoment[];
  /** Schools in the register now. */
  readonly today: readonly School[];
}

function targetOf({ targets }: IndicatorDefinition, level: string | null): string | null {
  const target = targets.find((one) => one.level === level) ?? targets.find((one) => one.level === null);
  if (target === undefined) return null;
  const bound = target.atLeast === null ? `≤ ${target.atMost}` : `≥ ${target.atLeast}`;
  return `${bound} (${target.source})`;
}

async function indicator({ deps, query, ofYear }: MeasureGround): Promise<ExportedMeasure> {
  const { store, clock } = deps;
  const { key, schoolYear, period, level = null, locale, ownership } = query;
  const definition = (await store.statistics.definitions(new Date(clock.now()))).find((known) => known.key === key);
  if (definition === undefined) throw new KhueError('KHUE_NOT_FOUND');
  const frame = { schoolYear, period, level, ownership } as const;
  const schools = () => Promise.resolve(ofYear);
  const [byWard, bySchool] = await Promise.all([
    indicatorValues(store, definition, { ...frame, by: 'ward' }, schools),
    indicatorValues(store, definition, { ...frame, by: 'school' }, schools),
  ]);
  return {
    key,
    name: definition.name[locale],
    unit: definition.unit[locale],
    target: targetOf(definition, level),
    source: definition.source,
    notes: definition.note === null ? [] : [definition.note[locale]],
    byWard,
    bySchool: definition.places.includes('school') ? bySchool : [],
  };
}

function requireLevel({ level }: PlanningExportQuery): EducationLevel {
  if (level === undefined) throw new KhueError('KHUE_INPUT_INVALID');
  return level;
}

function reach({ desk, query, sight, today }: MeasureGround): ExportedMeasure {
  const words = planningWords[query.locale];
  const { metres = reachLimits.usual } = query;
  const seen = desk.sight(today, sight, { ...query, level: requireLevel(query) });
  const km = (metres / 1_000).toLocaleString(query.locale === 'vi' ? 'vi-VN' : 'en-GB');
  const { synthetic, withoutPosition } = seen.ground;
  return {
    key: query.key,
    name: words.reachName.replace('{{km}}', km),
    unit: words.reachUnit,
    target: null,
    source: words.reachSource,
    notes: [
      words.reachNote,
      words.reachSchools
        .replace('{{count}}', String(seen.placed.length))
        .replace('{{without}}', String(withoutPosition)),
    ],
    byWard: [...desk.distances(seen)].map(([place, distances]) => {
      const share = shareWithin(distances, metres);
      const value = share === null ? null : share * 100;
      return { place, value, numerator: null, denominator: null, reporting: 0, due: 0, met: null, synthetic };
    }),
    bySchool: [],
  };
}

async function places({ deps, desk, query, sight, ofYear }: MeasureGround): Promise<ExportedMeasure> {
  const words = planningWords[query.locale];
  const level = requireLevel(query);
  const seen = desk.sight(ofYear, sight, { ...query, level });
  const { norm, wards, synthetic } = await placesOfWards(deps, { ...query, level }, seen);
  return {
    key: query.key,
    name: words.placesName,
    unit: words.placesUnit,
    target: norm === null ? null : `≥ 0 (${norm.source})`,
    source: words.placesSource,
    notes: [norm === null ? words.placesNoNorm : words.placesNote.replace('{{pupils}}', String(norm.pupils))],
    byWard: wards.map(({ place, places: rooms, pupils, balance, reporting, due }) => ({
      place,
      value: balance,
      numerator: rooms,
      denominator: pupils,
      reporting,
      due,
      met: balance === null ? null : balance >= 0,
      synthetic,
    })),
    bySchool: [],
  };
}

/** Works out what a file is of. Throws KHUE_NOT_FOUND where there is no such indicator. */
export async function exportedMeasure(ground: MeasureGround): Promise<ExportedMeasure> {
  if (ground.query.key === planningMeasures.reach) return reach(ground);
  return ground.query.key === planningMeasures.places ? places(ground) : indicator(ground);
}
