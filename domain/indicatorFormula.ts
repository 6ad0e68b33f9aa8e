/** Evaluation of indicators. Pure: what schools reported in, values out; nothing is guessed and nothing becomes 0. */
import type { IndicatorDefinition, IndicatorTarget, IndicatorValue, Term } from './indicator.ts';
import type { EducationLevel } from './school.ts';
import type { Measure } from './statistics.ts';

/** A school at one level it offers, with its sums by measure; a measure that was not reported is not there. */
export interface ReportedRow {
  readonly schoolId: string;
  readonly level: EducationLevel;
  /** Whether this is the highest level the school offers: figures of the school as a whole stand there. */
  readonly isHighest: boolean;
  readonly wardCode: string | null;
  readonly synthetic: boolean;
  readonly sums: ReadonlyMap<Measure, number>;
}

/** What is counted at a place, before it becomes a value; parts of a city add up to the city. */
export type Tally = Omit<IndicatorValue, 'place' | 'value' | 'met'>;

function partOf(part: Term['sum'][number], { sums }: ReportedRow): number | null {
  if (part.of === 'measure') return sums.get(part.measure) ?? null;
  let holds = 1;
  for (const { measure, atLeast } of part.where) {
    const value = sums.get(measure);
    if (value === undefined) return null;
    if (value < atLeast) holds = 0;
  }
  return holds;
}

function termOf({ sum }: Term, row: ReportedRow): number | null {
  let total = 0;
  for (const part of sum) {
    const value = partOf(part, row);
    if (value === null) return null;
    total += value;
  }
  return total;
}

/** Rows that count for an indicator at a level; null: at all levels. */
export function rowsOf(
  { basis, levels }: Pick<IndicatorDefinition, 'basis' | 'levels'>,
  rows: readonly ReportedRow[],
  level: EducationLevel | null,
): ReportedRow[] {
  return rows.filter(
    (row) =>
      (level === null || row.level === level) &&
      (levels === null || levels.includes(row.level)) &&
      (basis === 'level' || row.isHighest),
  );
}

/** Nothing counted yet. */
export const emptyTally: Tally = { numerator: null, denominator: null, reporting: 0, due: 0, synthetic: false };

/** Adds what is counted at two places; what is missing at one is left out. */
export function addTallies(one: Tally, other: Tally): Tally {
  const add = (a: number | null, b: number | null) => (a === null ? b : a + (b ?? 0));
  return {
    numerator: add(one.numerator, other.numerator),
    denominator: add(one.denominator, other.denominator),
    reporting: one.reporting + other.reporting,
    due: one.due + other.due,
    synthetic: one.synthetic || other.synthetic,
  };
}

function tallyOf({ formula }: IndicatorDefinition, row: ReportedRow): Tally {
  const missing: Tally = { ...emptyTally, due: 1, synthetic: row.synthetic };
  const numerator = termOf(formula.form === 'total' ? formula.of : formula.above, row);
  if (numerator === null) return missing;
  if (formula.form !== 'ratio') return { ...missing, numerator, reporting: 1 };
  const denominator = termOf(formula.below, row);
  return denominator === null ? missing : { ...missing, numerator, denominator, reporting: 1 };
}

function isMet(value: number | null, targets: readonly IndicatorTarget[], level: EducationLevel | null) {
  const target = targets.find((known) => known.level === level) ?? targets.find((known) => known.level === null);
  if (value === null || target === undefined) return null;
  return (target.atMost === null || value <= target.atMost) && (target.atLeast === null || value >= target.atLeast);
}

function valueOf({ formula }: IndicatorDefinition, { numerator, denominator }: Tally): number | null {
  if (formula.form === 'total') return numerator;
  if (numerator === null || denominator === null || denominator === 0) return null;
  return (formula.times * numerator) / denominator;
}

/** The value that a place's sums make. */
export function settle(
  definition: IndicatorDefinition,
  { place, level }: { readonly place: string; readonly level: EducationLevel | null },
  tally: Tally,
): IndicatorValue {
  const value = valueOf(definition, tally);
  return { place, ...tally, value, met: isMet(value, definition.targets, level) };
}

/**
 * What is counted in one ward or school. `population`: people aged 3–18 of the ward, null where not known; asked for by
 * `per_population` alone.
 */
export function countRows(
  definition: IndicatorDefinition,
  rows: readonly ReportedRow[],
  population: number | null,
): Tally {
  const tally = rows.reduce((sum, row) => addTallies(sum, tallyOf(definition, row)), emptyTally);
  if (definition.formula.form !== 'per_population') return tally;
  if (population === null) return { ...tally, numerator: null };
  // A ward without any school has no classroom; one whose schools are silent has an unknown number of them.
  if (tally.due === 0) return { ...tally, numerator: 0, denominator: population };
  return tally.numerator === null ? tally : { ...tally, denominator: population };
}
