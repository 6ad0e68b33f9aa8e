import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { KhueError } from '@khue/domain/errors';
import type { Account } from '@khue/store/access';
import { errorAnswers } from '../answers/errorSchemas.ts';
import { takeOne } from '../hardening/hardenRequests.ts';
import type { Rate } from '../hardening/hardeningConfig.ts';
import { RequestRate, siteOf } from '../hardening/requestRate.ts';
import type { DashboardParts } from '../parts.ts';
import {
  type ClaimedIdentity,
  IdentityProvider,
  pendingSchema,
  type PendingIdentity,
  rulesFor,
} from '../signIn/identityProvider.ts';
import type { RoleMap } from '../signIn/identityConfig.ts';
import { SignIn } from '../signIn/signIn.ts';
import { adoptionEntries, stepEntry } from '../signIn/signInLog.ts';

const callbackPath = '/api/sign-in/identity/callback';
const pendingLifetimeSeconds = 600;
/** Steps of one address: each may ask the provider, and each that fails becomes a row of the log. */
const stepsPerAddress: Rate = { burst: 100, perSecond: 1 };

function pendingName(request: FastifyRequest): string {
  return request.protocol === 'https' ? '__Host-khue_identity' : 'khue_identity';
}

/** Remembers in this browser what its way to the provider began with. Lax: the way back comes from another site. */
function setPending(request: FastifyRequest, reply: FastifyReply, pending: PendingIdentity): void {
  const value = Buffer.from(JSON.stringify(pending)).toString('base64url');
  const secure = request.protocol === 'https';
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: pendingLifetimeSeconds } as const;
  reply.setCookie(pendingName(request), value, options);
}

function readPending(request: FastifyRequest): PendingIdentity | null {
  const value = request.cookies[pendingName(request)];
  if (value === undefined) return null;
  try {
    return pendingSchema.parse(JSON.parse(Buffer.from(value, 'base64url').toString('utf8')));
  } catch {
    return null;
  }
}

/** Sign-in through an identity provider: the browser goes there and comes back with a code. */
export function identityRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, config, clock, log, turnedAway } = parts;
  const signIn = new SignIn(parts);
  const rate = new RequestRate(stepsPerAddress, clock);
  const { identityProvider: settings, publicOrigin } = config;
  const provider =
    settings === null ? null : new IdentityProvider(settings, `${publicOrigin ?? 'http://127.0.0.1'}${callbackPath}`);

  /** Units and schools of the map by their codes; a code that is not in the registry gives nothing. */
  async function grantsOf(rules: RoleMap['rules']) {
    const [units, schools, roles] = await Promise.all([store.units.list(), store.schools.list(), store.access.roles()]);
    const places = new Map([...units, ...schools].map(({ code, id }) => [code, id]));
    const names = new Set(roles.map(({ name }) => name));
    return rules.flatMap(({ role, scopeCode, relation, value }) => {
      const scopeId = scopeCode === null ? null : places.get(scopeCode);
      if (scopeId !== undefined && names.has(role)) return [{ role, scopeId, relation }];
      log.warn({ value, role, scopeCode }, 'a rule of the role map names a role or a place that does not exist');
      return [];
    });
  }

  async function adopt({ identity, values }: ClaimedIdentity, map: RoleMap, address: string): Promise<Account> {
    const grants = await grantsOf(rulesFor(map, values));
    const at = clock.now();
    const adopted = await store.accounts.adoptIdentity(identity, grants, new Date(at), (done) =>
      adoptionEntries(done, address).map((entry) => ({ entry, at: new Date(at) })),
    );
    if (adopted === null) throw new KhueError('KHUE_IDENTITY_WITHOUT_ROLE');
    const { account } = adopted;
    const holdings = await store.access.holdings(account.id);
    const holdsSomething = holdings.some(
      ({ grant }) => grant.validFrom <= at && (grant.validTo === null || at < grant.validTo),
    );
    if (!holdsSomething) throw new KhueError('KHUE_IDENTITY_WITHOUT_ROLE');
    return account;
  }

  async function comeBack(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (provider === null || settings === null) throw new KhueError('KHUE_NOT_FOUND');
    const pending = readPending(request);
    if (pending === null) throw new KhueError('KHUE_IDENTITY_REFUSED');
    const query = request.url.split('?').slice(1).join('?');
    const claimed = await provider.finish(query, pending);
    const account = await adopt(claimed, settings.roleMap, request.ip);
    parts.rights.forget();
    await signIn.open(request, reply, account, 'identity_provider');
  }

  /** What went wrong goes back to the sign-in page, which has the words for it. */
  async function sendBack(request: FastifyRequest, reply: FastifyReply, error: unknown): Promise<FastifyReply> {
    if (!(error instanceof KhueError) || error.code === 'KHUE_NOT_FOUND') throw error;
    log.warn(
      { code: error.code, cause: error.cause instanceof Error ? error.cause.message : null },
      'sign-in through the identity provider failed',
    );
    const details = { way: 'identity_provider', reason: error.code };
    const who = 'identity provider';
    await signIn.log(stepEntry({ who, action: 'session.refused', result: 'refused', address: request.ip, details }));
    return reply.redirect(`/?loi=${error.code}`, 303);
  }

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/sign-in/identity',
      config: { access: 'public' },
      schema: {
        tags: ['session'],
        summary: 'Go to the identity provider',
        response: { 303: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        if (provider === null) throw new KhueError('KHUE_NOT_FOUND');
        reply.header('cache-control', 'no-store');
        takeOne(rate, siteOf(request.ip), turnedAway, request.ip, 'identity');
        try {
          const { url, pending } = await provider.begin();
          setPending(request, reply, pending);
          return await reply.redirect(url.href, 303);
        } catch (error) {
          return sendBack(request, reply, error);
        }
      },
    });

    app.route({
      method: 'GET',
      url: callbackPath,
      config: { access: 'public' },
      schema: {
        tags: ['session'],
        summary: 'The way back from the identity provider',
        response: { 303: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        reply.header('cache-control', 'no-store');
        takeOne(rate, siteOf(request.ip), turnedAway, request.ip, 'identity');
        reply.clearCookie(pendingName(request), { path: '/', secure: request.protocol === 'https' });
        try {
          await comeBack(request, reply);
          return await reply.redirect('/?phien=moi', 303);
        } catch (error) {
          return sendBack(request, reply, error);
        }
      },
    });
  };
}
