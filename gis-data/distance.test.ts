import { describe, expect, it } from 'vitest';
import { metresBetween } from './distance.ts';

/** Geodesic on WGS 84 by Vincenty's inverse formula: the measure that the short one is held to. */
function geodesic(lon1: number, lat1: number, lon2: number, lat2: number): number {
  const rad = Math.PI / 180;
  const f = 1 / 298.257223563;
  const a = 6_378_137;
  const b = a * (1 - f);
  const l = (lon2 - lon1) * rad;
  const [u1, u2] = [Math.atan((1 - f) * Math.tan(lat1 * rad)), Math.atan((1 - f) * Math.tan(lat2 * rad))];
  let lambda = l;
  let distance = 0;
  for (let i = 0; i < 50; i += 1) {
    const sinSigma = Math.hypot(
      Math.cos(u2) * Math.sin(lambda),
      Math.cos(u1) * Math.sin(u2) - Math.sin(u1) * Math.cos(u2) * Math.cos(lambda),
    );
    const cosSigma = Math.sin(u1) * Math.sin(u2) + Math.cos(u1) * Math.cos(u2) * Math.cos(lambda);
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (Math.cos(u1) * Math.cos(u2) * Math.sin(lambda)) / sinSigma;
    const cos2Alpha = 1 - sinAlpha ** 2;
    const cos2M = cosSigma - (2 * Math.sin(u1) * Math.sin(u2)) / cos2Alpha;
    const c = (f / 16) * cos2Alpha * (4 + f * (4 - 3 * cos2Alpha));
    lambda = l + (1 - c) * f * sinAlpha * (sigma + c * sinSigma * (cos2M + c * cosSigma * (2 * cos2M ** 2 - 1)));
    const k2 = (cos2Alpha * (a ** 2 - b ** 2)) / b ** 2;
    const bigA = 1 + (k2 / 16_384) * (4_096 + k2 * (-768 + k2 * (320 - 175 * k2)));
    const bigB = (k2 / 1_024) * (256 + k2 * (-128 + k2 * (74 - 47 * k2)));
    const inner = cosSigma * (2 * cos2M ** 2 - 1) - (bigB / 6) * cos2M * (4 * sinSigma ** 2 - 3) * (4 * cos2M ** 2 - 3);
    distance = b * bigA * (sigma - bigB * sinSigma * (cos2M + (bigB / 4) * inner));
  }
  return distance;
}

describe('straight-line distance', () => {
  it.each([
    ['across the centre', 106.6956, 10.7769, 106.7101, 10.7868],
    ['north', 106.7, 10.7, 106.7, 11.1],
    ['east', 106.4, 10.8, 106.85, 10.8],
    ['at Côn Đảo', 106.58, 8.68, 106.63, 8.74],
    ['across 45 km aslant', 106.5, 10.6, 106.8, 10.9],
  ])('agrees with the geodesic within 0.01 %%: %s', (_where, lon1, lat1, lon2, lat2) => {
    const exact = geodesic(lon1, lat1, lon2, lat2);
    const metres = metresBetween({ lon: lon1, lat: lat1 }, { lon: lon2, lat: lat2 });
    expect(Math.abs(metres - exact) / exact).toBeLessThan(0.000_1);
  });

  it('is nothing from a place to itself', () => {
    expect(metresBetween({ lon: 106.7, lat: 10.8 }, { lon: 106.7, lat: 10.8 })).toBe(0);
  });
});
