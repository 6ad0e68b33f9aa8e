import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  approvalListSchema,
  createdSchema,
  incidentListSchema,
  purposeListSchema,
  subjectRequestListSchema,
  zoneRuleListSchema,
} from '@khue/domain/privacyApi';
import { sampleCamera } from '../testing/sampleCity.ts';
import { fillTwoWards, type Holder, type RoleName, type TwoWards } from '../testing/twoWards.ts';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';

const hour = 3_600_000;
/** Wednesday, 25/11/2026, 10:00 in the city. */
const start = Date.parse('2026-11-25T03:00:00.000Z');

let now = start;
let ground: Ground;
let dashboard: TestDashboard;
let city: TwoWards;
let classroomId: string;
let lead: Person;
let operator: Person;
let administrator: Person;

/** Somebody who asks, with a session of their own. */
class Person {
  readonly holder: Holder;
  readonly #cookie: string;

  private constructor(holder: Holder, cookie: string) {
    this.holder = holder;
    this.#cookie = cookie;
  }

  static async of(role: RoleName, scopeId: string | null = null): Promise<Person> {
    const holder = await city.holder(role, scopeId);
    return new Person(holder, await holder.cookie());
  }

  ask(options: InjectOptions) {
    return dashboard.app.inject({ ...options, headers: { cookie: this.#cookie, 'accept-language': 'en' } });
  }

  get(url: string) {
    return this.ask({ method: 'GET', url });
  }

  post(url: string, payload: Record<string, unknown> = {}) {
    return this.ask({ method: 'POST', url, payload });
  }

  async made(url: string, payload: Record<string, unknown>): Promise<string> {
    return createdSchema.parse((await this.post(url, payload)).json()).id;
  }
}

beforeAll(async () => {
  ground = await openGround({ now: () => now });
  city = await fillTwoWards(ground);
  await ground.store.cameras.upsert([{ ...sampleCamera(5, 1), zone: 'classroom' }], new Date(0));
  classroomId = (await ground.store.cameras.list()).find(({ zone }) => zone === 'classroom')?.id ?? '';
  dashboard = await openTestDashboard(ground);
  lead = await Person.of('shift_lead');
  operator = await Person.of('operator');
  administrator = await Person.of('administrator');
});

afterAll(async () => {
  await dashboard.close();
  await ground.close();
});

/** What the log says was done last, newest first; refusals are written at their own pace. */
async function logged(count: number) {
  const rows = await ground.store.log.list({}, { limit: 100 });
  return rows.filter(({ action }) => action !== 'access.refused').slice(0, count);
}

function wish(changes: Record<string, unknown> = {}) {
  return {
    schoolId: city.here.schoolId,
    cameraId: classroomId,
    zone: 'classroom',
    reason: 'Xác minh phản ánh của phụ huynh lớp 3A',
    legalBasis: 'Công văn 12/SGDĐT-VP',
    validTo: new Date(now + 24 * hour).toISOString(),
    ...changes,
  };
}

async function seen(person: Person, id: string) {
  const { approvals } = approvalListSchema.parse((await person.get('/api/zone-approvals')).json());
  return approvals.find((approval) => approval.id === id);
}

describe('purposes', () => {
  it('are listed for everybody, kept by who may, and every change stands in the log', async () => {
    const title = { vi: ' Diễn tập  phòng cháy', en: 'Fire drill' };
    expect((await operator.post('/api/purposes', { title, needsNote: true })).statusCode).toBe(403);
    const id = await administrator.made('/api/purposes', { title, needsNote: true });
    const { purposes } = purposeListSchema.parse((await operator.get('/api/purposes')).json());
    expect(purposes.at(-1)).toMatchObject({ id, title: { vi: 'Diễn tập phòng cháy', en: 'Fire drill' }, active: true });

    const changed = await administrator.post(`/api/purposes/${id}`, { title, needsNote: false, active: false });
    expect(changed.statusCode).toBe(204);
    const order = [id, ...purposes.map((purpose) => purpose.id).filter((other) => other !== id)];
    expect((await administrator.post('/api/purpose-order', { ids: order })).statusCode).toBe(204);
    expect((await administrator.post('/api/purpose-order', { ids: order.slice(1) })).json()).toMatchObject({
      code: 'KHUE_STEP_NOT_POSSIBLE',
    });
    expect(await logged(3)).toMatchObject([
      { action: 'purpose.changed', details: { change: 'ordered' } },
      { action: 'purpose.changed', details: { change: 'changed', active: false }, object: { id } },
      { action: 'purpose.changed', details: { change: 'added' }, actorId: administrator.holder.accountId },
    ]);
  });
});

describe('rules of zones', () => {
  it('can close a zone, and never open classrooms', async () => {
    const { rules, longestApprovalDays } = zoneRuleListSchema.parse((await operator.get('/api/zone-rules')).json());
    expect(rules).toHaveLength(6);
    expect(longestApprovalDays).toBe(90);
    const rule = { needsApproval: true, onWalls: false, source: 'Quy chế nội bộ' };
    expect((await lead.post('/api/zone-rules/office', rule)).statusCode).toBe(403);
    expect((await administrator.post('/api/zone-rules/office', rule)).statusCode).toBe(204);
    const open = await administrator.post('/api/zone-rules/classroom', { ...rule, needsApproval: false });
    expect(open.json()).toMatchObject({ code: 'KHUE_ZONE_STAYS_CLOSED' });
    expect(await logged(1)).toMatchObject([{ action: 'zone.rule_changed', object: { id: 'office' } }]);
  });
});

describe('an approval of a closed zone', () => {
  async function isClosed(person: Person): Promise<boolean> {
    dashboard.parts.rights.forget();
    const answer = await person.get(`/api/schools/${city.here.schoolId}`);
    const cameras: { id: string; closed: boolean }[] = answer.json().cameras;
    return cameras.find(({ id }) => id === classroomId)?.closed ?? false;
  }

  it('opens the camera once another has approved, until it is withdrawn or over', async () => {
    expect(await isClosed(operator)).toBe(true);
    const id = await operator.made('/api/zone-approvals', wish());
    expect(await seen(operator, id)).toMatchObject({ state: 'requested', mayDecide: false });
    expect(await isClosed(operator)).toBe(true);
    expect((await operator.post(`/api/zone-approvals/${id}/decision`, { decision: 'approved' })).statusCode).toBe(403);

    expect(await seen(lead, id)).toMatchObject({ mayDecide: true, requestedByName: 'operator.2' });
    const decided = await lead.post(`/api/zone-approvals/${id}/decision`, { decision: 'approved' });
    expect(decided.statusCode).toBe(204);
    expect(await isClosed(operator)).toBe(false);
    expect(await seen(administrator, id)).toMatchObject({ state: 'expiring', mayDecide: false, mayWithdraw: true });
    expect(await logged(2)).toMatchObject([
      { action: 'zone.approved', result: 'done', details: { fourEyes: true } },
      { action: 'zone.approval_requested', details: { zone: 'classroom', cameraId: classroomId } },
    ]);

    expect((await administrator.post(`/api/zone-approvals/${id}/withdrawal`)).statusCode).toBe(204);
    expect(await isClosed(operator)).toBe(true);
    expect((await administrator.post(`/api/zone-approvals/${id}/withdrawal`)).json()).toMatchObject({
      code: 'KHUE_STEP_NOT_POSSIBLE',
    });
    expect(await logged(1)).toMatchObject([{ action: 'zone.approval_withdrawn', object: { id } }]);
  });

  it('ends by itself', async () => {
    const id = await operator.made('/api/zone-approvals', wish({ validTo: new Date(now + hour).toISOString() }));
    await lead.post(`/api/zone-approvals/${id}/decision`, { decision: 'approved' });
    expect(await isClosed(operator)).toBe(false);
    now += hour;
    expect(await isClosed(operator)).toBe(true);
    expect(await seen(lead, id)).toMatchObject({ state: 'past', mayWithdraw: false });
  });

  it('is not given by who asked for it while another may give it, but may be when nobody else can', async () => {
    const id = await lead.made('/api/zone-approvals', wish());
    const own = await lead.post(`/api/zone-approvals/${id}/decision`, { decision: 'approved' });
    expect(own.json()).toMatchObject({ code: 'KHUE_FOUR_EYES' });
    expect(await seen(lead, id)).toMatchObject({ state: 'requested', mayDecide: false });
    for (const { grant } of await ground.store.access.grants()) {
      const isAnother = grant.role === 'shift_lead' && grant.accountId !== lead.holder.accountId;
      if (isAnother) await ground.store.access.endGrant(grant.id, new Date(now), () => []);
    }
    dashboard.parts.rights.forget();
    expect(await seen(lead, id)).toMatchObject({ mayDecide: true });
    const alone = await lead.post(`/api/zone-approvals/${id}/decision`, { decision: 'approved' });
    expect(alone.statusCode).toBe(204);
    expect(await logged(1)).toMatchObject([{ action: 'zone.approved', details: { fourEyes: false } }]);
    await lead.post(`/api/zone-approvals/${id}/withdrawal`);
  });

  it('is not seen by who neither asked, nor decides there, nor sees the registers', async () => {
    const id = await lead.made('/api/zone-approvals', wish());
    const elsewhere = await Person.of('shift_lead', city.there.unitId);
    expect(await seen(elsewhere, id)).toBeUndefined();
    for (const person of [operator, elsewhere]) {
      const answer = await person.post(`/api/zone-approvals/${id}/decision`, { decision: 'refused' });
      expect(answer.json()).toMatchObject({ code: 'KHUE_NOT_FOUND' });
    }
    expect((await elsewhere.post('/api/zone-approvals', wish())).json()).toMatchObject({ code: 'KHUE_NOT_FOUND' });
    const here = await Person.of('shift_lead', city.here.unitId);
    expect(await seen(here, id)).toMatchObject({ mayDecide: true });
  });

  it.each([
    ['a reason too short to mean anything', { reason: 'xem' }, 'KHUE_INPUT_INVALID'],
    ['a reason with a personal number', { reason: 'Theo yêu cầu của 079123456789' }, 'KHUE_PERSONAL_NUMBER'],
    ['an end after more than 90 days', { validTo: '2027-12-01T00:00:00Z' }, 'KHUE_APPROVAL_TOO_LONG'],
    ['an end in the past', { validTo: '2026-01-01T00:00:00Z' }, 'KHUE_APPROVAL_TOO_LONG'],
    ['a zone that is open', { zone: 'yard', cameraId: null }, 'KHUE_ZONE_OPEN'],
    ['a camera of another zone', { zone: 'office' }, 'KHUE_NOT_FOUND'],
    ['a camera of another school', { cameraId: '0d3a5f5e-54b9-44d5-9c3c-0a9c7a2b7a11' }, 'KHUE_NOT_FOUND'],
  ])('with %s is refused', async (_what, changes, code) => {
    expect((await operator.post('/api/zone-approvals', wish(changes))).json()).toMatchObject({ code });
  });
});

describe('a request of a person concerned', () => {
  const received = { reference: '12/PYC-2026', kind: 'delete', receivedAt: '2026-11-25T03:00:00Z', summary: '' };

  async function requests(person: Person) {
    return subjectRequestListSchema.parse((await person.get('/api/subject-requests')).json()).requests;
  }

  it('runs by the clocks of the law, is lengthened once and closed with an outcome, all in the log', async () => {
    const id = await administrator.made('/api/subject-requests', { ...received, schoolId: city.here.schoolId });
    const [request] = await requests(lead);
    expect(request).toMatchObject({
      acknowledgeBy: '2026-11-27T16:59:59.999Z',
      dueBy: '2026-12-15T16:59:59.999Z',
      schoolName: 'TH Mô Phỏng 1',
      steps: ['acknowledge', 'extend', 'close'],
    });
    const step = (body: Record<string, unknown>) => administrator.post(`/api/subject-requests/${id}/steps`, body);
    expect((await step({ step: 'acknowledge', at: '2026-11-25T04:00:00Z' })).statusCode).toBe(204);
    expect((await step({ step: 'extend' })).statusCode).toBe(204);
    expect((await step({ step: 'extend' })).json()).toMatchObject({ code: 'KHUE_STEP_NOT_POSSIBLE' });
    expect(await requests(lead)).toMatchObject([{ dueBy: '2027-01-04T16:59:59.999Z', steps: ['close'] }]);
    expect((await step({ step: 'close' })).json()).toMatchObject({ code: 'KHUE_INPUT_INVALID' });
    expect((await step({ step: 'close', outcome: 'Đã xoá đoạn ghi' })).statusCode).toBe(204);
    expect((await step({ step: 'close', outcome: 'lại' })).json()).toMatchObject({ code: 'KHUE_STEP_NOT_POSSIBLE' });
    const steps = (await logged(4)).map(({ action, details }) => [action, details['step']]);
    expect(steps).toEqual(
      ['close', 'extend', 'acknowledge', 'received'].map((name) => ['privacy.request_changed', name]),
    );
  });

  it.each([
    ['a reference that is there already', {}, 'KHUE_REFERENCE_TAKEN'],
    ['a personal number as its reference', { reference: '079 123 456 789' }, 'KHUE_PERSONAL_NUMBER'],
    ['a moment in the future', { receivedAt: '2099-01-01T00:00:00Z' }, 'KHUE_MOMENT_WRONG'],
    ['a moment before the law', { receivedAt: '2025-12-31T00:00:00Z' }, 'KHUE_MOMENT_WRONG'],
    ['an unknown school', { reference: 'x', schoolId: '0d3a5f5e-54b9-44d5-9c3c-0a9c7a2b7a11' }, 'KHUE_INPUT_INVALID'],
  ])('with %s is refused', async (_what, changes, code) => {
    const answer = await administrator.post('/api/subject-requests', { ...received, ...changes });
    expect(answer.json()).toMatchObject({ code });
  });

  it('is for who sees the registers', async () => {
    expect((await operator.get('/api/subject-requests')).statusCode).toBe(403);
    expect((await lead.post('/api/subject-requests', { ...received, reference: 'y' })).statusCode).toBe(403);
  });
});

describe('an incident', () => {
  it('has 72 hours for its report, and 24 for a first notice once it is serious', async () => {
    const found = { title: 'Mất máy tính trực ban', level: 'normal', description: '=1+1' };
    const discoveredAt = '2026-11-25T03:00:00.000Z';
    const id = await administrator.made('/api/incidents', { ...found, discoveredAt });
    const incidents = async () => incidentListSchema.parse((await lead.get('/api/incidents')).json()).incidents;
    expect(await incidents()).toMatchObject([{ firstNoticeBy: null, reportBy: '2026-11-28T03:00:00.000Z' }]);
    const step = (body: Record<string, unknown>) => administrator.post(`/api/incidents/${id}/steps`, body);
    expect((await step({ step: 'first_notice' })).json()).toMatchObject({ code: 'KHUE_STEP_NOT_POSSIBLE' });
    for (const name of ['raise', 'first_notice', 'report']) expect((await step({ step: name })).statusCode).toBe(204);
    expect((await step({ step: 'report', at: '2026-11-25T02:00:00Z' })).json()).toMatchObject({
      code: 'KHUE_MOMENT_WRONG',
    });
    expect(await incidents()).toMatchObject([{ firstNoticeBy: '2026-11-26T03:00:00.000Z', steps: ['close'] }]);
    expect((await step({ step: 'close', outcome: 'Đã khoá từ xa' })).statusCode).toBe(204);
    expect(await logged(1)).toMatchObject([{ action: 'incident.changed', details: { step: 'close' } }]);
  });
});

describe('a register taken along', () => {
  it.each(['zone-approvals', 'subject-requests', 'incidents'])(
    'as %s is a spreadsheet, and in the log',
    async (name) => {
      const answer = await lead.get(`/api/privacy-registers/${name}?locale=en`);
      expect(answer.headers['content-type']).toContain('text/csv');
      expect(answer.body.startsWith('\uFEFF')).toBe(true);
      expect(answer.body.trim().split('\r\n').length).toBeGreaterThan(1);
      expect(await logged(1)).toMatchObject([{ action: 'privacy.exported', object: { id: name } }]);
      expect((await operator.get(`/api/privacy-registers/${name}`)).statusCode).toBe(403);
    },
  );

  it('holds no formula', async () => {
    const { body } = await lead.get('/api/privacy-registers/incidents');
    expect(body).toContain(`"'=1+1"`);
  });
});
