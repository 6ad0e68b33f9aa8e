import { createHash } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Evidence } from '@khue/domain/audit';
import { auditRules, shippedProfiles } from '@khue/domain/auditRules';
import { judgeCamera } from '@khue/domain/auditVerdict';
import { cityDay } from '@khue/domain/cityTime';
import { type Clock, systemClock } from '@khue/domain/clock';
import type { Store, StoreConfig } from '@khue/store/store';
import { openTestStore } from '@khue/store/testing/testDatabase';
import { gatewayDefaults } from '../config.ts';
import { CredentialQuarantine } from '../probe/credentialQuarantine.ts';
import { cameraNetworks } from '../testing/openGuard.ts';
import { AuditRunner, type AuditRunnerConfig } from './auditRunner.ts';
import { readEvidence } from './readEvidence.ts';
import { AuditCity } from './testing/auditCity.ts';
import { startRunnerProcess } from './testing/runnerProcess.ts';

const patience = { timeout: 110_000, interval: 200 };
const dayMs = 86_400_000;
const recorded = { by: 'thanh.tra', at: new Date() };
const faulty = {
  off: 'MP-012-C01',
  blackhole: 'MP-012-C02',
  refused: 'MP-011-C01',
  drifting: 'MP-010-C01',
  silent: 'MP-009-C01',
  keyFrames: 'MP-008-C01',
} as const;

let store: Store;
let storeConfig: StoreConfig;
let close: () => Promise<void>;
let city: AuditCity;
let schoolIds: ReadonlyMap<string, string>;
let cameraIds: ReadonlyMap<string, string>;
const runners: AuditRunner[] = [];

beforeAll(async () => {
  ({ store, close, config: storeConfig } = await openTestStore());
  city = await AuditCity.start(24, 48);
  await store.schools.upsert(city.schools, new Date(0));
  await store.cameras.upsert(city.cameras, new Date(0));
  schoolIds = new Map((await store.schools.list()).map(({ code, id }) => [code, id]));
  cameraIds = new Map((await store.cameras.list()).map(({ code, id }) => [code, id]));
}, 60_000);

afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop()));
});

afterAll(async () => {
  await city.stop();
  await close();
});

function startRunner(changes: Partial<AuditRunnerConfig> = {}, clock: Clock = systemClock): AuditRunner {
  const runner = new AuditRunner(
    {
      store,
      clock,
      log: pino({ level: 'silent' }),
      quarantine: new CredentialQuarantine(clock),
      networks: cameraNetworks,
      random: () => 0,
    },
    { ...gatewayDefaults.audits, version: '0.0.0', lookEveryMs: 100, ...changes },
  );
  runners.push(runner);
  runner.start();
  return runner;
}

function idsOf(codes: readonly string[], ids: ReadonlyMap<string, string>): string[] {
  return codes.map((code) => ids.get(code) ?? '');
}

async function permit(codes: readonly string[], addressRanges: string[] = ['127.0.0.0/8']): Promise<string> {
  const permission = {
    schoolIds: idsOf(codes, schoolIds),
    scope: 'all' as const,
    addressRanges,
    validFrom: new Date(Date.now() - 2 * dayMs).toISOString(),
    validTo: new Date(Date.now() + 2 * dayMs).toISOString(),
    signer: 'Hiệu trưởng',
    paper: 'Công văn 12',
    credentialTesting: false,
  };
  const id = await store.audits.addPermission(permission, recorded, () => []);
  onTestFinished(async () => void (await store.audits.endPermission(id, new Date(), () => [])));
  return id;
}

/** Works at any hour, as the test does; `byDay` null: by night alone. */
async function startCampaign(
  codes: readonly string[],
  { profile = 'baseline-2026', byDay = 'thử tự động' }: { profile?: string; byDay?: string | null } = {},
): Promise<string> {
  const campaign = { title: 'Đợt thử', profile, profileVersion: 1, schoolIds: idsOf(codes, schoolIds), byDay };
  return store.audits.startCampaign(campaign, recorded, () => []);
}

async function stateOf(id: string): Promise<string | undefined> {
  return (await store.audits.campaign(id, null))?.state;
}

async function resultsOf(campaignId: string, code: string): Promise<Record<string, string>> {
  const verdicts = await store.audits.verdicts(campaignId, cameraIds.get(code) ?? '');
  return Object.fromEntries(verdicts.map(({ ruleId, result }) => [ruleId, result]));
}

async function evidenceOf(campaignId: string, cameraId: string): Promise<Evidence[]> {
  const heads = await store.audits.evidenceList(campaignId, cameraId);
  const found = await Promise.all(heads.map(({ id }) => store.audits.evidence(id)));
  return found.flatMap((one) => (one === null || one.body === null ? [] : [{ ...one, body: one.body }]));
}

const allSchools = Array.from({ length: 24 }, (_, index) => `MP-${String(index + 1).padStart(3, '0')}`);

describe('an audit of the synthetic city', () => {
  it('finds what is true of every camera, from evidence that gives the same verdicts again', async () => {
    await city.fault(faulty.off, { kind: 'off', how: 'cut' });
    await city.fault(faulty.blackhole, { kind: 'off', how: 'blackhole' });
    await city.fault(faulty.refused, { kind: 'wrong_password' });
    await city.fault(faulty.drifting, { kind: 'clock_drift', offsetMs: 90_000 });
    await city.fault(faulty.silent, { kind: 'silent' });
    await city.fault(faulty.keyFrames, { kind: 'key_frame_10s' });
    const permission = await permit(allSchools);
    const id = await startCampaign(allSchools);
    startRunner();
    await expect.poll(() => stateOf(id), patience).toBe('done');
    const truth = await city.truth();
    const expected = [...truth].map(([code, rules]) => ({ code, rules }));
    const found = await Promise.all(
      expected.map(async ({ code, rules }) => {
        const results = await resultsOf(id, code);
        return { code, rules: Object.fromEntries(Object.keys(rules).map((rule) => [rule, results[rule]])) };
      }),
    );
    expect(found).toEqual(expected);

    const [baseline] = shippedProfiles;
    if (baseline === undefined) throw new Error('no profile is shipped');
    for (const camera of await store.cameras.list()) {
      const evidence = await evidenceOf(id, camera.id);
      const verdicts = await store.audits.verdicts(id, camera.id);
      const about = { cameraId: camera.id, zone: camera.zone, unasked: null, at: verdicts[0]?.at ?? '' };
      const again = judgeCamera(auditRules, baseline, { ...about, readings: readEvidence(evidence) });
      expect([...again].toSorted((a, b) => a.ruleId.localeCompare(b.ruleId))).toEqual(
        verdicts.toSorted((a, b) => a.ruleId.localeCompare(b.ruleId)),
      );
      const hashes = evidence.map(({ body }) => createHash('sha256').update(body).digest('hex'));
      expect(evidence.map(({ sha256 }) => sha256)).toEqual(hashes);
      const unasked = new Map([
        ['registry', 'manual'],
        ['health', 'product-log'],
      ]);
      expect(evidence.map(({ permissionId, vantage }) => [permissionId, vantage])).toEqual(
        evidence.map(({ kind }) => (unasked.has(kind) ? [null, unasked.get(kind)] : [permission, 'camera'])),
      );
    }
    expect(await store.audits.campaign(id, null)).toMatchObject({ state: 'done', counts: { total: 48, done: 48 } });
  }, 120_000);

  it('finds nothing better of a camera when any piece of its evidence is lost', async () => {
    const [campaign] = await store.audits.campaigns(null, 1);
    const [baseline] = shippedProfiles;
    if (baseline === undefined) throw new Error('no profile is shipped');
    const cameras = await store.cameras.list();
    for (const { id, zone } of cameras) {
      const evidence = await evidenceOf(campaign?.id ?? '', id);
      const passed = (kept: readonly Evidence[]): string[] => {
        const about = { cameraId: id, zone, unasked: null, at: '', readings: readEvidence(kept) };
        const verdicts = judgeCamera(auditRules, baseline, about);
        return verdicts.filter(({ result }) => result === 'PASS').map(({ ruleId }) => ruleId);
      };
      const all = new Set(passed(evidence));
      const gained = evidence.flatMap((lost) =>
        passed(evidence.filter((one) => one !== lost))
          .filter((ruleId) => !all.has(ruleId))
          .map((ruleId) => [lost.kind, ruleId]),
      );
      expect(gained).toEqual([]);
    }
  }, 60_000);

  it('keeps neither addresses nor passwords in its evidence', async () => {
    const [campaign] = await store.audits.campaigns(null, 1);
    for (const camera of city.cameras) {
      const evidence = await evidenceOf(campaign?.id ?? '', cameraIds.get(camera.code) ?? '');
      const text = evidence.map(({ body }) => body).join('\n');
      expect(text).not.toContain(camera.credentials?.password);
      expect(text).not.toMatch(/(?:127\.0\.0\.1|rtsps?:\/\/(?!\[camera\])|nonce="[^…])/u);
    }
  });

  it('tried an account that was refused once, and not again on that day', async () => {
    await permit(['MP-011']);
    const id = await startCampaign(['MP-011']);
    startRunner({ sampleMs: 500 });
    await expect.poll(() => stateOf(id), patience).toBe('done');
    const evidence = await evidenceOf(id, cameraIds.get(faulty.refused) ?? '');
    const asked = evidence.filter(({ kind }) => kind === 'onvif.device.GetDeviceInformation');
    expect(asked.map(({ body }) => body)).toEqual([expect.stringContaining('an account is asked for')]);
    expect(evidence.some(({ kind }) => kind === 'rtsp.describe')).toBe(false);
  });
});

describe('a runner', () => {
  it('asks nothing of a school without permission, and says so', async () => {
    const id = await startCampaign(['MP-001']);
    startRunner();
    await expect.poll(() => stateOf(id), patience).toBe('done');
    const cameraId = cameraIds.get('MP-001-C01') ?? '';
    expect(await store.audits.evidenceList(id, cameraId)).toEqual([]);
    const verdicts = await store.audits.verdicts(id, cameraId);
    expect(new Set(verdicts.map(({ result }) => result))).toEqual(new Set(['UNKNOWN']));
    expect(verdicts.find(({ ruleId }) => ruleId === 'ITF-01')).toMatchObject({ reason: 'no_permission' });
    expect(await store.audits.campaign(id, null)).toMatchObject({ counts: { skipped: 2 } });
  });

  it('asks nothing of cameras outside the permitted ranges', async () => {
    await permit(['MP-001'], ['10.0.0.0/8']);
    const id = await startCampaign(['MP-001']);
    startRunner();
    await expect.poll(() => stateOf(id), patience).toBe('done');
    const verdicts = await store.audits.verdicts(id, cameraIds.get('MP-001-C01') ?? '');
    expect(verdicts.find(({ ruleId }) => ruleId === 'ITF-01')).toMatchObject({ reason: 'outside_ranges' });
  });

  it('asks nothing for a profile whose text is not there', async () => {
    await permit(['MP-001']);
    const id = await startCampaign(['MP-001'], { profile: 'HCMC-3288', byDay: null });
    startRunner();
    await expect.poll(() => stateOf(id), patience).toBe('done');
    const verdicts = await store.audits.verdicts(id, cameraIds.get('MP-001-C01') ?? '');
    expect(new Set(verdicts.map(({ reason }) => reason))).toEqual(new Set(['no_text']));
  });

  it('that ends in the middle leaves the rest to the next, which asks no camera twice', async () => {
    await permit(['MP-001', 'MP-002']);
    const id = await startCampaign(['MP-001', 'MP-002']);
    const first = startRunner({ sampleMs: 500, maxCameras: 2 });
    const done = async () => (await store.audits.campaign(id, null))?.counts.done ?? 0;
    await expect.poll(done, patience).toBeGreaterThan(0);
    await first.stop();
    const before = await Promise.all(
      (await store.audits.tasks(id, null))
        .filter(({ state }) => state === 'done')
        .map(({ cameraId }) => store.audits.evidenceList(id, cameraId)),
    );
    expect((await store.audits.tasks(id, null)).some(({ state }) => state === 'running')).toBe(false);
    startRunner({ sampleMs: 500 });
    await expect.poll(() => stateOf(id), patience).toBe('done');
    const after = await Promise.all(
      before.map((evidence) => store.audits.evidenceList(id, evidence[0]?.cameraId ?? '')),
    );
    expect(after).toEqual(before);
    expect((await store.audits.tasks(id, null)).map(({ attempts }) => attempts)).toEqual(Array(4).fill(1));
  });

  it('stops asking at once where the permission ends, and says so', async () => {
    const permission = await permit(['MP-004']);
    const id = await startCampaign(['MP-004']);
    startRunner({ sampleMs: 20_000 });
    const running = async () => (await store.audits.campaign(id, null))?.counts.running;
    await expect.poll(running, patience).toBeGreaterThan(0);
    await store.audits.endPermission(permission, new Date(), () => []);
    await expect.poll(() => stateOf(id), { timeout: 10_000, interval: 50 }).toBe('done');
    expect(await store.audits.campaign(id, null)).toMatchObject({ counts: { skipped: 2 } });
    const verdicts = await store.audits.verdicts(id, cameraIds.get('MP-004-C01') ?? '');
    expect(new Set(verdicts.map(({ result }) => result))).toEqual(new Set(['UNKNOWN']));
    expect(await store.audits.evidenceList(id, cameraIds.get('MP-004-C01') ?? '')).toEqual([]);
  });

  it('stops asking at once where a stop is set, and goes on when it is lifted', async () => {
    await permit(['MP-003']);
    const id = await startCampaign(['MP-003']);
    startRunner({ sampleMs: 20_000 });
    const running = async () => (await store.audits.campaign(id, null))?.counts.running;
    await expect.poll(running, patience).toBeGreaterThan(0);
    const stop = await store.audits.addStop({ schoolId: null, reason: 'sự cố mạng' }, recorded, () => []);
    await expect.poll(running, { timeout: 5_000, interval: 50 }).toBe(0);
    expect(await store.audits.campaign(id, null)).toMatchObject({ state: 'running', counts: { waiting: 2 } });
    await store.audits.liftStop(stop, new Date(), () => []);
    await expect.poll(running, patience).toBeGreaterThan(0);
    await store.audits.moveCampaign(id, ['running'], 'stopped', new Date(), () => []);
    await expect.poll(running, { timeout: 5_000, interval: 50 }).toBe(0);
  });
});

/** Watched streams by school, summed over its cameras. */
async function streamsBySchool(): Promise<number[]> {
  const bySchool = Map.groupBy(await city.watched(), ({ school }) => school);
  return [...bySchool.values()].map((cameras) => cameras.reduce((sum, { viewers }) => sum + viewers, 0));
}

describe('the line of a school', () => {
  it('carries one stream at a time, while its cameras are asked and other schools go on', async () => {
    await permit(allSchools.slice(12, 18));
    const id = await startCampaign(allSchools.slice(12, 18));
    startRunner({ sampleMs: 1_500 });
    let [most, mostSchools] = [0, 0];
    await expect
      .poll(
        async () => {
          const streams = (await streamsBySchool()).filter((count) => count > 0);
          most = Math.max(most, ...streams);
          mostSchools = Math.max(mostSchools, streams.length);
          return stateOf(id);
        },
        { timeout: 60_000, interval: 20 },
      )
      .toBe('done');
    expect(most).toBe(1);
    expect(mostSchools).toBeGreaterThan(1);
  }, 70_000);
});

describe('the hours of a campaign', () => {
  /** So far ahead of the real clock that it is this time of today in the city. */
  const aheadAt = (time: string): number => Date.parse(`${cityDay(Date.now())}T${time}:00+07:00`) - Date.now();

  it('are waited for, kept to, and gone on with in the next night', async () => {
    let aheadMs = aheadAt('12:00');
    await permit(['MP-019', 'MP-020']);
    const id = await startCampaign(['MP-019'], { byDay: null });
    startRunner({ sampleMs: 20_000 }, { now: () => Date.now() + aheadMs });
    // A later one that may work is done: the first was looked at and left.
    const other = await startCampaign(['MP-020'], { profile: 'HCMC-3288', byDay: null });
    await expect.poll(() => stateOf(other), patience).toBe('done');
    expect(await store.audits.campaign(id, null)).toMatchObject({ state: 'waiting', counts: { waiting: 2 } });
    const running = async () => (await store.audits.campaign(id, null))?.counts.running;
    aheadMs = aheadAt('23:59');
    await expect.poll(running, patience).toBe(2);
    aheadMs += 5 * 3_600_000 + 120_000;
    await expect.poll(running, { timeout: 10_000, interval: 50 }).toBe(0);
    expect(await store.audits.campaign(id, null)).toMatchObject({ state: 'running', counts: { waiting: 2 } });
    expect((await store.audits.tasks(id, null)).map(({ attempts }) => attempts)).toEqual([0, 0]);
    aheadMs = aheadAt('19:00') + dayMs;
    await expect.poll(running, patience).toBe(2);
    await store.audits.moveCampaign(id, ['running'], 'stopped', new Date(), () => []);
    await expect.poll(running, { timeout: 5_000, interval: 50 }).toBe(0);
  }, 60_000);
});

describe('a runner that is killed', () => {
  it('three times in the middle of a camera leaves it UNKNOWN, with the reason', async () => {
    await permit(['MP-021']);
    const id = await startCampaign(['MP-021']);
    const leaseMs = 60_000;
    const attempts = async () => (await store.audits.tasks(id, null)).map((task) => task.attempts);
    for (const turn of [1, 2, 3]) {
      // Each begins when the lease of the one before is over.
      const doomed = await startRunnerProcess({ store: storeConfig, aheadMs: (turn - 1) * 2 * leaseMs, leaseMs });
      await expect.poll(attempts, patience).toEqual([turn, turn]);
      await doomed.kill();
    }
    startRunner({}, { now: () => Date.now() + 8 * leaseMs });
    await expect.poll(() => stateOf(id), patience).toBe('failed');
    expect(await store.audits.campaign(id, null)).toMatchObject({ counts: { failed: 2 } });
    const verdicts = await store.audits.verdicts(id, cameraIds.get('MP-021-C01') ?? '');
    expect(new Set(verdicts.map(({ result }) => result))).toEqual(new Set(['UNKNOWN']));
    expect(verdicts.find(({ ruleId }) => ruleId === 'ITF-01')).toMatchObject({ reason: 'collector_failed' });
  }, 60_000);
});
