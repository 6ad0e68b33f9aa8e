import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditBoardSchema, cameraAuditSchema } from '@khue/domain/auditApi';
import type { LogAction } from '@khue/domain/log';
import { auditOf } from '../testing/sampleAudit.ts';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';
import { fillTwoWards, type TwoWards } from '../testing/twoWards.ts';

let ground: Ground;
let dashboard: TestDashboard;
let city: TwoWards;
let inspector: string;
let audit: { readonly auditId: string; readonly evidenceId: string };

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

beforeAll(async () => {
  ground = await openGround();
  city = await fillTwoWards(ground);
  dashboard = await openTestDashboard(ground);
  inspector = await (await city.holder('inspector')).cookie();
  audit = await auditOf(ground.store, city.here);
});

afterAll(async () => {
  await dashboard.close();
  await ground.close();
});

async function get(url: string, cookie = inspector) {
  return dashboard.app.inject({ method: 'GET', url, headers: { cookie } });
}

async function post(url: string, payload: object = {}, cookie = inspector) {
  return dashboard.app.inject({ method: 'POST', url, payload, headers: { cookie } });
}

/** The newest row of the log with this action; inspectors may look. */
async function logged(action: LogAction) {
  return (await get(`/api/log?limit=1&action=${action}`)).json<{ rows: unknown[] }>().rows[0];
}

const permission = () => ({
  schoolIds: [city.here.schoolId],
  addressRanges: ['10.0.0.0/8'],
  validFrom: new Date().toISOString(),
  validTo: inAnHour(),
  signer: 'Hiệu trưởng',
  paper: 'Công văn 12',
});

describe('permissions', () => {
  it('are recorded, listed, tell which schools may be audited, and end', async () => {
    const { id } = (await post('/api/audit/permissions', permission())).json<{ id: string }>();
    const schools = (await get('/api/audit/schools')).json<{ schools: { schoolId: string; permissionId: string }[] }>();
    const found = new Map(schools.schools.map(({ schoolId, permissionId }) => [schoolId, permissionId]));
    expect([found.get(city.here.schoolId), found.get(city.there.schoolId)]).toEqual([id, null]);
    expect((await post(`/api/audit/permissions/${id}/end`)).statusCode).toBe(204);
    expect((await post(`/api/audit/permissions/${id}/end`)).statusCode).toBe(404);
    const list = (await get('/api/audit/permissions')).json<{ permissions: { id: string; endedAt: string }[] }>();
    expect(list.permissions.find((one) => one.id === id)?.endedAt).toBeTruthy();
    expect(await logged('audit.permission_changed')).toMatchObject({ details: { change: 'ended' } });
  });

  it('tell where cameras are to those who record them, and to nobody else', async () => {
    const { id } = (await post('/api/audit/permissions', permission())).json<{ id: string }>();
    const viewer = await (await city.holder('unit_viewer', city.here.unitId)).cookie();
    const rangesFor = async (cookie?: string) => {
      const list = (await get('/api/audit/permissions', cookie)).json<{
        permissions: { id: string; addressRanges: string[] | null }[];
      }>();
      return list.permissions.find((one) => one.id === id)?.addressRanges;
    };
    expect([await rangesFor(), await rangesFor(viewer)]).toEqual([['10.0.0.0/8'], null]);
    expect((await post(`/api/audit/permissions/${id}/end`)).statusCode).toBe(204);
  });

  it.each([
    ['KHUE_ADDRESS_RANGE', { addressRanges: ['10.0.0.0/99'] }],
    ['KHUE_GRANT_DATES', { validTo: '2020-01-01T00:00:00Z' }],
    ['KHUE_NOT_FOUND', { schoolIds: ['0199c0de-0000-7000-8000-00000000000a'] }],
    ['KHUE_INPUT_INVALID', { signer: ' ' }],
  ])('are refused with %s', async (code, change) => {
    const answer = await post('/api/audit/permissions', { ...permission(), ...change });
    expect(answer.json()).toMatchObject({ code });
  });
});

describe('an audit', () => {
  it('is started, stopped and resumed once each, and the log says so', async () => {
    const body = { title: 'Đợt tháng 11', schoolIds: [city.here.schoolId, city.there.schoolId] };
    const { id } = (await post('/api/audits', body)).json<{ id: string }>();
    expect((await get(`/api/audits/${id}`)).json()).toMatchObject({
      state: 'waiting',
      byDay: null,
      limits: { hours: { from: '19:00', to: '05:00' } },
      counts: { total: 2 },
    });
    expect((await post(`/api/audits/${id}/stop`)).statusCode).toBe(204);
    expect((await post(`/api/audits/${id}/stop`)).json()).toMatchObject({ code: 'KHUE_STEP_NOT_POSSIBLE' });
    expect((await post(`/api/audits/${id}/resume`)).statusCode).toBe(204);
    expect(await logged('audit.run')).toMatchObject({
      object: { id, name: body.title },
      details: { change: 'resume' },
    });
    const partly = await (await city.holder('inspector', city.here.unitId)).cookie();
    expect((await get(`/api/audits/${id}`, partly)).json()).toMatchObject({
      schools: 1,
      counts: { total: 1 },
    });
    expect((await post(`/api/audits/${id}/stop`, {}, partly)).json()).toMatchObject({ code: 'KHUE_NOT_ALLOWED' });
  });

  it('works by day where its starter says why, which stands in the log', async () => {
    const [byDay, body] = ['nghiệm thu cùng nhà trường', { title: 'Đợt ban ngày', schoolIds: [city.here.schoolId] }];
    const { id } = (await post('/api/audits', { ...body, byDay })).json<{ id: string }>();
    expect((await get(`/api/audits/${id}`)).json()).toMatchObject({ byDay });
    expect(await logged('audit.run')).toMatchObject({ object: { id }, details: { change: 'started', byDay } });
    const answer = await post('/api/audits', { ...body, byDay: 'vội' });
    expect(answer.json()).toMatchObject({ code: 'KHUE_INPUT_INVALID' });
  });

  it('may name thousands of schools', async () => {
    const schoolIds = Array.from({ length: 5_000 }, () => city.here.schoolId);
    expect((await post('/api/audits', { title: 'Cả thành phố', schoolIds })).statusCode).toBe(201);
  });

  it('of a profile that does not exist is refused', async () => {
    const answer = await post('/api/audits', { title: 'x', profile: 'none', schoolIds: [city.here.schoolId] });
    expect(answer.json()).toMatchObject({ code: 'KHUE_NOT_FOUND' });
  });

  it('shows its board, its cameras, and what one verdict rests on', async () => {
    const board = auditBoardSchema.parse((await get(`/api/audits/${audit.auditId}/board`)).json());
    expect(board).toMatchObject({
      cameras: 1,
      finished: 1,
      synthetic: true,
      page: 1,
      matching: 1,
      schools: [{ cameras: 1, finished: 1 }],
    });
    const [school] = (await ground.store.schools.list()).filter(({ id }) => id === city.here.schoolId);
    expect(board.schools[0]).toMatchObject({ name: school?.name, shortName: school?.shortName });
    expect(board.total.counts.UNKNOWN).toBe(40);
    const cameras = await get(`/api/audits/${audit.auditId}/schools/${city.here.schoolId}`);
    expect(cameras.json()).toMatchObject({ cameras: [{ cameraId: city.here.cameraId, taskState: 'done' }] });
    const camera = await get(`/api/audits/${audit.auditId}/cameras/${city.here.cameraId}`);
    const { verdicts, evidence, history } = cameraAuditSchema.parse(camera.json());
    expect([verdicts.length, evidence.length, history.length]).toEqual([54, 1, 1]);
    const text = await get(`/api/audit-evidence/${audit.evidenceId}`);
    expect(text.json()).toMatchObject({ id: audit.evidenceId, body: expect.stringContaining('<scopes/>') });
    expect(await logged('audit.evidence_viewed')).toMatchObject({ details: { evidence: audit.evidenceId } });
  });
});

describe('the schools of a board', () => {
  it.each([
    ['by a part of the name without its marks', () => ({ q: 'truong' }), 1],
    ['by a name that none has', () => ({ q: 'không có trường này' }), 0],
    ['by their ward', () => ({ ward: 'nowhere' }), 0],
    ['by a rule that nothing fails', () => ({ rule: 'SEC-01' }), 0],
    ['on a page behind the last', () => ({ page: '2' }), 0],
  ])('are chosen %s', async (_how, query, count) => {
    const asked = new URLSearchParams(query()).toString();
    const board = auditBoardSchema.parse((await get(`/api/audits/${audit.auditId}/board?${asked}`)).json());
    expect([board.schools.length, board.cameras]).toEqual([count, 1]);
  });

  it('are refused a page that is none, and an order that is none', async () => {
    const path = `/api/audits/${audit.auditId}/board`;
    expect((await get(`${path}?page=0`)).json()).toMatchObject({ code: 'KHUE_INPUT_INVALID' });
    expect((await get(`${path}?order=loudest`)).json()).toMatchObject({ code: 'KHUE_INPUT_INVALID' });
  });
});

describe('a waiver', () => {
  it('is laid over the verdict while it is in force', async () => {
    const waiver = {
      ruleId: 'ITF-01',
      schoolId: city.here.schoolId,
      reason: 'camera đang chờ thay thế',
      approver: 'Phó Giám đốc',
      validTo: inAnHour(),
    };
    expect((await post('/api/audit/waivers', { ...waiver, ruleId: 'ITF-99' })).statusCode).toBe(404);
    expect((await post('/api/audit/waivers', { ...waiver, cameraId: city.there.cameraId })).statusCode).toBe(404);
    expect((await post('/api/audit/waivers', waiver)).statusCode).toBe(201);
    const camera = await get(`/api/audits/${audit.auditId}/cameras/${city.here.cameraId}`);
    const verdict = cameraAuditSchema.parse(camera.json()).verdicts.find(({ ruleId }) => ruleId === 'ITF-01');
    expect(verdict).toMatchObject({ result: 'WAIVED', judged: 'UNKNOWN', waiver: { approver: 'Phó Giám đốc' } });
    expect(await logged('audit.waived')).toMatchObject({ object: { name: expect.stringContaining('ITF-01') } });
  });
});

describe('a stop', () => {
  it('of the city is for those who audit all of it', async () => {
    const partly = await (await city.holder('inspector', city.here.unitId)).cookie();
    const wish = { schoolId: null, reason: 'sự cố mạng' };
    expect((await post('/api/audit/stops', wish, partly)).json()).toMatchObject({ code: 'KHUE_NOT_ALLOWED' });
    const { id } = (await post('/api/audit/stops', wish)).json<{ id: string }>();
    expect((await get('/api/audit/stops', partly)).json()).toMatchObject({ stops: [{ id, schoolId: null }] });
    expect((await post(`/api/audit/stops/${id}/lift`)).statusCode).toBe(204);
    expect((await get('/api/audit/stops')).json()).toEqual({ stops: [] });
    expect(await logged('audit.stopped')).toMatchObject({ details: { change: 'lifted' } });
  });
});

describe('the record of a camera', () => {
  it('is kept and shown with its audits', async () => {
    const asset = {
      model: 'SM-1',
      serialNumber: '0001',
      supportUntil: '2030-01-01',
      purpose: 'an ninh cổng',
      personInCharge: 'Văn phòng',
      lon: 106.7,
      lat: 10.77,
    };
    expect((await post(`/api/audit/cameras/${city.here.cameraId}/asset`, asset)).statusCode).toBe(204);
    const camera = await get(`/api/audits/${audit.auditId}/cameras/${city.here.cameraId}`);
    expect(camera.json()).toMatchObject({ asset });
  });
});
