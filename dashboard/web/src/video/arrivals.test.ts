import { describe, expect, it } from 'vitest';
import { createArrivals } from './arrivals.ts';

describe('arrival of a picture', () => {
  it('is the arrival of the fragment whose range holds the media time', () => {
    const arrivals = createArrivals();
    arrivals.note(0.5, 1_000);
    arrivals.note(1, 1_500);
    arrivals.note(1.5, 2_000);
    expect([0, 0.49, 0.5, 0.99, 1.2].map((time) => arrivals.find(time))).toEqual([1_000, 1_000, 1_500, 1_500, 2_000]);
  });

  it('is not known before anything arrived', () => {
    expect(createArrivals().find(0)).toBeNull();
  });

  it('forgets what came before the buffer was begun anew', () => {
    const arrivals = createArrivals();
    arrivals.note(9, 1_000);
    arrivals.note(0.5, 5_000);
    expect(arrivals.find(0.1)).toBe(5_000);
  });

  it('remembers a limited number of fragments, the newest', () => {
    const arrivals = createArrivals();
    for (let i = 1; i <= 5_000; i += 1) arrivals.note(i, i * 1_000);
    expect([arrivals.find(4_999.5), arrivals.find(10)]).toEqual([5_000_000, expect.any(Number)]);
  });
});
