/**
 * Viewing tickets: `key id "." base64url(JSON claims) "." base64url(HMAC-SHA-256 over what stands before)`. There is one
 * algorithm and the ticket names none. The server issues them after it has checked the right to look; the gateway checks
 * them without asking the server. Server side only.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { cameraZoneSchema, streamProfileSchema } from './camera.ts';
import { exportSecondsSchema, ticketKindSchema } from './video.ts';

/** How long a ticket may be redeemed after it was issued. */
export const ticketLifetimeMs = 60_000;

/** How keys follow each other (docs/adr/0025-ticket-keys-and-revocation.md). */
export const ticketKeyTimes = {
  /** A new key is made after so long. */
  renewAfterMs: 24 * 3_600_000,
  /** A key signs only so long after it was made: by then every gateway has read it. */
  signsAfterMs: 120_000,
  /** From its making; longer than it signs, so that a server without database goes on for a day. */
  lastsMs: 48 * 3_600_000,
  /** How often server and gateways read the keys anew. */
  readEveryMs: 60_000,
  /** How often a gateway reads them at most because a ticket names one it does not know. */
  unknownEveryMs: 2_000,
} as const;

/** A key that signs tickets. Moments in milliseconds since the epoch. */
export interface TicketKey {
  /** `[A-Za-z0-9_-]`, at most 40. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly signsFrom: number;
  readonly expiresAt: number;
}

/** What a ticket is bound to. */
export const ticketClaimsSchema = z
  .object({
    kind: ticketKindSchema,
    /** How long the file becomes that an `export` is of; null of every other kind. */
    seconds: exportSecondsSchema.nullable().default(null),
    /** Single use: the gateway redeems each id once. */
    ticketId: z.uuid(),
    cameraId: z.uuid(),
    schoolId: z.uuid(),
    profile: streamProfileSchema,
    zone: cameraZoneSchema,
    accountId: z.uuid(),
    /** For the log, which names people as they were called then. */
    accountName: z.string(),
    /** The account is a wall display's. */
    wall: z.boolean(),
    sessionId: z.string(),
    /** Where the ticket was asked for. */
    address: z.string().nullable(),
    /** The right by which it was given. */
    grantId: z.uuid(),
    purposeId: z.uuid(),
    /** Vietnamese title of the purpose, for the log. */
    purpose: z.string(),
    note: z.string().nullable(),
    /** Milliseconds since the epoch, both. */
    issuedAt: z.number(),
    expiresAt: z.number(),
  })
  .refine(({ kind, seconds }) => (kind === 'export') === (seconds !== null), { path: ['seconds'] });
export type TicketClaims = z.infer<typeof ticketClaimsSchema>;

/** Why a wall display looks; it cannot be asked. */
export const wallPurpose = {
  purposeId: '8a4f6c1e-6d0b-4c57-9b3d-5f1f0f7f9f10',
  purpose: 'Hiển thị trên màn hình treo tường',
} as const;

/** Why a ticket was refused; never told to the holder in more words than "invalid". */
export type TicketRefusal = 'malformed' | 'unknown_key' | 'forged' | 'expired';

function signature(signed: string, key: Uint8Array): string {
  return createHmac('sha256', key).update(`khue ticket\n${signed}`).digest('base64url');
}

/** Signs claims. */
export function signTicket(claims: TicketClaims, { id, key }: Pick<TicketKey, 'id' | 'key'>): string {
  const signed = `${id}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${signed}.${signature(signed, key)}`;
}

/** What signs from now on: the newest key that may; null where none may. */
export function signingKey(keys: readonly TicketKey[], nowMs: number): TicketKey | null {
  const usable = keys.filter(({ signsFrom, expiresAt }) => signsFrom <= nowMs && nowMs + ticketLifetimeMs < expiresAt);
  return usable.reduce<TicketKey | null>(
    (best, key) => (best !== null && best.signsFrom > key.signsFrom ? best : key),
    null,
  );
}

const shape = /^([\w-]{1,40})\.([\w-]{1,4000})\.([\w-]{43})$/u;

/** The key a ticket names; null where it is no ticket at all. */
export function keyIdOf(ticket: string): string | null {
  return shape.exec(ticket)?.[1] ?? null;
}

/**
 * Checks shape, signature and expiry with the key that the ticket names; whether it was used before is the gateway's to
 * know. The claims come with a refusal where the signature was good.
 */
export function verifyTicket(
  ticket: string,
  key: Uint8Array | undefined,
  nowMs: number,
): { readonly claims: TicketClaims } | { readonly refusal: TicketRefusal; readonly claims: TicketClaims | null } {
  const [, keyId, body = '', mac = ''] = shape.exec(ticket) ?? [];
  if (keyId === undefined) return { refusal: 'malformed', claims: null };
  if (key === undefined) return { refusal: 'unknown_key', claims: null };
  // Compared as text: base64url has several spellings of the same bytes, and only one of them was given out.
  const expected = Buffer.from(signature(`${keyId}.${body}`, key));
  const given = Buffer.from(mac);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { refusal: 'forged', claims: null };
  const claims = ticketClaimsSchema.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
  if (!claims.success) return { refusal: 'malformed', claims: null };
  return claims.data.expiresAt <= nowMs ? { refusal: 'expired', claims: claims.data } : { claims: claims.data };
}
