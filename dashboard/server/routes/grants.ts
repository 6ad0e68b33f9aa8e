import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Grant } from '@khue/domain/access';
import {
  grantChangeSchema,
  grantListSchema,
  newGrantSchema,
  type Place,
  placeListSchema,
  placeQuerySchema,
} from '@khue/domain/administration';
import { KhueError } from '@khue/domain/errors';
import type { LogEntry } from '@khue/domain/log';
import { foldForSearch } from '@khue/domain/text';
import { signedIn } from '../access/guard.ts';
import { isPlace } from '../access/places.ts';
import { changesBy } from '../administration/changes.ts';
import { grantRows } from '../administration/grantRows.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { accountObject } from '../signIn/signInLog.ts';

const params = z.object({ id: z.uuid() });
/** Places shown for one search. */
const placesShown = 20;

/** A grant as the log tells it. */
function inWords(grant: Grant, suffix: '' | 'Before' | 'After'): LogEntry['details'] {
  const moment = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
  return {
    [`role${suffix}`]: grant.role,
    [`scopeId${suffix}`]: grant.scopeId,
    [`relation${suffix}`]: grant.relation,
    [`zones${suffix}`]: grant.zones?.join(' ') ?? null,
    [`validFrom${suffix}`]: moment(grant.validFrom),
    [`validTo${suffix}`]: moment(grant.validTo),
  };
}

/** Grants: who holds which role where and until when. */
export function grantRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock } = parts;

  /** A grant that has not ended and its holder as the log names it; throws KHUE_NOT_FOUND. */
  async function openGrant(id: string, at: Date): Promise<{ grant: Grant; object: NonNullable<LogEntry['object']> }> {
    const state = (await store.access.grants({ endingAfter: at })).find(({ grant }) => grant.id === id);
    if (state === undefined) throw new KhueError('KHUE_NOT_FOUND');
    const { grant } = state;
    const holder = (await store.access.holders([grant.accountId])).get(grant.accountId);
    return { grant, object: accountObject({ id: grant.accountId, name: holder?.account.name ?? '' }) };
  }

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/grants',
      config: { access: 'access.review' },
      schema: {
        tags: ['administration'],
        summary: 'Grants of one account, past and future ones included',
        querystring: z.object({ accountId: z.uuid() }),
        response: { 200: grantListSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const at = clock.now();
        const [states, rules] = await Promise.all([
          store.access.grants({ accountId: request.query.accountId }),
          store.access.reviewRules(new Date(at)),
        ]);
        return { grants: await grantRows(store, states, at, rules) };
      },
    });

    app.route({
      method: 'POST',
      url: '/api/grants',
      config: { access: 'access.manage' },
      schema: {
        tags: ['administration'],
        summary: 'Give an account a role over the city, a unit or a school',
        body: newGrantSchema,
        response: { 201: z.object({ id: z.uuid() }), ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { accountId, role, scopeId, validTo } = request.body;
        const validFrom = request.body.validFrom ?? clock.now();
        const grant = { ...request.body, validFrom };
        if (validTo !== null && validTo <= Math.max(validFrom, clock.now())) throw new KhueError('KHUE_GRANT_DATES');
        const [account, roles] = await Promise.all([store.accounts.accountState(accountId), store.access.roles()]);
        const isRole = roles.some(({ name }) => name === role);
        if (account === null || !isRole || (scopeId !== null && !(await isPlace(store, scopeId))))
          throw new KhueError('KHUE_NOT_FOUND');
        const object = accountObject(account.account);
        const id = await store.access.addGrant(grant, signedIn(request).account.id, (added) => {
          const details = { grantId: added, ...inWords({ ...grant, id: added }, '') };
          return changesBy(request, parts, [{ action: 'grant.added', object, details }]);
        });
        return reply.code(201).send({ id });
      },
    });

    app.route({
      method: 'PATCH',
      url: '/api/grants/:id',
      config: { access: 'access.manage' },
      schema: {
        tags: ['administration'],
        summary: 'Change the end or the zones of a grant that has not ended',
        params,
        body: grantChangeSchema,
        response: { 204: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { id } = request.params;
        const at = new Date(clock.now());
        const { object } = await openGrant(id, at);
        const changed = await store.access.changeGrant(id, request.body, at, ({ before, after }) => {
          const details = { grantId: id, ...inWords(before, 'Before'), ...inWords(after, 'After') };
          return changesBy(request, parts, [{ action: 'grant.changed', object, details }]);
        });
        if (changed === null) throw new KhueError('KHUE_NOT_FOUND');
        return reply.code(204).send();
      },
    });

    app.route({
      method: 'DELETE',
      url: '/api/grants/:id',
      config: { access: 'access.manage' },
      schema: {
        tags: ['administration'],
        summary: 'End a grant now; what lives on it ends within seconds',
        params,
        response: { 204: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { id } = request.params;
        const at = new Date(clock.now());
        const { grant, object } = await openGrant(id, at);
        const details = { grantId: id, ...inWords(grant, 'Before') };
        const told = () => changesBy(request, parts, [{ action: 'grant.ended', object, details }]);
        if (!(await store.access.endGrant(id, at, told))) throw new KhueError('KHUE_NOT_FOUND');
        return reply.code(204).send();
      },
    });
  };
}

/** The places that grants are scoped to. */
export function placeRoutes({ store }: DashboardParts): FastifyPluginAsyncZod {
  async function places(): Promise<Place[]> {
    const [units, schools] = await Promise.all([store.units.list(), store.schools.list()]);
    const wards = new Map(units.map(({ code, fullName }) => [code, fullName]));
    return [
      ...units.map(({ id, fullName, kind }) => ({ id, name: fullName, kind, within: null })),
      ...schools.map(({ id, name, wardCode }) => ({
        id,
        name,
        kind: 'school' as const,
        within: wards.get(wardCode ?? '') ?? null,
      })),
    ];
  }

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/access/places',
      config: { access: 'access.manage' },
      schema: {
        tags: ['administration'],
        summary: 'Units and schools whose names hold every word of the search, at most 20',
        querystring: placeQuerySchema,
        response: { 200: placeListSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const words = foldForSearch(request.query.q).split(' ');
        const found = (await places()).filter(({ name }) => {
          const folded = foldForSearch(name);
          return words.every((word) => folded.includes(word));
        });
        return { places: found.slice(0, placesShown) };
      },
    });
  };
}
