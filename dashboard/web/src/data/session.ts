/** Who is signed in. */
import { type Session, sessionSchema } from '@khue/domain/api';
import { serverClock } from '../clock/serverClock.ts';
import { request, RequestError, requestNothing } from './http.ts';

export const sessionKey = ['session'] as const;

function noteServerTime(session: Session, askedAt: number): Session {
  serverClock.learn(session.serverNow, askedAt, Date.now());
  return session;
}

/** The session, or null where nobody is signed in. */
export async function fetchSession(signal: AbortSignal): Promise<Session | null> {
  const askedAt = Date.now();
  try {
    return noteServerTime(await request('/api/session', sessionSchema, { signal }), askedAt);
  } catch (error) {
    if (error instanceof RequestError && error.status === 401) return null;
    throw error;
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
}
