import { type Kysely, type RawBuilder, sql } from 'kysely';
import { type AuditCampaign, auditCampaignSchema } from '@khue/domain/audit';
import { auditLimitsSchema } from '@khue/domain/auditHours';
import type { AuditCampaignRepository } from '../audit.ts';
import type { Database } from '../database.ts';
import { appendRows } from './logRows.ts';
import { ofSchools } from './ofSchools.ts';

interface CampaignRow {
  readonly id: string;
  readonly title: string;
  readonly profile: string;
  readonly profile_version: number;
  readonly state: string;
  readonly started_by: string;
  readonly created_at: Date;
  readonly ended_at: Date | null;
  readonly limits: unknown;
  readonly by_day: string | null;
  readonly schools: number;
  readonly cameras: number;
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  readonly running: number;
}

function campaignOf(row: CampaignRow): AuditCampaign {
  const { cameras: total, running, done, skipped, failed } = row;
  const counts = { total, running, done, skipped, failed, waiting: total - running - done - skipped - failed };
  return auditCampaignSchema.parse({
    id: row.id,
    title: row.title,
    profile: row.profile,
    profileVersion: row.profile_version,
    state: row.state,
    limits: row.limits,
    byDay: row.by_day,
    schools: row.schools,
    startedBy: row.started_by,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    counts,
  });
}

/** Of the cameras that are worked on there are few; all others are counted with their school (auditTallies.ts). */
function selectCampaigns(schoolIds: readonly string[] | null): RawBuilder<unknown> {
  return sql`SELECT c.*, s.*, (SELECT count(*)::integer FROM audit_task WHERE campaign_id = c.id AND state = 'running'
      AND ${ofSchools(schoolIds)}) AS running
    FROM audit_campaign AS c
    CROSS JOIN LATERAL (SELECT count(*)::integer AS schools, sum(cameras)::integer AS cameras, sum(done)::integer AS done,
        sum(skipped)::integer AS skipped, sum(failed)::integer AS failed
      FROM audit_campaign_school WHERE campaign_id = c.id AND ${ofSchools(schoolIds)}) AS s
    WHERE s.schools > 0`;
}

/** The limits in force at a moment. */
export function limitsOf(db: Kysely<Database>, at: Date) {
  return db
    .selectFrom('audit_limit')
    .select('limits')
    .where('valid_from', '<=', at)
    .orderBy('valid_from', 'desc')
    .limit(1);
}

/** Campaigns from their start to their end. */
export function createAuditCampaigns(
  db: Kysely<Database>,
): Pick<
  AuditCampaignRepository,
  'campaigns' | 'campaign' | 'startCampaign' | 'moveCampaign' | 'endCampaigns' | 'openCampaigns'
> {
  return {
    async campaigns(schoolIds, limit) {
      const { rows } = await sql<CampaignRow>`${selectCampaigns(schoolIds)}
        ORDER BY c.created_at DESC, c.id LIMIT ${limit}`.execute(db);
      return rows.map(campaignOf);
    },
    async campaign(id, schoolIds) {
      const { rows } = await sql<CampaignRow>`${selectCampaigns(schoolIds)} AND c.id = ${id}`.execute(db);
      return rows[0] === undefined ? null : campaignOf(rows[0]);
    },
    async startCampaign({ title, profile, profileVersion, schoolIds, byDay }, { by, at }, told) {
      return db.transaction().execute(async (transaction) => {
        const { limits } = await limitsOf(transaction, at).executeTakeFirstOrThrow();
        const { id } = await transaction
          .insertInto('audit_campaign')
          .values({
            title,
            profile,
            profile_version: profileVersion,
            state: 'waiting',
            started_by: by,
            created_at: at,
            limits: JSON.stringify(limits),
            by_day: byDay,
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        await sql`INSERT INTO audit_campaign_school (campaign_id, school_id)
          SELECT DISTINCT ${id}::uuid, unnest(${[...schoolIds]}::uuid[])`.execute(transaction);
        await sql`INSERT INTO audit_task (campaign_id, camera_id, school_id, state)
          SELECT ${id}::uuid, camera_id, school_id, 'waiting' FROM camera_version
          WHERE school_id = ANY(${[...schoolIds]}::uuid[]) AND valid_from <= ${at} AND ${at} < valid_to`.execute(
          transaction,
        );
        await sql`UPDATE audit_campaign_school AS s SET cameras = counted.cameras FROM (
            SELECT school_id, count(*) AS cameras FROM audit_task WHERE campaign_id = ${id} GROUP BY school_id
          ) AS counted WHERE s.campaign_id = ${id} AND s.school_id = counted.school_id`.execute(transaction);
        await appendRows(transaction, told(id));
        return id;
      });
    },
    async moveCampaign(id, from, to, at, told) {
      return db.transaction().execute(async (transaction) => {
        const { rows } = await sql`UPDATE audit_campaign SET state = ${to},
            ended_at = ${to === 'stopped' || to === 'done' || to === 'failed' ? at : null}
          WHERE id = ${id} AND state = ANY(${[...from]}) RETURNING id`.execute(transaction);
        if (rows.length > 0) await appendRows(transaction, told());
        return rows.length > 0;
      });
    },
    async openCampaigns() {
      const rows = await db
        .selectFrom('audit_campaign')
        .select(['id', 'profile', 'profile_version', 'limits', 'by_day'])
        .where('state', 'in', ['waiting', 'running'])
        .orderBy('created_at')
        .execute();
      return rows.map(({ id, profile, profile_version, limits, by_day }) => ({
        id,
        profile,
        profileVersion: profile_version,
        limits: auditLimitsSchema.parse(limits),
        byDay: by_day,
      }));
    },
    async endCampaigns(at) {
      const { rows } = await sql<{ id: string }>`UPDATE audit_campaign AS c SET ended_at = ${at},
          state = CASE WHEN EXISTS (SELECT FROM audit_task AS t WHERE t.campaign_id = c.id AND t.state = 'failed')
            AND NOT EXISTS (SELECT FROM audit_task AS t WHERE t.campaign_id = c.id AND t.state IN ('done', 'skipped'))
            THEN 'failed' ELSE 'done' END
        WHERE c.state IN ('waiting', 'running') AND NOT EXISTS (
          SELECT FROM audit_task AS t WHERE t.campaign_id = c.id AND t.state IN ('waiting', 'running'))
        RETURNING id`.execute(db);
      return rows.map(({ id }) => id);
    },
  };
}
