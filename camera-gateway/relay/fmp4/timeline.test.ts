import { describe, expect, it } from 'vitest';
import { Timeline } from './timeline.ts';

describe('timeline', () => {
  it('places pictures of a steady camera end to end', () => {
    const timeline = new Timeline();
    timeline.beginSession(90_000, 25);
    const moments = [0, 1, 2, 3].map((index) => timeline.place(77_000 + index * 3_600, index * 40));
    expect(moments).toEqual([0, 3_600, 7_200, 10_800].map((decodeTime) => ({ decodeTime, duration: 3_600 })));
  });

  it('goes on where the last session ended', () => {
    const timeline = new Timeline();
    timeline.beginSession(90_000, 25);
    timeline.place(500_000, 0);
    timeline.place(503_600, 40);
    timeline.beginSession(90_000, 25);
    expect(timeline.place(12, 60_000)).toEqual({ decodeTime: 7_200, duration: 3_600 });
  });

  it('does not drift where the clock does not divide evenly', () => {
    const timeline = new Timeline();
    timeline.beginSession(1_000, 30);
    const last = Array.from({ length: 301 }, (_, index) =>
      timeline.place(Math.round((index * 1_000) / 30), index * 33),
    );
    expect(last.at(-1)?.decodeTime).toBe(900_000);
  });

  it('keeps a fraction of a tick for the next picture', () => {
    const timeline = new Timeline();
    timeline.beginSession(70_000, null);
    const moments = Array.from({ length: 71 }, (_, index) => timeline.place(index * 1_001, index * 14));
    expect(moments.at(-1)?.decodeTime).toBe(90_090);
  });

  it('follows a camera that slows down at night', () => {
    const timeline = new Timeline();
    timeline.beginSession(90_000, 25);
    timeline.place(0, 0);
    timeline.place(3_600, 40);
    expect(timeline.place(3_600 + 18_000, 240)).toEqual({ decodeTime: 21_600, duration: 18_000 });
  });

  it('does not believe a jump of the clock that nobody waited for', () => {
    const timeline = new Timeline();
    timeline.beginSession(90_000, 25);
    timeline.place(0, 0);
    expect(timeline.place(90_000 * 3_600, 40).decodeTime).toBe(3_600);
  });

  it('gives every picture a duration', () => {
    const timeline = new Timeline();
    timeline.beginSession(90_000, null);
    expect(timeline.place(0, 0).duration).toBe(3_600);
  });
});
