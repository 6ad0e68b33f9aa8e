import { describe, expect, it } from 'vitest';
import { metresBetween, metresPerDegree } from './distance.ts';
import { distancesToSchool, evenDemand, shareWithin } from './reach.ts';
import { type Ring, type WardArea, wardArea } from './wardAreas.ts';

const centre = { lon: 106.7, lat: 10.8 };
const perDegree = metresPerDegree(centre.lat);

/** Kilometres east and north of the centre. */
const at = (x: number, y: number): [number, number] => [
  centre.lon + (x * 1_000) / perDegree.lon,
  centre.lat + (y * 1_000) / perDegree.lat,
];

const ward = (code: string, ...rings: Ring[]): WardArea => wardArea(code, code, [rings]);

const square = ward('square', [at(-2, -2), at(2, -2), at(2, 2), at(-2, 2), at(-2, -2)]);

function shareOf(area: WardArea, schools: readonly (readonly [number, number])[], metres: number): number | null {
  const positions = schools.map(([lon, lat]) => ({ lon, lat }));
  const distances = distancesToSchool(evenDemand([area]), positions).get(area.code) ?? [];
  return shareWithin(distances, metres);
}

describe('straight-line reach with demand spread evenly', () => {
  it('of a school in the middle of a square of 4 km is the circle over the square', () => {
    expect(shareOf(square, [at(0, 0)], 1_000)).toBeCloseTo(Math.PI / 16, 1.7);
  });

  it('of a school at the corner is a quarter of that', () => {
    expect(shareOf(square, [at(-2, -2)], 1_000)).toBeCloseTo(Math.PI / 64, 1.7);
  });

  it('reaches across the border: a school of the next ward serves this one', () => {
    expect(shareOf(square, [at(3, 0)], 2_000)).toBeGreaterThan(0.1);
  });

  it('of a hole is left out', () => {
    const ring = ward(
      'ring',
      [at(-2, -2), at(2, -2), at(2, 2), at(-2, 2), at(-2, -2)],
      [at(-1, -1), at(1, -1), at(1, 1), at(-1, 1), at(-1, -1)],
    );
    expect(shareOf(ring, [at(0, 0)], 900)).toBe(0);
    expect(shareOf(ring, [at(0, 0)], 3_000)).toBe(1);
  });

  it('without a school is none, and without an area not known', () => {
    expect(shareOf(square, [], 20_000)).toBe(0);
    expect(shareOf(ward('line', [at(0, 0), at(1, 1), at(0, 0)]), [at(0, 0)], 1_000)).toBeNull();
  });

  it('agrees within two hundredths with every point of a fine grid and every school', () => {
    const bent = ward('bent', [at(-3, -2), at(0, -1), at(4, -2.5), at(2.4, 3), at(0, 0.8), at(-2, 3.5), at(-3, -2)]);
    const schools = [at(-2, 0), at(1.5, -1), at(1.6, 1.4), at(6, 0)];
    const inside = (x: number, y: number): boolean => {
      let odd = false;
      const [ring = []] = bent.rings;
      ring.forEach(([x1, y1], i) => {
        const [x2, y2] = ring[(i + 1) % ring.length] ?? [0, 0];
        if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) odd = !odd;
      });
      return odd;
    };
    let [all, served] = [0, 0];
    for (let x = -4; x < 5; x += 0.02) {
      for (let y = -4; y < 5; y += 0.02) {
        const [lon, lat] = at(x, y);
        if (!inside(lon, lat)) continue;
        all += 1;
        if (schools.some(([sLon, sLat]) => metresBetween({ lon, lat }, { lon: sLon, lat: sLat }) <= 900)) served += 1;
      }
    }
    expect(Math.abs((shareOf(bent, schools, 900) ?? 0) - served / all)).toBeLessThan(0.02);
  });
});
