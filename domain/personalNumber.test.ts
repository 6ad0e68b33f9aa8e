import { describe, expect, it } from 'vitest';
import { holdsPersonalNumber } from './personalNumber.ts';

describe('a personal identity number', () => {
  it.each([
    '079123456789',
    'CCCD 079123456789.',
    'số 079 123 456 789',
    '079.123.456-789',
    '０７９１２３４５６７８９',
    'hồ sơ 2026 079123456789',
  ])('is found in “%s”', (text) => {
    expect(holdsPersonalNumber(text)).toBe(true);
  });

  it.each([
    '12/PYC-2026',
    'từ 25.11.2026-30.12.2026',
    '0791234567890',
    '2026-11-25 10:30',
    'điện thoại 028 3829 1875',
    '',
  ])('is not seen in “%s”', (text) => {
    expect(holdsPersonalNumber(text)).toBe(false);
  });
});
