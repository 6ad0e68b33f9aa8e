import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Alarm, compareAlarms } from '@khue/domain/alarm';
import { type AlarmEvent, step } from '@khue/domain/alarmSteps';
import type { AlarmChange } from '../alarms.ts';
import type { Store } from '../store.ts';
import { sampleCamera, sampleSchool } from '../testing/sampleInventory.ts';
import { sampleEntry } from '../testing/sampleLog.ts';
import { databaseServers, openTestStore } from '../testing/testDatabase.ts';

const at = new Date('2026-11-26T01:00:00.000Z');
const minutesLater = (minutes: number) => new Date(at.getTime() + minutes * 60_000).toISOString();

function change(before: Alarm | null, event: AlarmEvent): AlarmChange {
  const next = step(before, event);
  if (next === null) throw new Error(`${event.kind} is not possible`);
  return { ...next, seen: before?.version ?? null };
}

describe.each(databaseServers)('alarms on %s', (server) => {
  let store: Store;
  let close: () => Promise<void>;
  let schoolId: string;
  let cameraIds: string[];

  beforeEach(async () => {
    ({ store, close } = await openTestStore(server));
    await store.schools.upsert([sampleSchool('A')], at);
    await store.cameras.upsert([sampleCamera('A/1', 'A'), sampleCamera('A/2', 'A')], at);
    const cameras = await store.cameras.list();
    cameraIds = cameras.map(({ id }) => id);
    schoolId = cameras[0]?.schoolId ?? '';
  });

  afterEach(() => close());

  function raising(cameraId: string | null): AlarmChange {
    const facts = {
      id: randomUUID(),
      kind: cameraId === null ? ('school_dark' as const) : ('camera_unreachable' as const),
      severity: 'high' as const,
      schoolId,
      schoolName: 'THPT A',
      cameraId,
      cameraName: cameraId === null ? null : 'Cổng',
      cameras: 1,
      synthetic: true,
    };
    return change(null, { kind: 'raised', at: minutesLater(3), since: minutesLater(0), facts });
  }

  const returned = (before: Alarm): AlarmChange =>
    change(before, { kind: 'returned', at: minutesLater(5), since: minutesLater(4) });

  it('are read back as they were written, with their histories, and leave the open ones when they are over', async () => {
    const raised = raising(cameraIds[0] ?? '');
    expect(await store.alarms.record([raised, raising(null)])).toEqual(
      new Set((await store.alarms.open(null)).map(({ id }) => id)),
    );
    expect(await store.alarms.find(raised.alarm.id)).toEqual(raised.alarm);
    const absorbed = change(raised.alarm, { kind: 'absorbed', at: minutesLater(6) });
    await store.alarms.record([absorbed]);
    expect((await store.alarms.open(null)).map(({ kind }) => kind)).toEqual(['school_dark']);
    expect(await store.alarms.closed({ schools: null, limit: 10 })).toEqual([absorbed.alarm]);
    expect(await store.alarms.transitions(raised.alarm.id, 10)).toEqual([
      ...raised.transitions,
      ...absorbed.transitions,
    ]);
  });

  it('stand open once for an object and kind, whoever raises them', async () => {
    const [first, second] = [raising(cameraIds[0] ?? ''), raising(cameraIds[0] ?? '')];
    const [one, two] = await Promise.all([store.alarms.record([first]), store.alarms.record([second])]);
    expect(one.size + two.size).toBe(1);
    expect(await store.alarms.open(null)).toHaveLength(1);
  });

  it('may be raised in the moment in which the one before ends', async () => {
    const before = raising(cameraIds[0] ?? '');
    await store.alarms.record([before]);
    const next = raising(cameraIds[0] ?? '');
    await store.alarms.record([next, change(before.alarm, { kind: 'closed', at: minutesLater(4) })]);
    expect((await store.alarms.open(null)).map(({ id }) => id)).toEqual([next.alarm.id]);
  });

  it('are changed from the version that was seen, or not at all: what comes too late leaves no trace', async () => {
    const raised = raising(cameraIds[0] ?? '');
    await store.alarms.record([raised]);
    const actor = { id: await accountId(), name: 'truc.ban' };
    const acknowledged = change(raised.alarm, { kind: 'acknowledged', at: minutesLater(4), actor, comment: 'đã gọi' });
    await store.alarms.record([returned(raised.alarm)]);
    const told = () => [{ entry: sampleEntry(), at }];
    const rowsBefore = (await store.log.head()).number;
    expect(await store.alarms.act(acknowledged, told)).toBe(false);
    expect((await store.log.head()).number).toBe(rowsBefore);
    expect((await store.alarms.transitions(raised.alarm.id, 10)).map(({ kind }) => kind)).toEqual([
      'raised',
      'returned',
    ]);
    const now = await store.alarms.find(raised.alarm.id);
    const late = change(now, { kind: 'acknowledged', at: minutesLater(6), actor, comment: null });
    expect(await store.alarms.act(late, told)).toBe(true);
    expect((await store.log.head()).number).toBe(rowsBefore + 1);
    expect(await store.alarms.open(null)).toEqual([]);
  });

  async function accountId(): Promise<string> {
    const first = await store.accounts.createFirst('truc.ban', 'Trực ban', () => []);
    return first?.account.id ?? '';
  }

  it('of other schools are not among those of a scope; those over come page by page, the last first', async () => {
    const changes = cameraIds.map((id) => raising(id));
    await store.alarms.record(changes);
    expect(await store.alarms.open(new Set([randomUUID()]))).toEqual([]);
    expect(await store.alarms.open(new Set([schoolId]))).toHaveLength(2);
    await store.alarms.record(changes.map(({ alarm }) => change(alarm, { kind: 'closed', at: minutesLater(9) })));
    const [last, ...none] = await store.alarms.closed({ schools: null, limit: 1 });
    expect(none).toEqual([]);
    const before = { closedAt: new Date(minutesLater(9)), id: last?.id ?? '' };
    const rest = await store.alarms.closed({ schools: null, limit: 5, before });
    expect(new Set([last?.id, ...rest.map(({ id }) => id)])).toEqual(new Set(changes.map(({ alarm }) => alarm.id)));
    expect(rest).toHaveLength(1);
    expect(await store.alarms.closed({ schools: new Set([randomUUID()]), limit: 5 })).toEqual([]);
  });

  it('go with their histories once they have been over for as long as the rule says, are counted, and never while open', async () => {
    const { months } = await store.alarms.retention();
    expect(months).toBe(24);
    const monthsAgo = (count: number) => {
      const moment = new Date();
      moment.setUTCDate(1);
      moment.setUTCMonth(moment.getUTCMonth() - count);
      return moment.toISOString();
    };
    const [old, recent] = cameraIds.map((id) => raising(id));
    const open = raising(null);
    if (old === undefined || recent === undefined) throw new Error('no alarms');
    await store.alarms.record([old, recent, open]);
    await store.alarms.record([
      change(old.alarm, { kind: 'closed', at: monthsAgo(months + 1) }),
      change(recent.alarm, { kind: 'closed', at: monthsAgo(months - 1) }),
    ]);
    const before = (await store.log.head()).number;
    expect([await store.alarms.expire(at), await store.alarms.expire(at)]).toEqual([1, 0]);
    expect(await store.alarms.find(old.alarm.id)).toBe(null);
    expect(await store.alarms.transitions(old.alarm.id, 10)).toEqual([]);
    expect((await store.alarms.closed({ schools: null, limit: 5 })).map(({ id }) => id)).toEqual([recent.alarm.id]);
    expect((await store.alarms.transitions(recent.alarm.id, 10)).map(({ kind }) => kind)).toEqual(['raised', 'closed']);
    expect((await store.alarms.open(null)).map(({ id }) => id)).toEqual([open.alarm.id]);
    const rows = await store.log.list({ action: 'alarm.expired' }, { limit: 5 });
    expect(rows.map(({ number, details }) => ({ number, details }))).toEqual([
      { number: before + 1, details: { count: 1, months } },
    ]);
  });

  it('have rules whose versions follow each other', async () => {
    const rules = await store.alarms.rules();
    expect(rules.map(({ kind, onDelayS, threshold }) => [kind, onDelayS, threshold])).toEqual([
      ['camera_unauthorised', 60, null],
      ['camera_unreachable', 180, null],
      ['clock_drift', 60, 5_000],
      ['school_dark', 60, 2],
    ]);
    const rule = { ...rules[1], kind: 'camera_unreachable' as const, enabled: false, severity: 'low' as const };
    const next = { ...rule, onDelayS: 5, offDelayS: 1, threshold: null, source: 'quyết định của phòng trực' };
    await store.alarms.saveRule(next, at, () => [{ entry: sampleEntry(), at }]);
    await store.alarms.saveRule({ ...next, onDelayS: 6 }, at, () => []);
    expect((await store.alarms.rules()).find(({ kind }) => kind === next.kind)).toEqual({ ...next, onDelayS: 6 });
  });

  it('are raised by one process at a time; another begins when it lets go or does not renew', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    expect(await store.alarms.holdLease(one, 60_000)).toBe(true);
    expect(await store.alarms.holdLease(two, 60_000)).toBe(false);
    expect(await store.alarms.holdLease(one, 60_000)).toBe(true);
    await store.alarms.releaseLease(two);
    expect(await store.alarms.holdLease(two, 60_000)).toBe(false);
    await store.alarms.releaseLease(one);
    expect(await store.alarms.holdLease(two, 1)).toBe(true);
    await expect.poll(() => store.alarms.holdLease(one, 60_000)).toBe(true);
  });

  it('can be written down a thousand at a time', async () => {
    const codes = Array.from({ length: 1_000 }, (_, n) => `A/x${n}`);
    await store.cameras.upsert(
      codes.map((code) => sampleCamera(code, 'A')),
      at,
    );
    const changes = (await store.cameras.list()).map(({ id }) => raising(id));
    expect((await store.alarms.record(changes)).size).toBe(1_002);
    expect((await store.alarms.open(null)).toSorted(compareAlarms)).toHaveLength(1_002);
  });
});
