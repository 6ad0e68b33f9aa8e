/** What a camera's connection was like over the last 24 hours. */
import { type CameraHistory, cameraHistorySchema } from '@khue/domain/api';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { request } from './http.ts';

export function useCameraHistory(cameraId: string): UseQueryResult<CameraHistory> {
  return useQuery({
    queryKey: ['history', cameraId],
    queryFn: ({ signal }) =>
      request(`/api/cameras/${encodeURIComponent(cameraId)}/history?hours=24`, cameraHistorySchema, { signal }),
    staleTime: 60_000,
    refetchInterval: 120_000,
  });
}
