import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KhueError } from '@khue/domain/errors';
import { openStore } from '@khue/store/openStore';
import type { Store, StoreConfig } from '@khue/store/store';
import { openTestStore } from '@khue/store/testing/testDatabase';
import { SignInAttempts } from './signInAttempts.ts';

function ownClock() {
  let nowMs = 1_000_000_000_000;
  return { now: () => nowMs, pass: (ms: number) => (nowMs += ms) };
}

let store: Store;
let config: StoreConfig;
let close: () => Promise<void>;
let clock: ReturnType<typeof ownClock>;
let attempts: SignInAttempts;

beforeEach(async () => {
  ({ store, config, close } = await openTestStore());
  clock = ownClock();
  attempts = new SignInAttempts(store.accounts, clock);
});

afterEach(() => close());

/** Seconds the next attempt is told to wait; 0 where it goes ahead, and fails. */
async function waitOf(name: string, address: string, by = attempts): Promise<number> {
  try {
    await by.check(name, address, async () => null);
    return 0;
  } catch (error) {
    return error instanceof KhueError ? Number(error.details['seconds']) : Number.NaN;
  }
}

async function failFiveTimes(name: string, address: string): Promise<void> {
  for (let n = 0; n < 5; n += 1) {
    expect(await waitOf(name, address)).toBe(0);
    clock.pass(n < 4 ? 2_000 : 0);
  }
}

describe('sign-in attempts', () => {
  it('lets three failures pass, then doubles the wait with every further one', async () => {
    for (let n = 0; n < 3; n += 1) await waitOf('truc.ban', '10.1.1.1');
    expect(await waitOf('truc.ban', '10.1.1.1')).toBe(1);
    clock.pass(1_000);
    await waitOf('truc.ban', '10.1.1.1');
    expect(await waitOf('truc.ban', '10.1.1.1')).toBe(2);
  });

  it('locks after five, for 30 s and twice as long with every further failure, up to half a day', async () => {
    await failFiveTimes('truc.ban', '10.1.1.2');
    expect(await waitOf('truc.ban', '10.1.1.2')).toBe(30);
    const waits: number[] = [];
    for (let n = 0; n < 13; n += 1) {
      clock.pass((waits.at(-1) ?? 30) * 1_000);
      expect(await waitOf('truc.ban', '10.1.1.2')).toBe(0);
      waits.push(await waitOf('truc.ban', '10.1.1.2'));
    }
    expect(waits.slice(0, 3)).toEqual([60, 120, 240]);
    expect(waits.at(-1)).toBe(12 * 3_600);
  });

  it('holds over a restart and for every dashboard', async () => {
    await failFiveTimes('truc.ban', '10.1.1.3');
    const other = await openStore(config);
    expect(await waitOf('truc.ban', '10.1.1.3', new SignInAttempts(other.accounts, clock))).toBe(30);
    await other.close();
  });

  it('never makes one account wait over half a minute for what others did', async () => {
    let longest = 0;
    for (let n = 0; n < 60; n += 1) {
      longest = Math.max(longest, await waitOf('truc.ban', `10.2.0.${n}`));
      clock.pass(5_000);
    }
    expect(longest).toBeGreaterThan(1);
    expect(await waitOf('truc.ban', '10.9.9.9')).toBeLessThanOrEqual(30);
  });

  it('makes one address wait that tries many accounts', async () => {
    const waits: number[] = [];
    for (let n = 0; n < 25; n += 1) waits.push(await waitOf(`account-${n}`, '10.3.3.3'));
    expect(waits.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 0));
    expect(waits.at(-1)).toBeGreaterThan(0);
  });

  it('forgets failures of an account after it has signed in', async () => {
    for (let n = 0; n < 2; n += 1) await waitOf('truc.ban', '10.4.4.4');
    expect(await attempts.check('truc.ban', '10.4.4.4', async () => 'good')).toBe('good');
    for (let n = 0; n < 3; n += 1) expect(await waitOf('truc.ban', '10.4.4.4')).toBe(0);
  });

  it('counts attempts that run at once before any of them has failed', async () => {
    const waits = await Promise.all(Array.from({ length: 6 }, () => waitOf('truc.ban', '10.5.5.5')));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(3);
  });

  it('refuses more than eight checks at once', async () => {
    let release: () => void = () => {};
    const gate = new Promise<null>((done) => {
      release = () => done(null);
    });
    const running = Array.from({ length: 8 }, (_, n) => attempts.check(`account-${n}`, `10.6.6.${n}`, () => gate));
    await expect(attempts.check('another', '10.6.6.99', async () => 'good')).rejects.toThrow(/Too many/u);
    release();
    await Promise.all(running);
  });

  it('reads an account written with other diacritics or letter case as the same', async () => {
    for (const name of ['Trực.Ban', 'truc.ban', 'TRUC.BAN']) await waitOf(name, '10.7.7.7');
    expect(await waitOf('trực.ban', '10.7.7.7')).toBe(1);
  });

  it('ends every wait of an account where an administrator unlocks it', async () => {
    const created = await store.accounts.createFirst('truc.ban', 'Trực ban', () => []);
    await failFiveTimes('truc.ban', '10.8.8.8');
    await failFiveTimes('khac', '10.8.8.9');
    expect(await store.accounts.unlock(created?.account.id ?? '', () => [])).toBe(true);
    expect(await waitOf('truc.ban', '10.8.8.8')).toBe(0);
    expect(await waitOf('khac', '10.8.8.9')).toBe(30);
  });
});
