import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isInForce, type Role, roleSchema } from '@khue/domain/access';
import { roleChangeSchema, roleListSchema } from '@khue/domain/administration';
import { KhueError } from '@khue/domain/errors';
import type { LogEntry } from '@khue/domain/log';
import { changesBy, requireText } from '../administration/changes.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';

const params = z.object({ name: roleSchema.shape.name });

function roleObject({ name, title }: Role): NonNullable<LogEntry['object']> {
  return { kind: 'role', id: name, name: title.vi };
}

function inWords(role: Role | undefined, suffix: 'Before' | 'After'): LogEntry['details'] {
  if (role === undefined) return {};
  return {
    [`permissions${suffix}`]: role.permissions.join(' ').slice(0, 500),
    [`zones${suffix}`]: role.zones.join(' '),
    [`idleLockMs${suffix}`]: role.idleLockMs,
    [`secondFactor${suffix}`]: role.secondFactor,
  };
}

/** Roles: what each lets its holders do. */
export function roleRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock } = parts;

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/roles',
      config: { access: 'access.review' },
      schema: {
        tags: ['administration'],
        summary: 'Roles, and how many accounts hold each now',
        response: { 200: roleListSchema, ...errorAnswers },
      },
      handler: async () => {
        const at = clock.now();
        const [roles, grants] = await Promise.all([
          store.access.roles(),
          store.access.grants({ endingAfter: new Date(at) }),
        ]);
        const held = grants.filter(({ grant }) => isInForce(grant, at));
        const holders = (name: string): number =>
          new Set(held.flatMap(({ grant }) => (grant.role === name ? [grant.accountId] : []))).size;
        return { roles: roles.map((role) => ({ ...role, holders: holders(role.name) })) };
      },
    });

    app.route({
      method: 'PUT',
      url: '/api/roles/:name',
      config: { access: 'access.manage' },
      schema: {
        tags: ['administration'],
        summary: 'Add a role or change one; whoever holds it may do more or less within a second',
        params,
        body: roleChangeSchema,
        response: { 204: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { name } = request.params;
        const before = (await store.access.roles()).find((role) => role.name === name);
        const { title } = request.body;
        const role: Role = {
          ...request.body,
          name,
          title: { vi: requireText(title.vi, 'title.vi'), en: requireText(title.en, 'title.en') },
          permissions: [...new Set(request.body.permissions)],
          zones: [...new Set(request.body.zones)],
          builtIn: before?.builtIn ?? false,
        };
        const details = { ...inWords(before, 'Before'), ...inWords(role, 'After') };
        const change = { action: 'role.changed', object: roleObject(role), details } as const;
        await store.access.saveRole(role, () => changesBy(request, parts, [change]));
        return reply.code(204).send();
      },
    });

    app.route({
      method: 'DELETE',
      url: '/api/roles/:name',
      config: { access: 'access.manage' },
      schema: {
        tags: ['administration'],
        summary: 'Remove a role that was never granted and did not come with the product',
        params,
        response: { 204: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        const role = (await store.access.roles()).find(({ name }) => name === request.params.name);
        if (role === undefined) throw new KhueError('KHUE_NOT_FOUND');
        const change = { action: 'role.removed', object: roleObject(role), details: inWords(role, 'Before') } as const;
        const removed = await store.access.removeRole(role.name, () => changesBy(request, parts, [change]));
        if (!removed) throw new KhueError('KHUE_NOT_FOUND');
        return reply.code(204).send();
      },
    });
  };
}
