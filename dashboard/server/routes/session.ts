import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type Session, sessionSchema, signInSchema } from '@khue/domain/api';
import { KhueError } from '@khue/domain/errors';
import { cleanText } from '@khue/domain/text';
import type { Account } from '@khue/store/access';
import { sessionCookieName, setSessionCookie, signedIn } from '../access/guard.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';

/** Sign-in, who is signed in, sign-out. */
export function sessionRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock, live, sockets, attempts, config, rights } = parts;

  async function describe(account: Account): Promise<Session> {
    const held = await rights.of(account.id);
    return {
      accountId: account.id,
      accountName: account.name,
      displayName: account.displayName,
      stage: 'full',
      permissions: held.permissions(),
      idleLockMs: held.idleLockMs(),
      locked: false,
      serverNow: clock.now(),
      hasSynthetic: live.inventory.hasSynthetic,
    };
  }

  async function authenticate(name: string, password: string, address: string): Promise<Account> {
    const attempt = attempts.begin(name, address);
    try {
      const account = await store.accounts.authenticate(name, password);
      if (account === null) throw new KhueError('KHUE_SIGN_IN_REFUSED');
      attempt.succeeded();
      return account;
    } finally {
      attempt.done();
    }
  }

  return async (app) => {
    app.route({
      method: 'POST',
      url: '/api/session',
      config: { access: 'public' },
      schema: {
        tags: ['session'],
        summary: 'Sign in; the answer sets the session cookie',
        body: signInSchema,
        response: { 200: sessionSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const account = await authenticate(cleanText(request.body.name), request.body.password, request.ip);
        const before = request.cookies[sessionCookieName];
        if (before !== undefined) await store.accounts.closeSession(before);
        const lifetimeMs = config.sessionLifetimeMs;
        const { token } = await store.accounts.openSession(account.id, lifetimeMs);
        setSessionCookie(request, reply, { token, lifetimeMs, secure: config.cookieSecure });
        return describe(account);
      },
    });

    app.route({
      method: 'GET',
      url: '/api/session',
      config: { access: 'signed_in' },
      schema: { tags: ['session'], summary: 'Who is signed in', response: { 200: sessionSchema, ...errorAnswers } },
      handler: async (request) => describe(signedIn(request).account),
    });

    app.route({
      method: 'DELETE',
      url: '/api/session',
      config: { access: 'signed_in' },
      schema: {
        tags: ['session'],
        summary: 'Sign out; live feed and pictures of this session end at once',
        response: { 204: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { token, sessionId } = signedIn(request);
        await store.accounts.closeSession(token);
        sockets.closeSession(sessionId);
        reply.clearCookie(sessionCookieName, { path: '/' });
        return reply.code(204).send();
      },
    });
  };
}
