import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { ticketAnswerSchema, ticketRequestSchema } from '@khue/domain/api';
import { KhueError } from '@khue/domain/errors';
import { cleanText } from '@khue/domain/text';
import { signTicket, ticketLifetimeMs } from '@khue/domain/ticket';
import { rightsOf, signedIn } from '../access/guard.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';

/** Tickets to look through a camera. Who got one, for what and why stands in the log before it is handed out. */
export function ticketRoutes({ store, clock, config }: DashboardParts): FastifyPluginAsyncZod {
  return async (app) => {
    app.route({
      method: 'POST',
      url: '/api/tickets',
      config: { access: 'camera.live' },
      schema: {
        tags: ['cameras'],
        summary: 'A ticket, good once and for a minute, to look through one camera',
        body: ticketRequestSchema,
        response: { 201: ticketAnswerSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { sessionId, account } = signedIn(request);
        const purpose = cleanText(request.body.purpose);
        if (purpose === '') throw new KhueError('KHUE_INPUT_INVALID', { fields: 'purpose' });
        const camera = await store.cameras.find(request.body.cameraId);
        if (camera === null) throw new KhueError('KHUE_NOT_FOUND');
        const decision = rightsOf(request).decide('camera.live', { schoolId: camera.schoolId, camera });
        const now = clock.now();
        const ticketId = randomUUID();
        const entry = {
          actorId: account.id,
          actorName: account.name,
          object: { kind: 'camera', id: camera.id, name: camera.code },
          address: request.ip,
          sessionId,
        };
        if (!decision.allowed) {
          const details = { purpose, reason: decision.reason };
          await store.log.append([{ ...entry, action: 'access.refused', result: 'refused', details }], new Date(now));
          throw new KhueError('KHUE_NOT_FOUND');
        }
        const details = { purpose, ticketId, profile: request.body.profile, zone: camera.zone };
        await store.log.append([{ ...entry, action: 'ticket.issued', result: 'done', details }], new Date(now));
        const view = { ticketId, cameraId: camera.id, accountId: account.id, sessionId, purpose };
        const expiresAt = now + ticketLifetimeMs;
        const claims = { ...view, profile: request.body.profile, zone: camera.zone, expiresAt };
        const ticket = signTicket(claims, config.ticketKey);
        return reply.code(201).send({ ticket, expiresAt: new Date(expiresAt).toISOString() });
      },
    });
  };
}
