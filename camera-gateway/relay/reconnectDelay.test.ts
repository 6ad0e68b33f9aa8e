import { describe, expect, it } from 'vitest';
import { reconnectDelayMs } from './reconnectDelay.ts';

const config = { reconnectMinMs: 500, reconnectMaxMs: 8_000, refusedRetryMs: 60_000 };

describe('reconnect delay', () => {
  it('doubles from half a second to eight seconds', () => {
    expect([1, 2, 3, 4, 5, 6, 50].map((tries) => reconnectDelayMs(tries, config, 0.5))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000,
    ]);
  });

  it('is spread by a fifth to either side', () => {
    expect([0, 1].map((random) => reconnectDelayMs(1, config, random))).toEqual([400, 600]);
  });
});
