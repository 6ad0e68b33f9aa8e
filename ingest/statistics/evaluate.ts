import type { IndicatorDefinition, IndicatorValue, PlaceKind } from '@khue/domain/indicator';
import { addTallies, countRows, emptyTally, type ReportedRow, rowsOf, settle } from '@khue/domain/indicatorFormula';
import { type EducationLevel, educationLevelSchema } from '@khue/domain/school';
import { type FramedValues, frameName, type ReportMoment, type StatisticsRepository } from '@khue/store/statistics';

/** Place of schools whose ward is not known: part of the city, drawn nowhere. */
const noWard = '-';

interface Ground {
  readonly definition: IndicatorDefinition;
  readonly moment: ReportMoment;
  readonly level: EducationLevel | null;
  readonly rows: readonly ReportedRow[];
  /** Of the wards that are worked out. */
  readonly population: ReadonlyMap<string, number>;
}

function groupBy(rows: readonly ReportedRow[], placeOf: (row: ReportedRow) => string): Map<string, ReportedRow[]> {
  const groups = new Map<string, ReportedRow[]>();
  for (const row of rows) {
    const group = groups.get(placeOf(row));
    if (group === undefined) groups.set(placeOf(row), [row]);
    else group.push(row);
  }
  return groups;
}

function frame({ definition, moment, level }: Ground, by: PlaceKind, values: readonly IndicatorValue[]): FramedValues {
  const { key, version } = definition;
  return { key, version, level, by, schoolYear: moment.schoolYear, period: moment.period, values };
}

function schoolValues(ground: Ground): IndicatorValue[] {
  const { definition, level, rows } = ground;
  return [...groupBy(rows, ({ schoolId }) => schoolId)].map(([place, own]) =>
    settle(definition, { place, level }, countRows(definition, own, null)),
  );
}

function wardValues({ definition, level, rows, population }: Ground): IndicatorValue[] {
  const groups = groupBy(rows, ({ wardCode }) => wardCode ?? noWard);
  if (definition.formula.form === 'per_population') {
    for (const ward of population.keys()) if (!groups.has(ward)) groups.set(ward, []);
  }
  return [...groups].map(([place, own]) =>
    settle(definition, { place, level }, countRows(definition, own, population.get(place) ?? null)),
  );
}

function cityValue(definition: IndicatorDefinition, level: EducationLevel | null, wards: readonly IndicatorValue[]) {
  const tally = wards.reduce(
    (sum, { numerator, denominator, reporting, due, synthetic }) =>
      addTallies(sum, { numerator, denominator, reporting, due, synthetic }),
    emptyTally,
  );
  return settle(definition, { place: 'city', level }, tally);
}

/** Levels an indicator is worked out for; null: all together. */
function levelsOf({ byLevel, levels }: IndicatorDefinition): (EducationLevel | null)[] {
  return byLevel ? [null, ...(levels ?? educationLevelSchema.options)] : [null];
}

/** Whether a moment was worked out before: then a few wards of it may be worked out anew. */
async function isKnown(statistics: StatisticsRepository, moment: ReportMoment, key: string): Promise<boolean> {
  return (await statistics.values({ ...moment, key, level: null, by: 'city' })).length > 0;
}

/**
 * Works out every indicator of a moment for the wards given and the schools in them (left out: all), and the city from its
 * wards; writes what changed. Returns how many values were written.
 */
export async function evaluate(
  statistics: StatisticsRepository,
  { schoolYear, period }: ReportMoment,
  options: { readonly at: Date; readonly wards?: readonly (string | null)[] },
): Promise<number> {
  const moment = { schoolYear, period };
  const definitions = await statistics.definitions(options.at);
  const known = await isKnown(statistics, moment, definitions[0]?.key ?? '');
  const wards = known ? options.wards : undefined;
  const [allRows, everyPopulation] = await Promise.all([
    statistics.reportedRows(moment, wards),
    statistics.population(schoolYear),
  ]);
  const population = new Map([...everyPopulation].filter(([ward]) => wards?.includes(ward) ?? true));
  const grounds = definitions.flatMap((definition) =>
    levelsOf(definition).map(
      (level): Ground => ({ definition, moment, level, population, rows: rowsOf(definition, allRows, level) }),
    ),
  );
  const local = grounds.flatMap((ground) => [
    ...(ground.definition.places.includes('school') ? [frame(ground, 'school', schoolValues(ground))] : []),
    frame(ground, 'ward', wardValues(ground)),
  ]);
  let written = await statistics.saveValues(local);
  if (known && wards === undefined) await statistics.dropOthers(moment, local);
  const ofWards = await statistics.wardValues(moment);
  const city = grounds.map((ground) => {
    const { definition, level } = ground;
    return frame(ground, 'city', [cityValue(definition, level, ofWards.get(frameName(definition.key, level)) ?? [])]);
  });
  written += await statistics.saveValues(city);
  return written;
}

/** Moments worked out at once: what one writes does not touch another, and the database has more than one core. */
const momentsAtOnce = 2;

/** Works out every moment that has figures. Returns how many values were written. */
export async function evaluateAll(statistics: StatisticsRepository, at: Date): Promise<number> {
  const waiting = (await statistics.moments()).values();
  async function work(): Promise<number> {
    let written = 0;
    for (const moment of waiting) written += await evaluate(statistics, moment, { at });
    return written;
  }
  const written = await Promise.all(Array.from({ length: momentsAtOnce }, work));
  return written.reduce((sum, count) => sum + count, 0);
}
