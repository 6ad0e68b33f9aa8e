import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNumber } from './numbers.ts';

const whole = fc.integer({ min: 0, max: 9_999_999 });
const fraction = fc.integer({ min: 0, max: 999_999 }).map((value) => String(value).padStart(6, '0'));

function grouped(value: number, separator: string): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/gu, separator);
}

describe('numbers of a spreadsheet', () => {
  it('read back every finite number as JavaScript writes it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseNumber(String(value))?.value).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it('mean the same with a decimal comma as with a point, and say so', () => {
    fc.assert(
      fc.property(whole, fraction, (value, decimals) => {
        const comma = parseNumber(`${value},${decimals}`);
        expect(comma).toEqual({ value: Number(`${value}.${decimals}`), decimalComma: true });
      }),
    );
  });

  it('mean the same with thousands parted the Vietnamese, the English and the typographic way', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 9_999_999 }), fraction, (value, decimals) => {
        const expected = Number(`${value}.${decimals}`);
        expect(parseNumber(`${grouped(value, '.')},${decimals}`)?.value).toBe(expected);
        expect(parseNumber(`${grouped(value, ',')}.${decimals}`)?.value).toBe(expected);
        expect(parseNumber(`${grouped(value, ' ')}.${decimals}`)?.value).toBe(expected);
        expect(parseNumber(`${grouped(value, '\u00a0')},${decimals}`)?.value).toBe(expected);
      }),
    );
  });

  it.each([
    ['1.191.940', 1_191_940],
    ['1,191,940', 1_191_940],
    ['603.217', 603.217],
    ['603,217', 603.217],
    ['\u22125,5', -5.5],
    ['+7', 7],
    ['1.2E3', 1_200],
  ])('read %s as %d', (text, value) => {
    expect(parseNumber(text)?.value).toBe(value);
  });

  it.each(['', 'một trăm', '1,2,3', '1.2.3', '12.34,56.7', '10°46′', '0x10', 'NaN', 'Infinity', '1e999', '5-6'])(
    'are not %j',
    (text) => {
      expect(parseNumber(text)).toBeNull();
    },
  );

  it('never come out of text as anything but a finite number', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(Number.isFinite(parseNumber(text)?.value ?? 0)).toBe(true);
      }),
    );
  });
});
