import { randomUUID } from 'node:crypto';
import { ticketLifetimeMs, type TicketClaims } from '../ticket.ts';

/** Claims of a good ticket, issued at the moment given, with what a test wants otherwise. */
export function sampleClaims(change: Partial<TicketClaims> & Pick<TicketClaims, 'issuedAt'>): TicketClaims {
  return {
    kind: 'live',
    seconds: null,
    ticketId: randomUUID(),
    cameraId: randomUUID(),
    schoolId: randomUUID(),
    profile: 'sub',
    zone: 'yard',
    accountId: randomUUID(),
    accountName: 'truc.ban',
    wall: false,
    sessionId: randomUUID(),
    address: '192.0.2.7',
    grantId: randomUUID(),
    purposeId: randomUUID(),
    purpose: 'Trực ban theo ca',
    note: null,
    expiresAt: change.issuedAt + ticketLifetimeMs,
    ...change,
  };
}
