import { describe, expect, it } from 'vitest';
import { BlockTransform } from './transform.ts';

/** A repeatable rough block, -range..range. */
function rough(log2: number, range: number): Int32Array {
  let state = 99 + log2;
  return Int32Array.from({ length: 1 << (2 * log2) }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * (2 * range + 1)) - range;
  });
}

const meanError = (a: Int32Array, b: Int32Array): number =>
  a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;

describe('BlockTransform', () => {
  it.each([
    [2, true],
    [2, false],
    [3, false],
    [4, false],
  ])('gives a rough block of 2^%i back, the closer the lower the QP (sine: %s)', (log2, isSine) => {
    const errors = [4, 22, 37].map((qp) => {
      const decoded = rough(log2, 200);
      new BlockTransform(qp).code(decoded, log2, isSine, true);
      return meanError(rough(log2, 200), decoded);
    });
    expect(errors[0]).toBeLessThan(1);
    expect(errors[1]).toBeLessThan(4);
    expect(errors[2]).toBeLessThan(20);
    expect(errors.toSorted((a, b) => a - b)).toEqual(errors);
  });

  it.each([2, 3, 4])('has one level for a flat block of 2^%i', (log2) => {
    const decoded = new Int32Array(1 << (2 * log2)).fill(-70);
    const levels = new BlockTransform(27).code(decoded, log2, false, true);
    expect(levels?.filter((level) => level !== 0)).toHaveLength(1);
    expect(Math.abs((decoded[0] ?? 0) + 70)).toBeLessThan(3);
  });

  it('leaves nothing of a block of almost nothing', () => {
    const decoded = Int32Array.from({ length: 64 }, (_, i) => i % 2);
    expect(new BlockTransform(30).code(decoded, 3, false, true)).toBeNull();
    expect(decoded.every((value) => value === 0)).toBe(true);
  });
});
