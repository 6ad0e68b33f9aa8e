/** Wall displays: pairing one, and those that are paired. */
import {
  type PairingOffer,
  pairingOfferSchema,
  pairingStateSchema,
  type WallEnrolment,
  type WallList,
  wallListSchema,
} from '@khue/domain/signIn';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { z } from 'zod';
import { request, requestNothing } from './http.ts';

export const wallsKey = ['walls'] as const;
const askEveryMs = 30_000;

export function useWalls(): UseQueryResult<WallList> {
  return useQuery({
    queryKey: wallsKey,
    queryFn: ({ signal }) => request('/api/walls', wallListSchema, { signal }),
    refetchInterval: askEveryMs,
  });
}

export async function enrolWall(enrolment: WallEnrolment): Promise<void> {
  await request('/api/walls', z.object({ id: z.uuid() }), { method: 'POST', body: enrolment });
}

export async function revokeWall(id: string): Promise<void> {
  await requestNothing(`/api/walls/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

/** A code to show. */
export async function offerPairing(signal: AbortSignal): Promise<PairingOffer> {
  return request('/api/wall-pairings', pairingOfferSchema, { method: 'POST', signal });
}

/** Whether somebody has entered the code; the answer brought the session then. */
export async function claimPairing(secret: string, signal: AbortSignal): Promise<boolean> {
  const answer = await request('/api/wall-pairings/claim', pairingStateSchema, {
    method: 'POST',
    body: { secret },
    signal,
  });
  return answer.state === 'paired';
}

const memory = 'khue.wall';

/** This browser is a wall display: without a session it shows a code. */
export function isWallHere(): boolean {
  return window.localStorage.getItem(memory) !== null;
}

export function rememberWall(isWall: boolean): void {
  if (isWall) window.localStorage.setItem(memory, 'yes');
  else window.localStorage.removeItem(memory);
}
