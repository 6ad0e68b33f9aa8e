import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Permission } from '@khue/domain/access';
import type { SessionStage } from '@khue/domain/api';
import { KhueError } from '@khue/domain/errors';
import type { Account } from '@khue/store/access';
import { checkOrigin } from './origin.ts';
import { Refused, type Refusals } from './refusals.ts';
import type { AccountRights, Place, Rights } from './rights.ts';
import { requireHand, requireStage } from './stages.ts';

/** Who is asking. */
export interface SignedIn {
  readonly sessionId: string;
  readonly token: string;
  readonly account: Account;
  readonly stage: SessionStage;
  readonly locked: boolean;
}

/**
 * Who may ask a route: everybody; who has a session, even one that is locked (`own_session`) or whose signing in is not
 * finished (`signing_in`); who is signed in; who holds a permission somewhere.
 */
export type RouteAccess = 'public' | 'own_session' | 'signing_in' | 'signed_in' | Permission;

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

/**
 * Throws KHUE_NOT_FOUND where a permission is not held for a place, in the words of a thing that does not exist; gives the
 * grant by which it is held. Whoever asks this before anything is looked up tells nothing by the time it takes, either.
 */
export function requireHeld(rights: AccountRights, permission: Permission, place: Place): string {
  const decision = rights.decide(permission, place);
  if (decision.allowed) return decision.grantId;
  const { schoolId, camera } = place;
  const object = camera === null ? { kind: 'school', id: schoolId } : { kind: 'camera', id: camera.id };
  throw new Refused('KHUE_NOT_FOUND', decision.reason, object);
}

/** `requireHeld` for the one who asks. */
export function requireRight(request: FastifyRequest, permission: Permission, place: Place): string {
  return requireHeld(rightsOf(request), permission, place);
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

interface GuardDeps {
  readonly sessionOf: (request: FastifyRequest) => Promise<SignedIn | null>;
  readonly rights: Pick<Rights, 'of' | 'used' | 'lookAgain'>;
  readonly refusals: Pick<Refusals, 'note'>;
  readonly publicOrigin: string | null;
}

/**
 * Closes every route to those who may not ask it; a route that does not declare its access stops the start. A permission
 * in the declaration has to be held somewhere: which schools and cameras it reaches is looked at in the route. Requests
 * that change something must come from a page of our own. Needs the cookie plugin.
 */
export function guardRoutes(app: FastifyInstance, { sessionOf, rights, refusals, publicOrigin }: GuardDeps): void {
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
    request.signedIn = await sessionOf(request);
    if (request.signedIn === null) throw new KhueError('KHUE_SIGN_IN_REQUIRED');
    requireStage(request.signedIn, access);
    request.rights = await rights.of(request.signedIn.account.id);
    if (access === 'own_session' || access === 'signing_in') return;
    requireHand(request.signedIn, request.method, request.routeOptions.url ?? '');
    if (access === 'signed_in') return;
    if (access === undefined || !request.rights.holds(access)) throw new KhueError('KHUE_NOT_ALLOWED');
    rights.used(request.rights.grantsFor(access));
  });
  // Whoever has just changed a right sees it changed at his next question, not a second later.
  app.addHook('onSend', async (request, reply) => {
    if (!safeMethods.has(request.method) && reply.statusCode < 400) rights.lookAgain();
  });
  app.addHook('onError', async (request, _reply, error) => {
    const route = `${request.method} ${request.routeOptions.url ?? '?'}`;
    refusals.note(error, { who: request.signedIn, route, address: request.ip });
  });
}
