import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RtpTimeline } from './rtpTimeline.ts';

describe('RtpTimeline', () => {
  it('goes on over the end of 32 bits', () => {
    const timeline = new RtpTimeline(90_000);
    expect([0xffff_fff0, 0x10, 0x3010].map((raw, index) => timeline.ticksOf(raw, index * 40))).toEqual([0, 32, 12_320]);
  });

  it('takes a jump for a clock that was set, and lets the arrival say how much time passed', () => {
    const timeline = new RtpTimeline(90_000);
    timeline.ticksOf(1_000, 0);
    expect(timeline.ticksOf(2_000_000_000, 40)).toBe(3_600);
    expect(timeline.ticksOf(2_000_003_600, 80)).toBe(7_200);
  });

  it('goes on by arrival with another source', () => {
    const timeline = new RtpTimeline(90_000);
    timeline.ticksOf(1_000, 0);
    timeline.restart();
    expect(timeline.ticksOf(1_001, 100)).toBe(9_000);
  });

  it('grows with every picture, whatever the camera and the clock say', () => {
    const picture = fc.record({
      raw: fc.integer({ min: 0, max: 0xffff_ffff }),
      at: fc.integer({ min: 0, max: 2 ** 42 }),
    });
    fc.assert(
      fc.property(fc.array(picture), (pictures) => {
        const timeline = new RtpTimeline(90_000);
        const ticks = pictures.map(({ raw, at }) => timeline.ticksOf(raw, at));
        expect(ticks.every((tick, index) => index === 0 || tick > (ticks[index - 1] ?? 0))).toBe(true);
      }),
    );
  });
});
