import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isInForce } from '@khue/domain/access';
import { isAccountUnused, type ReviewRule } from '@khue/domain/accessReview';
import {
  accountChangeSchema,
  accountListSchema,
  type AccountStateAnswer,
  newAccountSchema,
  passwordOnceSchema,
} from '@khue/domain/administration';
import { KhueError } from '@khue/domain/errors';
import type { AccountState } from '@khue/store/administration';
import { accountToChange, changesBy, requireText } from '../administration/changes.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { accountObject } from '../signIn/signInLog.ts';

const params = z.object({ id: z.uuid() });
const nothing = { 204: z.undefined(), ...errorAnswers };

function answerOf(
  state: AccountState,
  rolesOf: ReadonlyMap<string, ReadonlySet<string>>,
  usedUp: ReadonlyMap<string, Date>,
  at: number,
  rules: readonly ReviewRule[],
): AccountStateAnswer {
  const { account, createdAt, disabledAt, lastSignInAt } = state;
  const times = { createdAt: createdAt.getTime(), lastSignInAt: lastSignInAt?.getTime() ?? null };
  return {
    id: account.id,
    name: account.name,
    displayName: account.displayName,
    kind: account.kind === 'client' ? 'client' : 'person',
    createdAt: createdAt.toISOString(),
    disabledAt: disabledAt?.toISOString() ?? null,
    lastSignInAt: lastSignInAt?.toISOString() ?? null,
    mustChangePassword: state.mustChangePassword,
    hasPassword: state.hasPassword,
    hasSecondFactor: state.hasSecondFactor,
    codesUsedUpUntil: usedUp.get(account.id)?.toISOString() ?? null,
    unused: disabledAt === null && isAccountUnused(times, at, rules),
    roles: [...(rolesOf.get(account.id) ?? [])].toSorted(),
  };
}

/** The accounts of people and clients: listed and made. */
export function accountRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock, config } = parts;

  async function rolesHeld(at: number): Promise<Map<string, Set<string>>> {
    const held = new Map<string, Set<string>>();
    for (const { grant } of await store.access.grants({ endingAfter: new Date(at) })) {
      if (!isInForce(grant, at)) continue;
      held.set(grant.accountId, (held.get(grant.accountId) ?? new Set()).add(grant.role));
    }
    return held;
  }

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/accounts',
      config: { access: 'account.manage' },
      schema: {
        tags: ['administration'],
        summary: 'Accounts of people and clients, by name',
        response: { 200: accountListSchema, ...errorAnswers },
      },
      handler: async () => {
        const at = clock.now();
        const [states, held, usedUp, rules] = await Promise.all([
          store.accounts.accountStates(),
          rolesHeld(at),
          store.accounts.codesUsedUp(config.wrongCodes, new Date(at)),
          store.access.reviewRules(new Date(at)),
        ]);
        return { accounts: states.map((state) => answerOf(state, held, usedUp, at, rules)) };
      },
    });

    app.route({
      method: 'POST',
      url: '/api/accounts',
      config: { access: 'account.manage' },
      schema: {
        tags: ['administration'],
        summary: 'Make an account without rights; the answer holds its password, this once',
        body: newAccountSchema,
        response: { 201: passwordOnceSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { name, kind } = request.body;
        const displayName = requireText(request.body.displayName, 'displayName');
        const wish = { name, displayName, kind };
        const details = { displayName, kind };
        const made = await store.accounts.createAccount(wish, new Date(clock.now()), ({ account }) =>
          changesBy(request, parts, [{ action: 'account.created', object: accountObject(account), details }]),
        );
        return reply.code(201).send({ id: made.account.id, name, password: made.password });
      },
    });
  };
}

/** One account: renamed, disabled, enabled, given a new password. */
export function accountChangeRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock, sockets } = parts;

  async function disable(request: FastifyRequest, reply: FastifyReply, id: string): Promise<FastifyReply> {
    await accountToChange(parts, request, id);
    const done = await store.accounts.disableAccount(id, new Date(clock.now()), ({ account, sessionIds }) => {
      const details = { sessionsEnded: sessionIds.length };
      return changesBy(request, parts, [{ action: 'account.disabled', object: accountObject(account), details }]);
    });
    for (const sessionId of done?.sessionIds ?? []) sockets.closeSession(sessionId);
    return reply.code(204).send();
  }

  async function enable(request: FastifyRequest, reply: FastifyReply, id: string): Promise<FastifyReply> {
    await accountToChange(parts, request, id);
    await store.accounts.enableAccount(id, (account) =>
      changesBy(request, parts, [{ action: 'account.enabled', object: accountObject(account) }]),
    );
    return reply.code(204).send();
  }

  return async (app) => {
    app.route({
      method: 'PATCH',
      url: '/api/accounts/:id',
      config: { access: 'account.manage' },
      schema: {
        tags: ['administration'],
        summary: 'Change the name that people read',
        params,
        body: accountChangeSchema,
        response: nothing,
      },
      handler: async (request, reply) => {
        const { id } = request.params;
        await accountToChange(parts, request, id);
        const displayName = requireText(request.body.displayName, 'displayName');
        const renamed = await store.accounts.renameAccount(id, displayName, (before) => {
          const details = { before: before.displayName, after: displayName };
          return changesBy(request, parts, [{ action: 'account.changed', object: accountObject(before), details }]);
        });
        if (renamed === null) throw new KhueError('KHUE_NOT_FOUND');
        return reply.code(204).send();
      },
    });

    app.route({
      method: 'POST',
      url: '/api/accounts/:id/disable',
      config: { access: 'account.manage' },
      schema: {
        tags: ['administration'],
        summary: 'Disable an account; its sessions and pictures end at once',
        params,
        response: nothing,
      },
      handler: async (request, reply) => disable(request, reply, request.params.id),
    });

    app.route({
      method: 'POST',
      url: '/api/accounts/:id/enable',
      config: { access: 'account.manage' },
      schema: { tags: ['administration'], summary: 'Let a disabled account in again', params, response: nothing },
      handler: async (request, reply) => enable(request, reply, request.params.id),
    });
  };
}

/** Ways back in for whoever has lost the password or the telephone. */
export function accountRecoveryRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock, sockets } = parts;

  return async (app) => {
    app.route({
      method: 'POST',
      url: '/api/accounts/:id/password',
      config: { access: 'account.manage' },
      schema: {
        tags: ['administration'],
        summary: 'A one-time password, shown this once; ends all sessions of the account and its waiting',
        params,
        response: { 200: passwordOnceSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const { id } = request.params;
        const { account } = await accountToChange(parts, request, id);
        const ending = await store.accounts.sessionsOf(id);
        const change = { action: 'account.password_reset', object: accountObject(account) } as const;
        const password = await store.accounts.resetPassword(id, new Date(clock.now()), () =>
          changesBy(request, parts, [change]),
        );
        if (password === null) throw new KhueError('KHUE_NO_LOCAL_PASSWORD');
        for (const { sessionId } of ending) sockets.closeSession(sessionId);
        return { id, name: account.name, password };
      },
    });

    app.route({
      method: 'POST',
      url: '/api/accounts/:id/unlock',
      config: { access: 'account.manage' },
      schema: {
        tags: ['administration'],
        summary: 'End the waiting after failed sign-ins, and forget wrong codes',
        params,
        response: nothing,
      },
      handler: async (request, reply) => {
        const { account } = await accountToChange(parts, request, request.params.id);
        const object = accountObject(account);
        const change = { action: 'account.changed', object, details: { waiting: 'ended' } } as const;
        await store.accounts.unlock(account.id, () => changesBy(request, parts, [change]));
        return reply.code(204).send();
      },
    });

    app.route({
      method: 'DELETE',
      url: '/api/accounts/:id/second-factor',
      config: { access: 'account.manage' },
      schema: {
        tags: ['administration'],
        summary: 'Take the second factor of a lost telephone away; a new one is asked for where a role wants it',
        params,
        response: nothing,
      },
      handler: async (request, reply) => {
        const { account } = await accountToChange(parts, request, request.params.id);
        const change = { action: 'account.second_factor_removed', object: accountObject(account) } as const;
        await store.accounts.removeSecondFactor(account.id, () => changesBy(request, parts, [change]));
        return reply.code(204).send();
      },
    });
  };
}
