import { assert, constantFrom, integer, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AuditHours, auditHoursSchema, isWithinHours, mayWorkAt, worksAgainAtMs } from './auditHours.ts';

const night: AuditHours = { from: '19:00', to: '05:00' };
/** A moment by the clock of the city. */
const city = (text: string): number => Date.parse(`${text}+07:00`);
const campaign = (hours: AuditHours, byDay: string | null = null) => ({ limits: { hours }, byDay });

describe('hours over midnight', () => {
  it.each([
    ['2026-11-26T18:59:59', false],
    ['2026-11-26T19:00:00', true],
    ['2026-11-26T23:59:59', true],
    ['2026-11-27T00:00:00', true],
    ['2026-11-27T04:59:59', true],
    ['2026-11-27T05:00:00', false],
    ['2026-11-27T12:00:00', false],
  ])('at %s are open: %s', (at, open) => {
    expect(isWithinHours(night, city(at))).toBe(open);
  });
});

describe('hours within a day', () => {
  it.each([
    ['2026-11-26T08:59:59', false],
    ['2026-11-26T09:00:00', true],
    ['2026-11-26T11:29:59', true],
    ['2026-11-26T11:30:00', false],
    ['2026-11-26T00:00:00', false],
  ])('at %s are open: %s', (at, open) => {
    expect(isWithinHours({ from: '09:00', to: '11:30' }, city(at))).toBe(open);
  });

  it('that begin when they end never close', () => {
    expect(
      ['00:00', '05:00', '18:00'].map((time) =>
        isWithinHours({ from: '05:00', to: '05:00' }, city(`2026-11-26T${time}:00`)),
      ),
    ).toEqual([true, true, true]);
  });

  it.each(['24:00', '7:00', '19:60', ''])('are no time of day: %s', (from) => {
    expect(auditHoursSchema.safeParse({ from, to: '05:00' }).success).toBe(false);
  });
});

describe('a campaign', () => {
  it('that its starter lets work by day works at any hour', () => {
    expect(mayWorkAt(campaign(night, 'nghiệm thu ban ngày'), city('2026-11-26T12:00:00'))).toBe(true);
    expect(mayWorkAt(campaign(night), city('2026-11-26T12:00:00'))).toBe(false);
  });

  it.each([
    ['2026-11-26T05:00:00', '2026-11-26T19:00:00'],
    ['2026-11-26T18:59:59', '2026-11-26T19:00:00'],
  ])('that has to wait at %s works again at %s', (at, again) => {
    expect(worksAgainAtMs(campaign(night), city(at))).toBe(city(again));
    expect(worksAgainAtMs(campaign(night), city('2026-11-26T20:00:00'))).toBeNull();
  });

  it('works again at the first minute at which it may, within a day', () => {
    const times = constantFrom('00:00', '00:01', '05:00', '12:30', '19:00', '23:59');
    const moments = integer({ min: city('2026-11-26T00:00:00'), max: city('2026-11-28T00:00:00') });
    assert(
      property(tuple(times, times), moments, ([from, to], at) => {
        const waiting = campaign({ from, to });
        const again = worksAgainAtMs(waiting, at) ?? at;
        expect(again - at).toBeLessThan(86_400_000);
        expect(mayWorkAt(waiting, again)).toBe(true);
        const justBefore = again === at ? null : again - 1;
        expect(justBefore === null ? false : mayWorkAt(waiting, justBefore)).toBe(false);
      }),
    );
  });
});
