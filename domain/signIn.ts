/** What the steps of signing in, one's own account and wall displays take and give over HTTP. */
import { z } from 'zod';
import { relationKindSchema } from './unit.ts';

const passwordSchema = z.string().min(1).max(1_000);

/** GET /api/sign-in: the ways that are open. */
export const signInWaysSchema = z.object({
  /** Name of the identity provider on the button, or null where there is none. */
  identityProvider: z.string().nullable(),
});
export type SignInWays = z.infer<typeof signInWaysSchema>;

/** POST /api/session/code: six digits of the second factor, or a recovery code. */
export const codeSchema = z.object({ code: z.string().min(6).max(40) });

/** POST /api/session/unlock and whatever else is done only by the one whose password it is. */
export const passwordProofSchema = z.object({ password: passwordSchema });

/** PUT /api/session/password. `current` may be left out only where the session waits for nothing but this. */
export const passwordChangeSchema = z.object({ current: passwordSchema.optional(), next: passwordSchema });

/** POST /api/session/second-factor: a secret to be taken over by an app. Shown once; good from the first right code on. */
export const secondFactorOfferSchema = z.object({
  /** Base32. */
  secret: z.string(),
  /** `otpauth://totp/…`, for the QR code. */
  uri: z.string(),
});
export type SecondFactorOffer = z.infer<typeof secondFactorOfferSchema>;

/** PUT /api/session/second-factor: codes for the day on which the telephone is lost. Shown once, each good once. */
export const recoveryCodesSchema = z.object({ recoveryCodes: z.array(z.string()) });

/** GET /api/account: one's own account. */
export const ownAccountSchema = z.object({
  name: z.string(),
  displayName: z.string(),
  /** null: signs in through the identity provider. */
  passwordChangedAt: z.iso.datetime().nullable(),
  hasPassword: z.boolean(),
  secondFactor: z.object({
    isSet: z.boolean(),
    /** A role that is held asks for it. */
    isRequired: z.boolean(),
    /** This installation lets such roles work without. */
    isOptionalHere: z.boolean(),
    recoveryCodesLeft: z.int().nonnegative(),
  }),
  sessions: z.array(
    z.object({
      id: z.uuid(),
      openedAt: z.iso.datetime(),
      activeAt: z.iso.datetime(),
      address: z.string().nullable(),
      agent: z.string().nullable(),
      locked: z.boolean(),
      /** The one that asks. */
      own: z.boolean(),
    }),
  ),
});
export type OwnAccount = z.infer<typeof ownAccountSchema>;

/** Six characters that cannot be mistaken for each other. */
export const pairingCodeSchema = z
  .string()
  .transform((text) => text.replaceAll(/[\s-]/gu, '').toUpperCase())
  .pipe(z.string().regex(/^[A-HJKMNP-Z2-9]{6}$/u));

/** POST /api/wall-pairings: a wall display asks to be let in. */
export const pairingOfferSchema = z.object({
  code: z.string(),
  /** Known to this display alone. */
  secret: z.string(),
  expiresAt: z.iso.datetime(),
});
export type PairingOffer = z.infer<typeof pairingOfferSchema>;

/** POST /api/wall-pairings/claim: asks whether somebody has entered the code; `paired` comes with the session cookie. */
export const pairingClaimSchema = z.object({ secret: z.string().min(20).max(100) });
export const pairingStateSchema = z.object({ state: z.enum(['waiting', 'paired']) });

/** POST /api/walls: lets a wall display in. */
export const wallEnrolmentSchema = z.object({
  code: z.string().max(20),
  displayName: z.string().min(1).max(80),
  /** Unit or school whose cameras it shows; null: the whole city. */
  scopeId: z.uuid().nullable(),
  relation: relationKindSchema,
});
export type WallEnrolment = z.infer<typeof wallEnrolmentSchema>;

/** GET /api/walls */
export const wallListSchema = z.object({
  walls: z.array(
    z.object({
      id: z.uuid(),
      displayName: z.string(),
      enrolledAt: z.iso.datetime(),
      enrolledBy: z.string().nullable(),
      scopeId: z.uuid().nullable(),
      relation: relationKindSchema,
      /** Last sign of life; null: never, or revoked. */
      seenAt: z.iso.datetime().nullable(),
      address: z.string().nullable(),
    }),
  ),
  /** What a wall may be scoped to. */
  units: z.array(z.object({ id: z.uuid(), name: z.string(), kind: z.string() })),
});
export type WallList = z.infer<typeof wallListSchema>;
