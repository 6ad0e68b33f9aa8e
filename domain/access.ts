/**
 * Who may do what: permission = role × subtree of one relation × dates × camera zones. Pure rules, no I/O. Deny by
 * default: what no grant allows is refused, and a refusal does not say whether the thing exists.
 */
import { z } from 'zod';
import { type CameraZone, cameraZoneSchema } from './camera.ts';
import { type RelationKind, relationKindSchema } from './unit.ts';

/** Everything that can be allowed. A route, a socket message or a command names exactly one, or says that it is open. */
export const permissionSchema = z.enum([
  /** Schools, units, cameras by name, their states and histories. */
  'inventory.view',
  /** Moving pictures of one camera, in its zone. */
  'camera.live',
  'camera.snapshot',
  'camera.export',
  /** States of the tiers. */
  'system.view',
  'import.view',
  'import.run',
  'account.manage',
  /** Roles, grants, the review of both. */
  'access.manage',
  'access.review',
  'wall.enrol',
  'log.view',
  'log.export',
  'privacy.view',
  /** Purposes, zone rules, registers of requests and incidents. */
  'privacy.manage',
  /** Approvals that open a closed zone. */
  'zone.approve',
  'alarm.view',
  /** Acknowledging, shelving, commenting. */
  'alarm.handle',
  /** Rules by which alarms are raised. */
  'alarm.manage',
  /** Figures and indicators of schools. */
  'statistics.view',
  /** Sending in a sheet of figures. */
  'statistics.submit',
  /** Definitions and targets of indicators, figures that are not a school's. */
  'statistics.manage',
  'audit.view',
  /** Starting and stopping audits of cameras. */
  'audit.run',
  /** Records of permission to audit, profiles of rules, waivers. */
  'audit.manage',
  /** Reading the feed to the city, as a client. */
  'feed.read',
  /** Clients of the feed and their keys. */
  'feed.manage',
]);
export type Permission = z.infer<typeof permissionSchema>;

/** Permissions whose object is a school or a camera; the others hold for the house as a whole. */
export const placedPermissions: ReadonlySet<Permission> = new Set([
  'inventory.view',
  'camera.live',
  'camera.snapshot',
  'camera.export',
  'zone.approve',
  'alarm.view',
  'alarm.handle',
  'statistics.view',
  'statistics.submit',
  'audit.view',
  'audit.run',
  'feed.read',
]);

/** Permissions that look into a camera's zone. */
export const zonedPermissions: ReadonlySet<Permission> = new Set(['camera.live', 'camera.snapshot', 'camera.export']);

/** The roles the product ships with; an administrator may change them and add others. */
export const builtInRoles = [
  'administrator',
  'operator',
  'shift_lead',
  'planner',
  'inspector',
  'unit_viewer',
  'school',
  'wall_display',
  'city_client',
] as const;

/** A role as it is edited. */
export const roleSchema = z.object({
  /** Stable name: letters, digits, underscore. */
  name: z.string().regex(/^[a-z][a-z0-9_]{1,39}$/u),
  title: z.object({ vi: z.string().min(1).max(80), en: z.string().min(1).max(80) }),
  permissions: z.array(permissionSchema),
  /** Zones its holders may look into. */
  zones: z.array(cameraZoneSchema),
  /** Sessions lock after so long without a hand on the keyboard; null: never (wall displays). */
  idleLockMs: z.int().min(60_000).nullable(),
  /** A second factor has to be set up before anything else. */
  secondFactor: z.boolean(),
  builtIn: z.boolean(),
});
export type Role = z.infer<typeof roleSchema>;

/** One role of one account over one subtree. */
export const grantSchema = z.object({
  id: z.uuid(),
  accountId: z.uuid(),
  role: z.string(),
  /** Head of the subtree, a unit or a school; null: the whole city. */
  scopeId: z.uuid().nullable(),
  /** Along which relation the subtree is taken. */
  relation: relationKindSchema,
  /** Narrower than the role's zones; null: as the role says. */
  zones: z.array(cameraZoneSchema).nullable(),
  /** Milliseconds since the epoch, `[validFrom, validTo)`; null: no end. */
  validFrom: z.number(),
  validTo: z.number().nullable(),
});
export type Grant = z.infer<typeof grantSchema>;

/** What an account holds, ready to be asked. */
export interface Holding {
  readonly grant: Grant;
  readonly role: Role;
}

/** Where a school stands: itself and every unit above it, by relation. */
export type Placement = Readonly<Record<RelationKind, ReadonlySet<string>>>;

/** What is asked. */
export interface AccessRequest {
  readonly permission: Permission;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The school concerned; null where the permission is not about a place. */
  readonly placement: Placement | null;
  /** The zone looked into, for zoned permissions. */
  readonly zone: CameraZone | null;
  /** A zone that its rule keeps closed is open by an approval on record. */
  readonly zoneOpen: boolean;
}

/** The answer: by which grant, or why not. The reason is for the log, never for the one who asked. */
export type Decision =
  | { readonly allowed: true; readonly grantId: string }
  | { readonly allowed: false; readonly reason: 'no_grant' | 'not_valid_now' | 'elsewhere' | 'zone' | 'zone_closed' };

const rank = { no_grant: 0, not_valid_now: 1, elsewhere: 2, zone: 3 } as const;

/** Written so that a moment that is no number lies outside every span. */
export function isInForce(grant: Pick<Grant, 'validFrom' | 'validTo'>, at: number): boolean {
  return at >= grant.validFrom && (grant.validTo === null || at < grant.validTo);
}

function reaches(grant: Grant, { permission, placement }: AccessRequest): boolean {
  if (grant.scopeId === null) return true;
  return placedPermissions.has(permission) && placement?.[grant.relation].has(grant.scopeId) === true;
}

function looksInto({ grant, role }: Holding, zone: CameraZone | null): boolean {
  return zone !== null && role.zones.includes(zone) && (grant.zones === null || grant.zones.includes(zone));
}

function judge(holding: Holding, request: AccessRequest): keyof typeof rank | 'allowed' {
  if (!holding.role.permissions.includes(request.permission)) return 'no_grant';
  if (!isInForce(holding.grant, request.at)) return 'not_valid_now';
  if (!reaches(holding.grant, request)) return 'elsewhere';
  if (zonedPermissions.has(request.permission) && !looksInto(holding, request.zone)) return 'zone';
  return 'allowed';
}

/**
 * The one place where a right is decided. Every grant is looked at and one that allows is enough, so a grant never takes
 * a right away and their order does not matter; of several that allow, the one with the lowest id is named.
 */
export function decide(holdings: readonly Holding[], request: AccessRequest): Decision {
  let nearest: keyof typeof rank = 'no_grant';
  let grantId: string | null = null;
  for (const holding of holdings) {
    const verdict = judge(holding, request);
    if (verdict === 'allowed') {
      if (grantId === null || holding.grant.id < grantId) grantId = holding.grant.id;
    } else if (rank[verdict] > rank[nearest]) nearest = verdict;
  }
  if (grantId === null) return { allowed: false, reason: nearest };
  if (zonedPermissions.has(request.permission) && !request.zoneOpen) return { allowed: false, reason: 'zone_closed' };
  return { allowed: true, grantId };
}
