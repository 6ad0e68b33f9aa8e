import type { InjectOptions } from 'fastify';
import type { WardContents } from './twoWards.ts';

/** What a question can be about. */
export interface Named extends Pick<WardContents, 'schoolId' | 'cameraId'> {
  readonly approvalId: string;
  readonly alarmId: string;
  readonly auditId: string;
  readonly evidenceId: string;
  readonly submissionId: string;
  /** A purpose that asks for no note. */
  readonly purposeId: string;
}

type Questions = Readonly<Record<string, (named: Named) => InjectOptions>>;

/** Routes that a permission about places opens and that name one: how they are asked about what lies in a ward. */
export const placed: Questions = {
  'GET /api/schools/:id': ({ schoolId }) => ({ url: `/api/schools/${schoolId}` }),
  'GET /api/cameras/:id/history': ({ cameraId }) => ({ url: `/api/cameras/${cameraId}/history` }),
  'POST /api/tickets': ({ cameraId, purposeId }) => ({
    method: 'POST',
    url: '/api/tickets',
    payload: { cameraId, profile: 'sub', purposeId },
  }),
  'GET /api/alarms/:id': ({ alarmId }) => ({ url: `/api/alarms/${alarmId}` }),
  'GET /api/statistics/figures': ({ schoolId }) => ({
    url: `/api/statistics/figures?place=${schoolId}&schoolYear=2025-2026`,
  }),
  'GET /api/indicators/:key/trend': ({ schoolId }) => ({ url: `/api/indicators/S04/trend?place=${schoolId}` }),
  'GET /api/indicators/:key/breakdown': ({ schoolId }) => ({
    url: `/api/indicators/S04/breakdown?place=${schoolId}&schoolYear=2025-2026`,
  }),
  'GET /api/audits/:id': ({ auditId }) => ({ url: `/api/audits/${auditId}` }),
  'GET /api/audits/:id/board': ({ auditId }) => ({ url: `/api/audits/${auditId}/board` }),
  'GET /api/audits/:id/schools/:schoolId': ({ auditId, schoolId }) => ({
    url: `/api/audits/${auditId}/schools/${schoolId}`,
  }),
  'GET /api/audits/:id/cameras/:cameraId': ({ auditId, cameraId }) => ({
    url: `/api/audits/${auditId}/cameras/${cameraId}`,
  }),
  'GET /api/audits/:id/minutes.pdf': ({ auditId }) => ({ url: `/api/audits/${auditId}/minutes.pdf` }),
  'GET /api/audits/:id/minutes.xlsx': ({ auditId }) => ({ url: `/api/audits/${auditId}/minutes.xlsx` }),
  'GET /api/audit-evidence/:id': ({ evidenceId }) => ({ url: `/api/audit-evidence/${evidenceId}` }),
};

/** The same of routes that only inspectors may ask. */
export const placedForInspectors: Questions = {
  'POST /api/audits': ({ schoolId }) => ({
    method: 'POST',
    url: '/api/audits',
    payload: { title: 'Đợt 1', schoolIds: [schoolId] },
  }),
  'POST /api/audits/:id/stop': ({ auditId }) => ({ method: 'POST', url: `/api/audits/${auditId}/stop` }),
  'POST /api/audits/:id/resume': ({ auditId }) => ({ method: 'POST', url: `/api/audits/${auditId}/resume` }),
  'POST /api/audit/stops': ({ schoolId }) => ({
    method: 'POST',
    url: '/api/audit/stops',
    payload: { schoolId, reason: 'bảo trì mạng' },
  }),
};

/** The same of routes that only a desk may ask; each goes on from what the one before it left. */
export const placedForDesks: Questions = {
  'POST /api/alarms/:id/acknowledge': ({ alarmId }) => act(alarmId, 'acknowledge', { version: 1 }),
  'POST /api/alarms/:id/comment': ({ alarmId }) => act(alarmId, 'comment', { version: 2, comment: 'đã gọi bảo vệ' }),
  'POST /api/alarms/:id/shelve': ({ alarmId }) => act(alarmId, 'shelve', { version: 3, minutes: 15 }),
  'POST /api/alarms/:id/unshelve': ({ alarmId }) => act(alarmId, 'unshelve', { version: 4 }),
};

function act(alarmId: string, what: string, payload: object): InjectOptions {
  return { method: 'POST', url: `/api/alarms/${alarmId}/${what}`, payload };
}

/** Routes that name what lies in a ward, but have rules of their own beyond the place. */
export const placedOtherwise: Questions = {
  'POST /api/zone-approvals': ({ schoolId }) => ({
    method: 'POST',
    url: '/api/zone-approvals',
    payload: { ...wish, schoolId, cameraId: null },
  }),
  'POST /api/zone-approvals/:id/decision': ({ approvalId }) => ({
    method: 'POST',
    url: `/api/zone-approvals/${approvalId}/decision`,
    payload: { decision: 'refused' },
  }),
  'POST /api/zone-approvals/:id/withdrawal': ({ approvalId }) => ({
    method: 'POST',
    url: `/api/zone-approvals/${approvalId}/withdrawal`,
  }),
};

/** Sheets are one's own, or in sight of who sees all of the city. */
const submissionRoutes = ['', '/faults.csv', '/faults.xlsx'];
export const ownSubmissions: Questions = Object.fromEntries(
  submissionRoutes.map((part) => [
    `GET /api/statistics/submissions/:id${part}`,
    ({ submissionId }: Named) => ({ url: `/api/statistics/submissions/${submissionId}${part}` }),
  ]),
);

/** Routes whose address names something that is no place. */
export const namesNoPlace = ['GET /api/indicators/:key/values'];

/** Routes for clients of the feed: feed/ogcRoutes.medium.test.ts asks them about places. */
export const placedForClients = [
  'GET /ogc/collections/:collectionId',
  'GET /ogc/collections/:collectionId/items',
  'GET /ogc/collections/:collectionId/items/:featureId',
];

/** Routes whose address names nothing, but whose body does. */
export const namedInBody = [
  'POST /api/tickets',
  'POST /api/zone-approvals',
  'POST /api/audits',
  'POST /api/audit/stops',
];

/** A request to look into a closed zone. */
export const wish = {
  zone: 'classroom' as const,
  reason: 'Xem lại một sự việc đã được báo',
  legalBasis: 'Quyết định 12',
  validTo: new Date(Date.now() + 86_400_000).toISOString(),
};
