import { assert, constantFrom, date, integer, property, record, uniqueArray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cityDay } from './cityTime.ts';
import { clockRuleAt, deadlineAfter } from './lawClocks.ts';
import type { ClockRule } from './privacy.ts';
import { clockStateOf, incidentClocks, incidentSteps, requestClocks, requestSteps } from './privacyClocks.ts';

const none = new Set<string>();
const units = ['hours', 'days', 'workingDays'] as const;

function at(text: string): number {
  return Date.parse(`${text}+07:00`);
}

function rule(key: string, amount: number, unit: ClockRule['unit'], validFrom = '2026-01-01'): ClockRule {
  return { key, amount, unit, source: 'test', validFrom, validTo: null };
}

const anyMoment = date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
const anyRule = record({ amount: integer({ min: 1, max: 60 }), unit: constantFrom(...units) });
const anyHolidays = uniqueArray(integer({ min: 0, max: 1_500 }), { maxLength: 60 }).map(
  (days) => new Set(days.map((day) => cityDay(at('2026-01-01T12:00') + day * 86_400_000))),
);

describe('a deadline', () => {
  it('is counted in working days without weekends and holidays, to the end of the day in the city', () => {
    const twoDays = { amount: 2, unit: 'workingDays' } as const;
    // Friday 28/8/2026 at 16:00; 1/9 and 2/9 are holidays.
    const holidays = new Set(['2026-09-01', '2026-09-02']);
    expect(deadlineAfter(twoDays, at('2026-08-28T16:00'), none)).toBe(at('2026-09-01T23:59:59.999'));
    expect(deadlineAfter(twoDays, at('2026-08-28T16:00'), holidays)).toBe(at('2026-09-03T23:59:59.999'));
  });

  it('is counted in days from the day after, by the days of the city', () => {
    const tenDays = { amount: 10, unit: 'days' } as const;
    expect(deadlineAfter(tenDays, at('2026-11-25T00:00'), none)).toBe(at('2026-12-05T23:59:59.999'));
    expect(deadlineAfter(tenDays, at('2026-11-25T23:59:59'), none)).toBe(at('2026-12-05T23:59:59.999'));
  });

  it('is counted in hours from the moment itself', () => {
    const from = at('2026-11-28T22:15');
    expect(deadlineAfter({ amount: 72, unit: 'hours' }, from, none)).toBe(from + 72 * 3_600_000);
  });

  it('never lies before the moment it is counted from, nor earlier for a later moment, a longer time, or one holiday more', () => {
    const anyCase = record({
      rule: anyRule,
      from: anyMoment,
      later: integer({ min: 0, max: 9e8 }),
      holidays: anyHolidays,
    });
    assert(
      property(anyCase, ({ rule: { amount, unit }, from, later, holidays }) => {
        const due = deadlineAfter({ amount, unit }, from.getTime(), holidays);
        return (
          due > from.getTime() &&
          due <= deadlineAfter({ amount, unit }, from.getTime() + later, holidays) &&
          due < deadlineAfter({ amount: amount + 1, unit }, from.getTime(), holidays) &&
          deadlineAfter({ amount, unit }, from.getTime(), none) <= due
        );
      }),
    );
  });
});

describe('a clock rule', () => {
  it('holds on its days, the youngest of several, and on no other', () => {
    const old = { ...rule('a', 3, 'days', '2024-01-01'), validTo: '2025-12-31' };
    const rules = [old, rule('a', 2, 'days', '2026-01-01'), rule('a', 1, 'days', '2026-06-01')];
    const amountOn = (day: string) => clockRuleAt(rules, 'a', at(`${day}T00:00`))?.amount;
    expect(['2023-12-31', '2025-12-31', '2026-01-01', '2026-06-01'].map(amountOn)).toEqual([undefined, 3, 2, 1]);
    expect(clockRuleAt(rules, 'b', at('2026-06-01T00:00'))).toBeUndefined();
  });
});

const calendar = {
  rules: [
    rule('request.acknowledge', 2, 'workingDays'),
    rule('request.view', 10, 'days'),
    rule('request.view.extension', 10, 'days'),
    rule('incident.report', 72, 'hours'),
    rule('incident.serious.firstNotice', 24, 'hours', '2026-08-19'),
  ],
  holidays: none,
};

describe('the clocks of a request', () => {
  const received = { kind: 'view', receivedAt: '2026-11-25T02:00:00.000Z', extendedAt: null } as const;

  it('run by the rules in force when it was received, and an extension adds as much again to the end', () => {
    expect(requestClocks(received, calendar)).toEqual({
      acknowledgeBy: at('2026-11-27T23:59:59.999'),
      dueBy: at('2026-12-05T23:59:59.999'),
    });
    const extended = { ...received, extendedAt: '2026-11-30T02:00:00.000Z' };
    expect(requestClocks(extended, calendar)?.dueBy).toBe(at('2026-12-15T23:59:59.999'));
    expect(requestClocks({ ...received, receivedAt: '2025-11-25T02:00:00.000Z' }, calendar)).toBeNull();
  });

  it('with an extension end later than without, whenever it was received', () => {
    assert(
      property(anyMoment, (moment) => {
        const request = { ...received, receivedAt: moment.toISOString() };
        const plain = requestClocks(request, calendar);
        const extended = requestClocks({ ...request, extendedAt: moment.toISOString() }, calendar);
        return (extended?.dueBy ?? 0) - (plain?.dueBy ?? 0) === 10 * 86_400_000;
      }),
    );
  });

  it('can be lengthened once, and only while they run', () => {
    const open = { acknowledgedAt: null, extendedAt: null, closedAt: null };
    const moment = '2026-11-26T00:00:00.000Z';
    expect(requestSteps(open, 10, 10)).toEqual(['acknowledge', 'extend', 'close']);
    expect(requestSteps(open, 10, 11)).toEqual(['acknowledge', 'close']);
    expect(requestSteps({ ...open, acknowledgedAt: moment, extendedAt: moment }, 10, 1)).toEqual(['close']);
    expect(requestSteps({ ...open, closedAt: moment }, 10, 1)).toEqual([]);
  });

  it('are kept, kept late, running or over', () => {
    const clock = { key: 'due', by: 10 };
    expect(clockStateOf({ ...clock, keptAt: 10 }, 99)).toBe('kept');
    expect(clockStateOf({ ...clock, keptAt: 11 }, 99)).toBe('kept_late');
    expect(clockStateOf({ ...clock, keptAt: null }, 10)).toBe('running');
    expect(clockStateOf({ ...clock, keptAt: null }, 11)).toBe('over');
  });
});

describe('the clocks of an incident', () => {
  const discoveredAt = '2026-11-25T02:00:00.000Z';
  const hours = (count: number) => Date.parse(discoveredAt) + count * 3_600_000;

  it('are 72 hours for the report, and 24 for the first notice of a serious one', () => {
    expect(incidentClocks({ level: 'normal', discoveredAt }, calendar)).toEqual({
      firstNoticeBy: null,
      reportBy: hours(72),
    });
    expect(incidentClocks({ level: 'serious', discoveredAt }, calendar)?.firstNoticeBy).toBe(hours(24));
  });

  it('follow the rules of the day it was discovered', () => {
    const before = { level: 'serious', discoveredAt: '2026-08-01T00:00:00.000Z' } as const;
    expect(incidentClocks(before, calendar)?.firstNoticeBy).toBeNull();
    expect(incidentClocks({ ...before, discoveredAt: '2025-08-01T00:00:00.000Z' }, calendar)).toBeNull();
  });

  it('leave the steps that are still to be taken', () => {
    const open = { level: 'serious', firstNoticeAt: null, reportedAt: null, closedAt: null } as const;
    expect(incidentSteps(open)).toEqual(['first_notice', 'report', 'close']);
    expect(incidentSteps({ ...open, level: 'normal' })).toEqual(['raise', 'report', 'close']);
    expect(incidentSteps({ ...open, reportedAt: discoveredAt })).toEqual(['close']);
    expect(incidentSteps({ ...open, closedAt: discoveredAt })).toEqual([]);
  });
});
