import { describe, expect, it } from 'vitest';
import { failuresForgottenAfterMs, waitAfter } from './signInRules.ts';

describe('waiting after failures', () => {
  it('locks one account from one address at the fifth, 30 s and doubling up to 12 h', () => {
    const seconds = Array.from({ length: 20 }, (_, n) => waitAfter('pair', n + 1) / 1_000);
    expect(seconds.slice(0, 8)).toEqual([0, 0, 1, 2, 30, 60, 120, 240]);
    expect(seconds.at(-1)).toBe(12 * 3_600);
  });

  it('never exceeds half a minute for what came from anywhere', () => {
    expect(waitAfter('account', 9)).toBe(0);
    expect(waitAfter('account', 1_000_000)).toBe(30_000);
  });

  it('lasts shorter than failures are remembered', () => {
    for (const party of ['pair', 'address', 'account'] as const) {
      expect(waitAfter(party, 1_000_000)).toBeLessThan(failuresForgottenAfterMs);
    }
  });
});
