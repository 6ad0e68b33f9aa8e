import type { SchoolDetail, SchoolListItem } from '@khue/domain/api';
import { useQueries, type UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import { fetchSchoolDetail, schoolDetailKey } from '../../data/schools.ts';
import type { SchoolAlarms } from '../../data/schoolAlarms.ts';
import type { Overview } from '../../live/liveStore.ts';
import { type AttentionItem, orderAttention, troubleSince } from './attention.ts';

/** Schools whose cameras are read for their names and moments; the rest of a long list keeps what the feed says. */
const readLimit = 30;

export interface Attention {
  readonly items: readonly AttentionItem[];
  readonly details: ReadonlyMap<string, SchoolDetail>;
}

/** Outside the hook: a stable function is run only when an answer changed. */
function detailsById(results: readonly UseQueryResult<SchoolDetail>[]): ReadonlyMap<string, SchoolDetail> {
  return new Map(results.flatMap(({ data }) => (data === undefined ? [] : [[data.school.id, data] as const])));
}

/** Schools that are not normal, ordered, with the details of the first of them. */
export function useAttention(
  schools: readonly SchoolListItem[],
  overview: Overview,
  alarms: ReadonlyMap<string, SchoolAlarms> | null,
): Attention {
  const first = useMemo(
    () =>
      orderAttention(schools, overview.schools, alarms, (live) => live.since)
        .slice(0, readLimit)
        .map((item) => item.school.id),
    [schools, overview, alarms],
  );
  const details = useQueries({
    queries: first.map((id) => ({
      queryKey: schoolDetailKey(id),
      queryFn: ({ signal }: { signal: AbortSignal }) => fetchSchoolDetail(id, signal),
      staleTime: 30_000,
    })),
    combine: detailsById,
  });
  const items = useMemo(
    () => orderAttention(schools, overview.schools, alarms, (live) => troubleSince(live, details.get(live.schoolId))),
    [schools, overview, alarms, details],
  );
  return { items, details };
}
