import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Alarm, type AlarmKind, alarmSeveritySchema, compareAlarms } from '@khue/domain/alarm';
import { openAlarmLimit, openAlarmsSchema, type SchoolAlarms } from '@khue/domain/alarmApi';
import { type AlarmEvent, step } from '@khue/domain/alarmSteps';
import { createDashboard, type Dashboard } from '../createDashboard.ts';
import { LiveClient } from '../testing/liveClient.ts';
import { stepAlarm } from '../testing/raisedAlarm.ts';
import { firstDay, sampleCamera } from '../testing/sampleCity.ts';
import { type Ground, openGround, quickLimits, testConfig } from '../testing/testDashboard.ts';
import { fillTwoWards, type TwoWards } from '../testing/twoWards.ts';

const patience = { timeout: 10_000, interval: 20 };
const kinds = [
  ['camera_unreachable', 'high'],
  ['camera_unauthorised', 'medium'],
  ['clock_drift', 'low'],
] as const satisfies readonly (readonly [AlarmKind, Alarm['severity']])[];

let ground: Ground;
let dashboard: Dashboard;
let city: TwoWards;
let cookies: { city: string; here: string };
/** Every open alarm: 5,000 and a few. */
let open: Alarm[];

function raised(camera: { readonly id: string; readonly schoolId: string }, index: number): Alarm[] {
  const at = new Date(Date.now() - 3_600_000 + index * 1_000).toISOString();
  return kinds.flatMap(([kind, severity]) => {
    const place = { schoolId: camera.schoolId, schoolName: 'TH Mô Phỏng', cameraId: camera.id, cameraName: 'Cổng' };
    const facts = { id: randomUUID(), kind, severity, ...place, cameras: 1, synthetic: true };
    return step(null, { kind: 'raised', at, since: at, facts })?.alarm ?? [];
  });
}

beforeAll(async () => {
  ground = await openGround();
  city = await fillTwoWards(ground);
  const cameras = Array.from({ length: 1_668 }, (_, index) => sampleCamera(index + 10, index < 1_000 ? 1 : 2));
  await ground.store.cameras.upsert(cameras, firstDay);
  open = (await ground.store.cameras.list()).flatMap(raised);
  for (let from = 0; from < open.length; from += 1_000) {
    const portion = open.slice(from, from + 1_000);
    await ground.store.alarms.record(portion.map((alarm) => ({ alarm, transitions: [], seen: null })));
  }
  dashboard = createDashboard(ground.deps, testConfig, quickLimits);
  await dashboard.start();
  cookies = {
    city: await (await city.holder('operator')).cookie(),
    here: await (await city.holder('operator', city.here.unitId)).cookie(),
  };
});

afterAll(async () => {
  await dashboard.stop();
  await ground.close();
});

async function listed(cookie: string) {
  const answer = await fetch(`http://127.0.0.1:${dashboard.address().port}/api/alarms`, { headers: { cookie } });
  return openAlarmsSchema.parse(await answer.json());
}

/** Counts of a school out of every open alarm, one by one. */
function countsOf(schoolId: string): SchoolAlarms {
  const all = open.filter((alarm) => alarm.schoolId === schoolId);
  const seen = all.filter(({ shelvedUntil }) => shelvedUntil === null);
  const waiting = seen.filter(({ acknowledged }) => !acknowledged);
  const [worst = null] = (waiting.length === 0 ? seen : waiting)
    .map(({ severity }) => severity)
    .toSorted((a, b) => alarmSeveritySchema.options.indexOf(a) - alarmSeveritySchema.options.indexOf(b));
  const shelved = all.length - seen.length;
  return { schoolId, open: seen.length, unacknowledged: waiting.length, shelved, worst };
}

/** Takes a step of an alarm into the store and into what is expected. */
async function change(alarm: Alarm, event: AlarmEvent): Promise<Alarm> {
  const next = await stepAlarm(ground.store, alarm, event);
  open = open.map((one) => (one.id === next.id ? next : one)).filter(({ closedAt }) => closedAt === null);
  return next;
}

const at = () => new Date().toISOString();
const actor = () => ({ id: ground.accountId, name: 'truc.ban' });
const byPlace = (counts: readonly SchoolAlarms[]) => counts.toSorted((a, b) => (a.schoolId < b.schoolId ? -1 : 1));
const both = () => byPlace([countsOf(city.here.schoolId), countsOf(city.there.schoolId)]);

describe('five thousand open alarms', () => {
  it('are listed as far as the limit goes, what to do first leading, and counted by school whole', async () => {
    expect(open.length).toBeGreaterThan(5_000);
    const answer = await listed(cookies.city);
    const inOrder = open.toSorted(compareAlarms);
    expect(answer.alarms.map(({ id }) => id)).toEqual(inOrder.slice(0, openAlarmLimit).map(({ id }) => id));
    expect(answer.total).toBe(open.length);
    expect(byPlace(answer.schools)).toEqual(both());
  });

  it('are counted of the schools in scope alone', async () => {
    const { schools, total } = await listed(cookies.here);
    expect(schools).toEqual([countsOf(city.here.schoolId)]);
    expect(total).toBe(open.filter(({ schoolId }) => schoolId === city.here.schoolId).length);
  });

  it('are counted anew where one changes that is far beyond the list, live and in scope', async () => {
    const url = `ws://127.0.0.1:${dashboard.address().port}/api/live`;
    const [all, here] = await Promise.all(
      [cookies.city, cookies.here].map((cookie) => new LiveClient(url, { cookie }).opened()),
    );
    const last = open
      .toSorted(compareAlarms)
      .filter(({ schoolId }) => schoolId === city.there.schoolId)
      .at(-1);
    if (all === undefined || here === undefined || last === undefined) throw new Error('nothing to look at');
    await expect.poll(() => all.kinds.length, patience).toBeGreaterThan(0);
    const taken = await change(last, { kind: 'acknowledged', at: at(), actor: actor(), comment: null });
    await ground.outside.publish('alarmChanged', taken, taken.id);
    const told = () => all.countFrames.at(-1);
    await expect.poll(told, patience).toEqual([countsOf(city.there.schoolId)]);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const shelved = await change(taken, { kind: 'shelved', at: at(), actor: actor(), comment: null, until });
    await ground.outside.publish('alarmChanged', shelved, shelved.id);
    await expect.poll(told, patience).toEqual([countsOf(city.there.schoolId)]);
    expect(countsOf(city.there.schoolId)).toMatchObject({ shelved: 1, worst: 'high' });
    expect(byPlace((await listed(cookies.city)).schools)).toEqual(both());
    expect([here.alarmFrames, here.countFrames]).toEqual([[], []]);
    for (const client of [all, here]) client.socket.terminate();
  });
});
