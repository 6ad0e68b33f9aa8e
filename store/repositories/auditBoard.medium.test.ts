import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AuditWaiver,
  type JudgedResult,
  judgedResultSchema,
  ruleFamilySchema,
  type Verdict,
} from '@khue/domain/audit';
import type { AuditScore, FamilyCounts } from '@khue/domain/auditApi';
import { auditRules, shippedProfiles } from '@khue/domain/auditRules';
import { countResults, rollUp, scoreCamera, waiverFor, withWaiver } from '@khue/domain/auditScore';
import { familyOf, ruleWeights } from '@khue/domain/auditTally';
import type { BoardAsked, BoardPage } from '../audit.ts';
import type { Store } from '../store.ts';
import { sampleCamera, sampleSchool, sampleUnit } from '../testing/sampleInventory.ts';
import { openTestStore } from '../testing/testDatabase.ts';

const firstDay = new Date('2026-01-01T00:00:00Z');
const now = new Date('2026-11-26T03:00:00Z');
const day = (days: number) => new Date(now.getTime() + days * 86_400_000);
const recorded = { by: 'thanh.tra', at: now };
const codes = ['A', 'B', 'C', 'D', 'E', 'F'];

let store: Store;
let close: () => Promise<void>;
let ownerUrl: string;
/** School codes by id. */
const schools = new Map<string, string>();
let cameras: { readonly id: string; readonly schoolId: string }[];

beforeAll(async () => {
  ({ store, close, ownerUrl } = await openTestStore());
  await store.units.upsert([sampleUnit('26743')], firstDay);
  await store.schools.upsert(
    codes.map((code) => sampleSchool(code)),
    firstDay,
  );
  // F has none.
  const hung = codes
    .slice(0, 5)
    .flatMap((code, at) => Array.from({ length: at + 1 }, (_, n) => [`${code}-${n}`, code]));
  await store.cameras.upsert(
    hung.map(([code = '', school = '']) => sampleCamera(code, school)),
    firstDay,
  );
  for (const { id, code } of await store.schools.list()) schools.set(id, code);
  cameras = (await store.cameras.list()).map(({ id, schoolId }) => ({ id, schoolId }));
});
afterAll(() => close());

const results = judgedResultSchema.options;

/** The same every time, and different for every camera and rule. */
function resultOf(camera: number, rule: number, seed: number): JudgedResult {
  const mixed = Math.imul(camera * 131 + rule * 17 + seed, 2_654_435_761) >>> 0;
  return results[mixed % results.length] ?? 'UNKNOWN';
}

function verdictsOf(cameraId: string, camera: number, seed: number): Verdict[] {
  return auditRules.map(({ id }, rule) => ({
    cameraId,
    ruleId: id,
    result: resultOf(camera, rule, seed),
    value: null,
    threshold: { vi: '', en: '' },
    reason: 'met',
    params: {},
    vantage: 'camera',
    evidenceIds: [],
    at: now.toISOString(),
    profile: 'baseline-2026',
    profileVersion: 1,
    ruleVersion: 1,
  }));
}

interface Audited {
  readonly id: string;
  readonly profile: (typeof shippedProfiles)[number];
  readonly verdicts: ReadonlyMap<string, readonly Verdict[]>;
}

/** An audit of every school; of each third camera nothing is finished. */
async function audited(seed: number, profile = shippedProfiles[0]): Promise<Audited> {
  if (profile === undefined) throw new Error('no profile is shipped');
  const { name, version } = profile;
  const id = await store.audits.startCampaign(
    { title: `Đợt ${seed}`, profile: name, profileVersion: version, schoolIds: [...schools.keys()], byDay: null },
    recorded,
    () => [],
  );
  const finished = cameras.flatMap(({ id: cameraId }, at) =>
    at % 3 === 2 ? [] : [{ cameraId, verdicts: verdictsOf(cameraId, at, seed) }],
  );
  const task = { campaignId: id, state: 'done', permissionId: null, evidence: [], at: now } as const;
  // All at once: cameras of a school are counted by several who finish together.
  await Promise.all(finished.map((one) => store.audits.finishTask({ ...task, ...one })));
  return { id, profile, verdicts: new Map(finished.map(({ cameraId, verdicts }) => [cameraId, verdicts])) };
}

interface Truth {
  readonly rows: readonly {
    readonly code: string;
    readonly cameras: number;
    readonly finished: number;
    readonly score: AuditScore;
    readonly families: readonly FamilyCounts[];
  }[];
  readonly total: AuditScore;
  readonly cameras: number;
  readonly finished: number;
  readonly causes: readonly { readonly ruleId: string; readonly cameras: number }[];
}

const byFamily = (a: FamilyCounts, b: FamilyCounts): number => a.family.localeCompare(b.family);
const byRule = (a: { readonly ruleId: string }, b: { readonly ruleId: string }): number =>
  a.ruleId.localeCompare(b.ruleId);

/** Without what sums of floating numbers end differently in. */
function rounded(score: AuditScore): AuditScore {
  const short = (value: number | null): number | null => (value === null ? null : Number(value.toFixed(9)));
  return { ...score, score: short(score.score), coverage: short(score.coverage) };
}

/** Of a school the verdicts of each camera as they count at a moment. */
function countedOf(schoolId: string, { profile, verdicts }: Audited, waivers: readonly AuditWaiver[], at: Date) {
  const weights = ruleWeights(auditRules, profile);
  return cameras
    .filter((camera) => camera.schoolId === schoolId)
    .flatMap(({ id }) => {
      const found = verdicts.get(id);
      if (found === undefined) return [];
      return [
        found.map(({ ruleId, result, cameraId }) => {
          const waiver = waiverFor(waivers, { ruleId, cameraId, schoolId }, at.getTime());
          const weight = weights.get(ruleId) ?? { severity: 'low', enabled: false };
          return { ruleId, result: withWaiver(result, waiver), ...weight };
        }),
      ];
    });
}

/** The board worked out from every verdict. */
function truthOf(audit: Audited, waivers: readonly AuditWaiver[] = [], at = now): Truth {
  const isScored = audit.profile.state === 'in_force';
  const failed: string[] = [];
  const rows = [...schools].map(([schoolId, code]) => {
    const counted = countedOf(schoolId, audit, waivers, at);
    const all = counted.flat().filter(({ enabled }) => enabled);
    failed.push(...all.filter(({ result }) => result === 'FAIL').map(({ ruleId }) => ruleId));
    const families = [...Map.groupBy(all, ({ ruleId }) => familyOf(ruleId))].map(([family, of]) => ({
      family: ruleFamilySchema.parse(family),
      counts: countResults(of),
      criticalFailed: of.filter(({ result, severity }) => result === 'FAIL' && severity === 'critical').length,
    }));
    return {
      code,
      cameras: cameras.filter((camera) => camera.schoolId === schoolId).length,
      finished: counted.length,
      score: rollUp(counted.map((camera) => scoreCamera(camera, isScored))),
      families: families.toSorted(byFamily),
    };
  });
  const causes = [...Map.groupBy(failed, (ruleId) => ruleId)].map(([ruleId, of]) => ({ ruleId, cameras: of.length }));
  return {
    rows: rows.map((row) => ({ ...row, score: rounded(row.score) })),
    total: rounded(rollUp(rows.filter(({ finished }) => finished > 0).map(({ score }) => score))),
    cameras: cameras.length,
    finished: audit.verdicts.size,
    causes: causes.toSorted(byRule),
  };
}

function asked({ id, profile }: Audited, change: Partial<BoardAsked> = {}): BoardAsked {
  const weights = ruleWeights(auditRules, profile);
  return { campaignId: id, schoolIds: null, weights, isScored: profile.state === 'in_force', at: now, ...change };
}

const firstPage: BoardPage = { order: 'worst', ruleId: null, wardCode: null, among: null, offset: 0, limit: 50 };

/** As the store tells it, in the shape of the truth. */
async function boardOf(audit: Audited, at: Date): Promise<Truth> {
  const totals = await store.audits.board(asked(audit, { at }), { ...firstPage, order: 'school' });
  return {
    rows: totals.schools.map(({ code, cameras: hung, finished, score, families }) => ({
      code,
      cameras: hung,
      finished,
      score: rounded(score),
      families: families.toSorted(byFamily),
    })),
    total: rounded(totals.score),
    cameras: totals.cameras,
    finished: totals.finished,
    causes: totals.causes.toSorted(byRule),
  };
}

describe('the board', () => {
  it.each([1, 2, 3])('says what the verdicts say (%i)', async (seed) => {
    const audit = await audited(seed);
    expect(await boardOf(audit, now)).toEqual(truthOf(audit));
  });

  it('of a profile without a text has counts and no score', async () => {
    const audit = await audited(4, shippedProfiles[1]);
    expect(await boardOf(audit, now)).toEqual(truthOf(audit));
    expect(await store.audits.board(asked(audit), firstPage)).toMatchObject({ score: { score: null, gateFailed: 0 } });
  });

  it('sets aside what is waived while a waiver is in force, once where two are', async () => {
    const audit = await audited(5);
    const ids = [...schools.keys()];
    const [a = '', b = '', c = ''] = ids;
    const camera = cameras.find(({ schoolId }) => schoolId === c)?.id ?? null;
    const wanted = [
      ...auditRules.slice(0, 12).map(({ id }) => ({ ruleId: id, schoolId: a, cameraId: null })),
      { ruleId: 'SEC-01', schoolId: b, cameraId: null },
      ...auditRules.map(({ id }) => ({ ruleId: id, schoolId: c, cameraId: camera })),
      { ruleId: 'SEC-01', schoolId: c, cameraId: null },
    ];
    for (const one of wanted) {
      const waiver = {
        ...one,
        reason: 'có căn cứ của Sở',
        approver: 'Phó Giám đốc',
        validFrom: day(1).toISOString(),
        validTo: day(2).toISOString(),
      };
      await store.audits.addWaiver(waiver, recorded, () => []);
    }
    const waivers = await store.audits.waivers(null, 1_000);
    expect(waivers).toHaveLength(wanted.length);
    for (const at of [now, day(1), day(1.5), day(2)]) {
      expect(await boardOf(audit, at)).toEqual(truthOf(audit, waivers, at));
    }
    const before = await store.audits.board(asked(audit), firstPage);
    const during = await store.audits.board(asked(audit, { at: day(1) }), firstPage);
    expect([before.score.counts.WAIVED, during.score.counts.WAIVED > 0]).toEqual([0, true]);
  });

  it('counts schools in scope alone, and gives them in pages, by rule and in an order', async () => {
    const audit = await audited(6);
    const truth = truthOf(audit);
    const [first = '', second = ''] = schools.keys();
    const own = await store.audits.board(asked(audit, { schoolIds: [first, second] }), firstPage);
    expect(own).toMatchObject({ cameras: 3, wards: [{ code: '26743' }] });
    const page = async (change: Partial<BoardPage>) => {
      const { schools: shown, matching } = await store.audits.board(asked(audit), { ...firstPage, ...change });
      return { matching, codes: shown.map(({ code }) => code) };
    };
    expect(await page({ order: 'school', offset: 2, limit: 3 })).toEqual({ matching: 6, codes: ['C', 'D', 'E'] });
    expect(await page({ among: [] })).toEqual({ matching: 0, codes: [] });
    expect(await page({ offset: 50 })).toEqual({ matching: 6, codes: [] });
    expect(await page({ wardCode: '26743', order: 'school', limit: 1 })).toEqual({ matching: 6, codes: ['A'] });
    expect(await page({ wardCode: '1' })).toEqual({ matching: 0, codes: [] });
    const worst = truth.rows.toSorted(
      (x, y) =>
        y.score.gateFailed - x.score.gateFailed ||
        (x.score.score ?? 2) - (y.score.score ?? 2) ||
        x.code.localeCompare(y.code),
    );
    expect(await page({})).toEqual({ matching: 6, codes: worst.map(({ code }) => code) });
    const failing = [...schools]
      .filter(([id]) =>
        countedOf(id, audit, [], now)
          .flat()
          .some(({ ruleId, result }) => ruleId === 'SEC-01' && result === 'FAIL'),
      )
      .map(([, code]) => code);
    expect(await page({ order: 'school', ruleId: 'SEC-01' })).toEqual({ matching: failing.length, codes: failing });
  });

  it('is the same where verdicts of before are counted afterwards', async () => {
    await audited(7);
    const client = new Client({ connectionString: ownerUrl });
    await client.connect();
    const tallies = async () => {
      const tables = [
        'audit_campaign_school',
        'audit_camera_tally',
        'audit_family_tally',
        'audit_rule_failure',
        'audit_campaign_family',
        'audit_campaign_failure',
      ];
      const found: unknown[] = [];
      for (const table of tables) {
        const { rows } = await client.query<Record<string, unknown>>(`SELECT * FROM ${table} ORDER BY 1, 2, 3`);
        found.push(
          rows.map((row) =>
            Object.fromEntries(
              Object.entries(row).map(([key, value]) => [key, key.endsWith('_sum') ? Number(value).toFixed(9) : value]),
            ),
          ),
        );
      }
      return found;
    };
    const file = (way: 'up' | 'down') =>
      readFileSync(new URL(`../migrations/2026-11-26-40-audit-tallies.${way}.sql`, import.meta.url), 'utf8');
    const before = await tallies();
    await client.query(file('down'));
    await client.query(file('up'));
    expect(await tallies()).toEqual(before);
    await client.end();
  });
});
