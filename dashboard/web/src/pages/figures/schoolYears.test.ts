import { describe, expect, it } from 'vitest';
import { schoolYearsUntil } from './schoolYears.ts';

describe('school years to choose from', () => {
  it.each([
    ['2026-07-31T16:59:59Z', '2025-2026'],
    ['2026-07-31T17:00:00Z', '2026-2027'],
    ['2026-12-31T16:59:59Z', '2026-2027'],
    ['2027-01-01T00:00:00Z', '2026-2027'],
  ])('at %s begin with %s, by the clock of the city', (at, first) => {
    expect(schoolYearsUntil(Date.parse(at))[0]).toBe(first);
  });

  it('go back three years', () => {
    expect(schoolYearsUntil(Date.parse('2026-11-26T00:00:00Z'))).toEqual([
      '2026-2027',
      '2025-2026',
      '2024-2025',
      '2023-2024',
    ]);
  });
});
