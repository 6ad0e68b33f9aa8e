import type { AuditScore } from '@khue/domain/auditApi';
import type { AuditProfile, AuditRule, AuditWaiver } from '@khue/domain/audit';
import { type ScoredVerdict, scoreCamera, waiverFor, withWaiver } from '@khue/domain/auditScore';
import { type RuleWeight, ruleWeights } from '@khue/domain/auditTally';
import type { BoardVerdict } from '@khue/store/audit';

/** How a profile weighs the rules of the pack, with the waivers that lie over its verdicts. */
export class Weighing {
  readonly isScored: boolean;
  readonly weights: ReadonlyMap<string, RuleWeight>;
  readonly #waivers: readonly AuditWaiver[];

  constructor(rules: readonly AuditRule[], profile: AuditProfile, waivers: readonly AuditWaiver[]) {
    this.isScored = profile.state === 'in_force';
    this.#waivers = waivers;
    this.weights = ruleWeights(rules, profile);
  }

  of(ruleId: string): RuleWeight {
    return this.weights.get(ruleId) ?? { severity: 'low', enabled: false };
  }

  waiver(verdict: Pick<BoardVerdict, 'ruleId' | 'cameraId'>, schoolId: string, atMs: number): AuditWaiver | null {
    if (this.#waivers.length === 0) return null;
    return waiverFor(this.#waivers, { ...verdict, schoolId }, atMs);
  }

  /** As it counts at a moment. */
  scored(verdict: BoardVerdict, schoolId: string, atMs: number): ScoredVerdict {
    return {
      result: withWaiver(verdict.result, this.waiver(verdict, schoolId, atMs)),
      ...this.of(verdict.ruleId),
    };
  }

  score(verdicts: readonly BoardVerdict[], schoolId: string, atMs: number): AuditScore {
    return scoreCamera(
      verdicts.map((verdict) => this.scored(verdict, schoolId, atMs)),
      this.isScored,
    );
  }
}
