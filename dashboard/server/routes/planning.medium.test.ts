import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nearestSchema, placesSchema, reachSchema, serviceAreasSchema } from '@khue/domain/planningApi';
import { fillTwoWards, type TwoWards } from '../testing/twoWards.ts';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';

/** Two squares of about 1.1 km side by side; the schools stand in the first, 111 m and 222 m from its western edge. */
function square(code: string, west: number): unknown {
  const [east, south, north] = [west + 0.01, 10.765, 10.775];
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return {
    type: 'Feature',
    properties: { code, name: `Phường ${code}` },
    geometry: { type: 'Polygon', coordinates: [ring] },
  };
}
const wards = {
  kind: 'outline' as const,
  geojson: JSON.stringify({ type: 'FeatureCollection', features: [square('99001', 106.7), square('99002', 106.71)] }),
  attribution: 'wards of the test',
  version: 'squares',
};

let ground: Ground;
let dashboard: TestDashboard;
let city: TwoWards;

beforeAll(async () => {
  ground = await openGround();
  city = await fillTwoWards(ground);
  dashboard = await openTestDashboard(ground, {}, { layers: { ...ground.deps.layers, wards } });
});

afterAll(async () => {
  await dashboard.close();
  await ground.close();
});

async function ask(url: string, where?: string) {
  const headers = { cookie: await (await city.holder('planner', where ?? null)).cookie() };
  return dashboard.app.inject({ url, headers });
}

describe('planning', () => {
  it('tells the share of each ward within reach, and that both schools are invented', async () => {
    const near = reachSchema.parse((await ask('/api/planning/reach?level=02&metres=500')).json());
    expect(near).toMatchObject({
      boundary: 'outline',
      partial: false,
      synthetic: true,
      schools: 2,
      withoutPosition: 0,
    });
    expect(near.wards).toEqual([
      { place: '99001', share: expect.closeTo(0.504, 1.4) },
      { place: '99002', share: 0 },
    ]);
    const far = reachSchema.parse((await ask('/api/planning/reach?level=02&metres=3000')).json());
    expect(far.wards.map(({ share }) => share)).toEqual([1, 1]);
  });

  it('reaches nobody where no school has the level', async () => {
    const answer = reachSchema.parse((await ask('/api/planning/reach?level=04&metres=5000')).json());
    expect(answer).toMatchObject({ schools: 0, wards: [{ share: 0 }, { share: 0 }] });
  });

  it('names the nearest schools first, with metres', async () => {
    const answer = nearestSchema.parse((await ask('/api/planning/nearest?lon=106.703&lat=10.77&k=5')).json());
    expect(answer.nearest.map(({ name }) => name)).toEqual(['TH Mô Phỏng 2', 'TH Mô Phỏng 1']);
    expect(answer.nearest[0]?.metres).toBeCloseTo(109.4, 0);
  });

  it('parts the wards into service areas that end where both schools are as near', async () => {
    const answer = serviceAreasSchema.parse((await ask('/api/planning/service-areas?level=02')).json());
    const border = answer.features.find(({ id }) => id === 'borders');
    expect(border?.geometry.coordinates).toEqual([
      [
        [106.7015, 10.765],
        [106.7015, 10.775],
      ],
    ]);
    const owners = answer.features.flatMap((feature) => (feature.id === 'area' ? feature.properties.schools : []));
    expect(owners.map(({ name }) => name).sort()).toEqual(['TH Mô Phỏng 1', 'TH Mô Phỏng 2']);
  });

  it('has no places where nobody reported, and no norm for nurseries', async () => {
    const primary = placesSchema.parse((await ask('/api/planning/places?level=02&schoolYear=2025-2026')).json());
    expect(primary.norm?.pupils).toBe(35);
    expect(primary.wards).toEqual([
      { place: '99001', places: null, pupils: null, balance: null, reporting: 0, due: 1 },
      { place: '99002', places: null, pupils: null, balance: null, reporting: 0, due: 1 },
    ]);
    const nursery = placesSchema.parse((await ask('/api/planning/places?level=01&schoolYear=2025-2026')).json());
    expect(nursery).toMatchObject({ norm: null, wards: [] });
  });

  it('counts the schools in sight alone for somebody of one ward, and says that others are left out', async () => {
    const reach = reachSchema.parse((await ask('/api/planning/reach?level=02&metres=500', city.here.unitId)).json());
    expect(reach).toMatchObject({ partial: true, schools: 1, wards: [{ place: '99001' }] });
    const near = nearestSchema.parse((await ask('/api/planning/nearest?lon=106.7&lat=10.77', city.here.unitId)).json());
    expect(near.nearest.map(({ id }) => id)).toEqual([city.here.schoolId]);
  });

  it.each([
    '/api/planning/reach?level=02&metres=5',
    '/api/planning/reach?level=02&metres=1e9',
    '/api/planning/reach?level=07&metres=500',
    '/api/planning/nearest?lon=x&lat=10',
    '/api/planning/nearest?lon=106.7&lat=10.7&k=1000',
    '/api/planning/places?level=02&schoolYear=2025-2027',
  ])('refuses what it cannot work with: %s', async (url) => {
    expect((await ask(url)).statusCode).toBe(400);
  });
});
