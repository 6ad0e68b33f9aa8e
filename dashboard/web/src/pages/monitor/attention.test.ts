import type { SchoolListItem } from '@khue/domain/api';
import type { SchoolSeverity } from '@khue/domain/cameraStatus';
import { describe, expect, it } from 'vitest';
import type { SchoolLive } from '../../live/liveStore.ts';
import { orderAttention } from './attention.ts';

function school(id: string): SchoolListItem {
  return {
    id,
    code: id,
    name: id,
    shortName: id,
    levels: ['04'],
    address: null,
    lon: null,
    lat: null,
    wardCode: null,
    ownership: null,
    synthetic: true,
    wardName: null,
    cameraCount: 1,
  };
}

function live(schoolId: string, severity: SchoolSeverity, since: number | null): SchoolLive {
  const counts = { unknown: 0, online: 1, degraded: 0, unauthorised: 0, offline: 0 };
  return { schoolId, severity, since, counts, total: 1 };
}

function order(...items: readonly [string, SchoolSeverity, number | null][]): string[] {
  const states = new Map(items.map(([id, severity, since]) => [id, live(id, severity, since)]));
  return orderAttention(
    items.map(([id]) => school(id)),
    states,
    null,
    (state) => state.since,
  ).map((item) => item.school.id);
}

describe('schools that need a look', () => {
  it('stand worst first', () => {
    expect(
      order(['a', 'low', 1], ['b', 'critical', 9], ['c', 'unknown', 1], ['d', 'high', 5], ['e', 'medium', 2]),
    ).toEqual(['b', 'd', 'e', 'a', 'c']);
  });

  it('stand longest first within a severity, those of unknown length last', () => {
    expect(order(['a', 'high', null], ['b', 'high', 9], ['c', 'high', 3])).toEqual(['c', 'b', 'a']);
  });

  it('lead where nobody has their alarms in hand, and stay while an alarm is open', () => {
    const states = new Map(
      (['critical', 'normal', 'normal'] as const).map((severity, n) => [`${n}`, live(`${n}`, severity, n)]),
    );
    const alarms = new Map([
      ['0', { open: 2, unacknowledged: 0, worst: 'critical' as const }],
      ['1', { open: 1, unacknowledged: 1, worst: 'low' as const }],
    ]);
    const items = orderAttention(['0', '1', '2'].map(school), states, alarms, (state) => state.since);
    expect(items.map((item) => [item.school.id, item.severity, item.acknowledged])).toEqual([
      ['1', 'low', false],
      ['0', 'critical', true],
    ]);
  });

  it('leave out what is normal and what has no camera', () => {
    expect(order(['a', 'normal', null], ['b', 'none', null], ['c', 'low', 1])).toEqual(['c']);
  });
});
