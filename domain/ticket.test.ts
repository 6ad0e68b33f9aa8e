import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sampleClaims } from './testing/sampleClaims.ts';
import { keyIdOf, signingKey, signTicket, type TicketKey, verifyTicket } from './ticket.ts';

const now = 1_000_000;
const key: TicketKey = { id: 'k1', key: randomBytes(32), signsFrom: 0, expiresAt: now * 1_000 };

/** Every ticket that differs from a genuine one in one character. */
function tampered(ticket: string): string[] {
  return Array.from(ticket, (character, at) => {
    const other = character === 'A' ? 'B' : 'A';
    return `${ticket.slice(0, at)}${other}${ticket.slice(at + 1)}`;
  });
}

describe('ticket', () => {
  it('gives back what was signed', () => {
    const claims = sampleClaims({ issuedAt: now });
    const ticket = signTicket(claims, key);
    expect(keyIdOf(ticket)).toBe('k1');
    expect(verifyTicket(ticket, key.key, now)).toEqual({ claims });
  });

  it('is refused with any one character changed', () => {
    const ticket = signTicket(sampleClaims({ issuedAt: now }), key);
    const accepted = tampered(ticket).filter((one) => !('refusal' in verifyTicket(one, key.key, now)));
    expect(accepted).toEqual([]);
  });

  it('is refused cut off anywhere', () => {
    const ticket = signTicket(sampleClaims({ issuedAt: now }), key);
    const cut = Array.from(ticket, (_, length) => ticket.slice(0, length));
    expect(cut.filter((one) => !('refusal' in verifyTicket(one, key.key, now)))).toEqual([]);
  });

  it('is refused without a signature, as tokens that name their algorithm are forged', () => {
    const body = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const none = body({ alg: 'none', typ: 'JWT' });
    const claims = body(sampleClaims({ issuedAt: now }));
    const forgeries = [`${none}.${claims}.`, `${none}.${claims}`, `k1.${claims}.`, `k1.${claims}`, claims];
    for (const forged of forgeries)
      expect(verifyTicket(forged, key.key, now)).toEqual({ refusal: 'malformed', claims: null });
  });

  it('is refused signed by another key, after its minute, and where it holds something else', () => {
    const claims = sampleClaims({ issuedAt: now });
    const ticket = signTicket(claims, key);
    expect(verifyTicket(ticket, randomBytes(32), now)).toEqual({ refusal: 'forged', claims: null });
    expect(verifyTicket(ticket, undefined, now)).toEqual({ refusal: 'unknown_key', claims: null });
    expect(verifyTicket(ticket, key.key, claims.expiresAt)).toEqual({ refusal: 'expired', claims });
    const other = signTicket({ ...claims, zone: Object('moon') }, key);
    expect(verifyTicket(other, key.key, now)).toEqual({ refusal: 'malformed', claims: null });
  });

  it.each(['', '.', '..', 'a.b', 'a.b.c', 'a.b.c.d', '\u0000', 'é.é.é', `${randomUUID()}.`])('is not %j', (text) => {
    expect(keyIdOf(text)).toBeNull();
    expect(verifyTicket(text, key.key, now)).toEqual({ refusal: 'malformed', claims: null });
  });
});

describe('the key that signs', () => {
  const made = (id: string, signsFrom: number, expiresAt: number): TicketKey => ({ ...key, id, signsFrom, expiresAt });

  it('is the newest that may sign already', () => {
    const keys = [made('old', 0, now + 100_000), made('now', now, now + 200_000), made('next', now + 1, now + 300_000)];
    expect(signingKey(keys, now)?.id).toBe('now');
    expect(signingKey(keys.toReversed(), now)?.id).toBe('now');
  });

  it('outlives the tickets it signs', () => {
    expect(signingKey([made('short', 0, now + 60_000)], now)).toBeNull();
  });
});
