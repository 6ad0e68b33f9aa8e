import { describe, expect, it } from 'vitest';
import { formats } from './format.ts';

const { vi, en } = formats;
/** 22/11/2026 08:05:09 in Ho Chi Minh City. */
const moment = Date.UTC(2026, 10, 22, 1, 5, 9);

describe('numbers and dates for readers', () => {
  it('writes Vietnamese numbers with a dot for thousands and a comma for decimals', () => {
    expect([vi.number(1_234_567), vi.number(12.5, 1), vi.percent(0.972)]).toEqual(['1.234.567', '12,5', '97,2%']);
  });

  it('writes English numbers the English way', () => {
    expect([en.number(1_234_567), en.number(12.5, 1)]).toEqual(['1,234,567', '12.5']);
  });

  it('writes dates in the time of the city whatever the machine says', () => {
    expect([vi.dateTime(moment), vi.time(moment), vi.hour(moment)]).toEqual(['22/11/2026 08:05:09', '08:05:09', 8]);
  });

  it('says the day of a form field with its weekday, day before month', () => {
    expect([vi.day('2026-11-05'), en.day('2026-11-22T08:05')]).toEqual([
      'Thứ Năm, 05/11/2026',
      'Sunday, 22/11/2026 08:05',
    ]);
  });

  it('writes midnight as 00, not 24', () => {
    expect(vi.time(Date.UTC(2026, 10, 21, 17, 0, 0))).toBe('00:00:00');
  });

  it('writes ages with one decimal while they are short', () => {
    expect([vi.age(300), vi.age(4_040), vi.age(10_000), en.age(300)]).toEqual(['0,3 s', '4,0 s', '10 s', '0.3 s']);
  });

  it('never writes a negative age', () => {
    expect(vi.age(-40)).toBe('0,0 s');
  });

  it('writes durations in the two largest units', () => {
    expect([38_000, 417_000, 16_620_000, 273_600_000].map((ms) => vi.duration(ms))).toEqual([
      '38 s',
      '6 ph 57 s',
      '4 giờ 37 ph',
      '3 ngày 4 giờ',
    ]);
  });

  it('names the day of a moment that is not of today', () => {
    expect([vi.moment(moment, moment + 1_000), vi.moment(moment, moment + 80_000_000)]).toEqual([
      '08:05:09',
      '22/11/2026 08:05:09',
    ]);
  });
});
