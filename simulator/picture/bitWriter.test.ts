import { describe, expect, it } from 'vitest';
import { BitWriter } from './bitWriter.ts';

const bits = (write: (w: BitWriter) => void): string => {
  const w = new BitWriter(1);
  write(w);
  const length = w.bitLength;
  w.trailing();
  return Array.from(w.bytes(), (byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .slice(0, length);
};

describe('BitWriter', () => {
  it('writes the most significant bit first, across bytes', () => {
    expect(bits((w) => [1, 0b0110, 0x155].map((value, i) => w.put(value, [1, 4, 9][i] ?? 0)))).toBe('10110101010101');
  });

  it('writes unsigned Exp-Golomb codes of the standard', () => {
    const codes = ['1', '010', '011', '00100', '00101', '00110', '00111', '0001000'];
    expect(codes.map((_, value) => bits((w) => w.ue(value)))).toEqual(codes);
  });

  it('writes large Exp-Golomb codes whole', () => {
    expect(bits((w) => w.ue(5120))).toBe(`${'0'.repeat(12)}${(5121).toString(2)}`);
  });

  it('maps signed values to 1, -1, 2, -2 and on', () => {
    const values = [0, 1, -1, 2, -2];
    expect(values.map((value) => bits((w) => w.se(value)))).toEqual(['1', '010', '011', '00100', '00101']);
  });

  it('writes 32 bit numbers with the highest bit set', () => {
    expect(bits((w) => w.putLong(0x8000_0001, 32))).toBe(`1${'0'.repeat(30)}1`);
  });

  it('ends with a one and zeros up to the byte', () => {
    const w = new BitWriter();
    w.put(0b101, 3);
    w.trailing();
    expect([...w.bytes()]).toEqual([0b1011_0000]);
  });
});
