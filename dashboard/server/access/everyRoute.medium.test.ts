import { randomUUID } from 'node:crypto';
import type { HTTPMethods, InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInRoles, permissionSchema, placedPermissions } from '@khue/domain/access';
import type { Store } from '@khue/store/store';
import { auditOf } from '../testing/sampleAudit.ts';
import { holders } from '../testing/holders.ts';
import { raiseAlarm } from '../testing/raisedAlarm.ts';
import {
  namedInBody,
  namesNoPlace,
  ownSubmissions,
  placed,
  placedForClients,
  placedForDesks,
  placedForInspectors,
  placedOtherwise,
  type Named,
  wish,
} from '../testing/placedQuestions.ts';
import { addSampleSubmission } from '../testing/sampleSubmission.ts';
import { fillTwoWards, type Holder, type TwoWards, type WardContents } from '../testing/twoWards.ts';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';
import type { RouteAccess } from './guard.ts';

/**
 * Every route and who may ask it. A new route fails this test until it stands here; HEAD goes with its GET.
 * Who holds a permission stands in `holders`.
 */
const table: Readonly<Record<string, RouteAccess>> = {
  'GET /healthz': 'public',
  'GET /.well-known/security.txt': 'public',
  'GET /api/sign-in': 'public',
  'GET /api/sign-in/identity': 'public',
  'GET /api/sign-in/identity/callback': 'public',
  'POST /api/session': 'public',
  'GET /api/session': 'own_session',
  'DELETE /api/session': 'own_session',
  'POST /api/session/unlock': 'own_session',
  'POST /api/session/code': 'signing_in',
  'PUT /api/session/password': 'signing_in',
  'POST /api/session/second-factor': 'signing_in',
  'PUT /api/session/second-factor': 'signing_in',
  'DELETE /api/session/second-factor': 'signed_in',
  'POST /api/session/activity': 'signed_in',
  'POST /api/session/lock': 'signed_in',
  'GET /api/account': 'signed_in',
  'DELETE /api/account/sessions/:id': 'signed_in',
  'DELETE /api/account/sessions': 'signed_in',
  'GET /api/openapi.json': 'signed_in',
  'POST /api/wall-pairings': 'public',
  'POST /api/wall-pairings/claim': 'public',
  'GET /api/walls': 'wall.enrol',
  'POST /api/walls': 'wall.enrol',
  'DELETE /api/walls/:id': 'wall.enrol',
  'GET /api/accounts': 'account.manage',
  'POST /api/accounts': 'account.manage',
  'PATCH /api/accounts/:id': 'account.manage',
  'POST /api/accounts/:id/disable': 'account.manage',
  'POST /api/accounts/:id/enable': 'account.manage',
  'POST /api/accounts/:id/password': 'account.manage',
  'POST /api/accounts/:id/unlock': 'account.manage',
  'DELETE /api/accounts/:id/second-factor': 'account.manage',
  'GET /api/roles': 'access.review',
  'PUT /api/roles/:name': 'access.manage',
  'DELETE /api/roles/:name': 'access.manage',
  'GET /api/grants': 'access.review',
  'POST /api/grants': 'access.manage',
  'PATCH /api/grants/:id': 'access.manage',
  'DELETE /api/grants/:id': 'access.manage',
  'GET /api/access/places': 'access.manage',
  'GET /api/access/review': 'access.review',
  'POST /api/access/review': 'access.review',
  'GET /api/access/review.csv': 'access.review',
  'GET /api/schools': 'inventory.view',
  'GET /api/schools/:id': 'inventory.view',
  'GET /api/cameras/:id/history': 'inventory.view',
  'GET /api/live/index': 'inventory.view',
  'GET /api/layers': 'inventory.view',
  'GET /api/layers/wards.geojson': 'inventory.view',
  'GET /api/layers/base.geojson': 'inventory.view',
  'GET /api/tickets/purposes': 'camera.live',
  'POST /api/tickets': 'camera.live',
  'GET /video/snapshot': 'camera.snapshot',
  'GET /video/clip': 'camera.export',
  'GET /api/imports': 'import.view',
  'POST /api/imports': 'import.run',
  'GET /api/imports/:id': 'import.view',
  'GET /api/imports/:id/head': 'import.view',
  'GET /api/imports/:id/report.csv': 'import.view',
  'GET /api/import-mappings': 'import.view',
  'POST /api/import-mappings': 'import.run',
  'GET /api/log': 'log.view',
  'GET /api/log/state': 'log.view',
  'GET /api/log/export': 'log.export',
  'GET /api/state': 'system.view',
  'GET /api/feed': 'feed.manage',
  'POST /api/feed/clients/:id/keys': 'feed.manage',
  'PATCH /api/feed/clients/:id': 'feed.manage',
  'DELETE /api/feed/keys/:id': 'feed.manage',
  'PUT /api/feed/open-data': 'feed.manage',
  'GET /feed/changes': 'feed.read',
  'GET /feed/snapshot': 'feed.read',
  'GET /ogc': 'feed.read',
  'GET /ogc/': 'feed.read',
  'GET /ogc/conformance': 'feed.read',
  'GET /ogc/api': 'feed.read',
  'GET /ogc/collections': 'feed.read',
  'GET /ogc/collections/:collectionId': 'feed.read',
  'GET /ogc/collections/:collectionId/items': 'feed.read',
  'GET /ogc/collections/:collectionId/items/:featureId': 'feed.read',
  'GET /opendata/catalog.jsonld': 'public',
  'GET /opendata/schools.csv': 'public',
  'GET /opendata/counts.csv': 'public',
  'GET /api/purposes': 'signed_in',
  'POST /api/purposes': 'privacy.manage',
  'POST /api/purposes/:id': 'privacy.manage',
  'POST /api/purpose-order': 'privacy.manage',
  'GET /api/zone-rules': 'signed_in',
  'POST /api/zone-rules/:zone': 'privacy.manage',
  'GET /api/zone-approvals': 'signed_in',
  'POST /api/zone-approvals': 'camera.live',
  'POST /api/zone-approvals/:id/decision': 'signed_in',
  'POST /api/zone-approvals/:id/withdrawal': 'signed_in',
  'GET /api/subject-requests': 'privacy.view',
  'POST /api/subject-requests': 'privacy.manage',
  'POST /api/subject-requests/:id/steps': 'privacy.manage',
  'GET /api/incidents': 'privacy.view',
  'POST /api/incidents': 'privacy.manage',
  'POST /api/incidents/:id/steps': 'privacy.manage',
  'GET /api/clock-rules': 'privacy.view',
  'GET /api/privacy-registers/:register': 'privacy.view',
  'GET /api/statistics/template': 'statistics.submit',
  'GET /api/statistics/population/template': 'statistics.manage',
  'POST /api/statistics/population': 'statistics.manage',
  'GET /api/statistics/submissions': 'statistics.view',
  'POST /api/statistics/submissions': 'statistics.submit',
  'GET /api/statistics/submissions/:id': 'statistics.view',
  'GET /api/statistics/submissions/:id/faults.csv': 'statistics.view',
  'GET /api/statistics/submissions/:id/faults.xlsx': 'statistics.view',
  'GET /api/statistics/years': 'statistics.view',
  'GET /api/statistics/schools': 'statistics.view',
  'GET /api/statistics/reporting': 'statistics.view',
  'GET /api/statistics/figures': 'statistics.view',
  'GET /api/indicators': 'statistics.view',
  'GET /api/indicators/:key/values': 'statistics.view',
  'GET /api/indicators/:key/trend': 'statistics.view',
  'GET /api/indicators/:key/breakdown': 'statistics.view',
  'GET /api/planning/reach': 'statistics.view',
  'GET /api/planning/nearest': 'statistics.view',
  'GET /api/planning/service-areas': 'statistics.view',
  'GET /api/planning/places': 'statistics.view',
  'GET /api/planning/export.xlsx': 'statistics.view',
  'GET /api/planning/export.geojson': 'statistics.view',
  'GET /api/alarms': 'alarm.view',
  'GET /api/alarms/history': 'alarm.view',
  'GET /api/alarms/:id': 'alarm.view',
  'POST /api/alarms/:id/acknowledge': 'alarm.handle',
  'POST /api/alarms/:id/comment': 'alarm.handle',
  'POST /api/alarms/:id/shelve': 'alarm.handle',
  'POST /api/alarms/:id/unshelve': 'alarm.handle',
  'GET /api/alarm-rules': 'alarm.view',
  'PUT /api/alarm-rules/:kind': 'alarm.manage',
  'GET /api/audits': 'audit.view',
  'POST /api/audits': 'audit.run',
  'GET /api/audits/:id': 'audit.view',
  'POST /api/audits/:id/stop': 'audit.run',
  'POST /api/audits/:id/resume': 'audit.run',
  'GET /api/audits/:id/board': 'audit.view',
  'GET /api/audits/:id/schools/:schoolId': 'audit.view',
  'GET /api/audits/:id/cameras/:cameraId': 'audit.view',
  'GET /api/audits/:id/minutes.pdf': 'audit.view',
  'GET /api/audits/:id/minutes.xlsx': 'audit.view',
  'GET /api/audit-evidence/:id': 'audit.view',
  'GET /api/audit/rules': 'audit.view',
  'GET /api/audit/schools': 'audit.view',
  'POST /api/audit/cameras/:id/asset': 'audit.manage',
  'GET /api/audit/permissions': 'audit.view',
  'POST /api/audit/permissions': 'audit.manage',
  'POST /api/audit/permissions/:id/end': 'audit.manage',
  'GET /api/audit/waivers': 'audit.view',
  'POST /api/audit/waivers': 'audit.manage',
  'GET /api/audit/stops': 'audit.view',
  'POST /api/audit/stops': 'audit.run',
  'POST /api/audit/stops/:id/lift': 'audit.manage',
};

/** What the guard says; everything else is the route's own answer. */
const guardCodes = new Set([
  'KHUE_SIGN_IN_REQUIRED',
  'KHUE_NOT_ALLOWED',
  'KHUE_SIGN_IN_STEP',
  'KHUE_SESSION_LOCKED',
  'KHUE_ORIGIN_REFUSED',
]);
const methods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

let ground: Ground;
let dashboard: TestDashboard;
let city: TwoWards;
let here: Named;
let there: Named;
/** Calls to the store about what exists, in their order, since it was last emptied. */
const asked: string[] = [];

/** What rights are worked out from: read once in a while for whoever asks next. */
const remembered = new Set(['privacy.zoneRules', 'privacy.approvals']);

/** A store that writes down which questions about what exists it was asked. */
function listening(store: Store): Store {
  const about = new Set(['schools', 'units', 'cameras', 'statuses', 'privacy']);
  return new Proxy(store, {
    get(target, room, receiver) {
      const value: unknown = Reflect.get(target, room, receiver);
      if (!about.has(String(room)) || typeof value !== 'object' || value === null) return value;
      return new Proxy(value, {
        get(inner, question) {
          const name = `${String(room)}.${String(question)}`;
          if (!remembered.has(name)) asked.push(name);
          return Reflect.get(inner, question);
        },
      });
    },
  });
}

/** Contents of a ward, with a request for its closed zone that somebody else made. */
async function withApproval({ schoolId, cameraId }: WardContents): Promise<Named> {
  const alarmId = await raiseAlarm(ground.store, { schoolId, cameraId });
  const auditIds = await auditOf(ground.store, { schoolId, cameraId });
  const { accountId } = await city.holder('operator');
  const span = { requestedAt: Date.now(), validFrom: Date.now(), validTo: Date.now() + 86_400_000 };
  const request = { ...wish, ...span, schoolId, cameraId: null, requestedBy: accountId };
  const approvalId = await ground.store.privacy.requestApproval(request, () => []);
  const submissionId = await addSampleSubmission(ground.store, accountId);
  const purposeId = (await ground.store.privacy.purposes()).find(({ needsNote }) => !needsNote)?.id ?? '';
  return { schoolId, cameraId, approvalId, alarmId, submissionId, purposeId, ...auditIds };
}

beforeAll(async () => {
  ground = await openGround();
  city = await fillTwoWards(ground);
  [here, there] = [await withApproval(city.here), await withApproval(city.there)];
  dashboard = await openTestDashboard(ground, {}, { store: listening(ground.store) });
});

afterAll(async () => {
  await dashboard.close();
  await ground.close();
});

function methodOf(route: string): HTTPMethods {
  const method = methods.find((known) => route.startsWith(`${known} `));
  if (method === undefined) throw new Error(`no test for ${route}`);
  return method;
}

function accessOf(route: string): RouteAccess | undefined {
  return table[route.replace(/^HEAD /u, 'GET ')];
}

/** Asks a route about nothing that exists; a session that the route may end is used for this alone. */
async function ask(route: string, holder: Holder | null): Promise<LightMyRequestResponse> {
  const [, pattern = ''] = route.split(' ');
  const url = pattern.replace(/:\w+/gu, () => randomUUID());
  const headers = holder === null ? {} : { cookie: await holder.cookie() };
  return dashboard.app.inject({ method: methodOf(route), url, headers });
}

function isOpen(route: string, { role, scopeId }: Holder): boolean {
  const access = accessOf(route);
  if (access === 'public' || access === 'own_session' || access === 'signing_in') return true;
  const changes = !/^(GET|HEAD) /u.test(route);
  if (role === 'wall_display' && changes && route !== 'POST /api/tickets') return false;
  if (access === 'signed_in') return true;
  const permission = permissionSchema.parse(access);
  return holders[permission].includes(role) && (scopeId === null || placedPermissions.has(permission));
}

/** `open`, or the guard's status and code. HEAD has no body. */
function outcome(answer: LightMyRequestResponse): string {
  const code = /"code":"(\w+)"/u.exec(answer.body)?.[1] ?? '';
  if (answer.statusCode === 500) return `500 ${answer.body}`;
  const isRefused = answer.body === '' ? [401, 403].includes(answer.statusCode) : guardCodes.has(code);
  return isRefused ? `${answer.statusCode}` : 'open';
}

describe('every route', () => {
  it('stands in the table of this test, and nothing else does', () => {
    const routes = dashboard.routes.list().filter((route) => !route.startsWith('HEAD '));
    expect(Object.keys(table).sort()).toEqual(routes);
  });

  it('that is about a place is asked about places below', () => {
    const aboutPlaces = Object.entries(table).flatMap(([route, access]) => {
      const permission = permissionSchema.safeParse(access);
      const isPlaced = permission.success && placedPermissions.has(permission.data);
      return isPlaced && (route.includes('/:') || namedInBody.includes(route)) ? [route] : [];
    });
    const groups = { ...placed, ...placedOtherwise, ...ownSubmissions, ...placedForInspectors, ...placedForDesks };
    const known = [...Object.keys(groups), ...namesNoPlace, ...placedForClients];
    expect(aboutPlaces.filter((route) => !known.includes(route))).toEqual([]);
  });

  it('is closed to strangers unless it is public', async () => {
    const answers: string[] = [];
    const expected: string[] = [];
    for (const route of dashboard.routes.list()) {
      answers.push(`${route}: ${outcome(await ask(route, null))}`);
      expected.push(`${route}: ${accessOf(route) === 'public' ? 'open' : '401'}`);
    }
    expect(answers).toEqual(expected);
  });

  it.each([
    ...builtInRoles.map((role) => ({ role, where: 'all of the city' })),
    { role: 'shift_lead' as const, where: 'another ward' },
    { role: 'unit_viewer' as const, where: 'another ward' },
  ])('is open to the role $role over $where exactly where the table says so', async ({ role, where }) => {
    const holder = await city.holder(role, where === 'another ward' ? city.there.unitId : null);
    const answers: string[] = [];
    const expected: string[] = [];
    for (const route of dashboard.routes.list()) {
      answers.push(`${route}: ${outcome(await ask(route, holder))}`);
      expected.push(`${route}: ${isOpen(route, holder) ? 'open' : '403'}`);
    }
    expect(answers).toEqual(expected);
  });
});

/** What somebody can tell two answers apart by: everything but date and number; and what the house did for it. */
async function traceOf(options: InjectOptions, cookie: string): Promise<unknown> {
  asked.length = 0;
  const { statusCode, headers, body } = await dashboard.app.inject({ ...options, headers: { cookie } });
  const { date: _date, 'x-request-id': _id, ...rest } = headers;
  return { statusCode, headers: rest, body, asked: [...asked] };
}

/** What does not exist, for a purpose that does. */
const nowhere = (): Named => ({
  schoolId: randomUUID(),
  cameraId: randomUUID(),
  approvalId: randomUUID(),
  alarmId: randomUUID(),
  auditId: randomUUID(),
  evidenceId: randomUUID(),
  submissionId: randomUUID(),
  purposeId: here.purposeId,
});

describe.each(Object.entries({ ...placed, ...placedOtherwise, ...ownSubmissions }))('%s', (_route, optionsFor) => {
  it.each(['shift_lead', 'school'] as const)(
    'tells the role %s of another ward no more than of what does not exist, by the same questions to the store',
    async (role) => {
      const holder = await city.holder(role, city.here.unitId);
      const cookie = await holder.cookie();
      const elsewhere = await traceOf(optionsFor(there), cookie);
      expect(elsewhere).toMatchObject({ statusCode: 404 });
      expect(elsewhere).toEqual(await traceOf(optionsFor(nowhere()), cookie));
    },
  );
});

describe.each(Object.entries(placedForInspectors))('%s', (_route, optionsFor) => {
  it('tells an inspector of another ward no more than of what does not exist, and answers about his own', async () => {
    const cookie = await (await city.holder('inspector', city.here.unitId)).cookie();
    const elsewhere = await traceOf(optionsFor(there), cookie);
    expect(elsewhere).toMatchObject({ statusCode: 404 });
    expect(elsewhere).toEqual(await traceOf(optionsFor(nowhere()), cookie));
    expect([201, 204]).toContain((await dashboard.app.inject({ ...optionsFor(here), headers: { cookie } })).statusCode);
  });
});

describe.each(Object.entries(placedForDesks))('%s', (_route, optionsFor) => {
  it('tells a desk of another ward no more than of what does not exist, and answers about its own', async () => {
    const cookie = await (await city.holder('operator', city.here.unitId)).cookie();
    const elsewhere = await traceOf(optionsFor(there), cookie);
    expect(elsewhere).toMatchObject({ statusCode: 404 });
    expect(elsewhere).toEqual(await traceOf(optionsFor(nowhere()), cookie));
    expect((await dashboard.app.inject({ ...optionsFor(here), headers: { cookie } })).statusCode).toBe(200);
  });
});

describe.each(Object.entries(placed))('%s', (_route, optionsFor) => {
  it.each(['shift_lead', 'school'] as const)('answers the role %s about its own ward', async (role) => {
    const holder = await city.holder(role, city.here.unitId);
    const answer = await dashboard.app.inject({ ...optionsFor(here), headers: { cookie: await holder.cookie() } });
    expect([200, 201]).toContain(answer.statusCode);
  });

  it('answers who holds the school alone, and not its neighbour', async () => {
    const holder = await city.holder('school', city.here.schoolId);
    const headers = { cookie: await holder.cookie() };
    const own = await dashboard.app.inject({ ...optionsFor(here), headers });
    const other = await dashboard.app.inject({ ...optionsFor(there), headers });
    expect([200, 201]).toContain(own.statusCode);
    expect(other.statusCode).toBe(404);
  });
});
