/** One's own account. */
import { type OwnAccount, ownAccountSchema } from '@khue/domain/signIn';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { request, requestNothing } from './http.ts';

export const ownAccountKey = ['account'] as const;

export function useOwnAccount(): UseQueryResult<OwnAccount> {
  return useQuery({
    queryKey: ownAccountKey,
    queryFn: ({ signal }) => request('/api/account', ownAccountSchema, { signal }),
  });
}

export async function endSession(id: string): Promise<void> {
  await requestNothing(`/api/account/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

/** This session, too. */
export async function endEverySession(): Promise<void> {
  await requestNothing('/api/account/sessions', { method: 'DELETE' });
}
