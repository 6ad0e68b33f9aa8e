import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alarmDetailSchema, alarmHistorySchema, alarmRulesSchema, openAlarmsSchema } from '@khue/domain/alarmApi';
import type { Alarm } from '@khue/domain/alarm';
import { createDashboard, type Dashboard } from '../createDashboard.ts';
import { LiveClient } from '../testing/liveClient.ts';
import { raiseAlarm, stepAlarm } from '../testing/raisedAlarm.ts';
import {
  type Ground,
  openGround,
  openTestDashboard,
  quickLimits,
  type TestDashboard,
  testConfig,
} from '../testing/testDashboard.ts';
import { fillTwoWards, type TwoWards } from '../testing/twoWards.ts';

const patience = { timeout: 5_000, interval: 20 };

let ground: Ground;
let dashboard: TestDashboard;
let listening: Dashboard;
let city: TwoWards;
/** A desk for the whole city, and one of the ward `here`. */
let cookies: { city: string; here: string; lead: string };

beforeAll(async () => {
  ground = await openGround();
  city = await fillTwoWards(ground);
  dashboard = await openTestDashboard(ground);
  listening = createDashboard(ground.deps, testConfig, quickLimits);
  await listening.start();
  cookies = {
    city: await (await city.holder('operator')).cookie(),
    here: await (await city.holder('operator', city.here.unitId)).cookie(),
    lead: await (await city.holder('shift_lead')).cookie(),
  };
});

afterAll(async () => {
  await listening.stop();
  await dashboard.close();
  await ground.close();
});

function ask(cookie: string, options: InjectOptions): Promise<LightMyRequestResponse> {
  return dashboard.app.inject({ ...options, headers: { cookie } });
}

function act(cookie: string, id: string, what: string, payload: object): Promise<LightMyRequestResponse> {
  return ask(cookie, { method: 'POST', url: `/api/alarms/${id}/${what}`, payload });
}

async function listed(cookie: string): Promise<Alarm[]> {
  return openAlarmsSchema.parse((await ask(cookie, { url: '/api/alarms' })).json()).alarms;
}

async function find(id: string): Promise<Alarm> {
  const alarm = await ground.store.alarms.find(id);
  if (alarm === null) throw new Error('no such alarm');
  return alarm;
}

/** Ends an alarm, so that the next test may raise one of the same object. */
async function end(id: string): Promise<Alarm> {
  return stepAlarm(ground.store, await find(id), { kind: 'closed', at: new Date().toISOString() });
}

async function newestLogRow() {
  return (await ground.store.log.list({}, { limit: 1 }))[0];
}

describe('open alarms', () => {
  it('are those of the schools in scope, what to do first leading', async () => {
    const camera = await raiseAlarm(ground.store, city.here);
    const dark = await raiseAlarm(ground.store, { ...city.there, cameraId: null });
    expect((await listed(cookies.city)).map(({ id }) => id)).toEqual([dark, camera]);
    expect((await listed(cookies.here)).map(({ id }) => id)).toEqual([camera]);
    await Promise.all([end(camera), end(dark)]);
    expect(await listed(cookies.city)).toEqual([]);
  });

  it('that are over are found page by page, in scope alone', async () => {
    const ids: string[] = [];
    for (const place of [city.here, city.there, city.here])
      ids.unshift((await end(await raiseAlarm(ground.store, place))).id);
    const read = async (cookie: string, query: string) =>
      alarmHistorySchema.parse((await ask(cookie, { url: `/api/alarms/history?${query}` })).json());
    const first = await read(cookies.city, 'limit=2');
    expect(first.alarms.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const rest = await read(cookies.city, `limit=2&before=${encodeURIComponent(first.next ?? '')}`);
    expect(rest.alarms[0]?.id).toBe(ids[2]);
    const own = (await read(cookies.here, 'limit=50')).alarms;
    expect(own.map(({ id }) => id)).toEqual(expect.arrayContaining([ids[0], ids[2]]));
    expect(own.every(({ schoolId }) => schoolId === city.here.schoolId)).toBe(true);
    const elsewhere = await ask(cookies.here, { url: `/api/alarms/history?schoolId=${city.there.schoolId}` });
    expect(elsewhere.statusCode).toBe(404);
    expect((await ask(cookies.city, { url: '/api/alarms/history?before=yesterday' })).statusCode).toBe(400);
  });
});

describe('what a desk does', () => {
  it('is written down with who, when and why, in the history and in the log', async () => {
    const id = await raiseAlarm(ground.store, city.here);
    const taken = await act(cookies.here, id, 'acknowledge', { version: 1, comment: '  đã gọi\nbảo vệ ' });
    expect(taken.json().alarm).toMatchObject({ acknowledged: true, version: 2, closedAt: null });
    expect(await newestLogRow()).toMatchObject({
      action: 'alarm.acknowledged',
      object: { kind: 'alarm', id, name: 'TH Mô Phỏng · Cổng chính' },
      details: { comment: 'đã gọi bảo vệ' },
    });
    await act(cookies.here, id, 'comment', { version: 2, comment: 'bảo vệ đang xem' });
    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect((await act(cookies.here, id, 'shelve', { version: 3, until })).json().alarm.shelvedUntil).toBe(until);
    await act(cookies.here, id, 'unshelve', { version: 4 });
    const detail = alarmDetailSchema.parse((await ask(cookies.here, { url: `/api/alarms/${id}` })).json());
    expect(detail.transitions.map(({ kind, comment }) => [kind, comment])).toEqual([
      ['raised', null],
      ['acknowledged', 'đã gọi bảo vệ'],
      ['commented', 'bảo vệ đang xem'],
      ['shelved', null],
      ['unshelved', null],
    ]);
    expect(await newestLogRow()).toMatchObject({ action: 'alarm.unshelved' });
    await end(id);
  });

  it('is not written where the alarm has moved on, nor where it is not possible', async () => {
    const id = await raiseAlarm(ground.store, city.here);
    await stepAlarm(ground.store, await find(id), {
      kind: 'returned',
      at: new Date().toISOString(),
      since: new Date().toISOString(),
    });
    const before = await newestLogRow();
    const late = await act(cookies.here, id, 'acknowledge', { version: 1 });
    expect([late.statusCode, late.json().code]).toEqual([409, 'KHUE_ALARM_MOVED_ON']);
    expect((await act(cookies.here, id, 'unshelve', { version: 2 })).statusCode).toBe(409);
    expect(await newestLogRow()).toEqual(before);
    const closed = await act(cookies.here, id, 'acknowledge', { version: 2 });
    expect(closed.json().alarm.closedAt).not.toBeNull();
    expect((await act(cookies.here, id, 'comment', { version: 4, comment: 'muộn' })).statusCode).toBe(409);
  });

  it.each([
    ['an end that has passed', 'shelve', { version: 1, until: '2026-01-01T00:00:00Z' }, 'KHUE_SHELF_MOMENT'],
    ['an end too far', 'shelve', { version: 1, until: '2126-01-01T00:00:00Z' }, 'KHUE_SHELF_MOMENT'],
    ['no end', 'shelve', { version: 1 }, 'KHUE_INPUT_INVALID'],
    ['an end that is no moment', 'shelve', { version: 1, until: '' }, 'KHUE_INPUT_INVALID'],
    ['two ends', 'shelve', { version: 1, minutes: 15, until: '2126-01-01T00:00:00Z' }, 'KHUE_INPUT_INVALID'],
    ['a comment without words', 'comment', { version: 1, comment: '   ' }, 'KHUE_INPUT_INVALID'],
    ['a comment without end', 'comment', { version: 1, comment: 'a'.repeat(501) }, 'KHUE_INPUT_INVALID'],
    ['a personal number', 'acknowledge', { version: 1, comment: 'em 079 200 012 345' }, 'KHUE_PERSONAL_NUMBER'],
  ])('is refused with %s', async (_name, what, payload, code) => {
    const id = await raiseAlarm(ground.store, city.here);
    expect((await act(cookies.here, id, what, payload)).json().code).toBe(code);
    expect((await find(id)).version).toBe(1);
    await end(id);
  });

  it('is written by one of two who do it at once', async () => {
    const id = await raiseAlarm(ground.store, city.here);
    const answers = await Promise.all(
      [cookies.city, cookies.here].map((cookie) => act(cookie, id, 'acknowledge', { version: 1 })),
    );
    expect(answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([200, 409]);
    await end(id);
  });
});

describe('changes of alarms', () => {
  async function follow(cookie: string): Promise<LiveClient> {
    return new LiveClient(`ws://127.0.0.1:${listening.address().port}/api/live`, { cookie }).opened();
  }

  it('reach those who may see the school, whoever made them, and nobody else', async () => {
    const [everybody, local] = await Promise.all([follow(cookies.city), follow(cookies.here)]);
    const planner = await follow(await (await city.holder('planner')).cookie());
    const elsewhere = await find(await raiseAlarm(ground.store, { ...city.there, cameraId: null }));
    const own = await find(await raiseAlarm(ground.store, city.here));
    for (const alarm of [elsewhere, own]) await ground.outside.publish('alarmChanged', alarm, alarm.id);
    await act(cookies.here, own.id, 'acknowledge', { version: 1 });
    await expect
      .poll(() => local.alarmFrames.map((frame) => frame.kind === 'alarm' && frame.alarm.version), patience)
      .toEqual([1, 2]);
    await expect.poll(() => everybody.alarmFrames, patience).toHaveLength(3);
    expect(JSON.stringify(local.alarmFrames)).not.toContain(elsewhere.id);
    expect(planner.alarmFrames).toEqual([]);
    for (const { socket } of [everybody, local, planner]) socket.terminate();
    await Promise.all([end(elsewhere.id), end(own.id)]);
  });

  it('are announced as missed when the scope becomes another', async () => {
    const holder = await city.holder('operator', city.here.unitId);
    const client = await follow(await holder.cookie());
    await city.grant(holder, city.there.unitId);
    await expect.poll(() => client.alarmFrames, patience).toContainEqual({ kind: 'alarms_again' });
    client.socket.terminate();
  });
});

describe('rules', () => {
  const rule = {
    enabled: true,
    severity: 'medium',
    onDelayS: 5,
    offDelayS: 3,
    threshold: 3,
    source: 'quyết định số 12',
  };
  const put = (cookie: string, kind: string, payload: object) =>
    ask(cookie, { method: 'PUT', url: `/api/alarm-rules/${kind}`, payload });

  it('are changed by whoever may, with a source, and logged', async () => {
    expect((await put(cookies.lead, 'school_dark', rule)).statusCode).toBe(200);
    const { rules } = alarmRulesSchema.parse((await ask(cookies.here, { url: '/api/alarm-rules' })).json());
    expect(rules).toContainEqual({ kind: 'school_dark', ...rule });
    expect(await newestLogRow()).toMatchObject({
      action: 'alarm.rule_changed',
      details: { onDelayS: 5, source: rule.source },
    });
    expect((await put(cookies.city, 'school_dark', rule)).statusCode).toBe(403);
  });

  it.each([
    ['school_dark', { ...rule, threshold: 0.5 }],
    ['school_dark', { ...rule, threshold: null }],
    ['camera_unreachable', rule],
    ['clock_drift', { ...rule, onDelayS: -1 }],
    ['clock_drift', { ...rule, source: ' ' }],
    ['smoke', rule],
  ])('of %s are refused with %j', async (kind, payload) => {
    expect((await put(cookies.lead, kind, payload)).json().code).toBe('KHUE_INPUT_INVALID');
  });
});
