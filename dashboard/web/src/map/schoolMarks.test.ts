import type { SchoolListItem } from '@khue/domain/api';
import type { SchoolSeverity } from '@khue/domain/cameraStatus';
import { describe, expect, it } from 'vitest';
import type { Overview, SchoolLive } from '../live/liveStore.ts';
import { dotColours, placeSchools, schoolBounds, schoolMarks } from './schoolMarks.ts';

function school(id: string, lon: number | null, lat: number | null): SchoolListItem {
  return {
    id,
    code: id,
    name: id,
    shortName: id,
    levels: ['04'],
    address: null,
    lon,
    lat,
    wardCode: null,
    ownership: null,
    synthetic: true,
    wardName: null,
    cameraCount: 1,
  };
}

const counts = { unknown: 0, online: 1, degraded: 0, unauthorised: 0, offline: 0 };

function overview(severities: Readonly<Record<string, SchoolSeverity>>): Overview {
  const schools = new Map<string, SchoolLive>(
    Object.entries(severities).map(([schoolId, severity]) => [
      schoolId,
      { schoolId, severity, counts, total: 1, since: null },
    ]),
  );
  return { version: 1, schools, counts, total: schools.size };
}

describe('schools on the map', () => {
  it('are never placed without a position', () => {
    expect(placeSchools([school('a', null, null), school('b', 106.7, 10.8)]).map((one) => one.school.id)).toEqual([
      'b',
    ]);
  });

  it('carry marks, the worst drawn last, and no mark when normal', () => {
    const placed = placeSchools(['a', 'b', 'c', 'd'].map((id) => school(id, 106, 10)));
    const state = overview({ a: 'critical', b: 'normal', c: 'low', d: 'high' });
    expect(schoolMarks(placed, state, null).map((one) => one.placed.school.id)).toEqual(['c', 'd', 'a']);
  });

  it('are as bad as their worst open alarm, hollow where somebody has all of them in hand', () => {
    const placed = placeSchools(['a', 'b', 'c', 'd'].map((id) => school(id, 106, 10)));
    const state = overview({ a: 'normal', b: 'high', c: 'critical', d: 'normal' });
    const alarms = new Map([
      ['a', { open: 1, unacknowledged: 1, worst: 'low' as const }],
      ['b', { open: 2, unacknowledged: 0, worst: 'high' as const }],
      ['c', { open: 1, unacknowledged: 0, worst: 'medium' as const }],
    ]);
    expect(schoolMarks(placed, state, alarms).map((one) => [one.placed.school.id, one.mark, one.acknowledged])).toEqual(
      [
        ['a', 'low', false],
        ['b', 'high', true],
        ['c', 'critical', false],
      ],
    );
  });

  it('show a dot only where there is no mark', () => {
    const placed = placeSchools([school('a', 106, 10), school('b', 106, 10)]);
    const colours = dotColours(placed, overview({ a: 'normal', b: 'high' }), false);
    expect([colours[3], colours[7]]).toEqual([255, 0]);
  });

  it('hide all dots when only trouble is asked for', () => {
    const placed = placeSchools([school('a', 106, 10)]);
    expect([...dotColours(placed, overview({ a: 'normal' }), true)]).toEqual([0, 0, 0, 0]);
  });

  it('are fitted without the far few', () => {
    const near = Array.from({ length: 40 }, (_, i) => school(`n${i}`, 106.6 + i / 1_000, 10.7 + i / 1_000));
    const bounds = schoolBounds(placeSchools([...near, school('far', 106.6, 8.7)]));
    expect(bounds?.south).toBeGreaterThan(10);
  });
});
