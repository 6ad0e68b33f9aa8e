/** Who is signed in. */
import { type Session, sessionSchema } from '@khue/domain/api';
import { serverClock } from '../clock/serverClock.ts';
import { request, RequestError, requestNothing } from './http.ts';

export const sessionKey = ['session'] as const;

/**
 * Remembers that somebody signed in here. The cookie itself is hidden from scripts; without the memory every first visit
 * would ask in vain and be refused.
 */
const memory = 'khue.signedIn';

function noteServerTime(session: Session, askedAt: number): Session {
  serverClock.learn(session.serverNow, askedAt, Date.now());
  window.localStorage.setItem(memory, 'yes');
  return session;
}

/** The session, or null where nobody is signed in. */
export async function fetchSession(signal: AbortSignal): Promise<Session | null> {
  if (window.localStorage.getItem(memory) === null) return null;
  const askedAt = Date.now();
  try {
    return noteServerTime(await request('/api/session', sessionSchema, { signal }), askedAt);
  } catch (error) {
    if (!(error instanceof RequestError && error.status === 401)) throw error;
    window.localStorage.removeItem(memory);
    return null;
  }
}

export async function signIn(name: string, password: string): Promise<Session> {
  const askedAt = Date.now();
  return noteServerTime(
    await request('/api/session', sessionSchema, { method: 'POST', body: { name, password } }),
    askedAt,
  );
}

export async function signOut(): Promise<void> {
  await requestNothing('/api/session', { method: 'DELETE' });
  window.localStorage.removeItem(memory);
}
