import { expect, it } from 'vitest';
import { linesOf, startOfDay } from './fieldDays.ts';

it('a day begins at midnight of the city', () => {
  expect(startOfDay('2026-11-25')).toBe('2026-11-24T17:00:00.000Z');
  expect(startOfDay('')).toBeUndefined();
});

it('ranges are read from lines, commas and semicolons alike', () => {
  expect(linesOf(' 10.0.0.0/8\n\n10.1.0.0/16, 192.168.0.0/24 ;')).toEqual([
    '10.0.0.0/8',
    '10.1.0.0/16',
    '192.168.0.0/24',
  ]);
});
