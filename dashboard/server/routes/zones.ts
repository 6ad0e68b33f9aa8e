import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { cameraZoneSchema } from '@khue/domain/camera';
import { KhueError } from '@khue/domain/errors';
import {
  approvalDecisionSchema,
  approvalListSchema,
  approvalRequestSchema,
  createdSchema,
  waitingLimit,
  zoneRuleChangeSchema,
  zoneRuleListSchema,
} from '@khue/domain/privacyApi';
import type { NamedApproval } from '@khue/store/privacy';
import { rightsOf, signedIn } from '../access/guard.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { Approvals } from '../privacy/approvals.ts';
import { privacyEntry, refusePersonalNumbers } from '../privacy/privacyEntry.ts';

const idSchema = z.object({ id: z.uuid() });

/** What holds for each zone. */
export function zoneRuleRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock } = parts;
  const approvals = new Approvals(parts);

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/zone-rules',
      config: { access: 'signed_in' },
      schema: {
        tags: ['privacy'],
        summary: 'What holds for each zone, and where the rule comes from',
        response: { 200: zoneRuleListSchema, ...errorAnswers },
      },
      handler: async () => ({
        rules: await store.privacy.zoneRules(),
        longestApprovalDays: await approvals.longestDays(),
      }),
    });

    app.route({
      method: 'POST',
      url: '/api/zone-rules/:zone',
      config: { access: 'privacy.manage' },
      schema: {
        tags: ['privacy'],
        summary: 'Close a zone or open it; classrooms stay closed',
        params: z.object({ zone: cameraZoneSchema }),
        body: zoneRuleChangeSchema,
        response: { 204: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { zone } = request.params;
        const { needsApproval, onWalls, source } = request.body;
        refusePersonalNumbers({ source });
        if (zone === 'classroom' && (!needsApproval || onWalls)) throw new KhueError('KHUE_ZONE_STAYS_CLOSED');
        const object = { kind: 'zone', id: zone, name: zone };
        const details = { needsApproval, onWalls, source };
        const entry = privacyEntry(request, { action: 'zone.rule_changed', object, details });
        const at = new Date(clock.now());
        const saved = await store.privacy.saveZoneRule({ zone, needsApproval, onWalls, source }, () => [{ entry, at }]);
        if (!saved) throw new KhueError('KHUE_NOT_FOUND');
        return reply.code(204).send();
      },
    });
  };
}

function objectOf({ id, schoolCode, cameraName, zone }: NamedApproval) {
  return { kind: 'zone_approval', id, name: `${schoolCode} ${cameraName ?? zone}` };
}

/** Approvals that open a closed zone for a while: asked for by one, decided by another. */
export function zoneApprovalRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock } = parts;
  const approvals = new Approvals(parts);

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/zone-approvals',
      config: { access: 'signed_in' },
      schema: {
        tags: ['privacy'],
        summary:
          'Approvals of closed zones: all for whoever sees the registers, otherwise those to decide and own ones',
        response: { 200: approvalListSchema, ...errorAnswers },
      },
      handler: async (request) => ({ approvals: await approvals.list(request) }),
    });

    app.route({
      method: 'POST',
      url: '/api/zone-approvals',
      config: { access: 'camera.live' },
      schema: {
        tags: ['privacy'],
        summary: 'Ask for a closed zone of a school, or one camera there, to be opened for a while',
        body: approvalRequestSchema,
        response: { 201: createdSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { schoolId, cameraId, zone, reason, legalBasis } = request.body;
        refusePersonalNumbers({ reason, legalBasis });
        const { validFrom, validTo, name } = await approvals.check(request, request.body);
        const now = clock.now();
        const requestedBy = signedIn(request).account.id;
        if ((await store.privacy.waitingApprovals(requestedBy, new Date(now))) >= waitingLimit) {
          throw new KhueError('KHUE_LIST_FULL', { limit: waitingLimit });
        }
        const wish = {
          schoolId,
          cameraId,
          zone,
          reason,
          legalBasis,
          requestedBy,
          requestedAt: now,
          validFrom,
          validTo,
        };
        const details = {
          schoolId,
          cameraId,
          zone,
          reason,
          legalBasis,
          from: new Date(validFrom).toISOString(),
          to: new Date(validTo).toISOString(),
        };
        const id = await store.privacy.requestApproval(wish, (requested) => {
          const object = { kind: 'zone_approval', id: requested, name };
          const entry = privacyEntry(request, { action: 'zone.approval_requested', object, details });
          return [{ entry, at: new Date(now) }];
        });
        return reply.code(201).send({ id });
      },
    });

    app.route({
      method: 'POST',
      url: '/api/zone-approvals/:id/decision',
      config: { access: 'signed_in' },
      schema: {
        tags: ['privacy'],
        summary: 'Approve a request or refuse it; whoever asked does not, while somebody else may',
        params: idSchema,
        body: approvalDecisionSchema,
        response: { 204: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        const approval = await approvals.find(request, request.params.id);
        const { id, schoolId, requestedBy } = approval;
        const { decision } = request.body;
        const account = signedIn(request).account.id;
        const held = rightsOf(request).decide('zone.approve', { schoolId, camera: null });
        if (!held.allowed) throw new KhueError('KHUE_NOT_ALLOWED');
        const fourEyes = requestedBy !== account;
        if (!fourEyes && decision === 'approved' && !(await approvals.isAlone(account, schoolId))) {
          throw new KhueError('KHUE_FOUR_EYES');
        }
        const at = new Date(clock.now());
        const details = { fourEyes, reason: approval.reason, to: new Date(approval.validTo).toISOString() };
        const result = decision === 'approved' ? 'done' : 'refused';
        const change = { action: 'zone.approved', object: objectOf(approval), details, result } as const;
        const told = () => [{ entry: privacyEntry(request, change), at }];
        if (!(await store.privacy.decideApproval(id, decision, account, at, told))) {
          throw new KhueError('KHUE_STEP_NOT_POSSIBLE');
        }
        return reply.code(204).send();
      },
    });

    app.route({
      method: 'POST',
      url: '/api/zone-approvals/:id/withdrawal',
      config: { access: 'signed_in' },
      schema: {
        tags: ['privacy'],
        summary: 'End an approval before its time; what is looked at by it ends at once',
        params: idSchema,
        response: { 204: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        const approval = await approvals.find(request, request.params.id);
        const held = rightsOf(request);
        const place = { schoolId: approval.schoolId, camera: null };
        if (!held.holds('privacy.manage') && !held.decide('zone.approve', place).allowed) {
          throw new KhueError('KHUE_NOT_ALLOWED');
        }
        const at = new Date(clock.now());
        const change = { action: 'zone.approval_withdrawn', object: objectOf(approval) } as const;
        const told = () => [{ entry: privacyEntry(request, change), at }];
        if (!(await store.privacy.withdrawApproval(approval.id, signedIn(request).account.id, at, told))) {
          throw new KhueError('KHUE_STEP_NOT_POSSIBLE');
        }
        return reply.code(204).send();
      },
    });
  };
}
