/** In which order verdicts of a camera are read: what asks for work first, what passed last. */
import type { RuleSeverity, VerdictResult } from '@khue/domain/audit';
import type { CameraVerdict } from '@khue/domain/auditApi';

const results: readonly VerdictResult[] = ['FAIL', 'WARN', 'UNKNOWN', 'WAIVED', 'N/A', 'PASS'];
const severities: readonly RuleSeverity[] = ['critical', 'high', 'medium', 'low'];

/** By result, then by weight, then in the order of the pack; what is not enabled goes behind its own result. */
export function inReadingOrder(verdicts: readonly CameraVerdict[]): CameraVerdict[] {
  const rank = ({ result, enabled, severity }: CameraVerdict): number =>
    (results.indexOf(result) * 2 + (enabled ? 0 : 1)) * severities.length + severities.indexOf(severity);
  return verdicts.toSorted((a, b) => rank(a) - rank(b));
}

export type BadgeLook = 'fail' | 'warn' | 'pass' | 'unknown' | 'none' | 'waiting';

/** What is said of a camera as a whole; null where it is not finished. */
export function badgeOf(
  score: { readonly score: number | null; readonly enough: boolean; readonly gateFailed: number } | null,
  verdicts: readonly Pick<CameraVerdict, 'result' | 'enabled'>[],
): BadgeLook {
  if (score === null) return 'waiting';
  if (score.gateFailed > 0) return 'fail';
  if (score.score === null) return 'none';
  if (!score.enough) return 'unknown';
  const isClean = verdicts.every(({ result, enabled }) => !enabled || (result !== 'FAIL' && result !== 'WARN'));
  return isClean ? 'pass' : 'warn';
}
