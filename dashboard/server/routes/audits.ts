import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { auditCampaignSchema } from '@khue/domain/audit';
import {
  auditBoardQuerySchema,
  auditBoardSchema,
  auditSchoolCamerasSchema,
  cameraAuditSchema,
  campaignLimit,
  campaignListSchema,
  evidenceAnswerSchema,
  newCampaignSchema,
} from '@khue/domain/auditApi';
import { KhueError } from '@khue/domain/errors';
import { createdSchema } from '@khue/domain/privacyApi';
import { requireRight, signedIn } from '../access/guard.ts';
import { changesBy } from '../administration/changes.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import { AuditDesk, schoolsFor } from '../audit/auditDesk.ts';
import type { DashboardParts } from '../parts.ts';

const idSchema = z.object({ id: z.uuid() });
const tags = ['audit'];
/** Room for as many ids as `auditSchoolLimit`. */
const schoolListBytes = 262_144;

/** Audits of cameras: started, stopped, resumed, listed. */
export function auditRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock } = parts;
  const desk = new AuditDesk(parts);

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/audits',
      config: { access: 'audit.view' },
      schema: {
        tags,
        summary: 'Audits that reach into the schools one may see, newest first',
        response: { 200: campaignListSchema, ...errorAnswers },
      },
      handler: async (request) => ({
        campaigns: await store.audits.campaigns(schoolsFor(request, 'audit.view'), campaignLimit),
      }),
    });

    app.route({
      method: 'POST',
      url: '/api/audits',
      config: { access: 'audit.run' },
      bodyLimit: schoolListBytes,
      schema: {
        tags,
        summary: 'Start an audit of the cameras of some schools',
        body: newCampaignSchema,
        response: { 201: createdSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { title, profile, schoolIds, byDay } = request.body;
        for (const schoolId of schoolIds) requireRight(request, 'audit.run', { schoolId, camera: null });
        const newest = (await store.audits.profiles()).find(({ name }) => name === profile);
        if (newest === undefined) throw new KhueError('KHUE_NOT_FOUND');
        const campaign = { title, profile, profileVersion: newest.version, schoolIds, byDay };
        const recorded = { by: signedIn(request).account.name, at: new Date(clock.now()) };
        const id = await store.audits.startCampaign(campaign, recorded, (started) =>
          changesBy(request, parts, [
            {
              action: 'audit.run',
              object: { kind: 'audit', id: started, name: title },
              details: {
                change: 'started',
                profile,
                version: newest.version,
                schools: schoolIds.length,
                ...(byDay !== null && { byDay }),
              },
            },
          ]),
        );
        return reply.code(201).send({ id });
      },
    });

    app.route({
      method: 'GET',
      url: '/api/audits/:id',
      config: { access: 'audit.view' },
      schema: {
        tags,
        summary: 'How far an audit has come',
        params: idSchema,
        response: { 200: auditCampaignSchema, ...errorAnswers },
      },
      handler: (request) => desk.campaign(request, request.params.id),
    });

    const moves = [
      { step: 'stop', from: ['waiting', 'running'], to: 'stopped', summary: 'Stop an audit; what is done stays' },
      { step: 'resume', from: ['stopped'], to: 'waiting', summary: 'Go on with an audit that was stopped' },
    ] as const;
    for (const { step, from, to, summary } of moves) {
      app.route({
        method: 'POST',
        url: `/api/audits/:id/${step}`,
        config: { access: 'audit.run' },
        schema: { tags, summary, params: idSchema, response: { 204: z.undefined(), ...errorAnswers } },
        handler: async (request, reply) => {
          const { id, title } = await desk.ownCampaign(request, request.params.id);
          const object = { kind: 'audit', id, name: title };
          const told = () => changesBy(request, parts, [{ action: 'audit.run', object, details: { change: step } }]);
          if (!(await store.audits.moveCampaign(id, from, to, new Date(clock.now()), told))) {
            throw new KhueError('KHUE_STEP_NOT_POSSIBLE');
          }
          return reply.code(204).send();
        },
      });
    }
  };
}

/** What audits found: board, cameras, evidence. */
export function auditFindingRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock } = parts;
  const desk = new AuditDesk(parts);

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/audits/:id/board',
      config: { access: 'audit.view' },
      schema: {
        tags,
        summary: 'A page of schools by families of rules, with scores, coverage and what fails most in all of them',
        params: idSchema,
        querystring: auditBoardQuerySchema,
        response: { 200: auditBoardSchema, ...errorAnswers },
      },
      handler: (request) => desk.board(request, request.params.id, request.query),
    });

    app.route({
      method: 'GET',
      url: '/api/audits/:id/schools/:schoolId',
      config: { access: 'audit.view' },
      schema: {
        tags,
        summary: 'The cameras of one school in an audit',
        params: idSchema.extend({ schoolId: z.uuid() }),
        response: { 200: auditSchoolCamerasSchema, ...errorAnswers },
      },
      handler: (request) => desk.cameras(request, request.params.id, request.params.schoolId),
    });

    app.route({
      method: 'GET',
      url: '/api/audits/:id/cameras/:cameraId',
      config: { access: 'audit.view' },
      schema: {
        tags,
        summary: 'Every verdict on one camera, its evidence and its earlier audits',
        params: idSchema.extend({ cameraId: z.uuid() }),
        response: { 200: cameraAuditSchema, ...errorAnswers },
      },
      handler: (request) => desk.camera(request, request.params.id, request.params.cameraId),
    });

    app.route({
      method: 'GET',
      url: '/api/audit-evidence/:id',
      config: { access: 'audit.view' },
      schema: {
        tags,
        summary: 'A piece of evidence with its text; who looked stands in the log',
        params: idSchema,
        response: { 200: evidenceAnswerSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const evidence = await store.audits.evidence(request.params.id);
        if (evidence === null) throw new KhueError('KHUE_NOT_FOUND');
        // Throws where the audit, or the school of this camera in it, is out of scope.
        const { camera } = await desk.camera(request, evidence.campaignId, evidence.cameraId);
        const looked = changesBy(request, parts, [
          {
            action: 'audit.evidence_viewed',
            object: { kind: 'camera', id: evidence.cameraId, name: camera.code },
            details: { kind: evidence.kind, evidence: evidence.id, audit: evidence.campaignId },
          },
        ]);
        await store.log.append(
          looked.map(({ entry }) => entry),
          new Date(clock.now()),
        );
        return evidence;
      },
    });
  };
}
