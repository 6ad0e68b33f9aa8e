import { describe, expect, it } from 'vitest';
import { cityDay } from '@khue/domain/cityTime';
import { endOfDay, lastDayOf, startOfDay } from './grantDays.ts';

describe('the days of a grant', () => {
  it('begin and end at midnight in the city', () => {
    expect(startOfDay('2026-12-31')).toBe(Date.parse('2026-12-30T17:00:00Z'));
    expect(endOfDay('2026-12-31')).toBe(Date.parse('2026-12-31T17:00:00Z'));
  });

  it('come back as they were entered', () => {
    expect(lastDayOf(endOfDay('2026-12-31') ?? 0)).toBe('2026-12-31');
    expect(cityDay(startOfDay('2026-12-31') ?? 0)).toBe('2026-12-31');
  });

  it('are none where nothing was entered', () => {
    expect([startOfDay(''), endOfDay('')]).toEqual([null, null]);
  });
});
