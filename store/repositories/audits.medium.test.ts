import { createHash, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Evidence, Verdict } from '@khue/domain/audit';
import { shippedProfiles } from '@khue/domain/auditRules';
import type { NotOf } from '../audit.ts';
import type { Store } from '../store.ts';
import { sampleCamera, sampleSchool, sampleUnit } from '../testing/sampleInventory.ts';
import { openTestStore } from '../testing/testDatabase.ts';

const firstDay = new Date('2026-01-01T00:00:00Z');
const now = new Date('2026-11-26T03:00:00Z');
const later = (ms: number) => new Date(now.getTime() + ms);
const recorded = { by: 'thanh.tra', at: now };
const leaseMs = 60_000;

let store: Store;
let close: () => Promise<void>;
let databaseUrl: string;
let schools: string[];

beforeAll(async () => {
  const opened = await openTestStore();
  ({ store, close } = opened);
  ({ databaseUrl } = opened.config);
  await store.units.upsert([sampleUnit('26743')], firstDay);
  await store.schools.upsert([sampleSchool('A'), sampleSchool('B')], firstDay);
  await store.cameras.upsert([sampleCamera('A-1', 'A'), sampleCamera('A-2', 'A'), sampleCamera('B-1', 'B')], firstDay);
  const all = await store.schools.list();
  schools = ['A', 'B'].map((code) => all.find((school) => school.code === code)?.id ?? '');
});
afterAll(() => close());

async function start(of: readonly string[] = schools): Promise<string> {
  const campaign = { title: 'Đợt 1', profile: 'baseline-2026', profileVersion: 1, schoolIds: [...of], byDay: null };
  return store.audits.startCampaign(campaign, recorded, () => []);
}

const anything = { schoolIds: [], campaignIds: [] };

async function claimAll(at = now, notOf: NotOf = anything) {
  const claimed = [];
  for (let next = await store.audits.claimTask(at, leaseMs, notOf); next !== null; ) {
    claimed.push(next);
    next = await store.audits.claimTask(at, leaseMs, notOf);
  }
  return claimed;
}

async function skip(campaignId: string, cameraId: string): Promise<boolean> {
  return store.audits.finishTask({
    campaignId,
    cameraId,
    state: 'skipped',
    permissionId: null,
    evidence: [],
    verdicts: [],
    at: now,
  });
}

/** Ends whatever is open, so that no test takes another's tasks. */
async function clear(): Promise<void> {
  for (const { campaignId, cameraId } of await claimAll(later(10 * leaseMs))) await skip(campaignId, cameraId);
  await store.audits.endCampaigns(now);
}

describe('profiles', () => {
  it('are in the database as the product ships them', async () => {
    const profiles = await store.audits.profiles();
    expect(profiles.toSorted((a, b) => b.name.localeCompare(a.name))).toEqual(
      shippedProfiles.toSorted((a, b) => b.name.localeCompare(a.name)),
    );
  });
});

describe('tasks of a campaign', () => {
  it('are one per camera of its schools, each taken once, and again only when its lease is over', async () => {
    const id = await start();
    const claimed = await claimAll();
    expect(claimed.map(({ campaignId, attempts }) => [campaignId, attempts])).toEqual([
      [id, 1],
      [id, 1],
      [id, 1],
    ]);
    expect(new Set(claimed.map(({ cameraId }) => cameraId)).size).toBe(3);
    expect(await store.audits.claimTask(later(leaseMs - 1), leaseMs, anything)).toBeNull();
    expect(await store.audits.claimTask(later(leaseMs), leaseMs, anything)).toMatchObject({ attempts: 2 });
    await clear();
  });

  it('go to two who ask at once without any going to both', async () => {
    await start();
    const claimed = (await Promise.all([claimAll(), claimAll(), claimAll()])).flat();
    expect(claimed.map(({ cameraId }) => cameraId).toSorted()).toEqual(
      [...new Set(claimed.map(({ cameraId }) => cameraId))].toSorted(),
    );
    expect(claimed).toHaveLength(3);
    await clear();
  });

  it('rest for a school that has its fill, for one that is stopped, and for a campaign that is stopped', async () => {
    const [a = '', b = ''] = schools;
    const id = await start();
    expect((await claimAll(now, { ...anything, schoolIds: [a] })).map(({ schoolId }) => schoolId)).toEqual([b]);
    const stop = await store.audits.addStop({ schoolId: a, reason: 'sự cố mạng' }, recorded, () => []);
    expect(await claimAll()).toEqual([]);
    expect(await store.audits.mayGoOn({ campaignId: id, schoolId: a, permissionId: null }, now)).toBe(false);
    expect(await store.audits.mayGoOn({ campaignId: id, schoolId: b, permissionId: null }, now)).toBe(true);
    expect(await store.audits.liftStop(stop, now, () => [])).toBe(true);
    expect(await store.audits.moveCampaign(id, ['running'], 'stopped', now, () => [])).toBe(true);
    expect(await claimAll()).toEqual([]);
    expect(await store.audits.moveCampaign(id, ['running'], 'stopped', now, () => [])).toBe(false);
    expect(await store.audits.moveCampaign(id, ['stopped'], 'waiting', now, () => [])).toBe(true);
    expect(await claimAll()).toHaveLength(2);
    await clear();
  });

  it('rest for a campaign that may not work now, and for a camera that another campaign asks', async () => {
    const first = await start();
    expect((await store.audits.openCampaigns()).map(({ id, byDay }) => [id, byDay])).toEqual([[first, null]]);
    expect(await claimAll(now, { ...anything, campaignIds: [first] })).toEqual([]);
    expect(await store.audits.campaign(first, null)).toMatchObject({ state: 'waiting' });
    const taken = await store.audits.claimTask(now, leaseMs, anything);
    const second = await start();
    const others = await claimAll(now, { ...anything, campaignIds: [first] });
    expect(others.map(({ campaignId }) => campaignId)).toEqual([second, second]);
    expect(others.map(({ cameraId }) => cameraId)).not.toContain(taken?.cameraId);
    await clear();
    await clear();
  });

  it('keep the limits of the moment at which their campaign began, and why it may work by day', async () => {
    const limits = await store.audits.limitsAt(now);
    expect(limits).toMatchObject({ hours: { from: '19:00', to: '05:00' }, streamsPerSchool: 1 });
    const campaign = { title: 'Đợt 2', profile: 'baseline-2026', profileVersion: 1, schoolIds: schools };
    const id = await store.audits.startCampaign({ ...campaign, byDay: 'nghiệm thu ban ngày' }, recorded, () => []);
    expect(await store.audits.campaign(id, null)).toMatchObject({ limits, byDay: 'nghiệm thu ban ngày' });
    expect((await claimAll()).map((task) => task.limits)).toEqual([limits, limits, limits]);
    await clear();
  });

  it('that are given back wait again as if they had not been taken', async () => {
    await start();
    const first = await store.audits.claimTask(now, leaseMs, anything);
    await store.audits.releaseTask(first ?? { campaignId: '', cameraId: '' });
    expect((await claimAll()).map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
    await clear();
  });

  it('are finished once, and the campaign ends with the last', async () => {
    const id = await start();
    for (const { cameraId } of await claimAll()) expect(await skip(id, cameraId)).toBe(true);
    const [task] = await store.audits.tasks(id, null);
    expect(await skip(id, task?.cameraId ?? '')).toBe(false);
    expect(await store.audits.endCampaigns(now)).toEqual([id]);
    expect(await store.audits.campaign(id, null)).toMatchObject({
      state: 'done',
      counts: { total: 3, skipped: 3, waiting: 0 },
    });
  });
});

describe('what a campaign found', () => {
  it('is kept whole and seen by school', async () => {
    const [a = '', b = ''] = schools;
    const id = await start();
    const claimed = await claimAll();
    const task = claimed.find(({ schoolId }) => schoolId === a);
    const cameraId = task?.cameraId ?? '';
    const body = 'outcome: answered\n\n<a/>';
    const evidence: Evidence = {
      id: randomUUID(),
      campaignId: id,
      cameraId,
      kind: 'onvif.device.GetScopes',
      at: now.toISOString(),
      clockSource: 'gateway',
      vantage: 'camera',
      permissionId: null,
      tool: 'khue 0.1.0',
      sha256: createHash('sha256').update(body).digest('hex'),
      body,
    };
    const verdict: Verdict = {
      cameraId,
      ruleId: 'ITF-02',
      result: 'PASS',
      value: { vi: 'S', en: 'S' },
      threshold: { vi: 'S hoặc T', en: 'S or T' },
      reason: 'met',
      params: {},
      vantage: 'camera',
      evidenceIds: [evidence.id],
      at: now.toISOString(),
      profile: 'baseline-2026',
      profileVersion: 1,
      ruleVersion: 1,
    };
    const finished = { campaignId: id, cameraId, state: 'done', permissionId: null, at: now } as const;
    expect(await store.audits.finishTask({ ...finished, evidence: [evidence], verdicts: [verdict] })).toBe(true);
    expect(await store.audits.verdicts(id, cameraId)).toEqual([verdict]);
    expect(await store.audits.evidence(evidence.id)).toEqual({ ...evidence, droppedAt: null });
    const { body: _body, ...head } = evidence;
    expect(await store.audits.evidenceList(id, cameraId)).toEqual([{ ...head, droppedAt: null }]);
    const counted = { cameraId, ruleId: 'ITF-02', result: 'PASS' };
    expect(await store.audits.schoolVerdicts(id, a)).toEqual([counted]);
    expect(await store.audits.schoolVerdicts(id, b)).toEqual([]);
    expect(await store.audits.campaign(id, [b])).toMatchObject({ schools: 1, counts: { total: 1, done: 0 } });
    expect(await store.audits.campaign(id, [randomUUID()])).toBeNull();
    const earlier = await store.audits.earlierVerdicts(cameraId, { name: 'baseline-2026', version: 1 }, 5);
    expect(earlier).toEqual([{ campaignId: id, title: 'Đợt 1', at: now, verdicts: [counted] }]);
    await clear();
  });
});

describe('evidence and verdicts', () => {
  it.each(['audit_evidence', 'audit_verdict'])('of the table %s are only added to', async (table) => {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await expect(client.query(`DELETE FROM ${table}`)).rejects.toThrow(/permission denied/u);
    await expect(client.query(`UPDATE ${table} SET at = now()`)).rejects.toThrow(/permission denied/u);
    await client.end();
  });
});

describe('registers', () => {
  it('hold permissions until they are ended or over', async () => {
    const [a = ''] = schools;
    const permission = {
      schoolIds: [a],
      scope: 'all' as const,
      addressRanges: ['10.0.0.0/8'],
      validFrom: now.toISOString(),
      validTo: later(1_000).toISOString(),
      signer: 'Hiệu trưởng',
      paper: 'Công văn 12',
      credentialTesting: false,
    };
    const id = await store.audits.addPermission(permission, recorded, () => []);
    expect(await store.audits.permissionsAt(now)).toMatchObject([{ id, ...permission, endedAt: null }]);
    expect(await store.audits.permissionsAt(later(1_000))).toEqual([]);
    expect(await store.audits.endPermission(id, now, () => [])).toBe(true);
    expect(await store.audits.endPermission(id, now, () => [])).toBe(false);
    expect(await store.audits.permissionsAt(now)).toEqual([]);
    expect(await store.audits.permissions(10)).toMatchObject([{ id, endedAt: now.toISOString() }]);
  });

  it('hold waivers by school, records of cameras, and refused log-ins by device and day', async () => {
    const [a = '', b = ''] = schools;
    const waiver = {
      ruleId: 'PRI-03',
      schoolId: a,
      cameraId: null,
      reason: 'có căn cứ ghi âm',
      approver: 'Phó Giám đốc',
      validFrom: now.toISOString(),
      validTo: later(1_000).toISOString(),
    };
    const id = await store.audits.addWaiver(waiver, recorded, () => []);
    expect(await store.audits.waivers([a], 10)).toEqual([{ id, ...waiver, recordedBy: 'thanh.tra' }]);
    expect(await store.audits.waivers([b], 10)).toEqual([]);
    const [camera] = await store.cameras.list({ schoolId: a });
    const cameraId = camera?.id ?? '';
    const asset = {
      model: 'SM-1',
      serialNumber: '0001',
      supportUntil: '2030-01-01',
      purpose: 'an ninh cổng',
      personInCharge: 'Văn phòng',
      lon: 106.7,
      lat: 10.7,
    };
    await store.audits.saveAsset(cameraId, { ...asset, model: null }, recorded, () => []);
    await store.audits.saveAsset(cameraId, asset, recorded, () => []);
    expect(await store.audits.assets([cameraId])).toEqual(new Map([[cameraId, asset]]));
    expect(await store.audits.refusedAttempts('device', '2026-11-26')).toBe(0);
    await store.audits.countRefused('device', '2026-11-26', now);
    await store.audits.countRefused('device', '2026-11-26', now);
    expect(await store.audits.refusedAttempts('device', '2026-11-26')).toBe(2);
  });
});
