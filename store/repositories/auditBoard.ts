import { type Kysely, type RawBuilder, sql } from 'kysely';
import { ruleFamilySchema } from '@khue/domain/audit';
import { enoughCoverage, noCounts, severityWeights } from '@khue/domain/auditScore';
import type { AuditScore, BoardOrder, FamilyCounts } from '@khue/domain/auditApi';
import type { AuditBoardRepository, BoardAsked, BoardPage, BoardSchool } from '../audit.ts';
import type { Database } from '../database.ts';
import { ofSchools } from './ofSchools.ts';

/**
 * Tables that a board is read from: `waived`, the verdicts that a waiver sets aside at the moment; `school`, every school
 * in scope with its sums; `family` and `failure`, counts to be summed. Verdicts are looked at for waivers alone.
 */
function boardTables({ campaignId, schoolIds, weights, isScored, at }: BoardAsked): RawBuilder<unknown> {
  const enabled = [...weights].filter(([, weight]) => weight.enabled);
  const quotient = (pass: RawBuilder<unknown>, counted: RawBuilder<unknown>): RawBuilder<unknown> =>
    isScored ? sql`(${pass})::float8 / nullif(${counted}, 0)` : sql`NULL::float8`;
  const gateOf = (failed: RawBuilder<unknown>): RawBuilder<unknown> => (isScored ? sql`(${failed} > 0)` : sql`false`);
  return sql`WITH weight AS (
      SELECT * FROM unnest(${enabled.map(([id]) => id)}::text[],
        ${enabled.map(([, { severity }]) => severityWeights[severity])}::integer[],
        ${enabled.map(([, { severity }]) => severity === 'critical')}::boolean[]) AS w (rule_id, weight, critical)
    ), waived AS MATERIALIZED (
      SELECT DISTINCT t.school_id, t.camera_id, v.rule_id, v.result, weight.weight, weight.critical
      FROM audit_waiver AS w JOIN weight ON weight.rule_id = w.rule_id
      JOIN audit_task AS t ON t.campaign_id = ${campaignId}::uuid AND t.school_id = w.school_id
        AND (w.camera_id IS NULL OR w.camera_id = t.camera_id)
      JOIN audit_verdict AS v ON v.campaign_id = t.campaign_id AND v.camera_id = t.camera_id AND v.rule_id = w.rule_id
      WHERE w.valid_from <= ${at} AND ${at} < w.valid_to AND v.result <> 'N/A' AND ${ofSchools(schoolIds, sql`w.school_id`)}
    ), lifted AS (
      SELECT school_id, camera_id, coalesce(sum(weight) FILTER (WHERE result = 'PASS'), 0) AS pass_weight,
        coalesce(sum(weight) FILTER (WHERE result <> 'UNKNOWN'), 0) AS counted_weight,
        count(*) FILTER (WHERE result <> 'UNKNOWN') AS seen, count(*) AS applicable,
        count(*) FILTER (WHERE result = 'FAIL' AND critical) AS critical_failed
      FROM waived GROUP BY school_id, camera_id
    ), rescored AS (
      SELECT l.school_id, ${quotient(sql`y.pass_weight`, sql`y.counted_weight`)} AS old_score,
        ${quotient(sql`y.pass_weight - l.pass_weight`, sql`y.counted_weight - l.counted_weight`)} AS new_score,
        y.seen::float8 / nullif(y.applicable, 0) AS old_coverage,
        (y.seen - l.seen)::float8 / nullif(y.applicable - l.applicable, 0) AS new_coverage,
        ${gateOf(sql`y.critical_failed`)} AND NOT ${gateOf(sql`y.critical_failed - l.critical_failed`)} AS gate_passed
      FROM lifted AS l JOIN audit_camera_tally AS y ON y.campaign_id = ${campaignId}::uuid AND y.camera_id = l.camera_id
    ), shifted AS (
      SELECT school_id, count(new_score) - count(old_score) AS scored,
        coalesce(sum(new_score), 0) - coalesce(sum(old_score), 0) AS score_sum,
        count(new_coverage) - count(old_coverage) AS covered,
        coalesce(sum(new_coverage), 0) - coalesce(sum(old_coverage), 0) AS coverage_sum,
        count(*) FILTER (WHERE gate_passed) AS gate_passed
      FROM rescored GROUP BY school_id
    ), school AS (
      SELECT s.school_id, s.cameras, s.judged, s.gate_failed - coalesce(x.gate_passed, 0) AS gate_failed,
        (s.score_sum + coalesce(x.score_sum, 0)) / nullif(s.scored + coalesce(x.scored, 0), 0) AS score,
        (s.coverage_sum + coalesce(x.coverage_sum, 0)) / nullif(s.covered + coalesce(x.covered, 0), 0) AS coverage,
        n.code, n.name, n.short_name, n.ward_code, coalesce(n.synthetic, false) AS synthetic
      FROM audit_campaign_school AS s LEFT JOIN shifted AS x ON x.school_id = s.school_id
      LEFT JOIN school_version AS n ON n.school_id = s.school_id AND n.valid_from <= ${at} AND ${at} < n.valid_to
      WHERE s.campaign_id = ${campaignId}::uuid AND ${ofSchools(schoolIds, sql`s.school_id`)}
    ), waived_family AS (
      SELECT school_id, split_part(rule_id, '-', 1) AS family, -count(*) FILTER (WHERE result = 'PASS') AS passed,
        -count(*) FILTER (WHERE result = 'WARN') AS warned, -count(*) FILTER (WHERE result = 'FAIL') AS failed,
        -count(*) FILTER (WHERE result = 'UNKNOWN') AS unknown, 0 AS not_applicable, count(*) AS waived,
        -count(*) FILTER (WHERE result = 'FAIL' AND critical) AS critical_failed
      FROM waived GROUP BY 1, 2
    ), waived_failure AS (
      SELECT rule_id, school_id, -count(*) AS cameras FROM waived WHERE result = 'FAIL' GROUP BY 1, 2
    ), family AS (
      SELECT school_id, family, passed, warned, failed, unknown, not_applicable, 0 AS waived, critical_failed
      FROM audit_family_tally WHERE campaign_id = ${campaignId}::uuid AND ${ofSchools(schoolIds)}
      UNION ALL SELECT * FROM waived_family
    ), failure AS (
      SELECT rule_id, school_id, cameras FROM audit_rule_failure
      WHERE campaign_id = ${campaignId}::uuid AND ${ofSchools(schoolIds)}
      UNION ALL SELECT * FROM waived_failure
    )`;
}

interface FamilyRow {
  readonly school_id: string;
  readonly family: string;
  readonly passed: number;
  readonly warned: number;
  readonly failed: number;
  readonly unknown: number;
  readonly not_applicable: number;
  readonly waived: number;
  readonly critical_failed: number;
}

const familySums = sql`sum(passed) AS passed, sum(warned) AS warned, sum(failed) AS failed, sum(unknown) AS unknown,
  sum(not_applicable) AS not_applicable, sum(waived) AS waived, sum(critical_failed) AS critical_failed`;

function familyOf(row: FamilyRow): FamilyCounts {
  return {
    family: ruleFamilySchema.parse(row.family),
    counts: {
      PASS: row.passed,
      WARN: row.warned,
      FAIL: row.failed,
      UNKNOWN: row.unknown,
      'N/A': row.not_applicable,
      WAIVED: row.waived,
    },
    criticalFailed: row.critical_failed,
  };
}

function scoreOf(
  {
    score,
    coverage,
    gate_failed,
  }: { readonly score: number | null; readonly coverage: number | null; readonly gate_failed: number | null },
  families: readonly FamilyCounts[],
): AuditScore {
  const counts = noCounts();
  for (const family of families) {
    for (const result of ['PASS', 'WARN', 'FAIL', 'UNKNOWN', 'N/A', 'WAIVED'] as const) {
      counts[result] += family.counts[result];
    }
  }
  // Sums of many quotients may end a hair beside 0 or 1.
  const within = (value: number | null): number | null => (value === null ? null : Math.min(1, Math.max(0, value)));
  return {
    counts,
    score: within(score),
    coverage: within(coverage),
    enough: score !== null && coverage !== null && coverage >= enoughCoverage,
    gateFailed: gate_failed ?? 0,
  };
}

interface BoardRow {
  readonly total: {
    readonly cameras: number;
    readonly judged: number;
    readonly score: number | null;
    readonly coverage: number | null;
    readonly gate_failed: number | null;
    readonly synthetic: boolean;
  };
  readonly families: FamilyRow[] | null;
  readonly causes: { readonly ruleId: string; readonly cameras: number }[] | null;
  readonly wards: { readonly code: string; readonly name: string; readonly cameras: number }[] | null;
  readonly matching: number;
  readonly schools: SchoolRow[] | null;
  readonly schoolFamilies: FamilyRow[] | null;
}

interface SchoolRow {
  readonly school_id: string;
  readonly cameras: number;
  readonly judged: number;
  readonly score: number | null;
  readonly coverage: number | null;
  readonly gate_failed: number;
  readonly code: string | null;
  readonly name: string | null;
  readonly short_name: string | null;
  readonly ward_name: string | null;
  readonly synthetic: boolean;
}

const orders: Readonly<Record<BoardOrder, RawBuilder<unknown>>> = {
  worst: sql`school.gate_failed DESC, school.score NULLS LAST, school.code NULLS LAST, school.school_id`,
  score: sql`school.score NULLS LAST, school.gate_failed DESC, school.code NULLS LAST, school.school_id`,
  coverage: sql`school.coverage NULLS LAST, school.code NULLS LAST, school.school_id`,
  school: sql`school.code NULLS LAST, school.school_id`,
};

/** `u` is the ward of that code at a moment. */
function wardOf(code: RawBuilder<unknown>, at: Date): RawBuilder<unknown> {
  return sql`JOIN unit_version AS u ON u.code = ${code} AND u.valid_from <= ${at} AND ${at} < u.valid_to`;
}

/** As `family` and `failure`, of every school there is: those are counted already. */
function wholeCampaign(campaignId: string) {
  return {
    family: sql`(SELECT family, passed, warned, failed, unknown, not_applicable, 0 AS waived, critical_failed
      FROM audit_campaign_family WHERE campaign_id = ${campaignId}::uuid
      UNION ALL SELECT family, passed, warned, failed, unknown, not_applicable, waived, critical_failed FROM waived_family)`,
    failure: sql`(SELECT rule_id, cameras FROM audit_campaign_failure WHERE campaign_id = ${campaignId}::uuid
      UNION ALL SELECT rule_id, cameras FROM waived_failure)`,
  };
}

function schoolOf(row: SchoolRow, families: readonly FamilyRow[]): BoardSchool {
  const own = families.map(familyOf);
  return {
    schoolId: row.school_id,
    code: row.code ?? row.school_id,
    name: row.name ?? row.school_id,
    shortName: row.short_name ?? row.school_id,
    wardName: row.ward_name,
    synthetic: row.synthetic,
    cameras: row.cameras,
    finished: row.judged,
    score: scoreOf(row, own),
    families: own,
  };
}

function wanted({ ruleId, wardCode, among }: BoardPage): RawBuilder<unknown> {
  const failing = sql`school_id IN (SELECT school_id FROM failure WHERE rule_id = ${ruleId}
    GROUP BY school_id HAVING sum(cameras) > 0)`;
  return sql`${ofSchools(among)} AND ${ruleId === null ? sql`true` : failing}
    AND ${wardCode === null ? sql`true` : sql`ward_code = ${wardCode}`}`;
}

/** In one question: the verdicts that are set aside are then looked up once. */
function question(asked: BoardAsked, page: BoardPage): RawBuilder<BoardRow> {
  const order = orders[page.order];
  const of =
    asked.schoolIds === null ? wholeCampaign(asked.campaignId) : { family: sql`family`, failure: sql`failure` };
  return sql<BoardRow>`${boardTables(asked)}, matching AS (
      SELECT * FROM school WHERE ${wanted(page)}
    ), page AS (
      SELECT school.*, u.full_name AS ward_name
      FROM (SELECT * FROM matching AS school ORDER BY ${order} OFFSET ${page.offset} LIMIT ${page.limit}) AS school
      LEFT ${wardOf(sql`school.ward_code`, asked.at)}
    ) SELECT
      (SELECT row_to_json(t) FROM (SELECT coalesce(sum(cameras), 0) AS cameras, coalesce(sum(judged), 0) AS judged,
        avg(score) FILTER (WHERE judged > 0) AS score, avg(coverage) FILTER (WHERE judged > 0) AS coverage,
        sum(gate_failed) AS gate_failed, coalesce(bool_or(synthetic), false) AS synthetic FROM school) AS t) AS total,
      (SELECT json_agg(f) FROM (SELECT family, ${familySums} FROM ${of.family} AS f GROUP BY family) AS f) AS families,
      (SELECT json_agg(r) FROM (SELECT rule_id AS "ruleId", sum(cameras) AS cameras FROM ${of.failure} AS r
        GROUP BY rule_id HAVING sum(cameras) > 0 ORDER BY 2 DESC, 1) AS r) AS causes,
      (SELECT json_agg(w) FROM (SELECT u.code, u.full_name AS name, w.cameras
        FROM (SELECT ward_code, sum(cameras) AS cameras FROM school GROUP BY ward_code) AS w
        ${wardOf(sql`w.ward_code`, asked.at)} ORDER BY 2, 1) AS w) AS wards,
      (SELECT count(*)::integer FROM matching) AS matching,
      (SELECT json_agg(school ORDER BY ${order}) FROM page AS school) AS schools,
      (SELECT json_agg(f) FROM (SELECT school_id, family, ${familySums} FROM family
        WHERE school_id = ANY(ARRAY(SELECT school_id FROM page)) GROUP BY school_id, family) AS f) AS "schoolFamilies"`;
}

/** What the board of a campaign shows. */
export function createAuditBoard(db: Kysely<Database>): AuditBoardRepository {
  return {
    async board(asked, page) {
      const { rows } = await question(asked, page).execute(db);
      const [row] = rows;
      if (row === undefined) throw new Error('a question without a condition gave no row');
      const { total } = row;
      const families = (row.families ?? []).map(familyOf);
      const bySchool = Map.groupBy(row.schoolFamilies ?? [], ({ school_id }) => school_id);
      return {
        cameras: total.cameras,
        finished: total.judged,
        synthetic: total.synthetic,
        score: scoreOf(total, families),
        families,
        causes: row.causes ?? [],
        wards: row.wards ?? [],
        matching: row.matching,
        schools: (row.schools ?? []).map((school) => schoolOf(school, bySchool.get(school.school_id) ?? [])),
      };
    },
  };
}
