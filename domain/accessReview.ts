/** What the review of rights brings up, and what an account reaches that another does not. Pure rules. */
import { z } from 'zod';
import { type Grant, type Holding, isInForce, type Permission, zonedPermissions } from './access.ts';
import type { CameraZone } from './camera.ts';

const dayMs = 24 * 3_600_000;

export const reviewRuleNameSchema = z.enum(['grant_unused', 'grant_not_reviewed', 'grant_ends_soon', 'account_unused']);
export type ReviewRuleName = z.infer<typeof reviewRuleNameSchema>;

/** After how many days something is brought up, and by what it was decided. */
export const reviewRuleSchema = z.object({
  name: reviewRuleNameSchema,
  days: z.int().positive(),
  source: z.string().min(1).max(500),
});
export type ReviewRule = z.infer<typeof reviewRuleSchema>;

export const grantFlagSchema = reviewRuleNameSchema.exclude(['account_unused']);
export type GrantFlag = z.infer<typeof grantFlagSchema>;

/** A grant and what was done with it since; milliseconds since the epoch. */
export interface ReviewedGrant {
  readonly grant: Pick<Grant, 'validFrom' | 'validTo'>;
  readonly grantedAt: number;
  readonly reviewedAt: number | null;
  readonly lastUsedAt: number | null;
}

function isOlder(moment: number, at: number, name: ReviewRuleName, rules: readonly ReviewRule[]): boolean {
  const rule = rules.find((known) => known.name === name);
  return rule !== undefined && at - moment > rule.days * dayMs;
}

/** What has to be looked at in a grant; nothing in one that is not in force. */
export function grantFlags(state: ReviewedGrant, at: number, rules: readonly ReviewRule[]): GrantFlag[] {
  const { grant, grantedAt, reviewedAt, lastUsedAt } = state;
  if (!isInForce(grant, at)) return [];
  const since = Math.max(grant.validFrom, grantedAt);
  const flags: GrantFlag[] = [];
  if (isOlder(Math.max(since, lastUsedAt ?? 0), at, 'grant_unused', rules)) flags.push('grant_unused');
  if (isOlder(Math.max(grantedAt, reviewedAt ?? 0), at, 'grant_not_reviewed', rules)) flags.push('grant_not_reviewed');
  const soon = rules.find(({ name }) => name === 'grant_ends_soon');
  if (soon !== undefined && grant.validTo !== null && grant.validTo - at <= soon.days * dayMs)
    flags.push('grant_ends_soon');
  return flags;
}

/** Whether an account has not been signed in with for so long that it ought to be disabled. */
export function isAccountUnused(
  account: { readonly createdAt: number; readonly lastSignInAt: number | null },
  at: number,
  rules: readonly ReviewRule[],
): boolean {
  return isOlder(Math.max(account.createdAt, account.lastSignInAt ?? 0), at, 'account_unused', rules);
}

function covers(mine: Holding, { grant }: Holding, at: number): boolean {
  if (!isInForce(mine.grant, at)) return false;
  if (mine.grant.scopeId === null) return true;
  return mine.grant.scopeId === grant.scopeId && mine.grant.relation === grant.relation;
}

/** What a permission of a holding looks into, zone by zone; `[null]` where it looks into none. */
function zonesOf({ grant, role }: Holding, permission: Permission): readonly (CameraZone | null)[] {
  if (!role.permissions.includes(permission)) return [];
  if (!zonedPermissions.has(permission)) return [null];
  return role.zones.filter((zone) => grant.zones === null || grant.zones.includes(zone));
}

/**
 * Whether somebody holds, now or from a later day on, a permission where, or for a zone that, another does not hold it: the
 * other may then neither reset his password nor disable him. A subtree is taken to be covered by itself and by the whole
 * city alone.
 */
export function reachesBeyond(his: readonly Holding[], mine: readonly Holding[], at: number): boolean {
  const lasting = his.filter(({ grant }) => grant.validTo === null || grant.validTo > at);
  return lasting.some((holding) => {
    const covering = mine.filter((own) => covers(own, holding, at));
    return holding.role.permissions.some((permission) =>
      zonesOf(holding, permission).some((zone) => !covering.some((own) => zonesOf(own, permission).includes(zone))),
    );
  });
}
