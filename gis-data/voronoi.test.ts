import { describe, expect, it } from 'vitest';
import { metresBetween, type Position } from './distance.ts';
import { nearestCells, serviceAreas } from './voronoi.ts';
import { type Ring, type WardArea, wardArea } from './wardAreas.ts';

const ward = (code: string, ring: Ring): WardArea => wardArea(code, code, [[ring]]);

const west = ward('west', [
  [106.6, 10.7],
  [106.7, 10.7],
  [106.7, 10.8],
  [106.65, 10.74],
  [106.6, 10.8],
  [106.6, 10.7],
]);
const east = ward('east', [
  [106.7, 10.7],
  [106.8, 10.7],
  [106.8, 10.8],
  [106.7, 10.8],
  [106.7, 10.7],
]);

function areaOf(ring: Ring): number {
  return Math.abs(
    ring.reduce((sum, [x, y], i) => {
      const [nextX, nextY] = ring[(i + 1) % ring.length] ?? [0, 0];
      return sum + (x * nextY - nextX * y) / 2;
    }, 0),
  );
}

const total = (rings: readonly Ring[]): number => rings.reduce((sum, ring) => sum + areaOf(ring), 0);
/** Schools in and around the wards, other ones for every number, the same for the same. */
function schoolsOf(seed: number): Position[] {
  let state = seed + 1;
  const next = (): number => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  next();
  const count = 1 + Math.floor(next() * 30);
  return Array.from({ length: count }, () => ({
    lon: 106.55 + Math.round(next() * 300) / 1_000,
    lat: 10.65 + Math.round(next() * 200) / 1_000,
  }));
}
const trials = Array.from({ length: 100 }, (_, seed) => schoolsOf(seed));

describe('service areas', () => {
  it('halve a ward between two schools, and part them where both are as near', () => {
    const schools = [
      { id: 'a', lon: 106.725, lat: 10.75 },
      { id: 'b', lon: 106.775, lat: 10.75 },
    ];
    const areas = [...serviceAreas(schools, [east])];
    const borders = areas.flatMap((area) => area.borders);
    expect(areas.map(({ parts }) => parts.map(({ polygons }) => total(polygons.flat())))).toEqual([
      [expect.closeTo(0.005, 6)],
      [expect.closeTo(0.005, 6)],
    ]);
    expect(borders.flat().map(([lon]) => lon)).toEqual([expect.closeTo(106.75, 6), expect.closeTo(106.75, 6)]);
    expect(
      borders
        .flat()
        .map(([, lat]) => lat)
        .sort((a, b) => a - b),
    ).toEqual([expect.closeTo(10.7, 6), expect.closeTo(10.8, 6)]);
  });

  it('are shared by schools at the very same position', () => {
    const here = { lon: 106.75, lat: 10.75 };
    const areas = [...serviceAreas([here, { ...here }, { lon: 106.65, lat: 10.72 }], [west, east])];
    expect(areas.map(({ places }) => places.length)).toEqual([2, 1]);
  });

  it('are everything where there is one school, and nothing where there is none', () => {
    const areas = [...serviceAreas([{ lon: 106.9, lat: 10.9 }], [west, east])];
    expect(total(areas.flatMap(({ parts }) => parts.flatMap(({ polygons }) => polygons.flat())))).toBeCloseTo(
      0.007 + 0.01,
      6,
    );
    expect([...serviceAreas([], [west])]).toEqual([]);
  });

  it('cover every ward once, wherever schools are', () => {
    const gaps = trials.flatMap((schools) => {
      const parts = [...serviceAreas(schools, [west, east])].flatMap((area) => area.parts);
      return [west, east].map(({ code, rings }) => {
        const covered = total(
          parts.filter(({ wardCode }) => wardCode === code).flatMap((part) => part.polygons.flat()),
        );
        return Math.abs(covered - total(rings));
      });
    });
    expect(Math.max(...gaps)).toBeLessThan(1e-7);
  });

  it('end where another school is as near, as far as the plane is true', () => {
    const errors = trials.flatMap((schools) =>
      nearestCells(schools).flatMap((cell, i) =>
        (cell ?? []).map(([lon, lat]) => {
          const mine = metresBetween(schools[i] ?? { lon: 0, lat: 0 }, { lon, lat });
          const least = Math.min(...schools.map((school) => metresBetween(school, { lon, lat })));
          return (mine - least) / mine;
        }),
      ),
    );
    expect(Math.max(...errors)).toBeLessThan(0.01);
  });
});
