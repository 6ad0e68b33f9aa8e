import { type Kysely, sql, type Transaction } from 'kysely';
import { auditTaskStateSchema, type Evidence, type Verdict } from '@khue/domain/audit';
import { auditLimitsSchema } from '@khue/domain/auditHours';
import type { AuditCampaignRepository, FinishedTask } from '../audit.ts';
import type { Database } from '../database.ts';
import { ofSchools } from './ofSchools.ts';
import { keepTallies } from './auditTallies.ts';

const openStop = sql`SELECT FROM audit_stop AS s WHERE s.lifted_at IS NULL AND (s.school_id IS NULL OR s.school_id = t.school_id)`;

interface ClaimedRow {
  readonly campaign_id: string;
  readonly camera_id: string;
  readonly school_id: string;
  readonly attempts: number;
  readonly profile: string;
  readonly profile_version: number;
  readonly limits: unknown;
}

async function keepEvidence(transaction: Transaction<Database>, evidence: readonly Evidence[]): Promise<void> {
  if (evidence.length === 0) return;
  await transaction
    .insertInto('audit_evidence')
    .values(
      evidence.map((one) => ({
        id: one.id,
        campaign_id: one.campaignId,
        camera_id: one.cameraId,
        kind: one.kind,
        at: new Date(one.at),
        clock_source: one.clockSource,
        vantage: one.vantage,
        permission_id: one.permissionId,
        tool: one.tool,
        sha256: one.sha256,
        body: one.body,
        dropped_at: null,
      })),
    )
    .execute();
}

async function keepVerdicts(
  transaction: Transaction<Database>,
  campaignId: string,
  verdicts: readonly Verdict[],
): Promise<void> {
  if (verdicts.length === 0) return;
  await transaction
    .insertInto('audit_verdict')
    .values(
      verdicts.map((verdict) => ({
        campaign_id: campaignId,
        camera_id: verdict.cameraId,
        rule_id: verdict.ruleId,
        result: verdict.result,
        at: new Date(verdict.at),
        verdict: JSON.stringify(verdict),
      })),
    )
    .execute();
}

/** True where the task was open until now. */
async function close(transaction: Transaction<Database>, finished: FinishedTask): Promise<boolean> {
  const { rows } = await sql`UPDATE audit_task SET state = ${finished.state}, leased_until = NULL,
      permission_id = ${finished.permissionId}, finished_at = ${finished.at}
    WHERE campaign_id = ${finished.campaignId} AND camera_id = ${finished.cameraId}
      AND state IN ('waiting', 'running') RETURNING camera_id`.execute(transaction);
  return rows.length > 0;
}

/** The work on the cameras of a campaign. */
export function createAuditTasks(
  db: Kysely<Database>,
): Pick<
  AuditCampaignRepository,
  'claimTask' | 'mayGoOn' | 'releaseTask' | 'finishTask' | 'tasks' | 'refusedAttempts' | 'countRefused'
> {
  return {
    async claimTask(at, leaseMs, { schoolIds, campaignIds }) {
      const { rows } = await sql<ClaimedRow>`WITH next AS (
          SELECT t.campaign_id, t.camera_id FROM audit_task AS t JOIN audit_campaign AS c ON c.id = t.campaign_id
          WHERE c.state IN ('waiting', 'running')
            AND (t.state = 'waiting' OR (t.state = 'running' AND t.leased_until <= ${at}))
            AND t.school_id <> ALL(${[...schoolIds]}::uuid[]) AND c.id <> ALL(${[...campaignIds]}::uuid[])
            AND NOT EXISTS (${openStop}) AND NOT EXISTS (SELECT FROM audit_task AS other
              WHERE other.camera_id = t.camera_id AND other.campaign_id <> t.campaign_id
                AND other.state = 'running' AND other.leased_until > ${at})
          ORDER BY c.created_at, t.attempts, t.school_id, t.camera_id LIMIT 1 FOR UPDATE OF t SKIP LOCKED
        ), started AS (
          UPDATE audit_campaign SET state = 'running'
          WHERE id IN (SELECT campaign_id FROM next) AND state = 'waiting'
        ) UPDATE audit_task AS t SET state = 'running', attempts = t.attempts + 1,
            leased_until = ${new Date(at.getTime() + leaseMs)}
          FROM next, audit_campaign AS c
          WHERE t.campaign_id = next.campaign_id AND t.camera_id = next.camera_id AND c.id = t.campaign_id
          RETURNING t.campaign_id, t.camera_id, t.school_id, t.attempts, c.profile, c.profile_version,
            c.limits`.execute(db);
      const [row] = rows;
      if (row === undefined) return null;
      return {
        campaignId: row.campaign_id,
        cameraId: row.camera_id,
        schoolId: row.school_id,
        attempts: row.attempts,
        profile: row.profile,
        profileVersion: row.profile_version,
        limits: auditLimitsSchema.parse(row.limits),
      };
    },
    async mayGoOn({ campaignId, schoolId, permissionId }, at) {
      const { rows } = await sql`SELECT FROM (SELECT ${schoolId}::uuid AS school_id) AS t
        WHERE NOT EXISTS (${openStop})
          AND (${permissionId}::uuid IS NULL OR EXISTS (SELECT FROM audit_permission
            WHERE id = ${permissionId}::uuid AND ended_at IS NULL AND ${at} < valid_to))
          AND EXISTS (SELECT FROM audit_campaign WHERE id = ${campaignId} AND state IN ('waiting', 'running'))`.execute(
        db,
      );
      return rows.length > 0;
    },
    async releaseTask({ campaignId, cameraId }) {
      await sql`UPDATE audit_task SET state = 'waiting', leased_until = NULL, attempts = attempts - 1
        WHERE campaign_id = ${campaignId} AND camera_id = ${cameraId} AND state = 'running'`.execute(db);
    },
    async finishTask(finished) {
      return db.transaction().execute(async (transaction) => {
        if (!(await close(transaction, finished))) return false;
        await keepEvidence(transaction, finished.evidence);
        await keepVerdicts(transaction, finished.campaignId, finished.verdicts);
        await keepTallies(transaction, finished);
        return true;
      });
    },
    async tasks(campaignId, schoolIds) {
      const rows = await db
        .selectFrom('audit_task')
        .selectAll()
        .where('campaign_id', '=', campaignId)
        .where(ofSchools(schoolIds))
        .orderBy('school_id')
        .orderBy('camera_id')
        .execute();
      return rows.map((row) => ({
        campaignId: row.campaign_id,
        cameraId: row.camera_id,
        schoolId: row.school_id,
        state: auditTaskStateSchema.parse(row.state),
        attempts: row.attempts,
        permissionId: row.permission_id,
      }));
    },
    async refusedAttempts(device, day) {
      const row = await db
        .selectFrom('audit_attempt')
        .select('refused')
        .where('device', '=', device)
        .where('day', '=', day)
        .executeTakeFirst();
      return row?.refused ?? 0;
    },
    async countRefused(device, day, at) {
      await sql`INSERT INTO audit_attempt (device, day, refused, last_at) VALUES (${device}, ${day}, 1, ${at})
        ON CONFLICT (device, day) DO UPDATE SET refused = audit_attempt.refused + 1, last_at = ${at}`.execute(db);
    },
  };
}
