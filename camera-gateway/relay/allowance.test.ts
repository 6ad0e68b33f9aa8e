import { describe, expect, it } from 'vitest';
import { Allowance } from './allowance.ts';

describe('allowance', () => {
  it('lets a burst through and no more', () => {
    const allowance = new Allowance({ now: () => 0 }, 2, 1);
    expect([1, 2, 3].map(() => allowance.take())).toEqual([true, true, false]);
  });

  it('fills up again with time', () => {
    let now = 0;
    const allowance = new Allowance({ now: () => now }, 1, 2);
    allowance.take();
    now = 500;
    expect(allowance.take()).toBe(true);
  });

  it('does not suffer from a clock that is set back', () => {
    let now = 10_000;
    const allowance = new Allowance({ now: () => now }, 2, 1);
    allowance.take();
    now = 0;
    expect(allowance.take()).toBe(true);
  });
});
