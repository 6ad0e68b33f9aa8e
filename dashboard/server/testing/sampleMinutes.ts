import { createHash } from 'node:crypto';
import type { AuditCampaign, AuditPermission, JudgedResult, Verdict } from '@khue/domain/audit';
import { auditRules, shippedProfiles } from '@khue/domain/auditRules';
import type { AuditTask } from '@khue/store/audit';
import { boardOf, Weighing } from '../audit/board.ts';
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
    schoolIds: Array.from({ length: schools }, (_, school) => idOf(1_000 + school)),
    startedBy: 'thanhtra',
    createdAt: '2026-11-25T02:00:00.000Z',
    endedAt: at,
    counts: { total, waiting: 0, running: 0, done: total, skipped: 0, failed: 0 },
  };
}

/** Minutes of an audit of `schools` invented schools with four cameras each. */
export function sampleMinutes(schools = 3): Minutes {
  const [profile] = shippedProfiles;
  if (profile === undefined) throw new Error('the product ships without a profile');
  const campaign = campaignOf(schools);
  const weighing = new Weighing(auditRules, profile, []);
  const tasks: AuditTask[] = [];
  const verdicts: Verdict[] = [];
  const atMs = Date.parse(at);
  const cameras = campaign.schoolIds.flatMap((schoolId, school) =>
    Array.from({ length: cameraLimit }, (_, place): MinutesCamera & { schoolId: string } => {
      const number = school * cameraLimit + place;
      const cameraId = idOf(10_000 + number);
      const evidence = [0, 1].map((piece) => evidenceOf(number, piece, campaign.id));
      const own = verdictsOf(number, evidence);
      verdicts.push(...own);
      tasks.push({ campaignId: campaign.id, cameraId, schoolId, state: 'done', attempts: 1, permissionId: idOf(2) });
      return {
        schoolId,
        cameraId,
        code: `MP-${String(school + 1).padStart(3, '0')}/C${place + 1}`,
        name: `Cổng ${place + 1}`,
        zone: 'gate_street',
        synthetic: true,
        taskState: 'done',
        score: weighing.score(own, schoolId, atMs),
        verdicts: own.map(({ cameraId: _cameraId, result: judged, ...rest }) => ({
          ...rest,
          judged,
          result: judged,
          ...weighing.of(rest.ruleId),
          waiver: null,
        })),
        evidence,
      };
    }),
  );
  const boardSchools = campaign.schoolIds.map((schoolId, school) => ({
    schoolId,
    code: `MP-${String(school + 1).padStart(3, '0')}`,
    name: `THPT Sao Khuê ${school + 1}`,
    shortName: `Sao Khuê ${school + 1}`,
    wardName: 'Phường Tân Định',
    synthetic: true,
  }));
  const board = boardOf({ campaign, profile, weighing, schools: boardSchools, tasks, verdicts, atMs });
  return {
    campaign,
    profile,
    rules: auditRules,
    board,
    schoolName: null,
    schools: board.schools.map(
      (row): MinutesSchool => ({ row, cameras: cameras.filter(({ schoolId }) => schoolId === row.schoolId) }),
    ),
    permissions: [permission],
    asOfMs: atMs,
  };
}
