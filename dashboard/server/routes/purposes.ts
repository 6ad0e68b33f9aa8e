import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { KhueError } from '@khue/domain/errors';
import type { LogEntry } from '@khue/domain/log';
import {
  createdSchema,
  newPurposeSchema,
  purposeChangeSchema,
  purposeLimit,
  purposeListSchema,
  purposeOrderSchema,
} from '@khue/domain/privacyApi';
import type { DatedEntry } from '@khue/store/told';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { privacyEntry, refusePersonalNumbers } from '../privacy/privacyEntry.ts';

const idSchema = z.object({ id: z.uuid() });

/** Purposes of looking: the list that an administrator keeps. Those that were retired stay, for the log. */
export function purposeRoutes({ store, clock }: DashboardParts): FastifyPluginAsyncZod {
  function told(
    request: FastifyRequest,
    object: NonNullable<LogEntry['object']>,
    details: LogEntry['details'],
  ): readonly DatedEntry[] {
    const entry = privacyEntry(request, { action: 'purpose.changed', object, details });
    return [{ entry, at: new Date(clock.now()) }];
  }

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/purposes',
      config: { access: 'signed_in' },
      schema: {
        tags: ['privacy'],
        summary: 'Purposes of looking, in their order, retired ones too',
        response: { 200: purposeListSchema, ...errorAnswers },
      },
      handler: async () => ({ purposes: await store.privacy.purposes() }),
    });

    app.route({
      method: 'POST',
      url: '/api/purposes',
      config: { access: 'privacy.manage' },
      schema: {
        tags: ['privacy'],
        summary: 'Add a purpose at the end of the list',
        body: newPurposeSchema,
        response: { 201: createdSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { title, needsNote } = request.body;
        refusePersonalNumbers(title);
        const id = await store.privacy.addPurpose({ title, needsNote }, purposeLimit, (added) => {
          const object = { kind: 'purpose', id: added, name: title.vi };
          const details = { change: 'added', en: title.en, needsNote, active: true };
          return told(request, object, details);
        });
        if (id === null) throw new KhueError('KHUE_LIST_FULL', { limit: purposeLimit });
        return reply.code(201).send({ id });
      },
    });

    app.route({
      method: 'POST',
      url: '/api/purposes/:id',
      config: { access: 'privacy.manage' },
      schema: {
        tags: ['privacy'],
        summary: 'Rename a purpose, retire it or take it into use again',
        params: idSchema,
        body: purposeChangeSchema,
        response: { 204: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { title, needsNote, active } = request.body;
        const { id } = request.params;
        refusePersonalNumbers(title);
        const object = { kind: 'purpose', id, name: title.vi };
        const details = { change: 'changed', en: title.en, needsNote, active };
        const outcome = await store.privacy.changePurpose({ id, title, needsNote, active }, () =>
          told(request, object, details),
        );
        if (outcome === 'unknown') throw new KhueError('KHUE_NOT_FOUND');
        if (outcome === 'last') throw new KhueError('KHUE_PURPOSE_LAST');
        return reply.code(204).send();
      },
    });

    app.route({
      method: 'POST',
      url: '/api/purpose-order',
      config: { access: 'privacy.manage' },
      schema: {
        tags: ['privacy'],
        summary: 'Put the purposes in an order',
        body: purposeOrderSchema,
        response: { 204: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { ids } = request.body;
        const object = { kind: 'purpose', id: '', name: '' };
        const ordered = await store.privacy.orderPurposes(ids, () => told(request, object, { change: 'ordered' }));
        // Somebody else changed the list meanwhile: nothing is put in order that the person did not see.
        if (!ordered) throw new KhueError('KHUE_STEP_NOT_POSSIBLE');
        return reply.code(204).send();
      },
    });
  };
}
