import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sessionSchema } from '@khue/domain/api';
import { KhueError } from '@khue/domain/errors';
import {
  codeSchema,
  passwordChangeSchema,
  passwordProofSchema,
  recoveryCodesSchema,
  secondFactorOfferSchema,
} from '@khue/domain/signIn';
import { codeAttemptName } from '@khue/domain/signInRules';
import { type SignedIn, signedIn } from '../access/guard.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { SignIn } from '../signIn/signIn.ts';
import { accountObject, closedEntries, stepEntry } from '../signIn/signInLog.ts';

/** A session whose second factor was not shown yet may do nothing but show it. */
function requirePastCode({ stage }: SignedIn): void {
  if (stage === 'second_factor') throw new KhueError('KHUE_SIGN_IN_STEP');
}

/** Code and password: steps of signing in, and the password's change afterwards. */
export function sessionStepRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, attempts, clock, config } = parts;
  const signIn = new SignIn(parts);

  return async (app) => {
    app.route({
      method: 'POST',
      url: '/api/session/code',
      config: { access: 'signing_in' },
      schema: {
        tags: ['session'],
        summary: 'Second step of signing in: the code of the second factor, or a recovery code',
        body: codeSchema,
        response: { 200: sessionSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const session = signedIn(request);
        const { account, sessionId } = session;
        if (session.stage !== 'second_factor') throw new KhueError('KHUE_SIGN_IN_STEP');
        const at = new Date(clock.now());
        const step = { who: account, address: request.ip, sessionId };
        const used = await attempts.check(
          codeAttemptName(account.name),
          await signIn.guesser(request, account.name),
          () =>
            store.accounts.useCode(account.id, request.body.code, at, config.wrongCodes, ({ usedUp }) => {
              const details = { reason: 'second_factor', usedUp };
              return [{ entry: stepEntry({ ...step, action: 'session.refused', result: 'refused', details }), at }];
            }),
        );
        if (used === null) throw new KhueError('KHUE_CODE_WRONG');
        const stage = await signIn.stageOf(account, { secondFactorPassed: true });
        const opened = stepEntry({ ...step, action: 'session.opened', details: { way: used, stage } });
        return signIn.advance(request, reply, session, stage, [opened]);
      },
    });

    app.route({
      method: 'PUT',
      url: '/api/session/password',
      config: { access: 'signing_in' },
      schema: {
        tags: ['session'],
        summary: 'Choose a new password; every other session of the account ends',
        body: passwordChangeSchema,
        response: { 200: sessionSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const session = signedIn(request);
        const { account, sessionId, stage } = session;
        requirePastCode(session);
        const { current, next } = request.body;
        if (stage !== 'change_password') {
          if (current === undefined) throw new KhueError('KHUE_INPUT_INVALID', { fields: 'current' });
          await signIn.provePassword(session, current, request);
        }
        await signIn.requireFitPassword(account, next);
        const at = new Date(clock.now());
        const step = { who: account, address: request.ip, object: accountObject(account) };
        const ended = await store.accounts.changePassword(account.id, next, sessionId, at, (others) => [
          { entry: stepEntry({ ...step, action: 'account.password_changed', sessionId }), at },
          ...closedEntries(account, others, request.ip, 'password_changed').map((entry) => ({ entry, at })),
        ]);
        for (const other of ended) parts.sockets.closeSession(other);
        const following = await signIn.stageOf(account, { secondFactorPassed: true });
        return signIn.advance(request, reply, session, following);
      },
    });
  };
}

/** Setting up and removing the second factor of one's own account. */
export function secondFactorRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, attempts, clock } = parts;
  const signIn = new SignIn(parts);

  return async (app) => {
    app.route({
      method: 'POST',
      url: '/api/session/second-factor',
      config: { access: 'signing_in' },
      schema: {
        tags: ['session'],
        summary: 'A new secret for an authenticator app; in force from the first right code on',
        body: passwordProofSchema.partial(),
        response: { 200: secondFactorOfferSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const session = signedIn(request);
        const { account, stage } = session;
        requirePastCode(session);
        if (stage === 'change_password') throw new KhueError('KHUE_SIGN_IN_STEP');
        if (stage === 'full') await signIn.provePassword(session, request.body.password ?? '', request);
        const secret = await store.accounts.offerSecondFactor(account.id);
        if (secret === null) throw new KhueError('KHUE_SECOND_FACTOR_SET');
        reply.header('cache-control', 'no-store');
        const label = encodeURIComponent(`Khuê:${account.name}`);
        const issuer = encodeURIComponent('Khuê');
        return {
          secret,
          uri: `otpauth://totp/${label}?secret=${secret}&issuer=${issuer}&algorithm=SHA1&digits=6&period=30`,
        };
      },
    });

    app.route({
      method: 'PUT',
      url: '/api/session/second-factor',
      config: { access: 'signing_in' },
      schema: {
        tags: ['session'],
        summary: 'The first code of the app puts the second factor in force; gives the recovery codes, this once',
        body: codeSchema,
        response: { 200: recoveryCodesSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const session = signedIn(request);
        const { account, sessionId, stage } = session;
        requirePastCode(session);
        const at = new Date(clock.now());
        const step = { who: account, address: request.ip, sessionId, object: accountObject(account) };
        const told = () => [{ entry: stepEntry({ ...step, action: 'account.second_factor_set' }), at }];
        const recoveryCodes = await attempts.check(
          codeAttemptName(account.name),
          await signIn.guesser(request, account.name),
          () => store.accounts.confirmSecondFactor(account.id, request.body.code, at, told),
        );
        if (recoveryCodes === null) throw new KhueError('KHUE_CODE_WRONG');
        if (stage === 'set_up_second_factor') {
          await signIn.advance(request, reply, session, await signIn.stageOf(account, { secondFactorPassed: true }));
        }
        reply.header('cache-control', 'no-store');
        return { recoveryCodes };
      },
    });

    app.route({
      method: 'DELETE',
      url: '/api/session/second-factor',
      config: { access: 'signed_in' },
      schema: {
        tags: ['session'],
        summary: 'Remove the second factor; where a role asks for one, it has to be set up again at once',
        body: passwordProofSchema,
        response: { 200: sessionSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const session = signedIn(request);
        const { account, sessionId } = session;
        await signIn.provePassword(session, request.body.password, request);
        const step = { who: account, address: request.ip, sessionId, object: accountObject(account) };
        const at = new Date(clock.now());
        await store.accounts.removeSecondFactor(account.id, () => [
          { entry: stepEntry({ ...step, action: 'account.second_factor_removed' }), at },
        ]);
        const stage = await signIn.stageOf(account, { secondFactorPassed: true });
        return signIn.advance(request, reply, session, stage);
      },
    });
  };
}
