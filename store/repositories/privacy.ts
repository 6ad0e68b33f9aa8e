import type { Kysely } from 'kysely';
import { purposeSchema, zoneApprovalSchema, zoneRuleSchema } from '@khue/domain/privacy';
import type { PrivacyRepository } from '../access.ts';
import type { Database } from '../database.ts';

export function createPrivacyRepository(db: Kysely<Database>): PrivacyRepository {
  return {
    async purposes() {
      const rows = await db.selectFrom('purpose').selectAll().orderBy('position').execute();
      return rows.map(({ id, title, needs_note, active }) =>
        purposeSchema.parse({ id, title, needsNote: needs_note, active }),
      );
    },
    async zoneRules() {
      const rows = await db.selectFrom('zone_rule').selectAll().orderBy('zone').execute();
      return rows.map(({ zone, needs_approval, on_walls, source }) =>
        zoneRuleSchema.parse({ zone, needsApproval: needs_approval, onWalls: on_walls, source }),
      );
    },
    async approvals(at) {
      const rows = await db
        .selectFrom('zone_approval')
        .selectAll()
        .where('withdrawn_at', 'is', null)
        .where('valid_to', '>', at)
        .execute();
      return rows.map((row) =>
        zoneApprovalSchema.parse({
          id: row.id,
          schoolId: row.school_id,
          cameraId: row.camera_id,
          zone: row.zone,
          reason: row.reason,
          legalBasis: row.legal_basis,
          approvedBy: row.approved_by,
          validFrom: row.valid_from.getTime(),
          validTo: row.valid_to.getTime(),
          withdrawnAt: null,
        }),
      );
    },
  };
}
