import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { healthSchema, type SystemState, systemStateSchema } from '@khue/domain/api';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';

const minuteMs = 60_000;
const minutes = 60;

/** How the house is. */
export function stateRoutes({ store, clock, tiers }: DashboardParts): FastifyPluginAsyncZod {
  async function samplesPerMinute(): Promise<SystemState['samplesPerMinute']> {
    const thisMinute = Math.floor(clock.now() / minuteMs) * minuteMs;
    const first = thisMinute - (minutes - 1) * minuteMs;
    const stored = await store.statuses.samplesPerMinute(new Date(first));
    const counts = new Map(stored.map(({ at, samples }) => [at.getTime(), samples]));
    return Array.from({ length: minutes }, (_, minute) => {
      const atMs = first + minute * minuteMs;
      return { at: new Date(atMs).toISOString(), samples: counts.get(atMs) ?? 0 };
    });
  }

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/healthz',
      config: { access: 'public' },
      schema: {
        tags: ['state'],
        summary: 'Whether every expected tier is up',
        response: { 200: healthSchema, 503: healthSchema },
      },
      handler: async (_request, reply) => {
        const { ok, tiers: all } = await tiers.health();
        reply.header('cache-control', 'no-store');
        return reply.code(ok ? 200 : 503).send({ ok, tiers: all.map(({ tier, state }) => ({ tier, state })) });
      },
    });

    app.route({
      method: 'GET',
      url: '/api/state',
      config: { access: 'system.view' },
      schema: {
        tags: ['state'],
        summary: 'Every tier, the database and the last hour of samples',
        response: { 200: systemStateSchema, ...errorAnswers },
      },
      handler: async () => ({
        ...(await tiers.health()),
        database: { version: store.version, edition: store.edition },
        samplesPerMinute: await samplesPerMinute(),
      }),
    });
  };
}
