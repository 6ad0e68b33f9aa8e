import { describe, expect, it } from 'vitest';
import { type Area, boxOf, isPointIn, meetsArea } from './boxes.ts';

const square = (from: number, to: number): number[][] => [
  [from, from],
  [to, from],
  [to, to],
  [from, to],
  [from, from],
];
const box = (west: number, south: number, east: number, north: number) => ({ west, south, east, north });
const ringed: Area = { type: 'Polygon', coordinates: [square(0, 10), square(3, 7)] };

describe('a box and an area', () => {
  it.each([
    ['lies inside it', box(1, 1, 2, 2), true],
    ['lies around it', box(-5, -5, 20, 20), true],
    ['crosses its edge', box(9, 9, 12, 12), true],
    ['touches its corner', box(10, 10, 12, 12), true],
    ['crosses it without a corner in it', box(-5, 1, 20, 2), true],
    ['lies in its hole', box(4, 4, 6, 6), false],
    ['lies beside it', box(11, 0, 12, 10), false],
    ['is a point in it', box(1, 1, 1, 1), true],
    ['spans the antimeridian beside it', box(170, 0, -170, 10), false],
    ['spans the antimeridian and reaches it', box(170, 0, 1, 10), true],
  ])('meet where the box %s: %j %s', (_where, asked, meets) => {
    expect(meetsArea(asked, ringed)).toBe(meets);
  });

  it('meet where one of several polygons does', () => {
    const area: Area = { type: 'MultiPolygon', coordinates: [[square(0, 1)], [square(20, 21)]] };
    expect([box(20, 20, 30, 30), box(5, 5, 6, 6)].map((asked) => meetsArea(asked, area))).toEqual([true, false]);
    expect(boxOf(area)).toEqual(box(0, 0, 21, 21));
  });

  it('knows points on both sides of the antimeridian', () => {
    const wide = box(170, -10, -170, 10);
    expect(
      [
        [175, 0],
        [-175, 0],
        [0, 0],
      ].map((point) => isPointIn(wide, point)),
    ).toEqual([true, true, false]);
  });
});
