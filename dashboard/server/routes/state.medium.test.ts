import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Health, healthSchema, systemStateSchema } from '@khue/domain/api';
import { type TierName, tierStaleAfterMs, type TierState } from '@khue/domain/tier';
import { fillSampleCity, sampleStatus } from '../testing/sampleCity.ts';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';

let nowMs = Date.now();
let ground: Ground;
let dashboard: TestDashboard;

beforeAll(async () => {
  ground = await openGround({ now: () => nowMs });
});

afterAll(async () => {
  await ground.close();
});

afterEach(async () => {
  await dashboard.close();
});

async function beat(tier: TierName, state: TierState): Promise<void> {
  const at = new Date(nowMs).toISOString();
  const status = { tier, state, at, startedAt: at, version: '0.1.0', metrics: { cameras: 3 }, remark: null };
  await ground.outside.publish('tierStatus', status, tier);
}

async function health(): Promise<{ status: number; body: Health }> {
  const answer = await dashboard.app.inject('/healthz');
  return { status: answer.statusCode, body: healthSchema.parse(answer.json()) };
}

async function stateOf(tier: TierName): Promise<TierState | undefined> {
  return (await health()).body.tiers.find((status) => status.tier === tier)?.state;
}

describe('health', () => {
  it('is well where database, bus and this tier are all that is expected', async () => {
    dashboard = await openTestDashboard(ground);
    const { status, body } = await health();
    expect(status).toBe(200);
    expect(body.tiers.map(({ tier, state }) => `${tier} ${state}`)).toEqual(['database up', 'bus up', 'dashboard up']);
  });

  it('tells strangers no more of a tier than its name and its state', async () => {
    dashboard = await openTestDashboard(ground);
    const answer = await dashboard.app.inject('/healthz');
    const named = ['database', 'bus', 'dashboard'].map((tier) => ({ tier, state: 'up' }));
    expect(answer.json()).toEqual({ ok: true, tiers: named });
  });

  it('waits for a tier that has not been heard of, then is well', async () => {
    dashboard = await openTestDashboard(ground, { expectedTiers: ['database', 'ingest'] });
    expect((await health()).status).toBe(503);
    expect(await stateOf('ingest')).toBe('starting');
    await beat('ingest', 'up');
    await expect.poll(async () => (await health()).status).toBe(200);
  });

  it('does not believe a heartbeat that has grown old', async () => {
    dashboard = await openTestDashboard(ground, { expectedTiers: ['gateway'] });
    await beat('gateway', 'up');
    await expect.poll(async () => (await health()).status).toBe(200);
    nowMs += tierStaleAfterMs + 1;
    expect((await health()).status).toBe(503);
    expect(await stateOf('gateway')).toBe('down');
    await beat('gateway', 'degraded');
    await expect.poll(async () => (await health()).status).toBe(200);
  });

  it('knows a tier that went down at once', async () => {
    dashboard = await openTestDashboard(ground, { expectedTiers: ['simulator'] });
    await beat('simulator', 'up');
    await expect.poll(async () => (await health()).status).toBe(200);
    await beat('simulator', 'down');
    await expect.poll(async () => (await health()).status).toBe(503);
  });
});

describe('state of the system', () => {
  it('tells the database and the samples of each of the last sixty minutes', async () => {
    const cameraId = (await fillSampleCity(ground.store)).get('MP-TH-01/C01') ?? '';
    nowMs = Date.now();
    const minuteAgo = Math.floor(nowMs / 60_000) * 60_000 - 60_000;
    await ground.store.statuses.record([
      sampleStatus(cameraId, 'online', new Date(minuteAgo)),
      sampleStatus(cameraId, 'online', new Date(minuteAgo + 20_000)),
    ]);
    dashboard = await openTestDashboard(ground);
    const state = systemStateSchema.parse((await dashboard.get('/api/state')).json());
    expect(state.database).toEqual({ version: ground.store.version, edition: ground.store.edition });
    expect(state.samplesPerMinute).toHaveLength(60);
    expect(state.samplesPerMinute.at(-2)).toEqual({ at: new Date(minuteAgo).toISOString(), samples: 2 });
    expect(state.samplesPerMinute.at(-1)?.samples).toBe(0);
  });
});
