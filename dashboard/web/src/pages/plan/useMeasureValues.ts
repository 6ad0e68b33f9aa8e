import { completeFrom, type IndicatorValue } from '@khue/domain/indicator';
import type { Places, Reach } from '@khue/domain/planningApi';
import { useQueries, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { type Level, type Owned, placesQuery, reachQuery, valuesQuery } from '../../data/planning.ts';
import { isToldByOwnership, type Measure, type PlaceValue, planningKeys } from './measures.ts';

/** What a measure says of one year, and what all its years hold. */
export interface MeasureValues {
  readonly wards: ReadonlyMap<string, PlaceValue>;
  /** null: not told of the city as a whole. */
  readonly city: PlaceValue | null;
  /** Values of every ward and year: the classes are made of them. */
  readonly everyYear: readonly number[];
  readonly synthetic: boolean;
  /** The account does not see all of the city. */
  readonly partial: boolean;
  readonly isWaiting: boolean;
  readonly error: Error | null;
}

export interface Shown {
  readonly measure: Measure | null;
  readonly level: Level;
  readonly ownership: Owned;
  readonly years: readonly string[];
  readonly year: string;
  readonly metres: number;
}

/** Whether enough reported for a value to stand for its place. */
export function isComplete({ reporting, due }: Pick<PlaceValue, 'reporting' | 'due'>): boolean {
  return due === 0 || reporting / due >= completeFrom;
}

const ofIndicator = (values: readonly IndicatorValue[]) =>
  new Map(values.map(({ place, ...value }): [string, PlaceValue] => [place, value]));

const ofReach = ({ wards }: Reach) =>
  new Map(
    wards.map(({ place, share }): [string, PlaceValue] => {
      const value = share === null ? null : share * 100;
      return [place, { value, numerator: null, denominator: null, reporting: 0, due: 0, met: null }];
    }),
  );

const ofPlaces = ({ wards }: Places) =>
  new Map(
    wards.map(({ place, places, pupils, balance, reporting, due }): [string, PlaceValue] => {
      const met = balance === null ? null : balance >= 0;
      return [place, { value: balance, numerator: places, denominator: pupils, reporting, due, met }];
    }),
  );

const numbers = (wards: ReadonlyMap<string, PlaceValue>): number[] =>
  [...wards.values()].flatMap(({ value }) => value ?? []);
const none: ReadonlyMap<string, PlaceValue> = new Map();

/** The same object as long as no answer changes. */
function combined<Data>(results: readonly UseQueryResult<Data>[]) {
  return {
    answers: results.map(({ data }) => data),
    isWaiting: results.some(({ isPending, fetchStatus }) => isPending && fetchStatus !== 'idle'),
    error: results.find(({ error }) => error !== null)?.error ?? null,
  };
}

/** Values of what is shown, of every year: one year is drawn, all of them make the classes. */
export function useMeasureValues({ measure, level, ownership, years, year, metres }: Shown): MeasureValues {
  const indicator = measure?.definition ?? null;
  const isPlaces = measure?.key === planningKeys.places;
  const isReach = measure?.key === planningKeys.reach;
  const school = level ?? '02';
  const values = useQueries({
    queries: years.map((schoolYear) => ({
      ...valuesQuery({ key: indicator?.key ?? '', schoolYear, level, ownership }, 'ward'),
      enabled: indicator !== null,
    })),
    combine: combined,
  });
  const places = useQueries({
    queries: years.map((schoolYear) => ({
      ...placesQuery(school, schoolYear, ownership),
      enabled: isPlaces && level !== null,
    })),
    combine: combined,
  });
  const reach = useQueries({
    queries: [{ ...reachQuery(school, metres, ownership), enabled: isReach && level !== null }],
    combine: combined,
  });
  const city = useQuery({
    ...valuesQuery({ key: indicator?.key ?? '', schoolYear: year, level, ownership }, 'city'),
    enabled: indicator !== null && year !== '',
  });
  const at = years.indexOf(year);
  return useMemo(() => {
    const { isWaiting, error } = isReach ? reach : isPlaces ? places : values;
    const ground = isReach ? reach.answers[0] : places.answers[at];
    const perYear = isReach
      ? reach.answers.map((answer) => (answer === undefined ? none : ofReach(answer)))
      : isPlaces
        ? places.answers.map((answer) => (answer === undefined ? none : ofPlaces(answer)))
        : values.answers.map((answer) => (answer === undefined ? none : ofIndicator(answer.values)));
    return {
      wards: perYear[isReach ? 0 : at] ?? none,
      city: indicator === null ? null : (city.data?.values[0] ?? null),
      everyYear: perYear.flatMap(numbers),
      synthetic: indicator === null ? (ground?.synthetic ?? false) : (values.answers[at]?.synthetic ?? false),
      partial: indicator === null && (ground?.partial ?? false),
      isWaiting,
      error,
    };
  }, [indicator, isReach, isPlaces, reach, places, values, city.data, at]);
}

/** Fetches what may be chosen next, a few at a time, so that choosing it draws it at once. */
export function usePrefetch(
  measures: readonly Measure[],
  { level, ownership }: Pick<Shown, 'level' | 'ownership'>,
  years: readonly string[],
): void {
  const queries = useQueryClient();
  useEffect(() => {
    const wanted = measures.flatMap(({ definition, levels }) => {
      if (definition === null) return [];
      const shown = levels.includes(level) ? level : (levels[0] ?? null);
      const owned = isToldByOwnership({ definition }) ? ownership : null;
      return years.map((schoolYear) =>
        valuesQuery({ key: definition.key, schoolYear, level: shown, ownership: owned }, 'ward'),
      );
    });
    const over = new AbortController();
    const next = async (): Promise<void> => {
      for (let query = wanted.shift(); query !== undefined && !over.signal.aborted; query = wanted.shift()) {
        await queries.prefetchQuery(query);
      }
    };
    void Promise.all([next(), next()]);
    return () => over.abort();
  }, [queries, measures, level, ownership, years]);
}
