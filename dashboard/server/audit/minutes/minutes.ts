/** What the minutes of a campaign say, before it becomes a file. */
import { createHash } from 'node:crypto';
import type {
  AuditCampaign,
  AuditPermission,
  AuditProfile,
  AuditRule,
  AuditWaiver,
  EvidenceHead,
  VerdictResult,
} from '@khue/domain/audit';
import type { AuditBoard, AuditedCamera, CameraVerdict } from '@khue/domain/auditApi';
import { reasonSentence } from '@khue/domain/auditWords';
import type { Locale } from '@khue/domain/errors';

export type MinutesEvidence = EvidenceHead;

export interface MinutesCamera extends AuditedCamera {
  readonly verdicts: readonly CameraVerdict[];
  readonly evidence: readonly MinutesEvidence[];
}

export interface MinutesSchool {
  readonly row: AuditBoard['schools'][number];
  readonly cameras: readonly MinutesCamera[];
}

/** Everything lies in the scope of whoever asked. The same content makes the same file, byte for byte. */
export interface Minutes {
  readonly campaign: AuditCampaign;
  readonly profile: AuditProfile;
  readonly rules: readonly AuditRule[];
  readonly board: Pick<AuditBoard, 'total' | 'causes' | 'schools' | 'synthetic' | 'finished'>;
  /** The only school, or ward, these minutes are of; null: all of the campaign. */
  readonly onlyOf: { readonly what: 'school' | 'ward'; readonly name: string } | null;
  /** In the order of the board. */
  readonly schools: readonly MinutesSchool[];
  /** Under which anything was sent to a camera. */
  readonly permissions: readonly AuditPermission[];
  /** Moment at which waivers count, ms. */
  readonly asOfMs: number;
}

/**
 * One hash for all evidence of a camera: SHA-256 over the hashes of its pieces, sorted, each on a line of its own. Whoever
 * has the pieces can compute it with `sort` and `sha256sum`.
 */
export function packageHash(evidence: readonly Pick<EvidenceHead, 'sha256'>[]): string {
  const lines = evidence.map(({ sha256 }) => `${sha256}\n`).toSorted();
  return createHash('sha256').update(lines.join('')).digest('hex');
}

const order: readonly VerdictResult[] = ['FAIL', 'WARN', 'WAIVED', 'UNKNOWN', 'N/A', 'PASS'];

/** Verdicts that somebody has to do something about or has set aside: FAIL, WARN, WAIVED, in this order; enabled ones. */
export function findingsOf(verdicts: readonly CameraVerdict[]): CameraVerdict[] {
  return verdicts
    .filter(({ result, enabled }) => enabled && (result === 'FAIL' || result === 'WARN' || result === 'WAIVED'))
    .toSorted((a, b) => order.indexOf(a.result) - order.indexOf(b.result) || a.ruleId.localeCompare(b.ruleId));
}

/** How many unknown verdicts have which reason, in words, most first. Only what is scored. */
export function unknownReasons(
  schools: readonly MinutesSchool[],
  locale: Locale,
): { readonly sentence: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { cameras } of schools) {
    for (const { verdicts } of cameras) {
      for (const { result, enabled, reason, params } of verdicts) {
        if (!enabled || result !== 'UNKNOWN') continue;
        const sentence = reasonSentence(reason, params, locale);
        counts.set(sentence, (counts.get(sentence) ?? 0) + 1);
      }
    }
  }
  return [...counts]
    .map(([sentence, count]) => ({ sentence, count }))
    .toSorted((a, b) => b.count - a.count || a.sentence.localeCompare(b.sentence));
}

/** Where verdicts were seen from, most first. */
export function vantageCounts(schools: readonly MinutesSchool[]) {
  const all = schools.flatMap(({ cameras }) => cameras.flatMap(({ verdicts }) => verdicts));
  const scored = all.filter(({ enabled }) => enabled);
  return [...Map.groupBy(scored, ({ vantage }) => vantage)]
    .map(([vantage, of]) => ({ vantage, count: of.length }))
    .toSorted((a, b) => b.count - a.count || a.vantage.localeCompare(b.vantage));
}

/** Waivers in force that touch these cameras, by rule. */
export function waiversOf(schools: readonly MinutesSchool[]): AuditWaiver[] {
  const found = new Map<string, AuditWaiver>();
  for (const { cameras } of schools) {
    for (const { verdicts } of cameras) {
      for (const { waiver } of verdicts) if (waiver !== null) found.set(waiver.id, waiver);
    }
  }
  return [...found.values()].toSorted((a, b) => a.ruleId.localeCompare(b.ruleId) || a.id.localeCompare(b.id));
}
