import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { KhueError } from '@khue/domain/errors';
import type { Permission } from '@khue/domain/access';
import type { Account } from '@khue/store/access';
import type { Store } from '@khue/store/store';
import { checkOrigin } from './origin.ts';
import type { AccountRights, Rights } from './rights.ts';

/** Who is asking. */
export interface SignedIn {
  readonly sessionId: string;
  readonly token: string;
  readonly account: Account;
}

/** Who may ask a route: everybody, everybody who has a session, or who holds a permission somewhere. */
export type RouteAccess = 'public' | 'signed_in' | Permission;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route has to say. */
    access?: RouteAccess;
  }
  interface FastifyRequest {
    signedIn: SignedIn | null;
    rights: AccountRights | null;
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

/** What the one who asks may do, in a guarded route; throws KHUE_SIGN_IN_REQUIRED. */
export function rightsOf(request: FastifyRequest): AccountRights {
  if (request.rights === null) throw new KhueError('KHUE_SIGN_IN_REQUIRED');
  return request.rights;
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

interface GuardDeps {
  readonly sessionOf: (token: string | undefined) => Promise<SignedIn | null>;
  readonly rights: Pick<Rights, 'of'>;
  readonly publicOrigin: string | null;
}

/**
 * Closes every route to those who may not ask it; a route that does not declare its access stops the start. A permission
 * in the declaration has to be held somewhere: which schools and cameras it reaches is looked at in the route. Requests
 * that change something must come from a page of our own. Needs the cookie plugin.
 */
export function guardRoutes(app: FastifyInstance, { sessionOf, rights, publicOrigin }: GuardDeps): void {
  app.decorateRequest('signedIn', null);
  app.decorateRequest('rights', null);
  app.addHook('onRoute', (route) => {
    if (route.config?.access === undefined) {
      throw new Error(`${String(route.method)} ${route.url} does not say who may ask`);
    }
  });
  app.addHook('onRequest', async (request) => {
    if (!safeMethods.has(request.method)) checkOrigin(request.headers, request.host, publicOrigin);
    const { access } = request.routeOptions.config;
    if (request.is404 || access === 'public') return;
    request.signedIn = await sessionOf(request.cookies[sessionCookieName]);
    if (request.signedIn === null) throw new KhueError('KHUE_SIGN_IN_REQUIRED');
    request.rights = await rights.of(request.signedIn.account.id);
    if (access === 'signed_in') return;
    if (access === undefined || !request.rights.holds(access)) throw new KhueError('KHUE_NOT_ALLOWED');
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
