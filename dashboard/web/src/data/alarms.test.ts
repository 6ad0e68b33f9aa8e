import { describe, expect, it } from 'vitest';
import type { Alarm } from '@khue/domain/alarm';
import type { OpenAlarms, SchoolAlarms } from '@khue/domain/alarmApi';
import { sampleAlarm } from '@khue/domain/testing/sampleAlarm';
import { HeardAlarms } from './heardAlarms.ts';
import { alarmCounts, alarmsBySchool } from './schoolAlarms.ts';

const list = (...alarms: Alarm[]): OpenAlarms => ({
  alarms,
  total: alarms.length,
  schools: [],
  asOf: '2026-11-26T01:00:00.000Z',
});
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

function counts(schoolId: string, change: Partial<SchoolAlarms> = {}): SchoolAlarms {
  return { schoolId, open: 2, unacknowledged: 1, shelved: 0, worst: 'high', ...change };
}

describe('counts of alarms', () => {
  it('are those of all schools, also beyond the list', () => {
    const schools = [counts('a', { open: 2_990, unacknowledged: 1 }), counts('b', { open: 9, unacknowledged: 0 })];
    expect(alarmCounts({ schools })).toEqual({ open: 2_999, unacknowledged: 1 });
  });

  it('take the place of those before when they are heard, unless the answer was asked for afterwards', () => {
    const heard = new HeardAlarms();
    const answer = { ...list(), schools: [counts('a'), counts('b')] };
    heard.addSchools([counts('a', { open: 7 }), counts('c')], 10);
    expect(heard.applyTo(answer, 0).schools).toEqual([counts('a', { open: 7 }), counts('b'), counts('c')]);
    expect(heard.applyTo(answer, 20).schools).toEqual(answer.schools);
    heard.forgetBefore(20);
    expect(heard.applyTo(answer, 0).schools).toEqual(answer.schools);
  });
});

describe('alarms of a school', () => {
  it('are out of sight where all are on a shelf', () => {
    const schools = alarmsBySchool([counts('a'), counts('b', { open: 0, unacknowledged: 0, shelved: 3, worst: null })]);
    expect([...schools]).toEqual([['a', { open: 2, unacknowledged: 1, worst: 'high' }]]);
  });
});
