import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cameraHistorySchema } from '@khue/domain/api';
import { fillSampleCity, firstDay, sampleCamera, sampleStatus } from '../testing/sampleCity.ts';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';

const hourMs = 3_600_000;
const now = new Date();
let ground: Ground;
let dashboard: TestDashboard;
let known: string;
let brief: string;
let silent: string;

function hoursAgo(hours: number): Date {
  return new Date(now.getTime() - hours * hourMs);
}

beforeAll(async () => {
  ground = await openGround({ now: () => now.getTime() });
  await fillSampleCity(ground.store);
  await ground.store.cameras.upsert([sampleCamera(3, 2)], firstDay);
  const cameraIds = new Map((await ground.store.cameras.list()).map(({ code, id }) => [code, id]));
  known = cameraIds.get('MP-TH-01/C01') ?? '';
  brief = cameraIds.get('MP-TH-01/C02') ?? '';
  silent = cameraIds.get('MP-TH-02/C03') ?? '';
  const minutes = Array.from({ length: 30 * 60 }, (_, minute) => hoursAgo(30 - minute / 60));
  const stateAt = (at: Date) => (at >= hoursAgo(12) && at < hoursAgo(6) ? 'offline' : 'online');
  await ground.store.statuses.record(minutes.map((at) => sampleStatus(known, stateAt(at), at)));
  await ground.store.statuses.record([sampleStatus(brief, 'online', hoursAgo(2))]);
  dashboard = await openTestDashboard(ground);
});

afterAll(async () => {
  await dashboard.close();
  await ground.close();
});

describe('history of a camera', () => {
  it('covers the last day with the state that held when it began', async () => {
    const history = cameraHistorySchema.parse((await dashboard.get(`/api/cameras/${known}/history`)).json());
    expect(history.spans.map(({ state }) => state)).toEqual(['online', 'offline', 'online']);
    expect(history.from).toBe(hoursAgo(24).toISOString());
    expect(history.availability).toBeCloseTo(0.75, 3);
  });

  it('takes as many hours as are asked for', async () => {
    const history = cameraHistorySchema.parse((await dashboard.get(`/api/cameras/${known}/history?hours=3`)).json());
    expect(history.spans.map(({ state }) => state)).toEqual(['online']);
    expect(history.availability).toBe(1);
  });

  it('does not count on for hours what was seen for a moment', async () => {
    const history = cameraHistorySchema.parse((await dashboard.get(`/api/cameras/${brief}/history`)).json());
    expect(history.spans.map(({ state }) => state)).toEqual(['unknown', 'online', 'unknown']);
    const seen = history.spans[1];
    expect(Date.parse(seen?.to ?? '') - Date.parse(seen?.from ?? '')).toBe(180_000);
    expect(history.availability).toBe(1);
  });

  it('knows nothing of a camera that was never heard of', async () => {
    const history = cameraHistorySchema.parse((await dashboard.get(`/api/cameras/${silent}/history`)).json());
    expect(history.spans.map(({ state }) => state)).toEqual(['unknown']);
    expect(history.availability).toBeNull();
  });

  it('says 404 to a camera there is none of', async () => {
    expect((await dashboard.get(`/api/cameras/${randomUUID()}/history`)).statusCode).toBe(404);
  });

  it.each(['0', '169', '1.5', 'many', '1e999'])('refuses %s hours', async (hours) => {
    const answer = await dashboard.get(`/api/cameras/${known}/history?hours=${hours}`);
    expect(answer.json()).toMatchObject({ code: 'KHUE_INPUT_INVALID', details: { fields: 'hours' } });
  });
});
