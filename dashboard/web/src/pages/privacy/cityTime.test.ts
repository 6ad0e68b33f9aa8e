import { describe, expect, it } from 'vitest';
import { cityDay, cityMinute, endOfDay, momentOfMinute } from './cityTime.ts';

const moment = Date.parse('2026-11-25T18:30:00.000Z');

describe('fields with a moment', () => {
  it('hold the time of the city', () => {
    expect(cityMinute(moment)).toBe('2026-11-26T01:30');
    expect(cityDay(moment, 3)).toBe('2026-11-29');
  });

  it('give back the moment they hold, and nothing where they are empty', () => {
    expect(momentOfMinute(cityMinute(moment))).toBe('2026-11-25T18:30:00.000Z');
    expect(endOfDay('2026-11-26')).toBe('2026-11-26T16:59:59.000Z');
    expect([momentOfMinute(''), endOfDay('')]).toEqual([undefined, undefined]);
  });
});
