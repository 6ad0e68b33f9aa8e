import type { ColumnType, Generated } from 'kysely';

type Json = ColumnType<unknown, string, string>;

/** Tables of the audit of cameras; meaning of the columns in their migration. */
export interface AuditTables {
  audit_permission: {
    id: Generated<string>;
    scope: string;
    address_ranges: string[];
    valid_from: Date;
    valid_to: Date;
    signer: string;
    paper: string;
    credential_testing: boolean;
    recorded_by: string;
    recorded_at: Date;
    ended_at: Date | null;
  };
  audit_permission_school: { permission_id: string; school_id: string };
  audit_waiver: {
    id: Generated<string>;
    rule_id: string;
    school_id: string;
    camera_id: string | null;
    reason: string;
    approver: string;
    valid_from: Date;
    valid_to: Date;
    recorded_by: string;
    recorded_at: Date;
  };
  audit_stop: {
    id: Generated<string>;
    school_id: string | null;
    reason: string;
    at: Date;
    by: string;
    lifted_at: Date | null;
  };
  audit_asset: { camera_id: string; asset: Json; recorded_by: string; recorded_at: Date };
  audit_campaign: {
    id: Generated<string>;
    title: string;
    profile: string;
    profile_version: number;
    state: string;
    started_by: string;
    created_at: Date;
    ended_at: Date | null;
    limits: Json;
    by_day: string | null;
  };
  audit_limit: { valid_from: Date; limits: Json };
  audit_campaign_school: {
    campaign_id: string;
    school_id: string;
    cameras: Generated<number>;
    done: Generated<number>;
    skipped: Generated<number>;
    failed: Generated<number>;
    judged: Generated<number>;
    scored: Generated<number>;
    score_sum: Generated<number>;
    covered: Generated<number>;
    coverage_sum: Generated<number>;
    gate_failed: Generated<number>;
  };
  audit_camera_tally: {
    campaign_id: string;
    camera_id: string;
    pass_weight: number;
    counted_weight: number;
    seen: number;
    applicable: number;
    critical_failed: number;
  };
  audit_family_tally: {
    campaign_id: string;
    school_id: string;
    family: string;
    passed: number;
    warned: number;
    failed: number;
    unknown: number;
    not_applicable: number;
    critical_failed: number;
  };
  audit_campaign_family: {
    campaign_id: string;
    family: string;
    passed: number;
    warned: number;
    failed: number;
    unknown: number;
    not_applicable: number;
    critical_failed: number;
  };
  audit_campaign_failure: { campaign_id: string; rule_id: string; cameras: number };
  audit_rule_failure: { campaign_id: string; rule_id: string; school_id: string; cameras: number };
  audit_task: {
    campaign_id: string;
    camera_id: string;
    school_id: string;
    state: string;
    attempts: Generated<number>;
    leased_until: Date | null;
    permission_id: string | null;
    finished_at: Date | null;
  };
  audit_evidence: {
    id: string;
    campaign_id: string;
    camera_id: string;
    kind: string;
    at: Date;
    clock_source: string;
    vantage: string;
    permission_id: string | null;
    tool: string;
    sha256: string;
    body: string | null;
    dropped_at: Date | null;
  };
  audit_verdict: {
    campaign_id: string;
    camera_id: string;
    rule_id: string;
    result: string;
    at: Date;
    verdict: Json;
  };
  audit_attempt: { device: string; day: string; refused: number; last_at: Date };
  audit_profile: { name: string; version: number; state: string; rules: Json };
}
