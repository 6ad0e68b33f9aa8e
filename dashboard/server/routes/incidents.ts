import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { KhueError } from '@khue/domain/errors';
import {
  createdSchema,
  incidentListSchema,
  incidentStepRequestSchema,
  newIncidentSchema,
} from '@khue/domain/privacyApi';
import { incidentSteps } from '@khue/domain/privacyClocks';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { pastMoment, privacyEntry, refusePersonalNumbers } from '../privacy/privacyEntry.ts';
import { Registers } from '../privacy/registers.ts';

/** The register of incidents and the clocks of their reports. */
export function incidentRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock } = parts;
  const registers = new Registers(parts);

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/incidents',
      config: { access: 'privacy.view' },
      schema: {
        tags: ['privacy'],
        summary: 'Incidents with the deadlines of their reports, open ones first',
        response: { 200: incidentListSchema, ...errorAnswers },
      },
      handler: async () => ({ incidents: await registers.incidents() }),
    });

    app.route({
      method: 'POST',
      url: '/api/incidents',
      config: { access: 'privacy.manage' },
      schema: {
        tags: ['privacy'],
        summary: 'Enter an incident; its clocks run from its discovery',
        body: newIncidentSchema,
        response: { 201: createdSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { title, level, description } = request.body;
        refusePersonalNumbers({ title, description });
        const now = clock.now();
        const discoveredAt = new Date(pastMoment(request.body.discoveredAt, '1970-01-01T00:00:00Z', now)).toISOString();
        registers.clocksOfIncident({ level, discoveredAt }, await registers.calendar());
        const details = { step: 'discovered', level, discoveredAt };
        const id = await store.privacy.addIncident({ title, level, discoveredAt, description }, (added) => {
          const object = { kind: 'incident', id: added, name: title };
          const entry = privacyEntry(request, { action: 'incident.changed', object, details });
          return [{ entry, at: new Date(now) }];
        });
        return reply.code(201).send({ id });
      },
    });

    app.route({
      method: 'POST',
      url: '/api/incidents/:id/steps',
      config: { access: 'privacy.manage' },
      schema: {
        tags: ['privacy'],
        summary: 'Say that an incident is serious, was told of, reported or closed',
        params: z.object({ id: z.uuid() }),
        body: incidentStepRequestSchema,
        response: { 204: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { step, outcome } = request.body;
        refusePersonalNumbers({ outcome });
        if (step === 'close' && outcome === undefined) throw new KhueError('KHUE_INPUT_INVALID', { fields: 'outcome' });
        const found = await store.privacy.incident(request.params.id);
        if (found === null) throw new KhueError('KHUE_NOT_FOUND');
        const now = clock.now();
        const at = pastMoment(request.body.at, found.discoveredAt, now);
        const object = { kind: 'incident', id: found.id, name: found.title };
        const details = { step, at: new Date(at).toISOString(), ...(outcome !== undefined && { outcome }) };
        const entry = privacyEntry(request, { action: 'incident.changed', object, details });
        const told = () => [{ entry, at: new Date(now) }];
        const taken =
          incidentSteps(found).includes(step) &&
          (await store.privacy.stepIncident(found.id, step, new Date(at), outcome ?? null, told));
        if (!taken) throw new KhueError('KHUE_STEP_NOT_POSSIBLE');
        return reply.code(204).send();
      },
    });
  };
}
