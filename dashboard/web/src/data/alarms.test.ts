import { describe, expect, it } from 'vitest';
import type { Alarm } from '@khue/domain/alarm';
import type { OpenAlarms } from '@khue/domain/alarmApi';
import { HeardAlarms } from './heardAlarms.ts';
import { alarmCounts, alarmsBySchool } from './schoolAlarms.ts';

function alarm(id: string, change: Partial<Alarm> = {}): Alarm {
  return {
    id,
    kind: 'camera_unreachable',
    severity: 'high',
    schoolId: 'school',
    schoolName: 'TH Mô Phỏng',
    cameraId: `camera of ${id}`,
    cameraName: 'Cổng chính',
    condition: 'active',
    acknowledged: false,
    raisedAt: '2026-11-26T01:00:00.000Z',
    conditionSince: '2026-11-26T00:57:00.000Z',
    acknowledgedBy: null,
    acknowledgedAt: null,
    shelvedUntil: null,
    shelvedBy: null,
    closedAt: null,
    cameras: 1,
    recurrences: 0,
    version: 1,
    synthetic: true,
    ...change,
  };
}

const list = (...alarms: Alarm[]): OpenAlarms => ({ alarms, total: alarms.length, asOf: '2026-11-26T01:00:00.000Z' });
const ids = ({ alarms }: OpenAlarms): string[] => alarms.map(({ id }) => id);

describe('what was heard of alarms', () => {
  it('brings a list up to date: new ones come in order, those over leave', () => {
    const heard = new HeardAlarms();
    heard.add(alarm('b', { severity: 'critical' }), 10);
    heard.add(alarm('a', { version: 3, closedAt: '2026-11-26T01:01:00.000Z' }), 11);
    const next = heard.applyTo(list(alarm('a'), alarm('c')), 0);
    expect([ids(next), next.total]).toEqual([['b', 'c'], 2]);
  });

  it('never puts an older version in the place of a newer one, in whatever order they come', () => {
    const heard = new HeardAlarms();
    heard.add(alarm('a', { version: 3, acknowledged: true }), 10);
    heard.add(alarm('a', { version: 2 }), 11);
    expect(heard.applyTo(list(alarm('a')), 0).alarms[0]).toMatchObject({ version: 3, acknowledged: true });
    expect(heard.applyTo(list(alarm('a', { version: 4 })), 0).alarms[0]?.version).toBe(4);
  });

  it('leaves an answer alone that was asked for afterwards: what is not in it is over', () => {
    const heard = new HeardAlarms();
    heard.add(alarm('a'), 10);
    expect(ids(heard.applyTo(list(), 20))).toEqual([]);
    expect(ids(heard.applyTo(list(), 5))).toEqual(['a']);
  });

  it('brings nothing back that an answer did not hold, whatever is heard afterwards', () => {
    const heard = new HeardAlarms();
    heard.add(alarm('over'), 10);
    heard.forgetBefore(20);
    heard.add(alarm('new'), 30);
    expect(ids(heard.applyTo(list(), 0))).toEqual(['new']);
  });
});

describe('counts of alarms', () => {
  it('leave out what is on a shelf, and hold what is beyond the list', () => {
    const shelved = alarm('c', { shelvedUntil: '2026-11-26T02:00:00.000Z' });
    const alarms = [alarm('a'), alarm('b', { acknowledged: true }), shelved];
    expect(alarmCounts({ alarms, total: 3_000 })).toEqual({ open: 2_999, unacknowledged: 1 });
  });
});

describe('alarms of a school', () => {
  it('are as bad as the worst that nobody has in hand', () => {
    const schools = alarmsBySchool([
      alarm('a', { severity: 'critical', acknowledged: true }),
      alarm('b', { severity: 'low' }),
      alarm('c', { severity: 'medium' }),
    ]);
    expect(schools.get('school')).toEqual({ open: 3, unacknowledged: 2, worst: 'medium' });
  });

  it('are as bad as the worst of all where all are in hand; those on a shelf do not count', () => {
    const schools = alarmsBySchool([
      alarm('a', { severity: 'low', acknowledged: true }),
      alarm('b', { severity: 'high', acknowledged: true }),
      alarm('c', { severity: 'critical', shelvedUntil: '2026-11-26T02:00:00.000Z' }),
    ]);
    expect(schools.get('school')).toEqual({ open: 2, unacknowledged: 0, worst: 'high' });
  });
});
