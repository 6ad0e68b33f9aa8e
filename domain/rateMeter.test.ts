import { describe, expect, it } from 'vitest';
import { RateMeter } from './rateMeter.ts';

describe('rate of messages', () => {
  it('is the mean of the last ten whole seconds', () => {
    let nowMs = 100_000_000;
    const meter = new RateMeter({ now: () => nowMs });
    for (let i = 0; i < 200; i += 1) {
      meter.mark();
      nowMs += 100;
    }
    expect(meter.perSecond()).toBe(10);
  });

  it('falls to nothing when nothing comes', () => {
    let nowMs = 100_000_000;
    const meter = new RateMeter({ now: () => nowMs });
    meter.mark();
    nowMs += 5_000;
    expect(meter.perSecond()).toBe(0.1);
    nowMs += 60_000;
    expect(meter.perSecond()).toBe(0);
  });
});
