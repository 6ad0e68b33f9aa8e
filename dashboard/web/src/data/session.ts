/** Who is signed in, and the steps of getting there. */
import type { Permission } from '@khue/domain/access';
import { type Session, sessionSchema } from '@khue/domain/api';
import {
  recoveryCodesSchema,
  type SecondFactorOffer,
  secondFactorOfferSchema,
  type SignInWays,
  signInWaysSchema,
} from '@khue/domain/signIn';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { serverClock } from '../clock/serverClock.ts';
import { request, RequestError, requestNothing, type RequestOptions } from './http.ts';
import { forgetReason, keepReasonOf } from './lookReason.ts';

export const sessionKey = ['session'] as const;

/**
 * Remembers that somebody signed in here. The cookie itself is hidden from scripts; without the memory every first visit
 * would ask in vain and be refused.
 */
const memory = 'khue.signedIn';

/** The way back from the identity provider brings a session that this page does not know of yet. */
function rememberNewSession(): void {
  const address = new URL(window.location.href);
  if (address.searchParams.get('phien') !== 'moi') return;
  window.localStorage.setItem(memory, 'yes');
  address.searchParams.delete('phien');
  window.history.replaceState(null, '', address);
}

async function askSession(path: string, options: RequestOptions): Promise<Session> {
  const askedAt = Date.now();
  const session = await request(path, sessionSchema, options);
  serverClock.learn(session.serverNow, askedAt, Date.now());
  window.localStorage.setItem(memory, 'yes');
  keepReasonOf(session.accountId);
  return session;
}

/** Forgets that somebody was signed in here. */
function forgetSession(): void {
  window.localStorage.removeItem(memory);
  forgetReason();
}

/** A wall display that was paired elsewhere in this page finds its session at the next look. */
export function expectSession(): void {
  window.localStorage.setItem(memory, 'yes');
}

/** The session, or null where nobody is signed in. */
export async function fetchSession(signal: AbortSignal): Promise<Session | null> {
  rememberNewSession();
  if (window.localStorage.getItem(memory) === null) return null;
  try {
    return await askSession('/api/session', { signal });
  } catch (error) {
    if (!(error instanceof RequestError && error.status === 401)) throw error;
    forgetSession();
    return null;
  }
}

/** The session as the room knows it; null before it is known. */
export function useSession(): Session | null {
  const session = useQuery({ queryKey: sessionKey, queryFn: ({ signal }) => fetchSession(signal), enabled: false });
  return session.data ?? null;
}

/** Whether a permission is held anywhere: what is not, is not offered. */
export function useHolds(): (permission: Permission) => boolean {
  const session = useSession();
  return (permission) => session?.permissions.includes(permission) ?? false;
}

/** Puts the answer of a step where every page finds it. */
export function useSessionUpdate(): (session: Session | null) => void {
  const queries = useQueryClient();
  return (session) => {
    queries.setQueryData(sessionKey, session);
    if (session !== null) return;
    forgetSession();
    // What the one before could see is not left lying about; whoever looks at the session itself goes on looking.
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
  };
}

export async function fetchSignInWays(signal: AbortSignal): Promise<SignInWays> {
  return request('/api/sign-in', signInWaysSchema, { signal });
}

export async function signIn(name: string, password: string): Promise<Session> {
  return askSession('/api/session', { method: 'POST', body: { name, password } });
}

/** Second step: six digits or a recovery code. */
export async function sendCode(code: string): Promise<Session> {
  return askSession('/api/session/code', { method: 'POST', body: { code } });
}

/** `current` may be left out in the step of signing in. */
export async function changePassword(next: string, current?: string): Promise<Session> {
  return askSession('/api/session/password', { method: 'PUT', body: { next, current } });
}

/** A secret for an authenticator app; `password` is needed outside of signing in. */
export async function offerSecondFactor(password?: string): Promise<SecondFactorOffer> {
  return request('/api/session/second-factor', secondFactorOfferSchema, { method: 'POST', body: { password } });
}

/** The recovery codes, this once. */
export async function confirmSecondFactor(code: string): Promise<readonly string[]> {
  const answer = await request('/api/session/second-factor', recoveryCodesSchema, { method: 'PUT', body: { code } });
  return answer.recoveryCodes;
}

export async function removeSecondFactor(password: string): Promise<Session> {
  return askSession('/api/session/second-factor', { method: 'DELETE', body: { password } });
}

export async function lockSession(): Promise<Session> {
  return askSession('/api/session/lock', { method: 'POST' });
}

export async function unlockSession(password: string): Promise<Session> {
  return askSession('/api/session/unlock', { method: 'POST', body: { password } });
}

/** Somebody is there: the session does not lock yet. */
export async function tellActivity(): Promise<void> {
  await requestNothing('/api/session/activity', { method: 'POST' });
}

export async function signOut(): Promise<void> {
  await requestNothing('/api/session', { method: 'DELETE' });
  forgetSession();
}
