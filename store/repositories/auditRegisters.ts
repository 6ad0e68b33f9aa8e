import { type Kysely, sql } from 'kysely';
import {
  assetRecordSchema,
  type AuditPermission,
  auditPermissionSchema,
  auditProfileSchema,
  auditStopSchema,
  auditWaiverSchema,
} from '@khue/domain/audit';
import { auditLimitsSchema } from '@khue/domain/auditHours';
import type { AuditRegisterRepository } from '../audit.ts';
import type { Database } from '../database.ts';
import { limitsOf } from './auditCampaigns.ts';
import { appendRows } from './logRows.ts';

interface PermissionRow {
  readonly id: string;
  readonly scope: string;
  readonly address_ranges: string[];
  readonly valid_from: Date;
  readonly valid_to: Date;
  readonly signer: string;
  readonly paper: string;
  readonly credential_testing: boolean;
  readonly recorded_by: string;
  readonly recorded_at: Date;
  readonly ended_at: Date | null;
  readonly school_ids: string[];
}

function permissionOf(row: PermissionRow): AuditPermission {
  return auditPermissionSchema.parse({
    id: row.id,
    schoolIds: row.school_ids,
    scope: row.scope,
    addressRanges: row.address_ranges,
    validFrom: row.valid_from.toISOString(),
    validTo: row.valid_to.toISOString(),
    signer: row.signer,
    paper: row.paper,
    credentialTesting: row.credential_testing,
    recordedBy: row.recorded_by,
    recordedAt: row.recorded_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  });
}

const permissionColumns = sql`p.*, (SELECT array_agg(s.school_id ORDER BY s.school_id)
  FROM audit_permission_school AS s WHERE s.permission_id = p.id) AS school_ids`;

type Permissions = Pick<
  AuditRegisterRepository,
  'limitsAt' | 'permissions' | 'permissionsAt' | 'addPermission' | 'endPermission' | 'profiles'
>;

function createPermissions(db: Kysely<Database>): Permissions {
  return {
    async profiles() {
      const rows = await db
        .selectFrom('audit_profile')
        .selectAll()
        .orderBy('name')
        .orderBy('version', 'desc')
        .execute();
      return rows.map((row) => auditProfileSchema.parse(row));
    },
    async limitsAt(at) {
      const { limits } = await limitsOf(db, at).executeTakeFirstOrThrow();
      return auditLimitsSchema.parse(limits);
    },
    async permissions(limit) {
      const { rows } = await sql<PermissionRow>`SELECT ${permissionColumns} FROM audit_permission AS p
        ORDER BY p.recorded_at DESC, p.id LIMIT ${limit}`.execute(db);
      return rows.map(permissionOf);
    },
    async permissionsAt(at) {
      const { rows } = await sql<PermissionRow>`SELECT ${permissionColumns} FROM audit_permission AS p
        WHERE p.ended_at IS NULL AND p.valid_from <= ${at} AND ${at} < p.valid_to
        ORDER BY p.recorded_at DESC, p.id`.execute(db);
      return rows.map(permissionOf);
    },
    async addPermission(permission, { by, at }, told) {
      return db.transaction().execute(async (transaction) => {
        const { id } = await transaction
          .insertInto('audit_permission')
          .values({
            scope: permission.scope,
            address_ranges: [...permission.addressRanges],
            valid_from: new Date(permission.validFrom),
            valid_to: new Date(permission.validTo),
            signer: permission.signer,
            paper: permission.paper,
            credential_testing: permission.credentialTesting,
            recorded_by: by,
            recorded_at: at,
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        await sql`INSERT INTO audit_permission_school (permission_id, school_id)
          SELECT DISTINCT ${id}::uuid, unnest(${[...permission.schoolIds]}::uuid[])`.execute(transaction);
        await appendRows(transaction, told(id));
        return id;
      });
    },
    async endPermission(id, at, told) {
      return db.transaction().execute(async (transaction) => {
        const { rows } = await sql`UPDATE audit_permission SET ended_at = ${at}
          WHERE id = ${id} AND ended_at IS NULL RETURNING id`.execute(transaction);
        if (rows.length > 0) await appendRows(transaction, told());
        return rows.length > 0;
      });
    },
  };
}

type Stops = Pick<AuditRegisterRepository, 'stops' | 'addStop' | 'liftStop'>;

function createStops(db: Kysely<Database>): Stops {
  return {
    async stops(limit) {
      const rows = await db
        .selectFrom('audit_stop')
        .selectAll()
        .where('lifted_at', 'is', null)
        .orderBy('at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(({ id, school_id, reason, at, by }) =>
        auditStopSchema.parse({ id, schoolId: school_id, reason, at: at.toISOString(), by, liftedAt: null }),
      );
    },
    async addStop({ schoolId, reason }, { by, at }, told) {
      return db.transaction().execute(async (transaction) => {
        const { id } = await transaction
          .insertInto('audit_stop')
          .values({ school_id: schoolId, reason, at, by })
          .returning('id')
          .executeTakeFirstOrThrow();
        await appendRows(transaction, told(id));
        return id;
      });
    },
    async liftStop(id, at, told) {
      return db.transaction().execute(async (transaction) => {
        const { rows } = await sql`UPDATE audit_stop SET lifted_at = ${at}
          WHERE id = ${id} AND lifted_at IS NULL RETURNING id`.execute(transaction);
        if (rows.length > 0) await appendRows(transaction, told());
        return rows.length > 0;
      });
    },
  };
}

type Papers = Pick<AuditRegisterRepository, 'waivers' | 'addWaiver' | 'assets' | 'saveAsset'>;

function createPapers(db: Kysely<Database>): Papers {
  return {
    async waivers(schoolIds, limit) {
      const rows = await db
        .selectFrom('audit_waiver')
        .selectAll()
        .where(schoolIds === null ? sql<boolean>`true` : sql<boolean>`school_id = ANY(${[...schoolIds]}::uuid[])`)
        .orderBy('recorded_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map((row) =>
        auditWaiverSchema.parse({
          id: row.id,
          ruleId: row.rule_id,
          schoolId: row.school_id,
          cameraId: row.camera_id,
          reason: row.reason,
          approver: row.approver,
          validFrom: row.valid_from.toISOString(),
          validTo: row.valid_to.toISOString(),
          recordedBy: row.recorded_by,
        }),
      );
    },
    async addWaiver(waiver, { by, at }, told) {
      return db.transaction().execute(async (transaction) => {
        const { id } = await transaction
          .insertInto('audit_waiver')
          .values({
            rule_id: waiver.ruleId,
            school_id: waiver.schoolId,
            camera_id: waiver.cameraId,
            reason: waiver.reason,
            approver: waiver.approver,
            valid_from: new Date(waiver.validFrom),
            valid_to: new Date(waiver.validTo),
            recorded_by: by,
            recorded_at: at,
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        await appendRows(transaction, told(id));
        return id;
      });
    },
    async assets(cameraIds) {
      const { rows } = await sql<{ camera_id: string; asset: unknown }>`SELECT camera_id, asset FROM audit_asset
        WHERE camera_id = ANY(${[...cameraIds]}::uuid[])`.execute(db);
      return new Map(rows.map((row) => [row.camera_id, assetRecordSchema.parse(row.asset)]));
    },
    async saveAsset(cameraId, asset, { by, at }, told) {
      await db.transaction().execute(async (transaction) => {
        const values = { asset: JSON.stringify(asset), recorded_by: by, recorded_at: at };
        await transaction
          .insertInto('audit_asset')
          .values({ camera_id: cameraId, ...values })
          .onConflict((conflict) => conflict.column('camera_id').doUpdateSet(values))
          .execute();
        await appendRows(transaction, told());
      });
    },
  };
}

export function createAuditRegisters(db: Kysely<Database>): AuditRegisterRepository {
  return { ...createPermissions(db), ...createStops(db), ...createPapers(db) };
}
