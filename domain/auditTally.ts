/** What scores are made of, counted once when verdicts are written, so that sums of many cameras need no verdict. Pure. */
import type { AuditProfile, AuditRule, JudgedResult, RuleSeverity } from './audit.ts';
import { severityWeights } from './auditScore.ts';

/** How a profile weighs a rule. */
export interface RuleWeight {
  readonly severity: RuleSeverity;
  /** Those that are not count nowhere. */
  readonly enabled: boolean;
}

/** By rule; of each rule of the profile. */
export function ruleWeights(rules: readonly AuditRule[], profile: AuditProfile): ReadonlyMap<string, RuleWeight> {
  const severities = new Map(rules.map(({ id, severity }) => [id, severity]));
  return new Map(
    profile.rules.map(({ id, enabled, severity }) => [
      id,
      { enabled, severity: severity ?? severities.get(id) ?? 'low' },
    ]),
  );
}

/** `SEC-01` is of the family `SEC`. */
export function familyOf(ruleId: string): string {
  return ruleId.slice(0, ruleId.indexOf('-'));
}

/** Of the enabled rules of one camera, as judged. `auditScore.ts` says what is made of it. */
export interface CameraTally {
  readonly passWeight: number;
  /** Of PASS, WARN and FAIL. */
  readonly countedWeight: number;
  /** How many PASS, WARN and FAIL. */
  readonly seen: number;
  /** All but N/A. */
  readonly applicable: number;
  readonly criticalFailed: number;
}

/** A judged rule with its weight. */
export interface WeighedVerdict extends RuleWeight {
  readonly ruleId: string;
  readonly result: JudgedResult;
}

export function tallyCamera(verdicts: readonly WeighedVerdict[]): CameraTally {
  const tally = { passWeight: 0, countedWeight: 0, seen: 0, applicable: 0, criticalFailed: 0 };
  for (const { result, severity, enabled } of verdicts) {
    if (!enabled || result === 'N/A') continue;
    tally.applicable += 1;
    if (result === 'UNKNOWN') continue;
    const weight = severityWeights[severity];
    tally.seen += 1;
    tally.countedWeight += weight;
    if (result === 'PASS') tally.passWeight += weight;
    if (result === 'FAIL' && severity === 'critical') tally.criticalFailed += 1;
  }
  return tally;
}
