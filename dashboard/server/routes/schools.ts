import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  type SchoolCamera,
  type SchoolListItem,
  schoolDetailSchema,
  schoolListItemSchema,
  schoolListSchema,
} from '@khue/domain/api';
import type { Camera, CameraDescription } from '@khue/domain/camera';
import type { CameraStatus } from '@khue/domain/cameraStatus';
import { KhueError } from '@khue/domain/errors';
import type { School } from '@khue/domain/school';
import type { AsOf } from '@khue/store/store';
import { requireHeld, rightsOf, signedIn } from '../access/guard.ts';
import type { AccountRights } from '../access/rights.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import { PreparedBody, sendPrepared } from '../answers/preparedBody.ts';
import type { DashboardParts } from '../parts.ts';
import { withoutAddresses } from './withoutAddresses.ts';

const asOfSchema = z.object({ asOf: z.iso.datetime({ offset: true }).optional() });
const idSchema = z.object({ id: z.uuid() });
const json = 'application/json; charset=utf-8';

function momentOf(asOf: string | undefined): AsOf {
  return asOf === undefined ? {} : { asOf: new Date(asOf) };
}

function countBySchool(cameras: readonly Camera[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { schoolId } of cameras) counts.set(schoolId, (counts.get(schoolId) ?? 0) + 1);
  return counts;
}

/** A camera as a browser may see it: what it says of itself, without where it is reached. */
function schoolCamera(
  camera: Camera,
  status: CameraStatus | undefined,
  description: CameraDescription | undefined,
  closed: boolean,
): SchoolCamera {
  const streams = description?.streams ?? [];
  return {
    ...camera,
    closed,
    status: status ?? null,
    description: description ? { ...description, remarks: description.remarks.map(withoutAddresses) } : null,
    streams: streams.map(({ profile, codec, width, height, frameRate }) => ({
      profile,
      codec,
      width,
      height,
      frameRate,
    })),
  };
}

/** Schools: all of them, and one with its cameras. */
export function schoolRoutes({ store, clock, live, rights }: DashboardParts): FastifyPluginAsyncZod {
  /** The last list of now by the schools it tells of: its compressed forms serve until it says something else. */
  const lastLists = new WeakMap<object, PreparedBody>();
  const wholeCity = {};

  /** Rights where schools stood as they did then; the grants are those of now. */
  async function rightsThen(request: FastifyRequest, { asOf }: AsOf): Promise<AccountRights> {
    const now = rightsOf(request);
    if (asOf === undefined || now.schools('inventory.view') === null) return now;
    return rights.asOf(signedIn(request).account.id, asOf);
  }

  /** Cameras whose present state may be told: at a past moment, those that still hang where the account may look. */
  function seenNow(now: AccountRights, cameras: readonly Camera[], { asOf }: AsOf): string[] {
    const ids = cameras.map(({ id }) => id);
    const seen = now.schools('inventory.view');
    if (asOf === undefined || seen === null) return ids;
    const { positions, schoolIds } = live.inventory;
    return ids.filter((id) => seen.has(schoolIds[positions.get(id) ?? -1] ?? ''));
  }

  async function listItems(schools: readonly School[], counts: ReadonlyMap<string, number>, at: AsOf) {
    const units = await store.units.list(at);
    const wardNames = new Map(units.map((unit) => [unit.code, unit.fullName]));
    return schools.map(
      (school): SchoolListItem => ({
        ...school,
        wardName: school.wardCode === null ? null : (wardNames.get(school.wardCode) ?? null),
        cameraCount: counts.get(school.id) ?? 0,
      }),
    );
  }

  async function list(asOf: string | undefined, seen: ReadonlySet<string> | null): Promise<PreparedBody> {
    const at = momentOf(asOf);
    const there = (await store.schools.list(at)).filter(({ id }) => seen === null || seen.has(id));
    const counts = asOf === undefined ? live.inventory.cameraCounts : countBySchool(await store.cameras.list(at));
    const schools = z.array(schoolListItemSchema).parse(await listItems(there, counts, at));
    const says = JSON.stringify(schools);
    const moment = asOf === undefined ? new Date(clock.now()) : new Date(asOf);
    const prepared = new PreparedBody(json, `{"schools":${says},"asOf":"${moment.toISOString()}"}`, says);
    if (asOf !== undefined) return prepared;
    const last = lastLists.get(seen ?? wholeCity);
    if (last?.version === prepared.version) return last;
    lastLists.set(seen ?? wholeCity, prepared);
    return prepared;
  }

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/schools',
      config: { access: 'inventory.view' },
      schema: {
        tags: ['schools'],
        summary: 'Every school the account may see, now or as it was at a moment',
        querystring: asOfSchema,
        response: { 200: schoolListSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { asOf } = request.query;
        const seen = (await rightsThen(request, momentOf(asOf))).schools('inventory.view');
        return sendPrepared(request, reply, await list(asOf, seen), 'private, no-cache');
      },
    });

    app.route({
      method: 'GET',
      url: '/api/schools/:id',
      config: { access: 'inventory.view' },
      schema: {
        tags: ['schools'],
        summary: 'A school with its cameras and their last states',
        params: idSchema,
        querystring: asOfSchema,
        response: { 200: schoolDetailSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const at = momentOf(request.query.asOf);
        requireHeld(await rightsThen(request, at), 'inventory.view', { schoolId: request.params.id, camera: null });
        const school = await store.schools.find(request.params.id, at);
        if (school === null) throw new KhueError('KHUE_NOT_FOUND');
        const cameras = await store.cameras.list({ ...at, schoolId: school.id });
        const cameraIds = seenNow(rightsOf(request), cameras, at);
        const [statuses, descriptions, items] = await Promise.all([
          store.statuses.current({ cameraIds }),
          store.cameras.descriptions(cameraIds),
          listItems([school], countBySchool(cameras), at),
        ]);
        const statusOf = new Map(statuses.map((status) => [status.cameraId, status]));
        const descriptionOf = new Map(descriptions.map((description) => [description.cameraId, description]));
        const detail = schoolDetailSchema.parse({
          school: items[0],
          cameras: cameras.map((camera) => {
            const closed = !rightsOf(request).isOpen({ schoolId: camera.schoolId, camera });
            return schoolCamera(camera, statusOf.get(camera.id), descriptionOf.get(camera.id), closed);
          }),
        });
        return sendPrepared(request, reply, new PreparedBody(json, JSON.stringify(detail)), 'private, no-cache');
      },
    });
  };
}
