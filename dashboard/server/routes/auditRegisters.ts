import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  assetRecordRequestSchema,
  auditPermissionListSchema,
  auditRegisterLimit,
  auditRulesAnswerSchema,
  auditSchoolsAnswerSchema,
  auditStopListSchema,
  auditWaiverListSchema,
  newAuditPermissionSchema,
  newStopSchema,
  newWaiverSchema,
} from '@khue/domain/auditApi';
import { auditRules } from '@khue/domain/auditRules';
import { readCameraNetworks } from '@khue/domain/cameraNetwork';
import { KhueError } from '@khue/domain/errors';
import { createdSchema } from '@khue/domain/privacyApi';
import { requireRight, rightsOf, signedIn } from '../access/guard.ts';
import { changesBy } from '../administration/changes.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import { schoolsFor } from '../audit/auditDesk.ts';
import type { DashboardParts } from '../parts.ts';

const idSchema = z.object({ id: z.uuid() });
const tags = ['audit'];
/** Room for as many ids as `auditSchoolLimit`. */
const schoolListBytes = 262_144;

/** Throws KHUE_GRANT_DATES where a span ends before it begins, or is over. */
function requireSpan(from: number, to: number, now: number): void {
  if (!(to > from && to > now)) throw new KhueError('KHUE_GRANT_DATES');
}

/** Rules, and which schools may be audited: by the scope of whoever asks, and by the permissions on record. */
export function auditGroundRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock, live } = parts;
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/audit/rules',
      config: { access: 'audit.view' },
      schema: {
        tags,
        summary: 'The rules for cameras and the profiles that set their thresholds',
        response: { 200: auditRulesAnswerSchema, ...errorAnswers },
      },
      handler: async () => {
        const [profiles, limits, retention] = await Promise.all([
          store.audits.profiles(),
          store.audits.limitsAt(new Date(clock.now())),
          store.audits.auditRetention(),
        ]);
        return { rules: [...auditRules], profiles, limits, retention };
      },
    });

    app.route({
      method: 'GET',
      url: '/api/audit/schools',
      config: { access: 'audit.view' },
      schema: {
        tags,
        summary: 'Schools one may see the audits of, and whether they may be audited now',
        response: { 200: auditSchoolsAnswerSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const rights = rightsOf(request);
        const [seen, runs] = [rights.schools('audit.view'), rights.schools('audit.run')];
        const [schools, units, permissions, stops] = await Promise.all([
          store.schools.list(),
          store.units.list(),
          store.audits.permissionsAt(new Date(clock.now())),
          store.audits.stops(auditRegisterLimit),
        ]);
        const wards = new Map(units.map(({ code, fullName }) => [code, fullName]));
        const permitted = new Map(
          permissions.toReversed().flatMap(({ id, schoolIds }) => schoolIds.map((schoolId) => [schoolId, id])),
        );
        const stopped = new Set(stops.map(({ schoolId }) => schoolId));
        return {
          schools: schools
            .filter(({ id }) => seen === null || seen.has(id))
            .map(({ id, code, name, wardCode, synthetic }) => ({
              schoolId: id,
              code,
              name,
              wardCode,
              wardName: wards.get(wardCode ?? '') ?? null,
              cameras: live.inventory.cameraCounts.get(id) ?? 0,
              synthetic,
              permissionId: permitted.get(id) ?? null,
              stopped: stopped.has(null) || stopped.has(id),
              mayRun: runs === null || runs.has(id),
            })),
        };
      },
    });

    app.route({
      method: 'POST',
      url: '/api/audit/cameras/:id/asset',
      config: { access: 'audit.manage' },
      schema: {
        tags,
        summary: 'What is on record of a camera beside the inventory',
        params: idSchema,
        body: assetRecordRequestSchema,
        response: { 204: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        const camera = await store.cameras.find(request.params.id);
        if (camera === null) throw new KhueError('KHUE_NOT_FOUND');
        const { id, code } = camera;
        const recorded = { by: signedIn(request).account.name, at: new Date(clock.now()) };
        const { model, serialNumber, purpose } = request.body;
        await store.audits.saveAsset(id, request.body, recorded, () =>
          changesBy(request, parts, [
            {
              action: 'audit.asset_changed',
              object: { kind: 'camera', id, name: code },
              details: { model, serialNumber, purpose: purpose?.slice(0, 500) ?? null },
            },
          ]),
        );
        return reply.code(204).send();
      },
    });
  };
}

/** Permissions to audit: without one nothing is sent to a school's cameras. */
export function auditPermissionRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock } = parts;
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/audit/permissions',
      config: { access: 'audit.view' },
      schema: {
        tags,
        summary: 'Permissions to audit, newest first',
        response: { 200: auditPermissionListSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const rights = rightsOf(request);
        const seen = rights.schools('audit.view');
        const manages = rights.holds('audit.manage');
        const all = await store.audits.permissions(auditRegisterLimit);
        const permissions = all.flatMap((permission) => {
          const schoolIds = permission.schoolIds.filter((id) => seen === null || seen.has(id));
          const addressRanges = manages ? permission.addressRanges : null;
          return schoolIds.length === 0 ? [] : [{ ...permission, schoolIds, addressRanges }];
        });
        return { permissions };
      },
    });

    app.route({
      method: 'POST',
      url: '/api/audit/permissions',
      config: { access: 'audit.manage' },
      bodyLimit: schoolListBytes,
      schema: {
        tags,
        summary: 'Record a permission to audit the cameras of some schools',
        body: newAuditPermissionSchema,
        response: { 201: createdSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { body } = request;
        requireSpan(Date.parse(body.validFrom), Date.parse(body.validTo), clock.now());
        const wrong = body.addressRanges.find((range) => readCameraNetworks(range) === null);
        if (wrong !== undefined) throw new KhueError('KHUE_ADDRESS_RANGE', { range: wrong });
        const known = new Set((await store.schools.list()).map(({ id }) => id));
        if (body.schoolIds.some((id) => !known.has(id))) throw new KhueError('KHUE_NOT_FOUND');
        const recorded = { by: signedIn(request).account.name, at: new Date(clock.now()) };
        const id = await store.audits.addPermission(body, recorded, (added) =>
          changesBy(request, parts, [
            {
              action: 'audit.permission_changed',
              object: { kind: 'audit_permission', id: added, name: body.paper.slice(0, 200) },
              details: {
                change: 'added',
                schools: body.schoolIds.length,
                scope: body.scope,
                from: body.validFrom,
                to: body.validTo,
                signer: body.signer,
                credentialTesting: body.credentialTesting,
              },
            },
          ]),
        );
        return reply.code(201).send({ id });
      },
    });

    app.route({
      method: 'POST',
      url: '/api/audit/permissions/:id/end',
      config: { access: 'audit.manage' },
      schema: {
        tags,
        summary: 'End a permission now',
        params: idSchema,
        response: { 204: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { id } = request.params;
        const ended = await store.audits.endPermission(id, new Date(clock.now()), () =>
          changesBy(request, parts, [
            {
              action: 'audit.permission_changed',
              object: { kind: 'audit_permission', id, name: id },
              details: { change: 'ended' },
            },
          ]),
        );
        if (!ended) throw new KhueError('KHUE_NOT_FOUND');
        return reply.code(204).send();
      },
    });
  };
}

/** Rules set aside, and audits stopped. */
export function auditExceptionRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock } = parts;
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/audit/waivers',
      config: { access: 'audit.view' },
      schema: { tags, summary: 'Waivers, newest first', response: { 200: auditWaiverListSchema, ...errorAnswers } },
      handler: async (request) => ({
        waivers: await store.audits.waivers(schoolsFor(request, 'audit.view'), auditRegisterLimit),
      }),
    });

    app.route({
      method: 'POST',
      url: '/api/audit/waivers',
      config: { access: 'audit.manage' },
      schema: {
        tags,
        summary: 'Set a rule aside for a school or one of its cameras, until a day',
        body: newWaiverSchema,
        response: { 201: createdSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { body } = request;
        const now = clock.now();
        const validFrom = body.validFrom ?? new Date(now).toISOString();
        requireSpan(Date.parse(validFrom), Date.parse(body.validTo), now);
        const [school, camera] = await Promise.all([
          store.schools.find(body.schoolId),
          body.cameraId === null ? null : store.cameras.find(body.cameraId),
        ]);
        const isKnown = auditRules.some(({ id }) => id === body.ruleId);
        if (school === null || !isKnown) throw new KhueError('KHUE_NOT_FOUND');
        if (body.cameraId !== null && camera?.schoolId !== school.id) throw new KhueError('KHUE_NOT_FOUND');
        const recorded = { by: signedIn(request).account.name, at: new Date(now) };
        const id = await store.audits.addWaiver({ ...body, validFrom }, recorded, (added) =>
          changesBy(request, parts, [
            {
              action: 'audit.waived',
              object: { kind: 'audit_waiver', id: added, name: `${body.ruleId} ${camera?.code ?? school.code}` },
              details: { reason: body.reason, approver: body.approver, from: validFrom, to: body.validTo },
            },
          ]),
        );
        return reply.code(201).send({ id });
      },
    });

    app.route({
      method: 'GET',
      url: '/api/audit/stops',
      config: { access: 'audit.view' },
      schema: { tags, summary: 'Stops in force', response: { 200: auditStopListSchema, ...errorAnswers } },
      handler: async (request) => {
        const seen = rightsOf(request).schools('audit.view');
        const stops = await store.audits.stops(auditRegisterLimit);
        return { stops: stops.filter(({ schoolId }) => schoolId === null || seen === null || seen.has(schoolId)) };
      },
    });

    app.route({
      method: 'POST',
      url: '/api/audit/stops',
      config: { access: 'audit.run' },
      schema: {
        tags,
        summary: 'Stop asking the cameras of a school, or of the city, at once',
        body: newStopSchema,
        response: { 201: createdSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { schoolId, reason } = request.body;
        if (schoolId !== null) requireRight(request, 'audit.run', { schoolId, camera: null });
        else if (schoolsFor(request, 'audit.run') !== null) throw new KhueError('KHUE_NOT_ALLOWED');
        const school = schoolId === null ? null : await store.schools.find(schoolId);
        if (schoolId !== null && school === null) throw new KhueError('KHUE_NOT_FOUND');
        const recorded = { by: signedIn(request).account.name, at: new Date(clock.now()) };
        const id = await store.audits.addStop({ schoolId, reason }, recorded, (added) =>
          changesBy(request, parts, [
            {
              action: 'audit.stopped',
              object: { kind: 'audit_stop', id: added, name: school?.code ?? '' },
              details: { change: 'stopped', reason },
            },
          ]),
        );
        return reply.code(201).send({ id });
      },
    });

    app.route({
      method: 'POST',
      url: '/api/audit/stops/:id/lift',
      config: { access: 'audit.manage' },
      schema: {
        tags,
        summary: 'Lift a stop',
        params: idSchema,
        response: { 204: z.undefined(), ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { id } = request.params;
        const lifted = await store.audits.liftStop(id, new Date(clock.now()), () =>
          changesBy(request, parts, [
            {
              action: 'audit.stopped',
              object: { kind: 'audit_stop', id, name: '' },
              details: { change: 'lifted' },
            },
          ]),
        );
        if (!lifted) throw new KhueError('KHUE_NOT_FOUND');
        return reply.code(204).send();
      },
    });
  };
}
