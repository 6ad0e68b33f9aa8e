import { sql, type Transaction } from 'kysely';
import { auditProfileSchema, ruleFamilySchema, type Verdict } from '@khue/domain/audit';
import { auditRules } from '@khue/domain/auditRules';
import { type CameraTally, familyOf, ruleWeights, tallyCamera, type WeighedVerdict } from '@khue/domain/auditTally';
import type { FinishedTask } from '../audit.ts';
import type { Database } from '../database.ts';

type Ended = Pick<FinishedTask, 'campaignId' | 'cameraId' | 'state' | 'verdicts'>;

interface Ground {
  readonly schoolId: string;
  readonly isScored: boolean;
  readonly weights: ReturnType<typeof ruleWeights>;
}

async function groundOf(transaction: Transaction<Database>, { campaignId, cameraId }: Ended): Promise<Ground> {
  const row = await transaction
    .selectFrom('audit_task as t')
    .innerJoin('audit_campaign as c', 'c.id', 't.campaign_id')
    .innerJoin('audit_profile as p', (join) =>
      join.onRef('p.name', '=', 'c.profile').onRef('p.version', '=', 'c.profile_version'),
    )
    .select(['t.school_id', 'p.name', 'p.version', 'p.state', 'p.rules'])
    .where('t.campaign_id', '=', campaignId)
    .where('t.camera_id', '=', cameraId)
    .executeTakeFirstOrThrow();
  const profile = auditProfileSchema.parse(row);
  return {
    schoolId: row.school_id,
    isScored: profile.state === 'in_force',
    weights: ruleWeights(auditRules, profile),
  };
}

function weighed(verdicts: readonly Verdict[], { weights }: Ground): WeighedVerdict[] {
  return verdicts.flatMap(({ ruleId, result }) => {
    const weight = weights.get(ruleId);
    return weight?.enabled === true ? [{ ruleId, result, ...weight }] : [];
  });
}

/** The row of the school is written first: whoever ends another camera of it waits for the end of this transaction. */
async function keepOfSchool(
  transaction: Transaction<Database>,
  { campaignId, state, verdicts }: Ended,
  { schoolId, isScored }: Ground,
  tally: CameraTally,
): Promise<void> {
  const { passWeight, countedWeight, seen, applicable, criticalFailed } = tally;
  const hasScore = isScored && countedWeight > 0;
  const ended = sql.ref(state);
  await sql`UPDATE audit_campaign_school SET ${ended} = ${ended} + 1, judged = judged + ${verdicts.length > 0 ? 1 : 0},
      scored = scored + ${hasScore ? 1 : 0}, score_sum = score_sum + ${hasScore ? passWeight / countedWeight : 0},
      covered = covered + ${applicable > 0 ? 1 : 0}, coverage_sum = coverage_sum + ${applicable > 0 ? seen / applicable : 0},
      gate_failed = gate_failed + ${isScored && criticalFailed > 0 ? 1 : 0}
    WHERE campaign_id = ${campaignId} AND school_id = ${schoolId}`.execute(transaction);
}

const countColumns = ['passed', 'warned', 'failed', 'unknown', 'not_applicable', 'critical_failed'] as const;

function countsOf(verdicts: readonly WeighedVerdict[]): Record<(typeof countColumns)[number], number> {
  const count = (of: WeighedVerdict['result']): number => verdicts.filter(({ result }) => result === of).length;
  return {
    passed: count('PASS'),
    warned: count('WARN'),
    failed: count('FAIL'),
    unknown: count('UNKNOWN'),
    not_applicable: count('N/A'),
    critical_failed: verdicts.filter(({ result, severity }) => result === 'FAIL' && severity === 'critical').length,
  };
}

/** What a row holds already, and what is added to it. */
function sums(table: 'audit_family_tally' | 'audit_campaign_family') {
  return Object.fromEntries(
    countColumns.map((column) => [column, sql<number>`${sql.ref(`${table}.${column}`)} + excluded.${sql.ref(column)}`]),
  );
}

async function keepOfFamilies(
  transaction: Transaction<Database>,
  campaignId: string,
  schoolId: string,
  verdicts: readonly WeighedVerdict[],
): Promise<void> {
  const families = Map.groupBy(verdicts, ({ ruleId }) => ruleFamilySchema.parse(familyOf(ruleId)));
  const rows = [...families].map(([family, own]) => ({ campaign_id: campaignId, family, ...countsOf(own) }));
  if (rows.length === 0) return;
  await transaction
    .insertInto('audit_family_tally')
    .values(rows.map((row) => ({ ...row, school_id: schoolId })))
    .onConflict((conflict) =>
      conflict.columns(['campaign_id', 'school_id', 'family']).doUpdateSet(sums('audit_family_tally')),
    )
    .execute();
  await transaction
    .insertInto('audit_campaign_family')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['campaign_id', 'family']).doUpdateSet(sums('audit_campaign_family')))
    .execute();
}

async function keepFailures(
  transaction: Transaction<Database>,
  campaignId: string,
  schoolId: string,
  verdicts: readonly WeighedVerdict[],
): Promise<void> {
  const failed = verdicts.filter(({ result }) => result === 'FAIL').map(({ ruleId }) => ruleId);
  if (failed.length === 0) return;
  await sql`INSERT INTO audit_rule_failure (campaign_id, rule_id, school_id, cameras)
    SELECT ${campaignId}::uuid, rule_id, ${schoolId}::uuid, 1 FROM unnest(${failed}::text[]) AS failed (rule_id)
    ON CONFLICT (campaign_id, rule_id, school_id) DO UPDATE SET cameras = audit_rule_failure.cameras + 1`.execute(
    transaction,
  );
  await sql`INSERT INTO audit_campaign_failure (campaign_id, rule_id, cameras)
    SELECT ${campaignId}::uuid, rule_id, 1 FROM unnest(${failed}::text[]) AS failed (rule_id)
    ON CONFLICT (campaign_id, rule_id) DO UPDATE SET cameras = audit_campaign_failure.cameras + 1`.execute(transaction);
}

/**
 * Counts a camera that ended, and what was judged of it, for its campaign and the board of it; once, in the transaction
 * that ends it.
 */
export async function keepTallies(transaction: Transaction<Database>, ended: Ended): Promise<void> {
  const { campaignId, cameraId, verdicts } = ended;
  const ground = await groundOf(transaction, ended);
  const own = weighed(verdicts, ground);
  const tally = tallyCamera(own);
  await keepOfSchool(transaction, ended, ground, tally);
  if (verdicts.length === 0) return;
  await transaction
    .insertInto('audit_camera_tally')
    .values({
      campaign_id: campaignId,
      camera_id: cameraId,
      pass_weight: tally.passWeight,
      counted_weight: tally.countedWeight,
      seen: tally.seen,
      applicable: tally.applicable,
      critical_failed: tally.criticalFailed,
    })
    .execute();
  // Rows of the whole campaign are written last and always in the order of the pack: nobody waits for long, nor crosswise.
  await keepOfFamilies(transaction, campaignId, ground.schoolId, own);
  await keepFailures(transaction, campaignId, ground.schoolId, own);
}
