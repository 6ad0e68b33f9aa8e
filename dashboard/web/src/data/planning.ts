/** Indicators and what else the planning page asks for. */
import type { IndicatorDefinition, PlaceKind } from '@khue/domain/indicator';
import {
  type Nearest,
  nearestSchema,
  type Places,
  placesSchema,
  type PlanningExportQuery,
  type Reach,
  reachSchema,
  type ServiceAreas,
  serviceAreasSchema,
} from '@khue/domain/planningApi';
import type { EducationLevel, OwnershipFilter } from '@khue/domain/school';
import {
  figureListSchema,
  indicatorListSchema,
  indicatorTrendSchema,
  indicatorValuesSchema,
  type MomentSchool,
  momentSchoolsSchema,
  reportedYearsSchema,
} from '@khue/domain/statisticsApi';
import { keepPreviousData, queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { z } from 'zod';
import { request } from './http.ts';

/** Figures change when a sheet is accepted: what is shown may be so old. */
const staleTime = 60_000;

/** Figures of a year are as of its beginning: the planning page shows that period. */
const period = 'start';

export type Level = EducationLevel | null;

/** Public schools alone, or those that are not; null: all. */
export type Owned = OwnershipFilter | null;

/** What values are of. */
export interface Frame {
  readonly key: string;
  readonly schoolYear: string;
  readonly level: Level;
  readonly ownership: Owned;
}

function query(asked: Readonly<Record<string, string | number | null | undefined>>): string {
  const given = Object.entries(asked).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [[name, String(value)]],
  );
  return new URLSearchParams(given).toString();
}

export function useIndicators(): UseQueryResult<readonly IndicatorDefinition[]> {
  return useQuery({
    queryKey: ['indicators'],
    queryFn: async ({ signal }) => (await request('/api/indicators', indicatorListSchema, { signal })).indicators,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useReportedYears(): UseQueryResult<z.infer<typeof reportedYearsSchema>['years']> {
  return useQuery({
    queryKey: ['reported-years'],
    queryFn: async ({ signal }) => (await request('/api/statistics/years', reportedYearsSchema, { signal })).years,
    staleTime,
  });
}

/** Values of a frame by ward, by school, or of the city. */
export function valuesQuery({ key, schoolYear, level, ownership }: Frame, by: PlaceKind) {
  return queryOptions({
    queryKey: ['indicator-values', key, schoolYear, level, ownership, by],
    queryFn: ({ signal }) =>
      request(
        `/api/indicators/${encodeURIComponent(key)}/values?${query({ schoolYear, period, level, ownership, by })}`,
        indicatorValuesSchema,
        { signal },
      ),
    staleTime,
  });
}

export function useTrend(key: string | null, place: string, { level, ownership }: Pick<Frame, 'level' | 'ownership'>) {
  return useQuery({
    queryKey: ['indicator-trend', key, place, level, ownership],
    queryFn: ({ signal }) =>
      request(
        `/api/indicators/${encodeURIComponent(key ?? '')}/trend?${query({ place, period, level, ownership })}`,
        indicatorTrendSchema,
        { signal },
      ),
    enabled: key !== null,
    staleTime,
  });
}

/** Schools as they stood on the day that the figures of a year are of. */
export function useSchoolsOfYear(schoolYear: string): UseQueryResult<readonly MomentSchool[]> {
  return useQuery({
    queryKey: ['schools-of-year', schoolYear],
    queryFn: async ({ signal }) => {
      const path = `/api/statistics/schools?${query({ schoolYear, period })}`;
      return (await request(path, momentSchoolsSchema, { signal })).schools;
    },
    enabled: schoolYear !== '',
    staleTime,
  });
}

/** The cells behind the figures of a school; asks nothing while there is none. */
export function useFigures(place: string | null, { schoolYear, level }: Pick<Frame, 'schoolYear' | 'level'>) {
  return useQuery({
    queryKey: ['figures', place, schoolYear, level],
    queryFn: ({ signal }) =>
      request(`/api/statistics/figures?${query({ place, schoolYear, period, level })}`, figureListSchema, { signal }),
    enabled: place !== null,
    staleTime,
  });
}

export function reachQuery(level: EducationLevel, metres: number, ownership: Owned) {
  return queryOptions<Reach>({
    queryKey: ['planning-reach', level, metres, ownership],
    queryFn: ({ signal }) =>
      request(`/api/planning/reach?${query({ level, metres, ownership })}`, reachSchema, { signal }),
    staleTime,
    placeholderData: keepPreviousData,
  });
}

export function placesQuery(level: EducationLevel, schoolYear: string, ownership: Owned) {
  return queryOptions<Places>({
    queryKey: ['planning-places', level, schoolYear, ownership],
    queryFn: ({ signal }) =>
      request(`/api/planning/places?${query({ level, schoolYear, period, ownership })}`, placesSchema, { signal }),
    staleTime,
  });
}

export function useServiceAreas(level: Level, ownership: Owned, isAsked: boolean): UseQueryResult<ServiceAreas> {
  return useQuery({
    queryKey: ['planning-service-areas', level, ownership],
    queryFn: ({ signal }) =>
      request(`/api/planning/service-areas?${query({ level, ownership })}`, serviceAreasSchema, { signal }),
    enabled: isAsked && level !== null,
    staleTime,
  });
}

export function useNearest(
  point: readonly [number, number] | null,
  { level, ownership }: Pick<Frame, 'level' | 'ownership'>,
): UseQueryResult<Nearest> {
  const [lon, lat] = point ?? [0, 0];
  return useQuery({
    queryKey: ['planning-nearest', lon, lat, level, ownership],
    queryFn: ({ signal }) =>
      request(`/api/planning/nearest?${query({ lon, lat, level, ownership, k: 5 })}`, nearestSchema, { signal }),
    enabled: point !== null,
    staleTime,
    placeholderData: keepPreviousData,
  });
}

/** Address of a file of what the map shows. */
export function planningExportPath(
  format: 'xlsx' | 'geojson',
  { key, schoolYear, level, ownership, metres, locale }: Frame & Pick<PlanningExportQuery, 'locale' | 'metres'>,
): string {
  return `/api/planning/export.${format}?${query({ key, schoolYear, period, level, ownership, metres, locale })}`;
}
