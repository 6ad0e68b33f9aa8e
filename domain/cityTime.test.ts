import { describe, expect, it } from 'vitest';
import { cityDay, cityMinute, citySecond, readCityMinute } from './cityTime.ts';

describe("the city's clock", () => {
  it('is seven hours ahead of UTC, in summer and in winter', () => {
    expect(citySecond(Date.parse('2026-11-25T18:30:59.999Z'))).toBe('2026-11-26T01:30:59');
    expect(cityMinute(Date.parse('2026-06-30T16:59:00.000Z'))).toBe('2026-06-30T23:59');
    expect(cityDay(Date.parse('2026-12-31T17:00:00.000Z'))).toBe('2027-01-01');
  });

  it('is read back from a field; what is no moment is none', () => {
    expect(readCityMinute('2026-06-30T23:59')).toBe(Date.parse('2026-06-30T16:59:00.000Z'));
    expect(['', '20266-01-01T00:00', '2026-13-01T00:00'].map(readCityMinute)).toEqual([null, null, null]);
  });
});
