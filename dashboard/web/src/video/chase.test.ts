import { describe, expect, it } from 'vitest';
import { chase } from './chase.ts';

describe('staying at the live edge', () => {
  it('plays at its own speed while it lags little', () => {
    expect([chase(0.05), chase(0.3)]).toEqual([
      { kind: 'rate', rate: 1 },
      { kind: 'rate', rate: 1 },
    ]);
  });

  it('plays faster the more it lags, between 1.05 and 1.2', () => {
    expect([0.31, 0.65, 1, 1.4].map((lag) => chase(lag))).toEqual(
      [1.05, 1.13, 1.2, 1.2].map((rate) => ({ kind: 'rate', rate })),
    );
  });

  it('jumps when it lags more than a second and a half', () => {
    expect(chase(1.51).kind).toBe('jump');
  });
});
