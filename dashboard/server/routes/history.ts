import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { cameraHistorySchema } from '@khue/domain/api';
import { KhueError } from '@khue/domain/errors';
import { requireRight } from '../access/guard.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { historySpans } from './historySpans.ts';

const hourMs = 3_600_000;

/** How a camera has been over the last hours. */
export function historyRoutes({ store, clock }: DashboardParts): FastifyPluginAsyncZod {
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/cameras/:id/history',
      config: { access: 'inventory.view' },
      schema: {
        tags: ['cameras'],
        summary: 'States of a camera over the last hours, a week at most',
        params: z.object({ id: z.uuid() }),
        querystring: z.object({ hours: z.coerce.number().int().min(1).max(168).default(24) }),
        response: { 200: cameraHistorySchema, ...errorAnswers },
      },
      handler: async (request) => {
        const camera = await store.cameras.find(request.params.id);
        if (camera === null) throw new KhueError('KHUE_NOT_FOUND');
        requireRight(request, 'inventory.view', { schoolId: camera.schoolId, camera });
        const to = new Date(clock.now());
        const from = new Date(to.getTime() - request.query.hours * hourMs);
        return historySpans(await store.statuses.history(camera.id, from, to), from, to);
      },
    });
  };
}
