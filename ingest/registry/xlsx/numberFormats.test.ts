import { describe, expect, it } from 'vitest';
import { numberFormatOf, numberText } from './numberFormats.ts';
import { claimedSize, columnOf } from './sheetRows.ts';

describe('numbers of a workbook as they are shown', () => {
  it.each([
    ['79000701', 0, undefined, '79000701'],
    ['106.69560000000001', 0, undefined, '106.6956'],
    ['1E+3', 0, undefined, '1000'],
    ['701', 164, '00000000', '00000701'],
    ['45839', 14, undefined, '2025-07-01'],
    ['45839.5', 164, 'dd/mm/yyyy hh:mm', '2025-07-01 12:00:00'],
    ['12', 164, '#,##0 "học sinh"', '12'],
    ['12', 164, '[Red]0.00', '12'],
    ['5', 164, 'General', '5'],
  ])('%s in format %d %s is %s', (raw, id, code, shown) => {
    expect(numberText(raw, numberFormatOf(id, code), false)).toBe(shown);
  });

  it('counts days from 1904 where the workbook does', () => {
    expect(numberText('0', { kind: 'date' }, true)).toBe('1904-01-01');
  });
});

describe('references of cells', () => {
  it.each([
    ['A1', 0],
    ['Z9', 25],
    ['AA10', 26],
    ['XFD1', 16_383],
    ['XFE1', null],
    ['1A', null],
    [undefined, null],
  ])('%s', (reference, column) => {
    expect(columnOf(reference)).toBe(column);
  });

  it('tell how far a sheet claims to reach', () => {
    expect(claimedSize('A1:J1000000')).toEqual({ rows: 1_000_000, columns: 10 });
    expect(claimedSize('A1')).toBeNull();
  });
});
