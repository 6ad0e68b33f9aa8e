import { readXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
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

const geoJsonSchema = z.object({
  khue: z.object({ indicator: z.string(), synthetic: z.boolean(), notes: z.array(z.string()) }),
  features: z.array(
    z.object({
      properties: z.object({
        kind: z.string(),
        code: z.string(),
        value: z.number().nullable(),
        note: z.string().optional(),
      }),
      geometry: z.object({ type: z.string() }).nullable(),
    }),
  ),
});

/** A value of 20 of 1 for each ward and school, as a recompute would leave it. */
async function keepValues(): Promise<void> {
  const told = { value: 20, numerator: 20, denominator: 1, reporting: 1, due: 1, met: true, synthetic: true };
  const frame = { key: 'I01', version: 1, schoolYear: '2025-2026', period: 'start', level: '02' } as const;
  await ground.store.statistics.saveValues([
    { ...frame, by: 'ward', values: ['99001', '99002'].map((place) => ({ place, ...told })) },
    { ...frame, by: 'school', values: [city.here.schoolId, city.there.schoolId].map((place) => ({ place, ...told })) },
  ]);
}

const exported = 'key=I01&schoolYear=2025-2026&level=02';

describe('files of the map', () => {
  beforeAll(keepValues);

  it('hold wards as areas, schools as points, and say MÔ PHỎNG, source and borders inside', async () => {
    const file = geoJsonSchema.parse((await ask(`/api/planning/export.geojson?${exported}`)).json());
    expect(file.features.map(({ properties, geometry }) => [properties.kind, geometry?.type, properties.note])).toEqual(
      [
        ['ward', 'MultiPolygon', 'MÔ PHỎNG'],
        ['ward', 'MultiPolygon', 'MÔ PHỎNG'],
        ['school', 'Point', 'MÔ PHỎNG'],
        ['school', 'Point', 'MÔ PHỎNG'],
      ],
    );
    expect(file.khue.notes.join('\n')).toMatch(/MÔ PHỎNG[^]*Tỷ lệ báo cáo: 2\/2[^]*Nguồn: [^]*wards of the test/u);
  });

  it('hold only what is in sight of somebody of one ward', async () => {
    const answer = await ask(`/api/planning/export.geojson?${exported}`, city.here.unitId);
    const { features } = geoJsonSchema.parse(answer.json());
    expect(features.map(({ properties }) => properties.code)).toEqual(['99001', 'MP-TH-01']);
  });

  it('are workbooks with the notes above the rows, a sheet by ward and one by school', async () => {
    const answer = await ask(`/api/planning/export.xlsx?${exported}&locale=en`);
    expect(answer.headers['content-disposition']).toContain('.xlsx');
    const book = await readXlsx(answer.rawPayload);
    expect(book.sheets.map(({ name }) => name)).toEqual(['By ward', 'By school']);
    const rows = book.sheets[0]?.rows ?? [];
    expect(rows[0]?.join(' ')).toContain('MÔ PHỎNG');
    expect(rows.at(-2)?.slice(0, 7)).toEqual(['99001', 'Phường Mô Phỏng', 20, 20, 1, 1, 1]);
  });

  it('are told of in the log before they leave', async () => {
    await ask(`/api/planning/export.xlsx?${exported}`);
    const [row] = await ground.store.log.list({ action: 'statistics.exported' }, { limit: 1 });
    expect(row).toMatchObject({ object: { kind: 'indicator', id: 'I01' }, details: { format: 'xlsx', wards: 2 } });
  });

  it('hold the reach by ward with its metres and what is assumed, for each level', async () => {
    const answer = await ask(
      '/api/planning/export.geojson?key=reach&schoolYear=2025-2026&level=02&metres=3000&locale=en',
    );
    const file = geoJsonSchema.parse(answer.json());
    expect(file.features.map(({ properties }) => [properties.code, properties.value, properties.note])).toEqual([
      ['99001', 100, 'MÔ PHỎNG'],
      ['99002', 100, 'MÔ PHỎNG'],
    ]);
    expect(file.khue.notes.join('\n')).toMatch(
      /MÔ PHỎNG[^]*Within 3 km[^]*Spread evenly[^]*2 schools with a position/u,
    );
    const [row] = await ground.store.log.list({ action: 'statistics.exported' }, { limit: 1 });
    expect(row).toMatchObject({ object: { id: 'reach' }, details: { format: 'geojson', metres: 3000, wards: 2 } });
    expect((await ask('/api/planning/export.xlsx?key=reach&schoolYear=2025-2026')).statusCode).toBe(400);
  });

  it('hold the balance of places as a workbook', async () => {
    const answer = await ask('/api/planning/export.xlsx?key=places&schoolYear=2025-2026&level=02');
    const book = await readXlsx(answer.rawPayload);
    expect(book.sheets.map(({ name }) => name)).toEqual(['Theo phường xã']);
    const rows = book.sheets[0]?.rows ?? [];
    expect(rows.flat().join(' ')).toMatch(/MÔ PHỎNG.*Cân đối chỗ học.*35 học sinh/u);
    expect(rows.at(-1)?.slice(0, 3)).toEqual(['99002', 'Phường Giả Định', 'chưa có số liệu']);
  });

  it('over public schools alone say so, and how many are of unknown ownership', async () => {
    const answer = await ask(`/api/planning/export.geojson?${exported}&ownership=public`);
    const file = geoJsonSchema.parse(answer.json());
    expect(file.features).toEqual([]);
    expect(file.khue.notes.join('\n')).toContain('chỉ trường công lập (tính 0 trường; 2 trường chưa rõ loại hình');
  });

  it('are not there of an indicator that is not', async () => {
    expect((await ask('/api/planning/export.xlsx?key=X99&schoolYear=2025-2026')).statusCode).toBe(404);
  });
});

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

  it('reaches from schools of one ownership alone where that is asked', async () => {
    const answer = reachSchema.parse((await ask('/api/planning/reach?level=02&metres=3000&ownership=public')).json());
    expect(answer).toMatchObject({ schools: 0, wards: [{ share: 0 }, { share: 0 }] });
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
