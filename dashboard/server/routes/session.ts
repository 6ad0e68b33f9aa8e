import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sessionSchema, signInSchema } from '@khue/domain/api';
import { KhueError } from '@khue/domain/errors';
import { passwordProofSchema, signInWaysSchema } from '@khue/domain/signIn';
import { cleanText } from '@khue/domain/text';
import { signedIn } from '../access/guard.ts';
import { clearSessionCookie } from '../access/sessionCookie.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { SignIn } from '../signIn/signIn.ts';
import { stepEntry } from '../signIn/signInLog.ts';

/** Sign-in, who is signed in, sign-out. */
export function sessionRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { config } = parts;
  const signIn = new SignIn(parts);

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/sign-in',
      config: { access: 'public' },
      schema: {
        tags: ['session'],
        summary: 'Which ways to sign in there are',
        response: { 200: signInWaysSchema, ...errorAnswers },
      },
      handler: async () => ({ identityProvider: config.identityProvider?.title ?? null }),
    });

    app.route({
      method: 'POST',
      url: '/api/session',
      config: { access: 'public' },
      schema: {
        tags: ['session'],
        summary: 'Sign in; the answer sets the session cookie and names the next step',
        body: signInSchema,
        response: { 200: sessionSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { name, password } = request.body;
        const account = await signIn.authenticate(cleanText(name), password, request);
        return (await signIn.open(request, reply, account, 'password')).answer;
      },
    });

    app.route({
      method: 'GET',
      url: '/api/session',
      config: { access: 'own_session' },
      schema: { tags: ['session'], summary: 'Who is signed in', response: { 200: sessionSchema, ...errorAnswers } },
      handler: async (request) => signIn.describe(signedIn(request)),
    });

    app.route({
      method: 'DELETE',
      url: '/api/session',
      config: { access: 'own_session' },
      schema: {
        tags: ['session'],
        summary: 'Sign out; live feed and pictures of this session end at once',
        response: { 204: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        await signIn.close(signedIn(request), request.ip, 'sign_out');
        clearSessionCookie(request, reply, config);
        return reply.code(204).send();
      },
    });
  };
}

/** A session that nobody works on locks itself; its owner opens it again. */
export function sessionLockRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, sockets, clock, sessions } = parts;
  const signIn = new SignIn(parts);

  return async (app) => {
    app.route({
      method: 'POST',
      url: '/api/session/activity',
      config: { access: 'signed_in' },
      schema: {
        tags: ['session'],
        summary: 'Somebody moved the mouse or pressed a key since the last word; at most every 30 s',
        response: { 204: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        await store.accounts.touchSession(signedIn(request).sessionId, new Date(clock.now()));
        return reply.code(204).send();
      },
    });

    app.route({
      method: 'POST',
      url: '/api/session/lock',
      config: { access: 'signed_in' },
      schema: {
        tags: ['session'],
        summary: 'Lock this session; live feed and pictures end at once',
        response: { 200: sessionSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const session = signedIn(request);
        await sessions.lock(session, 'wish', request.ip);
        sockets.closeSession(session.sessionId);
        return signIn.describe({ ...session, locked: true });
      },
    });

    app.route({
      method: 'POST',
      url: '/api/session/unlock',
      config: { access: 'own_session' },
      schema: {
        tags: ['session'],
        summary: 'Open a locked session again',
        body: passwordProofSchema,
        response: { 200: sessionSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const session = signedIn(request);
        if (session.stage !== 'full') throw new KhueError('KHUE_SIGN_IN_STEP');
        await signIn.provePassword(session, request.body.password, request);
        const { sessionId, account } = session;
        const unlocked = stepEntry({ who: account, action: 'session.unlocked', address: request.ip, sessionId });
        await store.accounts.unlockSession(sessionId, new Date(clock.now()), () => signIn.dated([unlocked]));
        return signIn.advance(request, reply, session, 'full');
      },
    });
  };
}
