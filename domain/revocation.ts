/** Rights that ended while somebody was looking: told on the bus, so that the gateway cuts what they had opened. */
import { z } from 'zod';
import type { TicketClaims } from './ticket.ts';
import { ticketKindSchema } from './video.ts';

/** Everything that is named has to fit; at least one thing is named, or everything is meant. */
export const revocationSchema = z
  .object({
    /** Milliseconds since the epoch: later tickets were given by a right that is in force. */
    at: z.number(),
    accountId: z.uuid().nullable(),
    sessionId: z.string().max(80).nullable(),
    cameraId: z.uuid().nullable(),
    schoolId: z.uuid().nullable(),
    /** Tickets of this kind alone; left out: of every kind. */
    kind: ticketKindSchema.optional(),
    /** Every ticket issued until then: the server that watched over them is gone. It names nothing else. */
    everything: z.literal(true).optional(),
  })
  .refine(
    ({ accountId, sessionId, cameraId, schoolId, everything }) =>
      (accountId ?? sessionId ?? cameraId ?? schoolId ?? null) !== null ? everything === undefined : everything,
    { error: 'names nothing, or something beside everything' },
  );
export type Revocation = z.infer<typeof revocationSchema>;

/** Tickets issued until then that fit are worth nothing any more. */
export function isRevoked(
  claims: Pick<TicketClaims, 'accountId' | 'sessionId' | 'cameraId' | 'schoolId' | 'issuedAt' | 'kind'>,
  revocation: Revocation,
): boolean {
  const named = ['accountId', 'sessionId', 'cameraId', 'schoolId'] as const;
  const fits = named.every((name) => revocation[name] === null || revocation[name] === claims[name]);
  const isOfKind = revocation.kind === undefined || revocation.kind === claims.kind;
  return fits && isOfKind && claims.issuedAt <= revocation.at;
}
