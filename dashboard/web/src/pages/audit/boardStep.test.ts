import { describe, expect, it } from 'vitest';
import { boardStep } from './boardStep.ts';

function counts(total: number, done: number) {
  return { total, done, waiting: total - done, running: 0, skipped: 0, failed: 0 };
}

describe('the board of a campaign', () => {
  it('of few cameras is asked for with every one', () => {
    expect([0, 1, 2, 96].map((done) => boardStep(counts(96, done)))).toEqual([0, 1, 2, 96]);
  });

  it('of many cameras is asked for a hundred times, and at its end', () => {
    const total = 12_345;
    const asked = new Set(Array.from({ length: total + 1 }, (_, done) => boardStep(counts(total, done))));
    expect(asked.size).toBeLessThanOrEqual(101);
    expect(asked.has(total)).toBe(true);
  });
});
