import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { liveIndexSchema } from '@khue/domain/api';
import { rightsOf } from '../access/guard.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import { sendPrepared } from '../answers/preparedBody.ts';
import type { DashboardParts } from '../parts.ts';

/** Positions of the live feed. The feed itself is the WebSocket `/api/live` (see `domain/liveFeed.ts`). */
export function liveRoutes({ live }: DashboardParts): FastifyPluginAsyncZod {
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/live/index',
      config: { access: 'inventory.view' },
      schema: {
        tags: ['live'],
        summary: 'Which camera stands at which position of the live feed, among those the account may see',
        response: { 200: liveIndexSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const index = live.index(rightsOf(request).schools('inventory.view'));
        return sendPrepared(request, reply, index, 'private, no-cache');
      },
    });
  };
}
