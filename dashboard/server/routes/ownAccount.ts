import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { KhueError } from '@khue/domain/errors';
import { ownAccountSchema } from '@khue/domain/signIn';
import { rightsOf, signedIn } from '../access/guard.ts';
import { clearSessionCookie } from '../access/sessionCookie.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { SignIn } from '../signIn/signIn.ts';

/** One's own account: what protects it, and where it is signed in. */
export function ownAccountRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, config } = parts;
  const signIn = new SignIn(parts);

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/account',
      config: { access: 'signed_in' },
      schema: { tags: ['session'], summary: 'Own account', response: { 200: ownAccountSchema, ...errorAnswers } },
      handler: async (request) => {
        const { account, sessionId } = signedIn(request);
        const [facts, sessions, recoveryCodesLeft] = await Promise.all([
          store.accounts.signInFacts(account.id),
          store.accounts.sessionsOf(account.id),
          store.accounts.recoveryCodesLeft(account.id),
        ]);
        if (facts === null) throw new KhueError('KHUE_NOT_FOUND');
        return {
          name: account.name,
          displayName: account.displayName,
          passwordChangedAt: facts.hasPassword ? (facts.passwordChangedAt?.toISOString() ?? null) : null,
          hasPassword: facts.hasPassword,
          secondFactor: {
            isSet: facts.hasSecondFactor,
            isRequired: rightsOf(request).asksForSecondFactor(),
            isOptionalHere: config.secondFactor === 'optional',
            recoveryCodesLeft,
          },
          sessions: sessions.map((session) => ({
            id: session.sessionId,
            openedAt: session.openedAt.toISOString(),
            activeAt: session.activeAt.toISOString(),
            address: session.address,
            agent: session.agent,
            locked: session.lockedAt !== null,
            own: session.sessionId === sessionId,
          })),
        };
      },
    });

    app.route({
      method: 'DELETE',
      url: '/api/account/sessions/:id',
      config: { access: 'signed_in' },
      schema: {
        tags: ['session'],
        summary: 'End one of the own sessions elsewhere',
        params: z.object({ id: z.uuid() }),
        response: { 204: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { account } = signedIn(request);
        const closed = await signIn.closeAll(account, { only: request.params.id }, request.ip, 'ended_elsewhere');
        if (closed === 0) throw new KhueError('KHUE_NOT_FOUND');
        return reply.code(204).send();
      },
    });

    app.route({
      method: 'DELETE',
      url: '/api/account/sessions',
      config: { access: 'signed_in' },
      schema: {
        tags: ['session'],
        summary: 'Sign out everywhere, this session included',
        response: { 204: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { account } = signedIn(request);
        await signIn.closeAll(account, { except: null }, request.ip, 'signed_out_everywhere');
        clearSessionCookie(request, reply, config);
        return reply.code(204).send();
      },
    });
  };
}
