import { describe, expect, it } from 'vitest';
import type { Alarm } from '@khue/domain/alarm';
import type { OpenAlarms } from '@khue/domain/alarmApi';
import { sampleAlarm } from '@khue/domain/testing/sampleAlarm';
import { HeardAlarms } from './heardAlarms.ts';
import { alarmCounts, alarmsBySchool } from './schoolAlarms.ts';

const list = (...alarms: Alarm[]): OpenAlarms => ({ alarms, total: alarms.length, asOf: '2026-11-26T01:00:00.000Z' });
const ids = ({ alarms }: OpenAlarms): string[] => alarms.map(({ id }) => id);

describe('what was heard of alarms', () => {
  it('brings a list up to date: new ones come in order, those over leave', () => {
    const heard = new HeardAlarms();
    heard.add(sampleAlarm('b', { severity: 'critical' }), 10);
    heard.add(sampleAlarm('a', { version: 3, closedAt: '2026-11-26T01:01:00.000Z' }), 11);
    const next = heard.applyTo(list(sampleAlarm('a'), sampleAlarm('c')), 0);
    expect([ids(next), next.total]).toEqual([['b', 'c'], 2]);
  });

  it('never puts an older version in the place of a newer one, in whatever order they come', () => {
    const heard = new HeardAlarms();
    heard.add(sampleAlarm('a', { version: 3, acknowledged: true }), 10);
    heard.add(sampleAlarm('a', { version: 2 }), 11);
    expect(heard.applyTo(list(sampleAlarm('a')), 0).alarms[0]).toMatchObject({ version: 3, acknowledged: true });
    expect(heard.applyTo(list(sampleAlarm('a', { version: 4 })), 0).alarms[0]?.version).toBe(4);
  });

  it('leaves an answer alone that was asked for afterwards: what is not in it is over', () => {
    const heard = new HeardAlarms();
    heard.add(sampleAlarm('a'), 10);
    expect(ids(heard.applyTo(list(), 20))).toEqual([]);
    expect(ids(heard.applyTo(list(), 5))).toEqual(['a']);
  });

  it('brings nothing back that an answer did not hold, whatever is heard afterwards', () => {
    const heard = new HeardAlarms();
    heard.add(sampleAlarm('over'), 10);
    heard.forgetBefore(20);
    heard.add(sampleAlarm('new'), 30);
    expect(ids(heard.applyTo(list(), 0))).toEqual(['new']);
  });
});

describe('counts of alarms', () => {
  it('leave out what is on a shelf, and hold what is beyond the list', () => {
    const shelved = sampleAlarm('c', { shelvedUntil: '2026-11-26T02:00:00.000Z' });
    const alarms = [sampleAlarm('a'), sampleAlarm('b', { acknowledged: true }), shelved];
    expect(alarmCounts({ alarms, total: 3_000 })).toEqual({ open: 2_999, unacknowledged: 1 });
  });
});

describe('alarms of a school', () => {
  it('are as bad as the worst that nobody has in hand', () => {
    const schools = alarmsBySchool([
      sampleAlarm('a', { severity: 'critical', acknowledged: true }),
      sampleAlarm('b', { severity: 'low' }),
      sampleAlarm('c', { severity: 'medium' }),
    ]);
    expect(schools.get('school')).toEqual({ open: 3, unacknowledged: 2, worst: 'medium' });
  });

  it('are as bad as the worst of all where all are in hand; those on a shelf do not count', () => {
    const schools = alarmsBySchool([
      sampleAlarm('a', { severity: 'low', acknowledged: true }),
      sampleAlarm('b', { severity: 'high', acknowledged: true }),
      sampleAlarm('c', { severity: 'critical', shelvedUntil: '2026-11-26T02:00:00.000Z' }),
    ]);
    expect(schools.get('school')).toEqual({ open: 2, unacknowledged: 0, worst: 'high' });
  });
});
