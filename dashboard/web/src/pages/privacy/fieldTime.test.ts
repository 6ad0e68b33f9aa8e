import { describe, expect, it } from 'vitest';
import { cityMinute } from '@khue/domain/cityTime';
import { endOfDay, momentOfMinute } from './fieldTime.ts';

const moment = Date.parse('2026-11-25T18:30:00.000Z');

describe('fields with a moment', () => {
  it('give back the moment they hold, and nothing where they are empty', () => {
    expect(momentOfMinute(cityMinute(moment))).toBe('2026-11-25T18:30:00.000Z');
    expect(endOfDay('2026-11-26')).toBe('2026-11-26T16:59:59.000Z');
    expect([momentOfMinute(''), endOfDay('')]).toEqual([undefined, undefined]);
  });
});
