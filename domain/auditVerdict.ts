/** Judges a camera by every rule of a profile. Pure: readings and rules in, verdicts out. */
import type { AuditProfile, AuditRule, Judged, Vantage, Verdict } from './audit.ts';
import { noReadings, type Readings, withEvidenceAlone } from './auditReadings.ts';
import type { CameraZone } from './camera.ts';
import { imgJudges } from './verdicts/img.ts';
import { itfJudges } from './verdicts/itf.ts';
import { type Judge, unknown } from './verdicts/judging.ts';
import { netJudges } from './verdicts/net.ts';
import { priJudges } from './verdicts/pri.ts';
import { regJudges } from './verdicts/reg.ts';
import { restJudges } from './verdicts/rest.ts';
import { secJudges } from './verdicts/sec.ts';
import { timJudges } from './verdicts/tim.ts';

const measured: Readonly<Record<string, Judge>> = {
  ...regJudges,
  ...itfJudges,
  ...imgJudges,
  ...timJudges,
  ...netJudges,
  ...secJudges,
  ...priJudges,
};

/** Why a camera was not asked at all; null: it was. */
export type Unasked = 'no_permission' | 'outside_ranges' | 'collector_failed' | null;

export interface CameraCase {
  readonly cameraId: string;
  readonly zone: CameraZone;
  readonly readings: Readings;
  readonly unasked: Unasked;
  readonly at: string;
}

/** What the verdict of a rule that was measured is seen from. */
const vantages: Readonly<Record<string, Vantage>> = { 'REG-03': 'manual', 'NET-01': 'product-log' };

function vantageOf(rule: AuditRule): Vantage {
  return vantages[rule.id] ?? (Object.hasOwn(measured, rule.id) ? 'camera' : 'manual');
}

function judge(
  rule: AuditRule,
  profile: AuditProfile,
  threshold: Verdict['params'] | object,
  about: CameraCase,
): Judged {
  if (profile.state === 'placeholder') return unknown('no_text');
  const judgeOf = measured[rule.id];
  if (judgeOf === undefined) return (restJudges[rule.id] ?? (() => unknown('not_measured')))(caseOf(about, threshold));
  if (about.unasked !== null) return unknown(about.unasked);
  return judgeOf(caseOf(about, threshold));
}

function caseOf({ readings, zone }: CameraCase, threshold: object) {
  return { readings, zone, threshold: { ...threshold } };
}

/** One verdict per rule of the pack that the profile knows, in the order of the pack. */
export function judgeCamera(rules: readonly AuditRule[], profile: AuditProfile, about: CameraCase): readonly Verdict[] {
  const readings = about.unasked === null ? withEvidenceAlone(about.readings) : noReadings;
  const byId = new Map(profile.rules.map((rule) => [rule.id, rule]));
  return rules.flatMap((rule): readonly Verdict[] => {
    const set = byId.get(rule.id);
    if (set === undefined) return [];
    const { evidenceIds, ...judged } = judge(rule, profile, set.threshold, { ...about, readings });
    return [
      {
        cameraId: about.cameraId,
        ruleId: rule.id,
        ...judged,
        threshold: set.thresholdText,
        vantage: vantageOf(rule),
        evidenceIds: [...evidenceIds],
        at: about.at,
        profile: profile.name,
        profileVersion: profile.version,
        ruleVersion: rule.version,
      },
    ];
  });
}
