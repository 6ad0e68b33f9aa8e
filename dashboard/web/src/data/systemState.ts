/** Health of the house itself. */
import { type Health, healthSchema, type SystemState, systemStateSchema } from '@khue/domain/api';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { request } from './http.ts';

/** 503 carries the same body: it is an answer, not a failure. */
export function useHealth(): UseQueryResult<Health> {
  return useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => request('/healthz', healthSchema, { signal, alsoAnswers: [503] }),
    refetchInterval: 10_000,
    staleTime: 5_000,
  });
}

export function useSystemState(): UseQueryResult<SystemState> {
  return useQuery({
    queryKey: ['state'],
    queryFn: ({ signal }) => request('/api/state', systemStateSchema, { signal, alsoAnswers: [503] }),
    refetchInterval: 5_000,
    staleTime: 2_000,
  });
}
