import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Grant } from '@khue/domain/access';
import { KhueError } from '@khue/domain/errors';
import {
  pairingClaimSchema,
  pairingCodeSchema,
  pairingOfferSchema,
  pairingStateSchema,
  wallEnrolmentSchema,
  wallListSchema,
} from '@khue/domain/signIn';
import { cleanText } from '@khue/domain/text';
import { rightsOf, signedIn } from '../access/guard.ts';
import { isPlace } from '../access/places.ts';
import type { AccountRights } from '../access/rights.ts';
import { addressGroup } from '../access/signInAttempts.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { SignIn } from '../signIn/signIn.ts';
import { accountObject, stepEntry } from '../signIn/signInLog.ts';

/** How long a code on a wall display is good. */
export const pairingLifetimeMs = 5 * 60_000;

/** The display's side of pairing: shows a code, waits until somebody has entered it. */
export function wallPairingRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock } = parts;
  const signIn = new SignIn(parts);

  return async (app) => {
    app.route({
      method: 'POST',
      url: '/api/wall-pairings',
      config: { access: 'public' },
      schema: {
        tags: ['walls'],
        summary: 'A code for a wall display to show, good for five minutes',
        response: { 201: pairingOfferSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const now = clock.now();
        const address = addressGroup(request.ip);
        const offer = await store.accounts.offerPairing(address, pairingLifetimeMs, new Date(now));
        if (offer === null) throw new KhueError('KHUE_TOO_MANY_ATTEMPTS', { seconds: 60 });
        const expiresAt = new Date(now + pairingLifetimeMs).toISOString();
        return reply.code(201).send({ ...offer, expiresAt });
      },
    });

    app.route({
      method: 'POST',
      url: '/api/wall-pairings/claim',
      config: { access: 'public' },
      schema: {
        tags: ['walls'],
        summary: 'Whether somebody has let the display in; if so, the answer sets its session cookie',
        body: pairingClaimSchema,
        response: { 200: pairingStateSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const claim = await store.accounts.claimPairing(request.body.secret, new Date(clock.now()));
        if (claim === null) throw new KhueError('KHUE_PAIRING_UNKNOWN');
        if (claim.state === 'paired') await signIn.open(request, reply, claim.account, 'wall');
        return { state: claim.state };
      },
    });
  };
}

/** A display shows what he who lets it in may see himself, or may let others see. Throws KHUE_NOT_ALLOWED. */
function requireLooking(rights: AccountRights, scope: Pick<Grant, 'scopeId' | 'relation'>): void {
  if (!rights.holdsOver('camera.live', scope) && !rights.holds('access.manage'))
    throw new KhueError('KHUE_NOT_ALLOWED');
}

/** The side of whoever lets wall displays in and turns them out. */
export function wallRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock } = parts;

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/walls',
      config: { access: 'wall.enrol' },
      schema: {
        tags: ['walls'],
        summary: 'Wall displays that were let in',
        response: { 200: wallListSchema, ...errorAnswers },
      },
      handler: async () => {
        const [walls, units] = await Promise.all([store.accounts.walls(), store.units.list()]);
        return {
          walls: walls.map((wall) => ({
            id: wall.id,
            displayName: wall.displayName,
            enrolledAt: wall.enrolledAt.toISOString(),
            enrolledBy: wall.enrolledBy,
            scopeId: wall.grant.scopeId,
            relation: wall.grant.relation,
            seenAt: wall.seenAt?.toISOString() ?? null,
            address: wall.address,
          })),
          units: units.map(({ id, fullName, kind }) => ({ id, name: fullName, kind })),
        };
      },
    });

    app.route({
      method: 'POST',
      url: '/api/walls',
      config: { access: 'wall.enrol' },
      schema: {
        tags: ['walls'],
        summary: 'Let the wall display in that shows this code; takes camera.live for its scope, or access.manage',
        body: wallEnrolmentSchema,
        response: { 201: z.object({ id: z.uuid() }), ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { account, sessionId } = signedIn(request);
        const { scopeId, relation } = request.body;
        requireLooking(rightsOf(request), { scopeId, relation });
        const displayName = cleanText(request.body.displayName);
        if (displayName === '') throw new KhueError('KHUE_INPUT_INVALID', { fields: 'displayName' });
        const code = pairingCodeSchema.safeParse(request.body.code);
        if (!code.success) throw new KhueError('KHUE_PAIRING_UNKNOWN');
        if (scopeId !== null && !(await isPlace(store, scopeId))) throw new KhueError('KHUE_NOT_FOUND');
        const wish = { code: code.data, displayName, enrolledBy: account.id, scopeId, relation };
        const details = { displayName, scopeId, relation };
        const step = { who: account, action: 'wall.paired', address: request.ip, sessionId, details } as const;
        const at = new Date(clock.now());
        const wall = await store.accounts.enrolWall(wish, at, (enrolled) => [
          { entry: stepEntry({ ...step, object: accountObject(enrolled) }), at },
        ]);
        if (wall === null) throw new KhueError('KHUE_PAIRING_UNKNOWN');
        return reply.code(201).send({ id: wall.id });
      },
    });

    app.route({
      method: 'DELETE',
      url: '/api/walls/:id',
      config: { access: 'wall.enrol' },
      schema: {
        tags: ['walls'],
        summary: 'Turn a wall display out; its pictures end within seconds',
        params: z.object({ id: z.uuid() }),
        response: { 204: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { account, sessionId } = signedIn(request);
        const open = await store.accounts.sessionsOf(request.params.id);
        const step = { who: account, action: 'wall.revoked', address: request.ip, sessionId } as const;
        const at = new Date(clock.now());
        const wall = await store.accounts.revokeWall(request.params.id, at, (revoked) => {
          const details = { displayName: revoked.displayName };
          return [{ entry: stepEntry({ ...step, object: accountObject(revoked), details }), at }];
        });
        if (wall === null) throw new KhueError('KHUE_NOT_FOUND');
        for (const session of open) parts.sockets.closeSession(session.sessionId);
        return reply.code(204).send();
      },
    });
  };
}
