/** Scores of cameras, schools and more (weights, coverage, gate). Pure. */
import type { AuditScore, ResultCounts } from './auditApi.ts';
import { type AuditWaiver, type JudgedResult, type RuleSeverity, type VerdictResult, verdictResults } from './audit.ts';

/** How much a rule of each severity counts. */
export const severityWeights: Readonly<Record<RuleSeverity, number>> = { critical: 10, high: 5, medium: 2, low: 1 };
/** Under this coverage a score is said to rest on too little. */
export const enoughCoverage = 0.6;

/** A verdict as scoring looks at it. */
export interface ScoredVerdict {
  readonly result: VerdictResult;
  readonly severity: RuleSeverity;
  /** Of a profile, those that are not enabled count nowhere. */
  readonly enabled: boolean;
}

export function noCounts(): ResultCounts {
  return { PASS: 0, WARN: 0, FAIL: 0, UNKNOWN: 0, 'N/A': 0, WAIVED: 0 };
}

export function countResults(verdicts: readonly ScoredVerdict[]): ResultCounts {
  const counts = noCounts();
  for (const { result, enabled } of verdicts) if (enabled) counts[result] += 1;
  return counts;
}

export function addCounts(all: readonly ResultCounts[]): ResultCounts {
  const sum = noCounts();
  for (const counts of all) for (const result of verdictResults) sum[result] += counts[result];
  return sum;
}

/** Rules that apply: neither N/A nor WAIVED. */
function coverageOf({ PASS, WARN, FAIL, UNKNOWN }: ResultCounts): number | null {
  const applicable = PASS + WARN + FAIL + UNKNOWN;
  return applicable === 0 ? null : (PASS + WARN + FAIL) / applicable;
}

/** Of one camera. `isScored` false (a placeholder): counts alone. */
export function scoreCamera(verdicts: readonly ScoredVerdict[], isScored = true): AuditScore {
  const counts = countResults(verdicts);
  const counted = verdicts.filter(({ enabled, result }) => enabled && ['PASS', 'WARN', 'FAIL'].includes(result));
  const weightOf = (some: readonly ScoredVerdict[]) =>
    some.reduce((sum, { severity }) => sum + severityWeights[severity], 0);
  const whole = weightOf(counted);
  const coverage = coverageOf(counts);
  const score = whole === 0 || !isScored ? null : weightOf(counted.filter(({ result }) => result === 'PASS')) / whole;
  const gate = counted.some(({ result, severity }) => result === 'FAIL' && severity === 'critical');
  return {
    counts,
    score,
    coverage,
    enough: score !== null && coverage !== null && coverage >= enoughCoverage,
    gateFailed: gate && isScored ? 1 : 0,
  };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Of a school from its cameras, of a ward or the city from its schools: each weighs the same. */
export function rollUp(parts: readonly AuditScore[]): AuditScore {
  const score = meanOf(parts.map((part) => part.score));
  const coverage = meanOf(parts.map((part) => part.coverage));
  return {
    counts: addCounts(parts.map(({ counts }) => counts)),
    score,
    coverage,
    enough: score !== null && coverage !== null && coverage >= enoughCoverage,
    gateFailed: parts.reduce((sum, { gateFailed }) => sum + gateFailed, 0),
  };
}

/** The waiver in force for a rule of a camera at a moment; of several the one that ends last. */
export function waiverFor(
  waivers: readonly AuditWaiver[],
  about: { readonly ruleId: string; readonly cameraId: string; readonly schoolId: string },
  atMs: number,
): AuditWaiver | null {
  const fitting = waivers.filter(
    ({ ruleId, schoolId, cameraId, validFrom, validTo }) =>
      ruleId === about.ruleId &&
      schoolId === about.schoolId &&
      (cameraId === null || cameraId === about.cameraId) &&
      Date.parse(validFrom) <= atMs &&
      atMs < Date.parse(validTo),
  );
  return fitting.toSorted((a, b) => Date.parse(b.validTo) - Date.parse(a.validTo))[0] ?? null;
}

/** A waiver sets the real result aside; what does not apply has nothing to set aside. */
export function withWaiver(judged: JudgedResult, waiver: AuditWaiver | null): VerdictResult {
  return waiver === null || judged === 'N/A' ? judged : 'WAIVED';
}
