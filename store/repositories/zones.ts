import { type Kysely, sql } from 'kysely';
import { type ZoneApproval, zoneApprovalSchema, zoneRuleSchema } from '@khue/domain/privacy';
import type { Database } from '../database.ts';
import type { NamedApproval, ZoneRepository } from '../privacy.ts';
import { growEpoch } from './access.ts';
import { appendRows } from './logRows.ts';

interface ApprovalRow {
  readonly id: string;
  readonly school_id: string;
  readonly camera_id: string | null;
  readonly zone: string;
  readonly reason: string;
  readonly legal_basis: string;
  readonly requested_by: string;
  readonly requested_at: Date;
  readonly decision: string | null;
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
  readonly valid_from: Date;
  readonly valid_to: Date;
  readonly withdrawn_by: string | null;
  readonly withdrawn_at: Date | null;
}

function approvalOf(row: ApprovalRow): ZoneApproval {
  return zoneApprovalSchema.parse({
    id: row.id,
    schoolId: row.school_id,
    cameraId: row.camera_id,
    zone: row.zone,
    reason: row.reason,
    legalBasis: row.legal_basis,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at.getTime(),
    decision: row.decision,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at?.getTime() ?? null,
    validFrom: row.valid_from.getTime(),
    validTo: row.valid_to.getTime(),
    withdrawnBy: row.withdrawn_by,
    withdrawnAt: row.withdrawn_at?.getTime() ?? null,
  });
}

type NamedRow = ApprovalRow & {
  readonly school_code: string;
  readonly school_name: string;
  readonly camera_name: string | null;
  readonly requested_by_name: string;
  readonly decided_by_name: string | null;
};

function namedOf(row: NamedRow): NamedApproval {
  return {
    ...approvalOf(row),
    schoolCode: row.school_code,
    schoolName: row.school_name,
    cameraName: row.camera_name,
    requestedByName: row.requested_by_name,
    decidedByName: row.decided_by_name,
  };
}

/** Approvals with the last known names of school and camera, and those of the people. */
const named = sql`SELECT a.*, s.code AS school_code, s.short_name AS school_name, c.name AS camera_name,
    asked.display_name AS requested_by_name, decider.display_name AS decided_by_name
  FROM zone_approval AS a
  JOIN account AS asked ON asked.id = a.requested_by
  LEFT JOIN account AS decider ON decider.id = a.decided_by
  CROSS JOIN LATERAL (SELECT code, short_name FROM school_version
    WHERE school_id = a.school_id ORDER BY valid_from DESC LIMIT 1) AS s
  LEFT JOIN LATERAL (SELECT name FROM camera_version
    WHERE camera_id = a.camera_id ORDER BY valid_from DESC LIMIT 1) AS c ON true`;

export function createZoneRepository(db: Kysely<Database>): ZoneRepository {
  return {
    async zoneRules() {
      const rows = await db.selectFrom('zone_rule').selectAll().orderBy('zone').execute();
      return rows.map(({ zone, needs_approval, on_walls, source }) =>
        zoneRuleSchema.parse({ zone, needsApproval: needs_approval, onWalls: on_walls, source }),
      );
    },
    async saveZoneRule({ zone, needsApproval, onWalls, source }, told) {
      return db.transaction().execute(async (transaction) => {
        const saved = await transaction
          .updateTable('zone_rule')
          .set({ needs_approval: needsApproval, on_walls: onWalls, source })
          .where('zone', '=', zone)
          .returning('zone')
          .execute();
        if (saved.length === 0) return false;
        await growEpoch(transaction);
        await appendRows(transaction, told());
        return true;
      });
    },
    async approvals(at) {
      const rows = await db
        .selectFrom('zone_approval')
        .selectAll()
        .where('decision', '=', 'approved')
        .where('withdrawn_at', 'is', null)
        .where('valid_to', '>', at)
        .execute();
      return rows.map(approvalOf);
    },
    async approvalList({ schools, requestedBy }, limit) {
      const inScope =
        schools === null
          ? sql`true`
          : sql`(a.school_id = ANY(${[...schools]}::uuid[]) OR a.requested_by = ${requestedBy})`;
      const { rows } = await sql<NamedRow>`${named} WHERE ${inScope}
        ORDER BY a.requested_at DESC, a.id LIMIT ${limit}`.execute(db);
      return rows.map(namedOf);
    },
    async approval(id) {
      const { rows } = await sql<NamedRow>`${named} WHERE a.id = ${id}`.execute(db);
      return rows[0] === undefined ? null : namedOf(rows[0]);
    },
    async waitingApprovals(requestedBy, at) {
      const { waiting } = await db
        .selectFrom('zone_approval')
        .select((of) => of.fn.countAll<string>().as('waiting'))
        .where('requested_by', '=', requestedBy)
        .where('decision', 'is', null)
        .where('valid_to', '>', at)
        .executeTakeFirstOrThrow();
      return Number(waiting);
    },
    async requestApproval(wish, told) {
      return db.transaction().execute(async (transaction) => {
        const { id } = await transaction
          .insertInto('zone_approval')
          .values({
            school_id: wish.schoolId,
            camera_id: wish.cameraId,
            zone: wish.zone,
            reason: wish.reason,
            legal_basis: wish.legalBasis,
            requested_by: wish.requestedBy,
            requested_at: new Date(wish.requestedAt),
            valid_from: new Date(wish.validFrom),
            valid_to: new Date(wish.validTo),
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        await appendRows(transaction, told(id));
        return id;
      });
    },
    async decideApproval(id, decision, decidedBy, at, told) {
      return db.transaction().execute(async (transaction) => {
        const { rows } = await sql`UPDATE zone_approval
          SET decision = ${decision}, decided_by = ${decidedBy}, decided_at = ${at},
            valid_from = greatest(valid_from, ${at}::timestamptz)
          WHERE id = ${id} AND decision IS NULL AND valid_to > ${at} RETURNING id`.execute(transaction);
        if (rows.length === 0) return false;
        await growEpoch(transaction);
        await appendRows(transaction, told());
        return true;
      });
    },
    async withdrawApproval(id, withdrawnBy, at, told) {
      return db.transaction().execute(async (transaction) => {
        const { rows } = await sql`UPDATE zone_approval SET withdrawn_by = ${withdrawnBy}, withdrawn_at = ${at}
          WHERE id = ${id} AND decision = 'approved' AND withdrawn_at IS NULL AND valid_to > ${at}
          RETURNING id`.execute(transaction);
        if (rows.length === 0) return false;
        await growEpoch(transaction);
        await appendRows(transaction, told());
        return true;
      });
    },
    async approverIds(at, limit) {
      const { rows } = await sql<{ id: string }>`SELECT DISTINCT account.id FROM access_grant
        JOIN role ON role.name = access_grant.role
        JOIN account ON account.id = access_grant.account_id
        WHERE role.definition->'permissions' ? 'zone.approve' AND valid_from <= ${at} AND ${at} < valid_to
          AND account.kind = 'person' AND account.disabled_at IS NULL
        ORDER BY account.id LIMIT ${limit}`.execute(db);
      return rows.map(({ id }) => id);
    },
  };
}
