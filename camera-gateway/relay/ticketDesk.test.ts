import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signTicket, type TicketClaims } from '@khue/domain/ticket';
import { TicketDesk } from './ticketDesk.ts';

const key = randomBytes(32);
const now = 1_000_000;

function claims(change: Partial<TicketClaims> = {}): TicketClaims {
  return {
    ticketId: randomUUID(),
    cameraId: randomUUID(),
    profile: 'sub',
    zone: 'yard',
    accountId: randomUUID(),
    sessionId: 'session',
    purpose: 'test',
    expiresAt: now + 60_000,
    ...change,
  };
}

describe('ticket desk', () => {
  it('redeems a ticket once', () => {
    const desk = new TicketDesk(key, { now: () => now }, 10);
    const wanted = claims();
    const ticket = signTicket(wanted, key);
    expect([desk.redeem(ticket), desk.redeem(ticket)]).toEqual([wanted, null]);
  });

  it('refuses a ticket of another key', () => {
    expect(new TicketDesk(key, { now: () => now }, 10).redeem(signTicket(claims(), randomBytes(32)))).toBeNull();
  });

  it('refuses an expired ticket', () => {
    expect(new TicketDesk(key, { now: () => now }, 10).redeem(signTicket(claims({ expiresAt: now }), key))).toBeNull();
  });

  it.each(['', '.', 'a.b', 'a.b.c', '\u0000'])('refuses %j', (ticket) => {
    expect(new TicketDesk(key, { now: () => now }, 10).redeem(ticket)).toBeNull();
  });

  it('refuses everybody rather than forgetting a used ticket', () => {
    const desk = new TicketDesk(key, { now: () => now }, 2);
    const results = [1, 2, 3].map(() => desk.redeem(signTicket(claims(), key)) !== null);
    expect(results).toEqual([true, true, false]);
  });

  it('forgets used tickets once they have expired', () => {
    let at = now;
    const desk = new TicketDesk(key, { now: () => at }, 1);
    desk.redeem(signTicket(claims({ expiresAt: now + 10 }), key));
    at = now + 11;
    expect(desk.redeem(signTicket(claims(), key))).not.toBeNull();
  });
});
