/** What the administration of people, roles and grants takes and gives over HTTP. */
import { z } from 'zod';
import { grantSchema, roleSchema } from './access.ts';
import { grantFlagSchema, reviewRuleSchema } from './accessReview.ts';
import { cameraZoneSchema } from './camera.ts';
import { unitKindSchema } from './unit.ts';

/** Accounts that may exist. */
export const accountLimit = 20_000;
/** Roles that may exist. */
export const roleLimit = 100;
/** Grants of one account that have not ended. */
export const grantLimit = 100;

/** Name to sign in with: letters, digits, dot, hyphen, underscore. */
export const accountNameSchema = z.string().regex(/^[a-z0-9][a-z0-9._-]{1,39}$/u);
const displayNameSchema = z.string().min(1).max(80);

/** An account as administrators see it. Wall displays are not among them: they have a page of their own. */
export const accountStateSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  displayName: z.string(),
  kind: z.enum(['person', 'client']),
  createdAt: z.iso.datetime(),
  disabledAt: z.iso.datetime().nullable(),
  lastSignInAt: z.iso.datetime().nullable(),
  /** A one-time password waits to be changed. */
  mustChangePassword: z.boolean(),
  /** false: signs in through the identity provider. */
  hasPassword: z.boolean(),
  hasSecondFactor: z.boolean(),
  /** Too many wrong codes: the second step of signing in is closed until then; null: it is open. */
  codesUsedUpUntil: z.iso.datetime().nullable(),
  /** No sign-in for as many days as the rule says. */
  unused: z.boolean(),
  /** Names of the roles held now, without repetition. */
  roles: z.array(z.string()),
});
export type AccountStateAnswer = z.infer<typeof accountStateSchema>;
export const accountListSchema = z.object({ accounts: z.array(accountStateSchema) });

export const newAccountSchema = z.object({
  name: accountNameSchema,
  displayName: displayNameSchema,
  kind: z.enum(['person', 'client']),
});
export type NewAccount = z.infer<typeof newAccountSchema>;
export const accountChangeSchema = z.object({ displayName: displayNameSchema });
/** Shown once. */
export const passwordOnceSchema = z.object({ id: z.uuid(), name: z.string(), password: z.string() });
export type PasswordOnce = z.infer<typeof passwordOnceSchema>;

/** A role and how often it is held now. */
export const roleStateSchema = roleSchema.extend({ holders: z.int().nonnegative() });
export type RoleState = z.infer<typeof roleStateSchema>;
export const roleListSchema = z.object({ roles: z.array(roleStateSchema) });
/** PUT /api/roles/:name; whether a role is built in does not change. */
export const roleChangeSchema = roleSchema.omit({ name: true, builtIn: true });
export type RoleChange = z.infer<typeof roleChangeSchema>;

/** Milliseconds since the epoch, up to the end of the year 9999: what every part of the house can hold and write. */
const momentSchema = z.int().min(0).max(253_402_300_799_999);
/** POST /api/grants. `validFrom` left out: from now on. */
export const newGrantSchema = grantSchema
  .omit({ id: true })
  .extend({ validFrom: momentSchema.optional(), validTo: momentSchema.nullable() });
export type NewGrant = z.infer<typeof newGrantSchema>;
/** PATCH /api/grants/:id; what is left out stays. */
export const grantChangeSchema = z.object({
  validTo: momentSchema.nullable().optional(),
  zones: z.array(cameraZoneSchema).nullable().optional(),
});
export type GrantChange = z.infer<typeof grantChangeSchema>;

/** A grant in words: who, what, where, since when, by whom. */
export const grantRowSchema = z.object({
  grant: grantSchema,
  account: z.object({
    name: z.string(),
    displayName: z.string(),
    kind: z.enum(['person', 'wall', 'client']),
    disabled: z.boolean(),
  }),
  roleTitle: roleSchema.shape.title,
  /** null: the whole city, or a place that is not in the registry any more. */
  placeName: z.string().nullable(),
  grantedAt: z.iso.datetime(),
  /** null: by the house itself. */
  grantedBy: z.string().nullable(),
  reviewedAt: z.iso.datetime().nullable(),
  reviewedBy: z.string().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  /** Given by the identity provider at sign-in. */
  fromIdentity: z.boolean(),
  state: z.enum(['future', 'in_force', 'ended']),
  flags: z.array(grantFlagSchema),
});
export type GrantRow = z.infer<typeof grantRowSchema>;
export const grantListSchema = z.object({ grants: z.array(grantRowSchema) });

/** GET /api/access/review: every grant that has not ended, and accounts that nobody signs in with. */
export const accessReviewSchema = z.object({
  at: z.iso.datetime(),
  rules: z.array(reviewRuleSchema),
  grants: z.array(grantRowSchema),
  unusedAccounts: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      displayName: z.string(),
      lastSignInAt: z.iso.datetime().nullable(),
      createdAt: z.iso.datetime(),
    }),
  ),
});
export type AccessReview = z.infer<typeof accessReviewSchema>;
export const reviewMarkSchema = z.object({ grantIds: z.array(z.uuid()).min(1).max(1_000) });
export const reviewMarkedSchema = z.object({ reviewed: z.int().nonnegative() });

/** What a grant can be scoped to. */
export const placeSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  /** `school` or the kind of the unit. */
  kind: z.union([unitKindSchema, z.literal('school')]),
  /** Where it lies, e.g. the ward of a school. */
  within: z.string().nullable(),
});
export type Place = z.infer<typeof placeSchema>;
export const placeQuerySchema = z.object({ q: z.string().max(100).default('') });
export const placeListSchema = z.object({ places: z.array(placeSchema) });
