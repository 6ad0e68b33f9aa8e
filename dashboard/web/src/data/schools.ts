/** Schools and their cameras. */
import {
  type LiveIndex,
  liveIndexSchema,
  type SchoolDetail,
  schoolDetailSchema,
  type SchoolListItem,
  schoolListSchema,
} from '@khue/domain/api';
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { request } from './http.ts';

/** How often a school with closed cameras is asked for again. */
const closedEveryMs = 30_000;

export const schoolsKey = ['schools'] as const;
export const schoolDetailKey = (id: string): readonly [string, string] => ['school', id];

async function fetchSchools(signal: AbortSignal): Promise<readonly SchoolListItem[]> {
  return (await request('/api/schools', schoolListSchema, { signal })).schools;
}

export async function fetchSchoolDetail(id: string, signal: AbortSignal): Promise<SchoolDetail> {
  return request(`/api/schools/${encodeURIComponent(id)}`, schoolDetailSchema, { signal });
}

export async function fetchLiveIndex(signal: AbortSignal): Promise<LiveIndex> {
  return request('/api/live/index', liveIndexSchema, { signal });
}

/** Every school of the inventory. */
export function useSchools(): UseQueryResult<readonly SchoolListItem[]> {
  return useQuery({
    queryKey: schoolsKey,
    queryFn: ({ signal }) => fetchSchools(signal),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}

/** One school with its cameras; asks nothing while `id` is null. */
export function useSchoolDetail(id: string | null): UseQueryResult<SchoolDetail> {
  return useQuery({
    queryKey: schoolDetailKey(id ?? ''),
    queryFn: ({ signal }) => fetchSchoolDetail(id ?? '', signal),
    enabled: id !== null,
    staleTime: 30_000,
    // Somebody may approve meanwhile: a closed camera is looked at again.
    refetchInterval: ({ state }) => (state.data?.cameras.some(({ closed }) => closed) ? closedEveryMs : false),
  });
}
