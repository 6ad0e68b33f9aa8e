import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Evidence, Verdict } from '@khue/domain/audit';
import { auditRules } from '@khue/domain/auditRules';
import type { Store } from '../store.ts';
import { sampleCamera, sampleSchool, sampleUnit } from '../testing/sampleInventory.ts';
import { openTestStore } from '../testing/testDatabase.ts';

const firstDay = new Date('2015-01-01T00:00:00Z');
const now = new Date();

let store: Store;
let close: () => Promise<void>;
let schoolIds: string[];
let cameraIds: string[];

beforeAll(async () => {
  ({ store, close } = await openTestStore());
  await store.units.upsert([sampleUnit('26743')], firstDay);
  await store.schools.upsert([sampleSchool('A')], firstDay);
  await store.cameras.upsert([sampleCamera('A-1', 'A'), sampleCamera('A-2', 'A')], firstDay);
  schoolIds = (await store.schools.list()).map(({ id }) => id);
  cameraIds = (await store.cameras.list()).map(({ id }) => id);
});
afterAll(() => close());

/** A day in the middle of that month. */
function monthsAgo(months: number): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 15));
}

function evidenceOf(campaignId: string, cameraId: string, at: Date): Evidence {
  const body = `outcome: answered\n\n<a at="${at.toISOString()}"/>`;
  return {
    id: randomUUID(),
    campaignId,
    cameraId,
    kind: 'onvif.device.GetScopes',
    at: at.toISOString(),
    clockSource: 'gateway',
    vantage: 'camera',
    permissionId: null,
    tool: 'khue 0.1.0',
    sha256: createHash('sha256').update(body).digest('hex'),
    body,
  };
}

function verdictsOf(cameraId: string, evidence: Evidence): Verdict[] {
  return auditRules.map(({ id }) => ({
    cameraId,
    ruleId: id,
    result: 'PASS',
    value: null,
    threshold: { vi: '', en: '' },
    reason: 'met',
    params: {},
    vantage: 'camera',
    evidenceIds: [evidence.id],
    at: evidence.at,
    profile: 'baseline-2026',
    profileVersion: 1,
    ruleVersion: 1,
  }));
}

/** An audit that was over so many months ago, and the evidence of its first camera. */
async function audited(months: number): Promise<{ readonly id: string; readonly evidence: Evidence }> {
  const at = monthsAgo(months);
  const id = await store.audits.startCampaign(
    { title: `Đợt ${months}`, profile: 'baseline-2026', profileVersion: 1, schoolIds, byDay: null },
    { by: 'thanh.tra', at },
    () => [],
  );
  const all = cameraIds.map((cameraId) => evidenceOf(id, cameraId, at));
  for (const evidence of all) {
    const { cameraId } = evidence;
    const task = { campaignId: id, cameraId, state: 'done', permissionId: null, at } as const;
    await store.audits.finishTask({ ...task, evidence: [evidence], verdicts: verdictsOf(cameraId, evidence) });
  }
  await store.audits.endCampaigns(at);
  const [evidence] = all;
  if (evidence === undefined) throw new Error('no camera hangs');
  return { id, evidence };
}

async function lastOfLog() {
  const [row] = await store.log.list({}, { limit: 1 });
  return row;
}

describe('what an audit found', () => {
  it('is kept by rules of the store, evidence for less long than verdicts', async () => {
    const { evidence, findings } = await store.audits.auditRetention();
    expect([evidence.months, findings.months]).toEqual([24, 60]);
    expect(evidence.source).toContain('Luật 91/2025/QH15');
  });

  it('loses the text of its evidence then, and keeps what it was with its hash and the verdict', async () => {
    const old = await audited(25);
    const recent = await audited(23);
    expect([await store.audits.expireEvidence(now), await store.audits.expireEvidence(now)]).toEqual([2, 0]);
    const { body, ...head } = old.evidence;
    expect(body).not.toBe('');
    expect(await store.audits.evidence(head.id)).toEqual({ ...head, body: null, droppedAt: expect.any(String) });
    expect(await store.audits.evidenceList(old.id, head.cameraId)).toMatchObject([
      { id: head.id, sha256: head.sha256 },
    ]);
    expect(await store.audits.verdicts(old.id, head.cameraId)).toHaveLength(auditRules.length);
    expect(await store.audits.evidence(recent.evidence.id)).toMatchObject({
      body: recent.evidence.body,
      droppedAt: null,
    });
    expect(await lastOfLog()).toMatchObject({ action: 'audit.evidence_expired', details: { count: 2, months: 24 } });
  });

  it('goes as a whole once it was over for longer, and the log names it', async () => {
    const old = await audited(61);
    const recent = await audited(59);
    expect(await store.audits.expireFindings(now)).toBe(true);
    expect(await store.audits.expireFindings(now)).toBe(false);
    expect(await store.audits.campaign(old.id, null)).toBeNull();
    expect(await store.audits.evidence(old.evidence.id)).toBeNull();
    expect(await store.audits.campaign(recent.id, null)).toMatchObject({ state: 'done', counts: { done: 2 } });
    expect(await store.audits.verdicts(recent.id, recent.evidence.cameraId)).toHaveLength(auditRules.length);
    expect(await lastOfLog()).toMatchObject({
      action: 'audit.findings_expired',
      object: { id: old.id, name: 'Đợt 61' },
      details: { months: 60 },
    });
  });
});
