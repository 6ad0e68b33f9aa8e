import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { KhueError } from '@khue/domain/errors';
import {
  createdSchema,
  newSubjectRequestSchema,
  subjectRequestListSchema,
  subjectRequestStepRequestSchema,
} from '@khue/domain/privacyApi';
import { requestSteps } from '@khue/domain/privacyClocks';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { pastMoment, privacyEntry, refusePersonalNumbers } from '../privacy/privacyEntry.ts';
import { Registers } from '../privacy/registers.ts';

/** The register of requests of persons concerned. Holds numbers of papers, no names. */
export function subjectRequestRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock } = parts;
  const registers = new Registers(parts);

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/subject-requests',
      config: { access: 'privacy.view' },
      schema: {
        tags: ['privacy'],
        summary: 'Requests of persons concerned with their deadlines, open ones first',
        response: { 200: subjectRequestListSchema, ...errorAnswers },
      },
      handler: async () => ({ requests: await registers.requests() }),
    });

    app.route({
      method: 'POST',
      url: '/api/subject-requests',
      config: { access: 'privacy.manage' },
      schema: {
        tags: ['privacy'],
        summary: 'Enter a request by the number of its paper',
        body: newSubjectRequestSchema,
        response: { 201: createdSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { reference, kind, schoolId, summary } = request.body;
        refusePersonalNumbers({ reference, summary });
        const now = clock.now();
        const receivedAt = new Date(pastMoment(request.body.receivedAt, '1970-01-01T00:00:00Z', now)).toISOString();
        registers.clocksOf({ kind, receivedAt, extendedAt: null }, await registers.calendar());
        if (schoolId !== null && (await store.schools.find(schoolId)) === null) {
          throw new KhueError('KHUE_INPUT_INVALID', { fields: 'schoolId' });
        }
        const wish = { reference, kind, receivedAt, schoolId, summary };
        const details = { step: 'received', kind, receivedAt, schoolId };
        const id = await store.privacy.addSubjectRequest(wish, (added) => {
          const object = { kind: 'subject_request', id: added, name: reference };
          const entry = privacyEntry(request, { action: 'privacy.request_changed', object, details });
          return [{ entry, at: new Date(now) }];
        });
        if (id === null) throw new KhueError('KHUE_REFERENCE_TAKEN', { reference });
        return reply.code(201).send({ id });
      },
    });

    app.route({
      method: 'POST',
      url: '/api/subject-requests/:id/steps',
      config: { access: 'privacy.manage' },
      schema: {
        tags: ['privacy'],
        summary: 'Say that a request was answered, extended (once) or done',
        params: z.object({ id: z.uuid() }),
        body: subjectRequestStepRequestSchema,
        response: { 204: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { step, outcome } = request.body;
        refusePersonalNumbers({ outcome });
        if (step === 'close' && outcome === undefined) throw new KhueError('KHUE_INPUT_INVALID', { fields: 'outcome' });
        const found = await store.privacy.subjectRequest(request.params.id);
        if (found === null) throw new KhueError('KHUE_NOT_FOUND');
        const now = clock.now();
        const at = pastMoment(request.body.at, found.receivedAt, now);
        const { dueBy } = registers.clocksOf(found, await registers.calendar());
        const object = { kind: 'subject_request', id: found.id, name: found.reference };
        const details = { step, at: new Date(at).toISOString(), ...(outcome !== undefined && { outcome }) };
        const entry = privacyEntry(request, { action: 'privacy.request_changed', object, details });
        const told = () => [{ entry, at: new Date(now) }];
        const taken =
          requestSteps(found, dueBy, at).includes(step) &&
          (await store.privacy.stepSubjectRequest(found.id, step, new Date(at), outcome ?? null, told));
        if (!taken) throw new KhueError('KHUE_STEP_NOT_POSSIBLE');
        return reply.code(204).send();
      },
    });
  };
}
