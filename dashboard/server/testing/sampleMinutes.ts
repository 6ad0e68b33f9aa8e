import { createHash } from 'node:crypto';
import type { AuditCampaign, AuditPermission, JudgedResult, Verdict } from '@khue/domain/audit';
import { auditRules, shippedProfiles } from '@khue/domain/auditRules';
import { rollUp } from '@khue/domain/auditScore';
import { Weighing } from '../audit/weighing.ts';
import type { Minutes, MinutesCamera, MinutesEvidence, MinutesSchool } from '../audit/minutes/minutes.ts';

const at = '2026-11-25T03:00:00.000Z';
const cameraLimit = 4;

/** `00000000-0000-4000-8000-00000000002a` for 42. */
function idOf(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** Results that differ from camera to camera and rule to rule, the same every time. */
function resultOf(camera: number, rule: number): JudgedResult {
  const turn = (camera * 7 + rule * 3) % 11;
  if (turn === 0) return 'FAIL';
  if (turn === 1) return 'WARN';
  if (turn === 2) return 'UNKNOWN';
  return turn === 3 ? 'N/A' : 'PASS';
}

function evidenceOf(camera: number, piece: number, campaignId: string): MinutesEvidence {
  return {
    id: idOf(100_000 + camera * 100 + piece),
    campaignId,
    cameraId: idOf(10_000 + camera),
    kind: piece === 0 ? 'onvif.device.GetDeviceInformation' : 'rtsp.sample',
    at,
    clockSource: 'gateway',
    vantage: 'camera',
    permissionId: idOf(2),
    tool: 'khue 0.1.0',
    sha256: createHash('sha256').update(`${camera} ${piece}`).digest('hex'),
    droppedAt: null,
  };
}

function verdictsOf(camera: number, evidence: readonly MinutesEvidence[]): Verdict[] {
  const [profile] = shippedProfiles;
  return auditRules.map((rule, index): Verdict => {
    const result = resultOf(camera, index);
    const isKnown = result !== 'UNKNOWN';
    return {
      cameraId: idOf(10_000 + camera),
      ruleId: rule.id,
      result,
      value: isKnown ? { vi: '8,1 hình/giây', en: '8.1 frames/s' } : null,
      threshold: profile?.rules.find(({ id }) => id === rule.id)?.thresholdText ?? { vi: '', en: '' },
      reason: isKnown ? (result === 'PASS' ? 'met' : 'not_met') : 'awaits_form',
      params: {},
      vantage: isKnown ? 'camera' : 'manual',
      evidenceIds: isKnown ? evidence.map(({ id }) => id) : [],
      at,
      profile: 'baseline-2026',
      profileVersion: 1,
      ruleVersion: 1,
    };
  });
}

const permission: AuditPermission = {
  id: idOf(2),
  schoolIds: [idOf(1_000)],
  scope: 'all',
  addressRanges: ['10.20.30.0/24'],
  validFrom: '2026-11-20T00:00:00.000Z',
  validTo: '2026-12-20T00:00:00.000Z',
  signer: 'Nguyễn Thị Mẫu',
  paper: '26/GP-SGDĐT ngày 20/11/2026',
  credentialTesting: false,
  recordedBy: 'thanhtra',
  recordedAt: at,
  endedAt: null,
};

function campaignOf(schools: number): AuditCampaign {
  const total = schools * cameraLimit;
  return {
    id: idOf(1),
    title: 'Đợt 3/2026 · Camera khối THPT',
    profile: 'baseline-2026',
    profileVersion: 1,
    state: 'done',
    limits: {
      hours: { from: '19:00', to: '05:00' },
      streamsPerSchool: 1,
      source: { vi: 'mức cơ sở của sản phẩm', en: 'baseline of the product' },
    },
    byDay: null,
    schools,
    startedBy: 'thanhtra',
    createdAt: '2026-11-25T02:00:00.000Z',
    endedAt: at,
    counts: { total, waiting: 0, running: 0, done: total, skipped: 0, failed: 0 },
  };
}

/** Camera `place` of a school, with all that was found of it. */
function cameraOf(campaignId: string, school: number, place: number, weighing: Weighing): MinutesCamera {
  const number = school * cameraLimit + place;
  const evidence = [0, 1].map((piece) => evidenceOf(number, piece, campaignId));
  const verdicts = verdictsOf(number, evidence);
  return {
    cameraId: idOf(10_000 + number),
    code: `MP-${String(school + 1).padStart(3, '0')}/C${place + 1}`,
    name: `Cổng ${place + 1}`,
    zone: 'gate_street',
    synthetic: true,
    taskState: 'done',
    score: weighing.score(verdicts, idOf(1_000 + school), Date.parse(at)),
    verdicts: verdicts.map(({ cameraId: _cameraId, result: judged, ...rest }) => ({
      ...rest,
      judged,
      result: judged,
      ...weighing.of(rest.ruleId),
      waiver: null,
    })),
    evidence,
  };
}

function schoolOf(campaignId: string, school: number, weighing: Weighing): MinutesSchool {
  const cameras = Array.from({ length: cameraLimit }, (_, place) => cameraOf(campaignId, school, place, weighing));
  return {
    row: {
      schoolId: idOf(1_000 + school),
      code: `MP-${String(school + 1).padStart(3, '0')}`,
      name: `THPT Sao Khuê ${school + 1}`,
      shortName: `Sao Khuê ${school + 1}`,
      wardName: 'Phường Tân Định',
      synthetic: true,
      cameras: cameraLimit,
      finished: cameraLimit,
      score: rollUp(cameras.flatMap(({ score }) => score ?? [])),
      families: [],
    },
    cameras,
  };
}

function causesOf(schools: readonly MinutesSchool[]): Minutes['board']['causes'] {
  const failed = schools
    .flatMap(({ cameras }) => cameras.flatMap(({ verdicts }) => verdicts))
    .filter(({ result, enabled }) => enabled && result === 'FAIL');
  return [...Map.groupBy(failed, ({ ruleId }) => ruleId)]
    .map(([ruleId, of]) => ({ ruleId, cameras: of.length, critical: of[0]?.severity === 'critical' }))
    .toSorted((a, b) => b.cameras - a.cameras || a.ruleId.localeCompare(b.ruleId));
}

/** Minutes of an audit of `count` invented schools with four cameras each. */
export function sampleMinutes(count = 3): Minutes {
  const [profile] = shippedProfiles;
  if (profile === undefined) throw new Error('the product ships without a profile');
  const campaign = campaignOf(count);
  const weighing = new Weighing(auditRules, profile, []);
  const schools = Array.from({ length: count }, (_, school) => schoolOf(campaign.id, school, weighing));
  return {
    campaign,
    profile,
    rules: auditRules,
    board: {
      total: rollUp(schools.map(({ row }) => row.score)),
      causes: causesOf(schools),
      schools: schools.map(({ row }) => row),
      synthetic: true,
      finished: count * cameraLimit,
    },
    onlyOf: null,
    schools,
    permissions: [permission],
    asOfMs: Date.parse(at),
  };
}
