import { describe, expect, it } from 'vitest';
import { isRevoked, type Revocation, revocationSchema } from './revocation.ts';
import { sampleClaims } from './testing/sampleClaims.ts';

const claims = sampleClaims({ issuedAt: 1_000 });
const nothing: Revocation = { at: 1_000, accountId: null, sessionId: null, cameraId: null, schoolId: null };

describe('revocation', () => {
  it.each(['accountId', 'sessionId', 'cameraId', 'schoolId'] as const)('reaches tickets by their %s', (name) => {
    expect(isRevoked(claims, { ...nothing, [name]: claims[name] })).toBe(true);
    expect(isRevoked(sampleClaims({ issuedAt: 1_000 }), { ...nothing, [name]: claims[name] })).toBe(false);
  });

  it('reaches only tickets that everything it names fits', () => {
    const both = { ...nothing, sessionId: claims.sessionId, cameraId: claims.cameraId };
    expect(isRevoked(claims, both)).toBe(true);
    expect(isRevoked(sampleClaims({ issuedAt: 1_000, sessionId: claims.sessionId }), both)).toBe(false);
  });

  it('reaches one kind of ticket alone where it names one', () => {
    const ofExports: Revocation = { ...nothing, sessionId: claims.sessionId, kind: 'export' };
    expect(isRevoked(claims, ofExports)).toBe(false);
    expect(isRevoked({ ...claims, kind: 'export' }, ofExports)).toBe(true);
    expect(revocationSchema.safeParse({ ...nothing, kind: 'export' }).success).toBe(false);
  });

  it('leaves tickets alone that were issued later', () => {
    const later = sampleClaims({ issuedAt: 1_001, sessionId: claims.sessionId });
    expect(isRevoked(later, { ...nothing, sessionId: claims.sessionId })).toBe(false);
  });

  it('has to name something', () => {
    expect(revocationSchema.safeParse(nothing).success).toBe(false);
    expect(revocationSchema.safeParse({ ...nothing, cameraId: claims.cameraId }).success).toBe(true);
  });

  it('reaches every earlier ticket where everything is meant, and names nothing else then', () => {
    const everything: Revocation = { ...nothing, everything: true };
    expect(revocationSchema.safeParse(everything).success).toBe(true);
    expect(revocationSchema.safeParse({ ...everything, cameraId: claims.cameraId }).success).toBe(false);
    expect(isRevoked(claims, everything)).toBe(true);
    expect(isRevoked(sampleClaims({ issuedAt: 1_001 }), everything)).toBe(false);
  });
});
