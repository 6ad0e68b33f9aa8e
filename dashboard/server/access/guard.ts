import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { KhueError } from '@khue/domain/errors';
import type { Account, Store } from '@khue/store/store';
import { checkOrigin } from './origin.ts';

/** Who is asking. */
export interface SignedIn {
  readonly sessionId: string;
  readonly token: string;
  readonly account: Account;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** true: answers without a session. Every route has to say. */
    public?: boolean;
  }
  interface FastifyRequest {
    signedIn: SignedIn | null;
  }
}

export const sessionCookieName = 'khue_session';

/** The session behind a token, or null. */
export async function findSession(store: Store, token: string | undefined): Promise<SignedIn | null> {
  if (token === undefined || token === '') return null;
  const session = await store.accounts.session(token);
  return session && { ...session, token };
}

/** Who is asking, in a guarded route; throws KHUE_SIGN_IN_REQUIRED. */
export function signedIn(request: FastifyRequest): SignedIn {
  if (request.signedIn === null) throw new KhueError('KHUE_SIGN_IN_REQUIRED');
  return request.signedIn;
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Closes every route to those without a session, but for the ones that say `public: true`; a route that says nothing
 * stops the start. Requests that change something must come from a page of our own. Needs the cookie plugin.
 */
export function guardRoutes(
  app: FastifyInstance,
  sessionOf: (token: string | undefined) => Promise<SignedIn | null>,
  publicOrigin: string | null,
): void {
  app.decorateRequest('signedIn', null);
  app.addHook('onRoute', (route) => {
    if (route.config?.public === undefined) {
      throw new Error(`${String(route.method)} ${route.url} does not say whether it is public`);
    }
  });
  app.addHook('onRequest', async (request) => {
    if (!safeMethods.has(request.method)) checkOrigin(request.headers, request.host, publicOrigin);
    if (request.is404 || request.routeOptions.config.public === true) return;
    request.signedIn = await sessionOf(request.cookies[sessionCookieName]);
    if (request.signedIn === null) throw new KhueError('KHUE_SIGN_IN_REQUIRED');
  });
}

/** Hands the browser its session; the cookie is not readable by scripts and stays on this site. */
export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  session: { readonly token: string; readonly lifetimeMs: number; readonly secure: 'auto' | 'always' },
): void {
  reply.setCookie(sessionCookieName, session.token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: session.secure === 'always' || request.protocol === 'https',
    maxAge: Math.floor(session.lifetimeMs / 1_000),
  });
}
