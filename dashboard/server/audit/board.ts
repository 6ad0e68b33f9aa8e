import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuditBoard, AuditScore } from '@khue/domain/auditApi';
import {
  type AuditCampaign,
  type AuditProfile,
  type AuditRule,
  type AuditWaiver,
  ruleFamilies,
  ruleFamilySchema,
  type RuleSeverity,
} from '@khue/domain/audit';
import { countResults, rollUp, type ScoredVerdict, scoreCamera, waiverFor, withWaiver } from '@khue/domain/auditScore';
import type { AuditTask, BoardVerdict } from '@khue/store/audit';

/** How a profile weighs the rules of the pack. */
export class Weighing {
  readonly isScored: boolean;
  readonly #rules = new Map<string, { readonly severity: RuleSeverity; readonly enabled: boolean }>();
  readonly #waivers: readonly AuditWaiver[];

  constructor(rules: readonly AuditRule[], profile: AuditProfile, waivers: readonly AuditWaiver[]) {
    this.isScored = profile.state === 'in_force';
    this.#waivers = waivers;
    const severities = new Map(rules.map(({ id, severity }) => [id, severity]));
    for (const { id, enabled, severity } of profile.rules) {
      this.#rules.set(id, { enabled, severity: severity ?? severities.get(id) ?? 'low' });
    }
  }

  of(ruleId: string): { readonly severity: RuleSeverity; readonly enabled: boolean } {
    return this.#rules.get(ruleId) ?? { severity: 'low', enabled: false };
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

/** What the board says of a school beside its results. */
export interface BoardSchool {
  readonly schoolId: string;
  readonly code: string;
  readonly name: string;
  readonly shortName: string;
  readonly wardName: string | null;
  readonly synthetic: boolean;
}

interface BoardGround {
  readonly campaign: AuditCampaign;
  readonly profile: AuditProfile;
  readonly weighing: Weighing;
  readonly schools: readonly BoardSchool[];
  readonly tasks: readonly AuditTask[];
  readonly verdicts: readonly BoardVerdict[];
  readonly atMs: number;
}

type SchoolRow = AuditBoard['schools'][number];

function byCamera(verdicts: readonly BoardVerdict[]): Map<string, BoardVerdict[]> {
  const found = new Map<string, BoardVerdict[]>();
  for (const verdict of verdicts) {
    const known = found.get(verdict.cameraId);
    if (known === undefined) found.set(verdict.cameraId, [verdict]);
    else known.push(verdict);
  }
  return found;
}

type ScoredRule = ScoredVerdict & { readonly ruleId: string };

/** Of all cameras of a school. */
function familiesOf(scored: readonly ScoredRule[]): SchoolRow['families'] {
  const byFamily = Map.groupBy(scored, ({ ruleId }) => ruleId.slice(0, ruleId.indexOf('-')));
  return ruleFamilies.map((family) => {
    const own = byFamily.get(family) ?? [];
    const critical = own.filter(
      ({ result, severity, enabled }) => enabled && result === 'FAIL' && severity === 'critical',
    );
    return { family: ruleFamilySchema.parse(family), counts: countResults(own), criticalFailed: critical.length };
  });
}

/** Worst first: most cameras that fail the gate, then the lowest score; those without a score last. */
function worstFirst(a: SchoolRow, b: SchoolRow): number {
  const gate = b.score.gateFailed - a.score.gateFailed;
  return gate === 0 ? (a.score.score ?? 2) - (b.score.score ?? 2) || a.code.localeCompare(b.code, 'vi') : gate;
}

interface Found {
  readonly weighing: Weighing;
  readonly atMs: number;
  readonly verdictsOf: ReadonlyMap<string, readonly BoardVerdict[]>;
  readonly tasksOf: ReadonlyMap<string, readonly AuditTask[]>;
  /** Cameras by the rule they fail; grows with every school. */
  readonly causes: Map<string, number>;
}

function rowOf(school: BoardSchool, { weighing, atMs, verdictsOf, tasksOf, causes }: Found): SchoolRow {
  const { schoolId } = school;
  const own = tasksOf.get(schoolId) ?? [];
  const scores: AuditScore[] = [];
  const all: ScoredRule[] = [];
  for (const { cameraId } of own) {
    const verdicts = verdictsOf.get(cameraId);
    if (verdicts === undefined) continue;
    const scored = verdicts.map((verdict) => ({
      ...weighing.scored(verdict, schoolId, atMs),
      ruleId: verdict.ruleId,
    }));
    scores.push(scoreCamera(scored, weighing.isScored));
    for (const rule of scored) all.push(rule);
    for (const { ruleId, result, enabled } of scored) {
      if (enabled && result === 'FAIL') causes.set(ruleId, (causes.get(ruleId) ?? 0) + 1);
    }
  }
  const counted = { cameras: own.length, finished: scores.length };
  return { ...school, ...counted, score: rollUp(scores), families: familiesOf(all) };
}

function foundOf({ weighing, atMs, verdicts, tasks }: BoardGround): Found {
  const tasksOf = Map.groupBy(tasks, ({ schoolId }) => schoolId);
  return { weighing, atMs, verdictsOf: byCamera(verdicts), tasksOf, causes: new Map() };
}

function wholeOf(ground: BoardGround, { causes }: Found, schools: readonly SchoolRow[]): AuditBoard {
  const { campaign, profile, weighing, tasks } = ground;
  return {
    campaign,
    profileState: profile.state,
    total: rollUp(schools.filter(({ finished }) => finished > 0).map(({ score }) => score)),
    cameras: tasks.length,
    synthetic: schools.some(({ synthetic }) => synthetic),
    causes: [...causes]
      .map(([ruleId, cameras]) => ({ ruleId, cameras, critical: weighing.of(ruleId).severity === 'critical' }))
      .toSorted((a, b) => b.cameras - a.cameras || a.ruleId.localeCompare(b.ruleId)),
    schools: schools.toSorted(worstFirst),
  };
}

/** The board of a campaign: schools by families, causes, scores. Pure. */
export function boardOf(ground: BoardGround): AuditBoard {
  const found = foundOf(ground);
  const schools = ground.schools.map((school) => rowOf(school, found));
  return wholeOf(ground, found, schools);
}

/** Longest stretch of work before others get their turn. */
const turnMs = 10;

/** The same, while others get their turn: the board of the whole city is more than a second of work. */
export async function boardInTurns(ground: BoardGround): Promise<AuditBoard> {
  const found = foundOf(ground);
  const schools: SchoolRow[] = [];
  let since = performance.now();
  for (const school of ground.schools) {
    schools.push(rowOf(school, found));
    if (performance.now() - since < turnMs) continue;
    await nextTurn();
    since = performance.now();
  }
  return wholeOf(ground, found, schools);
}
