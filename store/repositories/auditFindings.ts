import { type Kysely, sql } from 'kysely';
import {
  auditTaskStateSchema,
  type EvidenceHead,
  evidenceHeadSchema,
  judgedResultSchema,
  verdictSchema,
} from '@khue/domain/audit';
import type { AuditCampaignRepository, BoardVerdict } from '../audit.ts';
import type { Database } from '../database.ts';

interface EvidenceRow {
  readonly id: string;
  readonly campaign_id: string;
  readonly camera_id: string;
  readonly kind: string;
  readonly at: Date;
  readonly clock_source: string;
  readonly vantage: string;
  readonly permission_id: string | null;
  readonly tool: string;
  readonly sha256: string;
  readonly dropped_at: Date | null;
}

function headOf(row: EvidenceRow): EvidenceHead {
  return evidenceHeadSchema.parse({
    id: row.id,
    campaignId: row.campaign_id,
    cameraId: row.camera_id,
    kind: row.kind,
    at: row.at.toISOString(),
    clockSource: row.clock_source,
    vantage: row.vantage,
    permissionId: row.permission_id,
    tool: row.tool,
    sha256: row.sha256,
    droppedAt: row.dropped_at?.toISOString() ?? null,
  });
}

const evidenceHead = [
  'id',
  'campaign_id',
  'camera_id',
  'kind',
  'at',
  'clock_source',
  'vantage',
  'permission_id',
  'tool',
  'sha256',
  'dropped_at',
] as const;

/** What campaigns found. */
export function createAuditFindings(
  db: Kysely<Database>,
): Pick<
  AuditCampaignRepository,
  'task' | 'schoolVerdicts' | 'verdicts' | 'evidenceList' | 'evidence' | 'earlierVerdicts'
> {
  return {
    async task(campaignId, cameraId) {
      const row = await db
        .selectFrom('audit_task')
        .selectAll()
        .where('campaign_id', '=', campaignId)
        .where('camera_id', '=', cameraId)
        .executeTakeFirst();
      if (row === undefined) return null;
      const { school_id: schoolId, permission_id: permissionId, attempts } = row;
      return { campaignId, cameraId, schoolId, state: auditTaskStateSchema.parse(row.state), attempts, permissionId };
    },
    async schoolVerdicts(campaignId, schoolId) {
      const { rows } = await sql<{ camera_id: string; rule_id: string; result: string }>`
        SELECT v.camera_id, v.rule_id, v.result FROM audit_verdict AS v
        JOIN audit_task AS t ON t.campaign_id = v.campaign_id AND t.camera_id = v.camera_id
        WHERE v.campaign_id = ${campaignId} AND t.school_id = ${schoolId}
        ORDER BY v.camera_id, v.rule_id`.execute(db);
      return rows.map(boardVerdict);
    },
    async verdicts(campaignId, cameraId) {
      const rows = await db
        .selectFrom('audit_verdict')
        .select('verdict')
        .where('campaign_id', '=', campaignId)
        .where('camera_id', '=', cameraId)
        .orderBy('rule_id')
        .execute();
      return rows.map((row) => verdictSchema.parse(row.verdict));
    },
    async evidenceList(campaignId, cameraId) {
      const rows = await db
        .selectFrom('audit_evidence')
        .select(evidenceHead)
        .where('campaign_id', '=', campaignId)
        .where('camera_id', '=', cameraId)
        .orderBy('kind')
        .orderBy('at')
        .execute();
      return rows.map(headOf);
    },
    async evidence(id) {
      const row = await db.selectFrom('audit_evidence').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : { ...headOf(row), body: row.body };
    },
    async earlierVerdicts(cameraId, { name, version }, limit) {
      const { rows } = await sql<{
        campaign_id: string;
        title: string;
        at: Date;
        verdicts: { camera_id: string; rule_id: string; result: string }[];
      }>`SELECT c.id AS campaign_id, c.title, t.finished_at AS at, (
            SELECT json_agg(json_build_object('camera_id', v.camera_id, 'rule_id', v.rule_id, 'result', v.result))
            FROM audit_verdict AS v WHERE v.campaign_id = c.id AND v.camera_id = t.camera_id) AS verdicts
        FROM audit_task AS t JOIN audit_campaign AS c ON c.id = t.campaign_id
        WHERE t.camera_id = ${cameraId} AND t.state = 'done' AND c.profile = ${name} AND c.profile_version = ${version}
        ORDER BY c.created_at DESC, c.id LIMIT ${limit}`.execute(db);
      return rows.map(({ campaign_id, title, at, verdicts }) => ({
        campaignId: campaign_id,
        title,
        at,
        verdicts: verdicts.map(boardVerdict),
      }));
    },
  };
}

function boardVerdict(row: { camera_id: string; rule_id: string; result: string }): BoardVerdict {
  return { cameraId: row.camera_id, ruleId: row.rule_id, result: judgedResultSchema.parse(row.result) };
}
