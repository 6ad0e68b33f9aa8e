/** Why this session looks through cameras: chosen before its first picture, sent along with every ticket. */
import { purposeListSchema } from '@khue/domain/api';
import type { Purpose } from '@khue/domain/privacy';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { z } from 'zod';
import { request } from './http.ts';

const reasonSchema = z.object({
  accountId: z.string(),
  /** null on a wall display, which is not asked. */
  purposeId: z.string().nullable(),
  note: z.string(),
});
export type LookReason = z.infer<typeof reasonSchema>;

/** Lasts as long as the tab: a reload does not ask again. */
const memory = 'khue.lookReason';

function remembered(): LookReason | null {
  try {
    return reasonSchema.parse(JSON.parse(window.sessionStorage.getItem(memory) ?? ''));
  } catch {
    return null;
  }
}

let reason: LookReason | null = remembered();
const listeners = new Set<() => void>();

function set(next: LookReason | null): void {
  reason = next;
  if (next === null) window.sessionStorage.removeItem(memory);
  else window.sessionStorage.setItem(memory, JSON.stringify(next));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function chooseReason(next: LookReason): void {
  set(next);
}

/** It is asked for again: at sign-out, and when the server does not take it any more. */
export function forgetReason(): void {
  set(null);
}

/** Whoever is signed in now looks for a reason of his own: one that somebody else chose in this tab is forgotten. */
export function keepReasonOf(accountId: string): void {
  if (reason !== null && reason.accountId !== accountId) set(null);
}

/** What an account chose, or null. */
export function useLookReason(accountId: string | null): LookReason | null {
  const chosen = useSyncExternalStore(subscribe, () => reason);
  return chosen !== null && chosen.accountId === accountId ? chosen : null;
}

/** Waits until a reason is there. */
export async function chosenReason(signal: AbortSignal): Promise<LookReason> {
  if (reason !== null) return reason;
  const { promise, resolve, reject } = Promise.withResolvers<LookReason>();
  const listen = (): void => {
    if (reason !== null) resolve(reason);
  };
  const giveUp = (): void => reject(signal.reason);
  const unsubscribe = subscribe(listen);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await promise;
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', giveUp);
  }
}

async function fetchPurposes(signal: AbortSignal): Promise<readonly Purpose[]> {
  return (await request('/api/tickets/purposes', purposeListSchema, { signal })).purposes;
}

/** The purposes that may be chosen. */
export function usePurposes(): UseQueryResult<readonly Purpose[]> {
  return useQuery({
    queryKey: ['purposes'],
    queryFn: ({ signal }) => fetchPurposes(signal),
    staleTime: 60_000,
  });
}
