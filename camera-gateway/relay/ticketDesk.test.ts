import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Camera } from '@khue/domain/camera';
import { sampleClaims } from '@khue/domain/testing/sampleClaims';
import { signTicket, type TicketClaims } from '@khue/domain/ticket';
import { Revocations } from './revocations.ts';
import { TicketDesk } from './ticketDesk.ts';

const key = { id: 'k1', key: randomBytes(32) };
const start = 1_000_000;

function claims(change: Partial<TicketClaims> = {}): TicketClaims {
  return sampleClaims({ issuedAt: start, ...change });
}

function scene(maxRemembered = 10) {
  const clock = { at: start, now: () => clock.at };
  const refused: string[] = [];
  const closed = new Set<string>();
  const revocations = new Revocations(clock);
  const desk = new TicketDesk(
    {
      clock,
      revocations,
      keys: { find: async (id) => (id === key.id ? key.key : undefined) },
      camera: (id) => (closed.has(id) ? undefined : cameraOf(id)),
      onRefused: (reason, known) => refused.push(known === null ? `${reason} by nobody` : reason),
    },
    maxRemembered,
  );
  return { clock, refused, closed, revocations, desk };
}

function cameraOf(id: string): Camera {
  return { id, schoolId: id, code: 'C01', name: 'Sân', zone: 'yard', bearing: null, synthetic: true };
}

describe('ticket desk', () => {
  it('redeems a ticket once', async () => {
    const { desk, refused } = scene();
    const wanted = claims();
    const ticket = signTicket(wanted, key);
    expect(await desk.redeem(ticket)).toEqual({ claims: wanted, camera: cameraOf(wanted.cameraId) });
    expect(await desk.redeem(ticket)).toBeNull();
    expect(refused).toEqual(['used']);
  });

  it('opens nothing for the session of somebody else, and keeps the ticket good for its own', async () => {
    const { desk, refused } = scene();
    const wanted = claims();
    const ticket = signTicket(wanted, key);
    expect(await desk.redeem(ticket, { sessionId: 'another' })).toBeNull();
    expect(refused).toEqual(['wrong_session']);
    expect(await desk.redeem(ticket, { sessionId: wanted.sessionId })).not.toBeNull();
  });

  it('refuses a ticket that may have been used before it was opened', async () => {
    const { desk, refused } = scene();
    expect(await desk.redeem(signTicket(claims({ issuedAt: start - 1 }), key))).toBeNull();
    expect(refused).toEqual(['before_start']);
  });

  it('redeems a ticket once, though it comes twice at the same moment', async () => {
    const { desk } = scene();
    const ticket = signTicket(claims(), key);
    const results = await Promise.all([desk.redeem(ticket), desk.redeem(ticket), desk.redeem(ticket)]);
    expect(results.filter((result) => result !== null)).toHaveLength(1);
  });

  it('refuses a forged ticket, one of an unknown key, and one that is none', async () => {
    const { desk, refused } = scene();
    await desk.redeem(signTicket(claims(), { id: 'k1', key: randomBytes(32) }));
    await desk.redeem(signTicket(claims(), { id: 'k2', key: key.key }));
    for (const text of ['', '.', 'a.b', 'a.b.c', '\u0000']) await desk.redeem(text);
    expect(refused.slice(0, 2)).toEqual(['forged by nobody', 'unknown_key by nobody']);
    expect(refused.slice(2)).toEqual(Array.from({ length: 5 }, () => 'malformed by nobody'));
  });

  it('refuses an expired ticket and says whose it was', async () => {
    const { desk, refused } = scene();
    expect(await desk.redeem(signTicket(claims({ expiresAt: start }), key))).toBeNull();
    expect(refused).toEqual(['expired']);
  });

  it('refuses a ticket of another kind, of a camera that is gone, and of another zone', async () => {
    const { desk, refused, closed } = scene();
    const gone = claims();
    closed.add(gone.cameraId);
    for (const one of [claims({ kind: 'snapshot' }), gone, claims({ zone: 'office' })])
      await desk.redeem(signTicket(one, key));
    expect(refused).toEqual(['wrong_kind', 'camera_gone', 'zone_changed']);
  });

  it('refuses a ticket whose right has ended since, and takes one that was given later', async () => {
    const { desk, refused, revocations, clock } = scene();
    const before = claims();
    const { sessionId } = before;
    revocations.add({ at: start, accountId: null, sessionId, cameraId: null, schoolId: null });
    expect(await desk.redeem(signTicket(before, key))).toBeNull();
    clock.at += 1;
    expect(await desk.redeem(signTicket(claims({ sessionId, issuedAt: start + 1 }), key))).not.toBeNull();
    expect(refused).toEqual(['revoked']);
  });

  it('refuses everybody rather than forgetting a used ticket', async () => {
    const { desk, refused } = scene(2);
    for (const ticket of [1, 2, 3].map(() => signTicket(claims(), key))) await desk.redeem(ticket);
    expect(refused).toEqual(['too_many_used']);
  });

  it('forgets used tickets once they have expired', async () => {
    const { desk, clock } = scene(1);
    await desk.redeem(signTicket(claims({ expiresAt: start + 10 }), key));
    clock.at = start + 11;
    expect(await desk.redeem(signTicket(claims(), key))).not.toBeNull();
  });
});
