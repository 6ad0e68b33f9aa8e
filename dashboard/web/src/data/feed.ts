/** The data gateway: clients of the feed, their keys, what is open to everybody. */
import {
  type FeedKeyOnce,
  feedKeyOnceSchema,
  type FeedState,
  feedStateSchema,
  type NewFeedKey,
} from '@khue/domain/feed';
import {
  type UseMutationResult,
  useMutation,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import { request, requestNothing } from './http.ts';

const feedKey = ['feed'] as const;
const askEveryMs = 5_000;

export function useFeed(): UseQueryResult<FeedState> {
  return useQuery({
    queryKey: feedKey,
    queryFn: ({ signal }) => request('/api/feed', feedStateSchema, { signal }),
    refetchInterval: askEveryMs,
  });
}

/** A change of this page; whatever it ends in, the page is asked for again. */
export function useFeedChange<Input, Result>(
  send: (input: Input) => Promise<Result>,
): UseMutationResult<Result, Error, Input> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: async () => queries.invalidateQueries({ queryKey: feedKey }),
  });
}

const clientPath = (id: string): string => `/api/feed/clients/${encodeURIComponent(id)}`;

/** The new key, shown this once. */
export function makeFeedKey(clientId: string, key: NewFeedKey): Promise<FeedKeyOnce> {
  return request(`${clientPath(clientId)}/keys`, feedKeyOnceSchema, { method: 'POST', body: key });
}

export function revokeFeedKey(id: string): Promise<void> {
  return requestNothing(`/api/feed/keys/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

export function setFeedMqtt(clientId: string, mqtt: boolean): Promise<void> {
  return requestNothing(clientPath(clientId), { method: 'PATCH', body: { mqtt } });
}

export function setOpenData(openData: boolean): Promise<void> {
  return requestNothing('/api/feed/open-data', { method: 'PUT', body: { openData } });
}
