import { describe, expect, it } from 'vitest';
import { createRestarts } from './restarts.ts';

/** Waits that so many failures in a row ask for. */
function waits(count: number): (number | null)[] {
  const restarts = createRestarts();
  return Array.from({ length: count }, () => restarts.failed());
}

describe('restarts of a player', () => {
  it('wait longer each time, and end after five without a picture', () => {
    expect(waits(6)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, null]);
  });

  it('stay given up whatever fails after', () => {
    expect(waits(9).slice(5)).toEqual([null, null, null, null]);
  });

  it('begin anew after a decoded frame', () => {
    const restarts = createRestarts();
    restarts.failed();
    restarts.failed();
    restarts.decoded();
    expect(restarts.failed()).toBe(1_000);
  });

  it('begin anew when somebody asks for it', () => {
    const restarts = createRestarts();
    for (let i = 0; i < 6; i += 1) restarts.failed();
    restarts.forget();
    expect([restarts.failed(), restarts.failed()]).toEqual([1_000, 2_000]);
  });
});
