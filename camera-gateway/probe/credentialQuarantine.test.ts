import { describe, expect, it } from 'vitest';
import { CredentialQuarantine } from './credentialQuarantine.ts';

function quarantineAt(config = { firstRestMs: 60_000, longestRestMs: 1_800_000, maxEntries: 10 }) {
  const clock = { ms: 1_000_000, now: () => clock.ms };
  return { clock, quarantine: new CredentialQuarantine(clock, config) };
}

const account = { username: 'admin', password: 'sai' };

describe('CredentialQuarantine', () => {
  it('lets an account rest for twice as long after each refusal, up to half an hour', () => {
    const { clock, quarantine } = quarantineAt();
    const rests = Array.from({ length: 8 }, () => {
      quarantine.refused('camera', account);
      const until = quarantine.restsUntil('camera', account) ?? clock.ms;
      const rest = until - clock.ms;
      clock.ms = until;
      return rest / 60_000;
    });
    expect(rests).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
    expect(quarantine.restsUntil('camera', account)).toBeNull();
  });

  it('is lifted by another password or name, and counts that one from the beginning', () => {
    const { clock, quarantine } = quarantineAt();
    quarantine.refused('camera', account);
    quarantine.refused('camera', account);
    const changed = { ...account, password: 'đúng' };
    expect(quarantine.restsUntil('camera', changed)).toBeNull();
    expect(quarantine.restsUntil('camera', { ...account, username: 'root' })).toBeNull();
    quarantine.refused('camera', changed);
    expect(quarantine.restsUntil('camera', changed)).toBe(clock.ms + 60_000);
  });

  it('lets it rest longer where whoever was refused asks for that', () => {
    const { clock, quarantine } = quarantineAt();
    quarantine.refused('camera', account, 300_000);
    expect(quarantine.restsUntil('camera', account)).toBe(clock.ms + 300_000);
    quarantine.refused('camera', account, 30_000);
    expect(quarantine.restsUntil('camera', account)).toBe(clock.ms + 120_000);
  });

  it('rests per camera', () => {
    const { quarantine } = quarantineAt();
    quarantine.refused('one', account);
    expect(quarantine.restsUntil('other', account)).toBeNull();
  });

  it('forgets a camera that accepted', () => {
    const { quarantine } = quarantineAt();
    quarantine.refused('camera', account);
    quarantine.forget('camera');
    expect([quarantine.restsUntil('camera', account), quarantine.size]).toEqual([null, 0]);
  });

  it('forgets the oldest beyond its limit', () => {
    const { quarantine } = quarantineAt();
    for (let index = 0; index < 12; index += 1) quarantine.refused(`camera ${index}`, account);
    expect(quarantine.size).toBe(10);
    expect(quarantine.restsUntil('camera 1', account)).toBeNull();
    expect(quarantine.restsUntil('camera 11', account)).not.toBeNull();
  });
});
