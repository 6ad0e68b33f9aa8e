import { describe, expect, it } from 'vitest';
import { KhueError } from '@khue/domain/errors';
import { addressGroup, SignInAttempts } from './signInAttempts.ts';

function ownClock() {
  let nowMs = 1_000_000;
  return { now: () => nowMs, pass: (ms: number) => (nowMs += ms) };
}

function fail(attempts: SignInAttempts, name: string, address: string): void {
  attempts.begin(name, address).done();
}

/** Seconds the next attempt is told to wait; 0 where it may go ahead. */
function waitOf(attempts: SignInAttempts, name: string, address: string): number {
  try {
    fail(attempts, name, address);
    return 0;
  } catch (error) {
    return error instanceof KhueError ? Number(error.details['seconds']) : Number.NaN;
  }
}

describe('sign-in attempts', () => {
  it('lets three failures pass, then doubles the wait with every further one', () => {
    const clock = ownClock();
    const attempts = new SignInAttempts(clock);
    for (let n = 0; n < 3; n += 1) fail(attempts, 'truc.ban', '10.1.1.1');
    expect(waitOf(attempts, 'truc.ban', '10.1.1.1')).toBe(1);
    clock.pass(1_000);
    fail(attempts, 'truc.ban', '10.1.1.1');
    expect(waitOf(attempts, 'truc.ban', '10.1.1.1')).toBe(2);
    clock.pass(2_000);
    fail(attempts, 'truc.ban', '10.1.1.1');
    expect(waitOf(attempts, 'truc.ban', '10.1.1.1')).toBe(4);
  });

  it('never makes one account wait over half a minute for what others did', () => {
    const clock = ownClock();
    const attempts = new SignInAttempts(clock);
    let longest = 0;
    for (let n = 0; n < 200; n += 1) {
      longest = Math.max(longest, waitOf(attempts, 'truc.ban', `10.2.0.${n}`));
      clock.pass(5_000);
    }
    expect(longest).toBeGreaterThan(1);
    expect(waitOf(attempts, 'truc.ban', '10.9.9.9')).toBeLessThanOrEqual(30);
  });

  it('makes one address wait that tries many accounts', () => {
    const attempts = new SignInAttempts(ownClock());
    const waits = Array.from({ length: 25 }, (_, n) => waitOf(attempts, `account-${n}`, '10.3.3.3'));
    expect(waits.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 0));
    expect(waits.at(-1)).toBeGreaterThan(0);
  });

  it('forgets failures of an account after it has signed in', () => {
    const clock = ownClock();
    const attempts = new SignInAttempts(clock);
    for (let n = 0; n < 2; n += 1) fail(attempts, 'truc.ban', '10.4.4.4');
    const good = attempts.begin('truc.ban', '10.4.4.4');
    good.succeeded();
    good.done();
    expect(waitOf(attempts, 'truc.ban', '10.4.4.4')).toBe(0);
  });

  it('counts attempts that run at once before any of them has failed', () => {
    const attempts = new SignInAttempts(ownClock());
    for (let n = 0; n < 3; n += 1) attempts.begin('truc.ban', '10.5.5.5');
    expect(() => attempts.begin('truc.ban', '10.5.5.5')).toThrow(KhueError);
  });

  it('refuses more than eight checks at once', () => {
    const attempts = new SignInAttempts(ownClock());
    for (let n = 0; n < 8; n += 1) attempts.begin(`account-${n}`, `10.6.6.${n}`);
    expect(() => attempts.begin('another', '10.6.6.99')).toThrow(/Too many/u);
  });

  it('reads an account written with other diacritics or letter case as the same', () => {
    const attempts = new SignInAttempts(ownClock());
    for (const name of ['Trực.Ban', 'truc.ban', 'TRUC.BAN']) fail(attempts, name, '10.7.7.7');
    expect(waitOf(attempts, 'trực.ban', '10.7.7.7')).toBe(1);
  });

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '::ffff:192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
  ])('takes %s for %s', (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });
});
