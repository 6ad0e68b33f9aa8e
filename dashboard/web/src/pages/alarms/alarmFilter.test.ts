import { describe, expect, it } from 'vitest';
import type { Alarm } from '@khue/domain/alarm';
import { sampleAlarm } from '@khue/domain/testing/sampleAlarm';
import { groupAlarms, isFiltering, noFilter } from './alarmFilter.ts';

const alarm = (id: string, change: Partial<Alarm> = {}): Alarm =>
  sampleAlarm(id, { schoolId: 's1', schoolName: 'MP Sao Mai 02', cameraId: 'c', ...change });

const list = [
  alarm('a'),
  alarm('b', { severity: 'low', kind: 'clock_drift', acknowledged: true }),
  alarm('c', {
    shelvedUntil: '2026-11-26T02:00:00.000Z',
    condition: 'returned',
    schoolId: 's2',
    schoolName: 'MP Bắc Đẩu 05',
  }),
];
const wardOf = (id: string): string | null => (id === 's1' ? 'Chợ Quán' : null);

function found(change: Partial<typeof noFilter>): string {
  const groups = groupAlarms(list, { ...noFilter, ...change }, wardOf);
  return [groups.unacknowledged, groups.acknowledged, groups.shelved]
    .map((of) => of.map(({ id }) => id).join(''))
    .join('|');
}

describe('the list of alarms', () => {
  it('falls into those nobody has in hand, those somebody has, and those on a shelf', () => {
    expect(found({})).toBe('a|b|c');
  });

  it('is narrowed by severity, kind and state', () => {
    expect(found({ severity: 'high' })).toBe('a||c');
    expect(found({ kind: 'clock_drift' })).toBe('|b|');
    expect(found({ condition: 'returned' })).toBe('||c');
  });

  it('finds school, ward and camera without diacritics, every word of them', () => {
    expect(found({ text: 'cho quan' })).toBe('a|b|');
    expect(found({ text: 'sao mai cong' })).toBe('a|b|');
    expect(found({ text: 'bac dau' })).toBe('||c');
    expect(found({ text: 'dau quan' })).toBe('||');
    expect(isFiltering({ ...noFilter, text: '  ' })).toBe(false);
  });
});
