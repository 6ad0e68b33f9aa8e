import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { purposeListSchema, ticketAnswerSchema, ticketRequestSchema } from '@khue/domain/api';
import type { Camera } from '@khue/domain/camera';
import { KhueError } from '@khue/domain/errors';
import type { LogEntry } from '@khue/domain/log';
import { holdsPersonalNumber } from '@khue/domain/personalNumber';
import { cleanText } from '@khue/domain/text';
import { type TicketClaims, ticketLifetimeMs, wallPurpose } from '@khue/domain/ticket';
import { requireHeld, rightsOf, type SignedIn, signedIn } from '../access/guard.ts';
import { Refused } from '../access/refusals.ts';
import type { AccountRights } from '../access/rights.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import type { OpenView } from '../tickets/openViews.ts';

type TicketRequest = ReturnType<typeof ticketRequestSchema.parse>;
type Reason = Pick<TicketClaims, 'purposeId' | 'purpose' | 'note'>;

const permissionOf = { live: 'camera.live', snapshot: 'camera.snapshot', export: 'camera.export' } as const;

/** A file that was begun with the last moment of its ticket is over by then, whatever holds it up. */
const longestDelayMs = 60_000;

/** Tickets to look through a camera. Who got one, for what and why stands in the log before it is handed out. */
export function ticketRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/tickets/purposes',
      config: { access: 'camera.live' },
      schema: {
        tags: ['cameras'],
        summary: 'The purposes that cameras may be looked through for',
        response: { 200: purposeListSchema, ...errorAnswers },
      },
      handler: async () => ({ purposes: (await parts.store.privacy.purposes()).filter(({ active }) => active) }),
    });

    app.route({
      method: 'POST',
      url: '/api/tickets',
      config: { access: 'camera.live' },
      schema: {
        tags: ['cameras'],
        summary:
          'A ticket, good once and for a minute, to look through one camera, or to take a picture or a clip from it',
        body: ticketRequestSchema,
        response: { 201: ticketAnswerSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const who = signedIn(request);
        const { kind, seconds } = request.body;
        if (kind === 'export' && seconds === undefined)
          throw new KhueError('KHUE_INPUT_INVALID', { fields: 'seconds' });
        const reason = await reasonOf(parts, who, request.body);
        const { camera, grantId } = await openCamera(parts, { who, rights: rightsOf(request), body: request.body });
        const claims = claimsOf(parts, { who, camera, grantId, reason, body: request.body, address: request.ip });
        const ticket = await parts.ticketKeys.sign(claims);
        await parts.store.log.append([entryOf(claims, camera)], new Date(claims.issuedAt));
        parts.openViews.add(viewOf(claims, camera));
        return reply.code(201).send({ ticket, expiresAt: new Date(claims.expiresAt).toISOString() });
      },
    });
  };
}

/** Why somebody looks: one of the list; on a wall display always the same. */
async function reasonOf({ store }: DashboardParts, { account }: SignedIn, body: TicketRequest): Promise<Reason> {
  if (account.kind === 'wall') return { ...wallPurpose, note: null };
  const purposes = await store.privacy.purposes();
  const purpose = purposes.find(({ id, active }) => active && id === body.purposeId);
  if (purpose === undefined) throw new KhueError('KHUE_INPUT_INVALID', { fields: 'purposeId' });
  const note = cleanText(body.note ?? '');
  if (purpose.needsNote && note === '') throw new KhueError('KHUE_INPUT_INVALID', { fields: 'note' });
  if (holdsPersonalNumber(note)) throw new KhueError('KHUE_PERSONAL_NUMBER');
  return { purposeId: purpose.id, purpose: purpose.title.vi, note: note === '' ? null : note };
}

interface CameraAsked {
  readonly who: SignedIn;
  readonly rights: AccountRights;
  readonly body: TicketRequest;
}

/** The camera and the grant that opens it; throws KHUE_NOT_ALLOWED where the permission is held nowhere, KHUE_NOT_FOUND alike where there is none and where it is not open. */
async function openCamera(
  { store }: DashboardParts,
  { who, rights, body }: CameraAsked,
): Promise<{ readonly camera: Camera; readonly grantId: string }> {
  const permission = permissionOf[body.kind];
  if (!rights.holds(permission)) throw new KhueError('KHUE_NOT_ALLOWED');
  const camera = await store.cameras.find(body.cameraId);
  if (camera === null) throw new KhueError('KHUE_NOT_FOUND');
  const grantId = requireHeld(rights, permission, { schoolId: camera.schoolId, camera });
  const rules = who.account.kind === 'wall' ? await store.privacy.zoneRules() : [];
  if (rules.some(({ zone, onWalls }) => zone === camera.zone && !onWalls))
    throw new Refused('KHUE_NOT_FOUND', 'not_on_walls', { kind: 'camera', id: camera.id });
  return { camera, grantId };
}

interface Granted {
  readonly who: SignedIn;
  readonly camera: Camera;
  readonly grantId: string;
  readonly reason: Reason;
  readonly body: TicketRequest;
  readonly address: string;
}

function claimsOf({ clock }: DashboardParts, { who, camera, grantId, reason, body, address }: Granted): TicketClaims {
  const issuedAt = clock.now();
  return {
    kind: body.kind,
    seconds: body.kind === 'export' ? (body.seconds ?? null) : null,
    ticketId: randomUUID(),
    cameraId: camera.id,
    schoolId: camera.schoolId,
    profile: body.profile,
    zone: camera.zone,
    accountId: who.account.id,
    accountName: who.account.name,
    wall: who.account.kind === 'wall',
    sessionId: who.sessionId,
    address,
    grantId,
    ...reason,
    issuedAt,
    expiresAt: issuedAt + ticketLifetimeMs,
  };
}

/** What has to be looked at again: a live picture for as long as its session lasts, a file until it is there. */
function viewOf(claims: TicketClaims, camera: Camera): OpenView {
  const { kind, seconds, accountId, sessionId, schoolId, wall, expiresAt } = claims;
  const view = { accountId, sessionId, schoolId, wall, permission: permissionOf[kind], camera };
  if (kind === 'live') return view;
  return { ...view, file: kind, until: expiresAt + (seconds ?? 0) * 1_000 + longestDelayMs };
}

/** That a ticket was given; what it was used for, the gateway writes down. */
function entryOf(claims: TicketClaims, { code }: Camera): LogEntry {
  const { ticketId, purposeId, purpose, note, kind, seconds, profile, zone, grantId } = claims;
  const length = seconds === null ? {} : { seconds };
  return {
    actorId: claims.accountId,
    actorName: claims.accountName,
    action: 'ticket.issued',
    object: { kind: 'camera', id: claims.cameraId, name: code },
    result: 'done',
    address: claims.address,
    sessionId: claims.sessionId,
    details: { purpose, purposeId, note, kind, ...length, ticketId, profile, zone, grantId },
  };
}
