/**
 * Viewing tickets: `base64url(JSON claims) "." base64url(HMAC-SHA-256)`. The server issues them after it has
 * checked the right to look; the gateway checks them without asking the server. Server side only.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { cameraZoneSchema, streamProfileSchema } from './camera.ts';

/** How long a ticket may be redeemed after it was issued. */
export const ticketLifetimeMs = 60_000;

/** What a ticket is bound to. */
export const ticketClaimsSchema = z.object({
  /** Single use: the gateway redeems each id once. */
  ticketId: z.uuid(),
  cameraId: z.uuid(),
  profile: streamProfileSchema,
  zone: cameraZoneSchema,
  accountId: z.uuid(),
  sessionId: z.string(),
  purpose: z.string(),
  /** Milliseconds since the epoch. */
  expiresAt: z.number(),
});
export type TicketClaims = z.infer<typeof ticketClaimsSchema>;

/** Why a ticket was refused; never told to the holder in more words than "invalid". */
export type TicketRefusal = 'malformed' | 'forged' | 'expired';

function signature(body: string, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(body).digest();
}

/** Signs claims with a key of at least 32 bytes. */
export function signTicket(claims: TicketClaims, key: Uint8Array): string {
  const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${body}.${signature(body, key).toString('base64url')}`;
}

/** Checks signature and expiry; whether it was used before is the gateway's to know. */
export function verifyTicket(
  ticket: string,
  key: Uint8Array,
  nowMs: number,
): { readonly claims: TicketClaims } | { readonly refusal: TicketRefusal } {
  const [body, mac, ...rest] = ticket.split('.');
  if (body === undefined || mac === undefined || rest.length > 0) return { refusal: 'malformed' };
  const expected = signature(body, key);
  const given = Buffer.from(mac, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { refusal: 'forged' };
  const claims = ticketClaimsSchema.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
  if (!claims.success) return { refusal: 'malformed' };
  return claims.data.expiresAt <= nowMs ? { refusal: 'expired' } : { claims: claims.data };
}
