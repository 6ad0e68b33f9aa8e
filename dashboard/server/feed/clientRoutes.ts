import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isInForce } from '@khue/domain/access';
import { topicFor } from '@khue/domain/bus';
import { KhueError } from '@khue/domain/errors';
import {
  type FeedClientState,
  feedClientChangeSchema,
  type FeedKeyState,
  feedKeyOnceSchema,
  feedStateSchema,
  newFeedKeySchema,
  openDataSwitchSchema,
} from '@khue/domain/feed';
import type { FeedClient, FeedHead, FeedKey } from '@khue/store/feed';
import { changesBy, requireText } from '../administration/changes.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { accountObject } from '../signIn/signInLog.ts';
import { isOwnTopic } from './feedPublisher.ts';

const dayMs = 24 * 3_600_000;
const params = z.object({ id: z.uuid() });
const nothing = { 204: z.undefined(), ...errorAnswers };
const wholeFeed = { kind: 'feed', id: 'open-data', name: '' } as const;

function keyState({ id, label, madeAt, expiresAt, lastUsedAt, revokedAt }: FeedKey): FeedKeyState {
  return {
    id,
    label,
    madeAt: madeAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
  };
}

/** Clients of the feed: who there is, what each may read, its keys, and whether it keeps up. */
export function feedClientRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock, feed } = parts;

  /** Names of the places that each client may read of; null: all of the city. */
  async function scopes(): Promise<Map<string, (string | null)[]>> {
    const at = clock.now();
    const [grants, roles, units, schools] = await Promise.all([
      store.access.grants({ endingAfter: new Date(at) }),
      store.access.roles(),
      store.units.list(),
      store.schools.list(),
    ]);
    const names = new Map([
      ...units.map(({ id, fullName }) => [id, fullName] as const),
      ...schools.map(({ id, name }) => [id, name] as const),
    ]);
    const reading = new Set(
      roles.filter(({ permissions }) => permissions.includes('feed.read')).map(({ name }) => name),
    );
    const found = new Map<string, (string | null)[]>();
    for (const { grant } of grants) {
      if (!reading.has(grant.role) || !isInForce(grant, at)) continue;
      const name = grant.scopeId === null ? null : (names.get(grant.scopeId) ?? grant.scopeId);
      found.set(grant.accountId, [...(found.get(grant.accountId) ?? []), name]);
    }
    return found;
  }

  function clientState(
    { account, disabled, mqtt, readNumber, readAt }: FeedClient,
    head: FeedHead,
    held: ReadonlyMap<string, (string | null)[]>,
    keys: readonly FeedKey[],
  ): FeedClientState {
    return {
      id: account.id,
      name: account.name,
      displayName: account.displayName,
      disabled,
      scopes: held.get(account.id) ?? [],
      keys: keys.filter(({ accountId }) => accountId === account.id).map(keyState),
      mqtt,
      topic: topicFor('feedChange', account.name),
      behind: readNumber === null ? null : Math.max(0, head.number - readNumber),
      readAt: readAt?.toISOString() ?? null,
    };
  }

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/feed',
      config: { access: 'feed.manage' },
      schema: {
        tags: ['feed'],
        summary: 'Clients of the feed with their scopes and keys, and how far each has read',
        response: { 200: feedStateSchema, ...errorAnswers },
      },
      handler: async () => {
        const [head, clients, keys, held] = await Promise.all([
          store.feed.head(),
          store.feed.clients(),
          store.feed.keys(),
          scopes(),
        ]);
        return {
          clients: clients.map((client) => clientState(client, head, held, keys)),
          newest: head.number,
          oldest: head.expired + 1,
          lookedAt: head.lookedAt?.toISOString() ?? null,
          retentionDays: head.retentionDays,
          openData: head.openData,
        };
      },
    });

    app.route({
      method: 'POST',
      url: '/api/feed/clients/:id/keys',
      config: { access: 'feed.manage' },
      schema: {
        tags: ['feed'],
        summary: 'Make a key for a client; the answer holds it, this once',
        params,
        body: newFeedKeySchema,
        response: { 201: feedKeyOnceSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const label = requireText(request.body.label, 'label');
        const now = clock.now();
        const expiresAt = new Date(now + request.body.days * dayMs);
        const wish = { accountId: request.params.id, label, expiresAt };
        const made = await store.feed.addKey(wish, new Date(now), ({ id, account }) => {
          const details = { keyId: id, label, expiresAt: expiresAt.toISOString() };
          return changesBy(request, parts, [{ action: 'feed.key_made', object: accountObject(account), details }]);
        });
        return reply.code(201).send(made);
      },
    });

    app.route({
      method: 'DELETE',
      url: '/api/feed/keys/:id',
      config: { access: 'feed.manage' },
      schema: { tags: ['feed'], summary: 'Revoke a key: it opens nothing from now on', params, response: nothing },
      handler: async (request, reply) => {
        const { id } = request.params;
        const isRevoked = await store.feed.revokeKey(id, new Date(clock.now()), (account) =>
          changesBy(request, parts, [
            { action: 'feed.key_revoked', object: accountObject(account), details: { keyId: id } },
          ]),
        );
        if (!isRevoked) throw new KhueError('KHUE_NOT_FOUND');
        feed.keys.forget();
        return reply.code(204).send();
      },
    });

    app.route({
      method: 'PATCH',
      url: '/api/feed/clients/:id',
      config: { access: 'feed.manage' },
      schema: {
        tags: ['feed'],
        summary: 'Publish for a client on MQTT, or stop it',
        params,
        body: feedClientChangeSchema,
        response: nothing,
      },
      handler: async (request, reply) => {
        const { mqtt } = request.body;
        await store.feed.setMqtt(request.params.id, mqtt, (account) => {
          if (!isOwnTopic(account.name)) throw new KhueError('KHUE_INPUT_INVALID', { fields: 'name' });
          const change = { action: 'feed.client_changed', object: accountObject(account), details: { mqtt } } as const;
          return changesBy(request, parts, [change]);
        });
        return reply.code(204).send();
      },
    });

    app.route({
      method: 'PUT',
      url: '/api/feed/open-data',
      config: { access: 'feed.manage' },
      schema: {
        tags: ['feed'],
        summary: 'Publish open data to everybody, or stop it',
        body: openDataSwitchSchema,
        response: nothing,
      },
      handler: async (request, reply) => {
        const { openData } = request.body;
        await store.feed.setOpenData(openData, () =>
          changesBy(request, parts, [{ action: 'feed.open_data_changed', object: wholeFeed, details: { openData } }]),
        );
        return reply.code(204).send();
      },
    });
  };
}
