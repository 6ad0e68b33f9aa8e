import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { schoolDetailSchema, schoolListSchema } from '@khue/domain/api';
import { sampleCamera, sampleSchool, sampleStatus } from '../testing/sampleCity.ts';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';
import { fillTwoWards, type Holder, type TwoWards } from '../testing/twoWards.ts';

/** The day on which the school of the other ward came into this one, and its camera into the first school. */
const moved = new Date('2026-09-01T00:00:00.000Z');
const before = '2026-08-15T00:00:00.000Z';

let ground: Ground;
let dashboard: TestDashboard;
let city: TwoWards;

beforeAll(async () => {
  ground = await openGround();
  city = await fillTwoWards(ground);
  dashboard = await openTestDashboard(ground);
});

afterAll(async () => {
  await dashboard.close();
  await ground.close();
});

async function get(holder: Holder, url: string) {
  return dashboard.app.inject({ url, headers: { cookie: await holder.cookie() } });
}

/** Codes and counts of cameras of the schools somebody is told of. */
async function list(holder: Holder, asOf?: string): Promise<string[]> {
  const answer = await get(holder, asOf === undefined ? '/api/schools' : `/api/schools?asOf=${asOf}`);
  const { schools } = schoolListSchema.parse(answer.json());
  return schools.map(({ code, cameraCount }) => `${code}: ${cameraCount}`).sort();
}

async function detail(holder: Holder, schoolId: string, asOf: string) {
  const answer = await get(holder, `/api/schools/${schoolId}?asOf=${asOf}`);
  return answer.statusCode === 200 ? schoolDetailSchema.parse(answer.json()) : answer.statusCode;
}

describe('schools of a part of the city', () => {
  it('are told of to those who may see them, with their counts, and to nobody else', async () => {
    const [here, there, all] = [
      await city.holder('unit_viewer', city.here.unitId),
      await city.holder('school', city.there.schoolId),
      await city.holder('city_client'),
    ];
    expect(await list(here)).toEqual(['MP-TH-01: 1']);
    expect(await list(there)).toEqual(['MP-TH-02: 1']);
    expect(await list(all)).toEqual(['MP-TH-01: 1', 'MP-TH-02: 1']);
  });

  it('are told of to all who hold the same scope in the same words', async () => {
    const one = await get(await city.holder('unit_viewer', city.here.unitId), '/api/schools');
    const other = await get(await city.holder('shift_lead', city.here.unitId), '/api/schools');
    expect(other.headers.etag).toBe(one.headers.etag);
    const elsewhere = await get(await city.holder('unit_viewer', city.there.unitId), '/api/schools');
    expect(elsewhere.headers.etag).not.toBe(one.headers.etag);
  });

  it('at a past moment are those that lay there then, though the grant is of now', async () => {
    const [here, there] = [
      await city.holder('unit_viewer', city.here.unitId),
      await city.holder('unit_viewer', city.there.unitId),
    ];
    await ground.store.schools.upsert([sampleSchool(2)], moved);
    await ground.store.cameras.upsert([{ ...sampleCamera(2, 2), schoolCode: 'MP-TH-01' }], moved);
    await ground.store.statuses.record([sampleStatus(city.there.cameraId, 'online', new Date())]);
    await vi.waitFor(async () => expect(await list(here)).toContain('MP-TH-02: 1'), { timeout: 5_000 });
    expect([await list(here, before), await list(there, before)]).toEqual([['MP-TH-01: 1'], ['MP-TH-02: 1']]);
    await vi.waitFor(async () => expect(await list(there)).toEqual([]), { timeout: 5_000 });
    expect(await detail(here, city.there.schoolId, before)).toBe(404);
    expect(await detail(there, city.there.schoolId, before)).toMatchObject({ school: { code: 'MP-TH-02' } });
  });

  it('tell no present state of a camera that now hangs where one may not look', async () => {
    const there = await city.holder('unit_viewer', city.there.unitId);
    const all = await city.holder('city_client');
    const camera = { id: city.there.cameraId };
    expect(await detail(there, city.there.schoolId, before)).toMatchObject({ cameras: [{ ...camera, status: null }] });
    expect(await detail(all, city.there.schoolId, before)).toMatchObject({
      cameras: [{ ...camera, status: { state: 'online' } }],
    });
  });
});
