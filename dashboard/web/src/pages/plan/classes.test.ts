import { describe, expect, it } from 'vitest';
import { bins, boundOf, classesOf, classOf, shareClasses } from './classes.ts';

const values = Array.from({ length: 120 }, (_, i) => i);
const atLeast = { at: 100, kind: 'atLeast' } as const;
const atMost = { at: 24, kind: 'atMost' } as const;

describe('classes of values', () => {
  it('are six at most, one after the other, open at the ends', () => {
    const classes = classesOf(values, null);
    expect(classes).toHaveLength(6);
    expect(classes.map(({ from }) => from)).toEqual([null, ...classes.slice(0, -1).map(({ to }) => to)]);
    expect(new Set(classes.map(({ colour }) => colour)).size).toBe(6);
  });

  it('are fewer where there are fewer values, and none where there are none', () => {
    expect(classesOf([3, 3, 3], null)).toHaveLength(1);
    expect(classesOf([1, 2], null).length).toBeLessThanOrEqual(2);
    expect(classesOf([], atLeast)).toEqual([]);
  });

  it.each([
    ['at least', atLeast, 100, true],
    ['just short of it', atLeast, 99.9, false],
    ['at most', atMost, 24, true],
    ['just over it', atMost, 24.1, false],
  ])('part at a target: %s', (_what, bound, value, met) => {
    expect(classOf(value, classesOf(values, bound), bound)?.met).toBe(met);
  });

  it('are darkest where most is short', () => {
    const classes = classesOf([0, 40, 99, 100], atLeast);
    expect(classOf(0, classes, atLeast)?.colour).toBe('#9c3a0b');
    expect(classOf(99, classes, atLeast)?.colour).toBe('#fbc58f');
    const most = classesOf([10, 24, 90], atMost);
    expect(classOf(90, most, atMost)?.colour).toBe('#9c3a0b');
  });

  it('have seven around a target with values far on both sides, and one side only where all lie there', () => {
    expect(classesOf([0, 200], atLeast).length).toBeLessThanOrEqual(7);
    expect(classesOf([100, 100], atLeast).map(({ met }) => met)).toEqual([false, true]);
  });

  it('hold every value once', () => {
    for (const bound of [null, atLeast, atMost]) {
      const classes = classesOf(values, bound);
      expect(values.every((value) => classOf(value, classes, bound) !== null)).toBe(true);
    }
  });
});

describe('a target', () => {
  const target = { atMost: null, atLeast: 100, source: 's', confidence: 'text' } as const;

  it('is that of the level, else that of all', () => {
    const targets = [
      { ...target, level: null },
      { ...target, level: '03' as const, atLeast: null, atMost: 16 },
    ];
    expect(boundOf(targets, '03')).toMatchObject({ at: 16, kind: 'atMost' });
    expect(boundOf(targets, '04')).toMatchObject({ at: 100, kind: 'atLeast' });
    expect(boundOf([{ ...target, level: '02' }], null)).toBeNull();
  });
});

describe('the histogram', () => {
  it('counts every value once and reaches to the target', () => {
    const bars = bins([1, 2, 3, 50], classesOf([1, 2, 3, 50], atLeast), atLeast);
    expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(4);
    expect(bars.at(-1)?.to).toBeCloseTo(100);
  });

  it('is one bar where all values are the same', () => {
    const bars = bins([5, 5], classesOf([5, 5], null), null).filter(({ count }) => count > 0);
    expect(bars).toMatchObject([{ count: 2 }]);
  });
});

describe('classes of shares', () => {
  it('part the whole evenly, so that a city of noughts still tells 30 from 90 percent', () => {
    const classes = shareClasses();
    const placeOf = (value: number) => classes.findIndex((one) => one === classOf(value, classes, null));
    expect([0, 19.9, 20, 55, 80, 100].map(placeOf)).toEqual([0, 0, 1, 2, 4, 4]);
    expect(new Set(classes.map(({ colour }) => colour)).size).toBe(5);
  });
});
