import { Secret, TOTP } from 'otpauth';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewSession } from '../signIn.ts';
import { openStore } from '../openStore.ts';
import type { Store, StoreConfig } from '../store.ts';
import { databaseServers, openTestStore } from '../testing/testDatabase.ts';

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const at = new Date('2026-11-25T02:00:00Z');

const bound = { limit: 20, windowMs: 24 * 3_600_000 };

describe.each(databaseServers)('accounts on %s', (server) => {
  let store: Store;
  let close: () => Promise<void>;
  let config: StoreConfig;

  beforeEach(async () => {
    ({ store, close, config } = await openTestStore(server));
  });

  afterEach(() => close());

  async function rowsOf(statement: string): Promise<unknown[]> {
    const client = new Client({ connectionString: config.databaseUrl });
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  }

  async function open(
    accountId: string,
    options: Partial<NewSession> = {},
  ): Promise<{ sessionId: string; token: string }> {
    const usual = { stage: 'full', lifetimeMs: 60_000, address: null, agent: null, at } as const;
    return store.accounts.openSession({ accountId, ...usual, ...options }, () => []);
  }

  async function first(): Promise<{ id: string; password: string }> {
    const created = await store.accounts.createFirst('truc-ban', 'Trực ban', () => []);
    return { id: created?.account.id ?? '', password: created?.password ?? '' };
  }

  it('begin with one, made once even where two ask at the same time', async () => {
    const made = await Promise.all([1, 2].map(() => store.accounts.createFirst('truc-ban', 'Trực ban', () => [])));
    expect(made.filter((account) => account !== null)).toHaveLength(1);
    expect(await store.accounts.createFirst('other', 'Other', () => [])).toBeNull();
  });

  it('get a password that is easy to read and hard to guess', async () => {
    const { password } = await first();
    expect(password).toMatch(/^[a-hjkmnp-z2-9]{5}(-[a-hjkmnp-z2-9]{5}){3}$/u);
  });

  it('let in the right password only, and hold no password in clear', async () => {
    const { id, password } = await first();
    expect(await store.accounts.authenticate('truc-ban', password)).toEqual({
      id,
      name: 'truc-ban',
      displayName: 'Trực ban',
      kind: 'person',
    });
    expect(await store.accounts.authenticate('truc-ban', `${password}x`)).toBeNull();
    expect(await store.accounts.authenticate('nobody', password)).toBeNull();
    expect(await rowsOf('SELECT left(password_hash, 9) AS kind FROM account')).toEqual([{ kind: '$argon2id' }]);
  });

  it('refuse an unknown name no faster than a wrong password', async () => {
    await first();
    const time = async (name: string): Promise<number> => {
      const start = performance.now();
      await store.accounts.authenticate(name, 'wrong');
      return performance.now() - start;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      known.push(await time('truc-ban'));
      unknown.push(await time('nobody'));
    }
    expect(median(unknown)).toBeGreaterThan(median(known) / 3);
  });

  it('open sessions that end by closing or by time, and store no token', async () => {
    const { id } = await first();
    const { sessionId, token } = await open(id);
    const short = await open(id, { lifetimeMs: 0 });
    expect(await store.accounts.session(token)).toMatchObject({ sessionId, account: { id, name: 'truc-ban' } });
    expect(await store.accounts.session(short.token)).toBeNull();
    expect(await store.accounts.session('made up')).toBeNull();
    expect(await rowsOf(`SELECT id FROM session WHERE session::text LIKE '%${token}%'`)).toEqual([]);
    expect(await store.accounts.closeSession(token, () => [])).toBe(true);
    expect(await store.accounts.session(token)).toBeNull();
    expect(await store.accounts.closeSession(token, () => [])).toBe(false);
  });

  it('lock, unlock and move sessions on under a new token', async () => {
    const { id } = await first();
    const { sessionId, token } = await open(id, { stage: 'change_password' });
    const next = await store.accounts.advanceSession(sessionId, 'full', 60_000, () => []);
    expect(await store.accounts.session(token)).toBeNull();
    expect(await store.accounts.session(next ?? '')).toMatchObject({ sessionId, stage: 'full', lockedAt: null });
    expect(await store.accounts.lockSession(sessionId, at, () => [])).toBe(true);
    expect(await store.accounts.lockSession(sessionId, at, () => [])).toBe(false);
    expect((await store.accounts.sessionsById([sessionId]))[0]?.lockedAt).toEqual(at);
    const later = new Date(at.getTime() + 5_000);
    await store.accounts.unlockSession(sessionId, later, () => []);
    expect(await store.accounts.sessionsOf(id)).toMatchObject([{ sessionId, lockedAt: null, activeAt: later }]);
  });

  it('end other sessions where the password is changed, and all where it is reset', async () => {
    const { id, password } = await first();
    const [one, two] = [await open(id), await open(id)];
    await store.accounts.changePassword(id, 'Sao-Khue-2026-sang', one.sessionId, at, () => []);
    expect(await store.accounts.session(one.token)).not.toBeNull();
    expect(await store.accounts.session(two.token)).toBeNull();
    expect(await store.accounts.wasUsed(id, password, 10)).toBe(true);
    expect(await store.accounts.wasUsed(id, 'Sao-Khue-2026-sang', 10)).toBe(true);
    expect(await store.accounts.wasUsed(id, 'Sao-Khue-2026-toi', 10)).toBe(false);
    expect(await store.accounts.signInFacts(id)).toMatchObject({ mustChangePassword: false, passwordChangedAt: at });
    const reset = await store.accounts.resetPassword(id, at, () => []);
    expect(await store.accounts.session(one.token)).toBeNull();
    expect(await store.accounts.authenticate('truc-ban', reset ?? '')).not.toBeNull();
    expect(await store.accounts.signInFacts(id)).toMatchObject({ mustChangePassword: true });
  });

  it('forget a password once enough others came after it', async () => {
    const { id } = await first();
    for (let n = 0; n < 4; n += 1) {
      await store.accounts.changePassword(id, `Sao-Khue-2026-${n}`, null, new Date(at.getTime() + n), () => []);
    }
    expect(await store.accounts.wasUsed(id, 'Sao-Khue-2026-0', 3)).toBe(false);
    expect(await store.accounts.wasUsed(id, 'Sao-Khue-2026-1', 3)).toBe(true);
  });

  it('take a code of the second factor once, in its half minute or the next to it', async () => {
    const { id } = await first();
    const secret = (await store.accounts.offerSecondFactor(id)) ?? '';
    const codeAt = (ms: number): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: ms });
    const now = at.getTime();
    expect(await store.accounts.useCode(id, codeAt(now), at, bound, () => [])).toBeNull();
    expect(await store.accounts.confirmSecondFactor(id, '000000', at, () => [])).toBeNull();
    const recovery = await store.accounts.confirmSecondFactor(id, codeAt(now - 30_000), at, () => []);
    expect(recovery).toHaveLength(10);
    expect(await store.accounts.offerSecondFactor(id)).toBeNull();
    expect(await store.accounts.useCode(id, codeAt(now - 30_000), at, bound, () => [])).toBeNull();
    expect(await store.accounts.useCode(id, codeAt(now), at, bound, () => [])).toBe('code');
    expect(await store.accounts.useCode(id, codeAt(now), at, bound, () => [])).toBeNull();
    expect(await store.accounts.useCode(id, codeAt(now + 60_000), at, bound, () => [])).toBeNull();
    const [spare = ''] = recovery ?? [];
    expect(await store.accounts.useCode(id, spare.toUpperCase(), at, bound, () => [])).toBe('recovery_code');
    expect(await store.accounts.useCode(id, spare, at, bound, () => [])).toBeNull();
    expect(await store.accounts.recoveryCodesLeft(id)).toBe(9);
    expect(await rowsOf(`SELECT 1 FROM second_factor WHERE sealed = convert_to('${secret}', 'UTF8')`)).toEqual([]);
    expect(await store.accounts.removeSecondFactor(id, () => [])).toBe(true);
    expect(await store.accounts.removeSecondFactor(id, () => [])).toBe(false);
  });

  it('take no code any more after so many wrong ones, whoever asks, until the window moves or they are forgotten', async () => {
    const { id } = await first();
    const secret = (await store.accounts.offerSecondFactor(id)) ?? '';
    const codeAt = (ms: number): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: ms });
    const [spare = ''] = (await store.accounts.confirmSecondFactor(id, codeAt(at.getTime()), at, () => [])) ?? [];
    const tight = { limit: 3, windowMs: 3_600_000 };
    const later = (ms: number) => new Date(at.getTime() + ms);
    const told: boolean[] = [];
    const use = (where: Store, code: string, ms: number) =>
      where.accounts.useCode(id, code, later(ms), tight, ({ usedUp }) => {
        told.push(usedUp);
        return [];
      });
    await Promise.all([use(store, '00000x', 0), use(store, 'sai-mã', 1_000)]);
    expect(await use(store, codeAt(at.getTime() + 60_000), 60_000)).toBe('code');
    expect(await use(store, '00000x', 61_000)).toBeNull();
    expect(told).toEqual([false, false, true]);
    const again = await openStore(config);
    const refused = { code: 'KHUE_CODES_USED_UP', details: { minutes: 59 } };
    await expect(use(again, spare, 62_000)).rejects.toMatchObject(refused);
    await again.close();
    expect(await store.accounts.codesUsedUp(tight, later(62_000))).toEqual(new Map([[id, later(3_600_000)]]));
    expect(await use(store, '00000x', 3_600_500)).toBeNull();
    await expect(use(store, spare, 3_600_600)).rejects.toMatchObject({ code: 'KHUE_CODES_USED_UP' });
    expect(await store.accounts.unlock(id, () => [])).toBe(true);
    expect(await use(store, spare, 3_600_700)).toBe('recovery_code');
  });

  it('let one of two in who send the same code at once', async () => {
    const { id } = await first();
    const secret = (await store.accounts.offerSecondFactor(id)) ?? '';
    const code = (ms: number): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: ms });
    await store.accounts.confirmSecondFactor(id, code(at.getTime() - 30_000), at, () => []);
    const used = await Promise.all(
      [1, 2, 3].map(() => store.accounts.useCode(id, code(at.getTime()), at, bound, () => [])),
    );
    expect(used.filter((result) => result === 'code')).toHaveLength(1);
  });

  it('pair a wall display once, by its code, while the code is good', async () => {
    const { id } = await first();
    const pairing = await store.accounts.offerPairing('10.0.0.1', 300_000, at);
    const { code = '', secret = '' } = pairing ?? {};
    const wall = { code, displayName: 'Phòng trực 1', enrolledBy: id, scopeId: null, relation: 'territorial' } as const;
    const late = new Date(at.getTime() + 300_000);
    expect(await store.accounts.claimPairing(secret, at)).toEqual({ state: 'waiting' });
    expect(await store.accounts.enrolWall(wall, late, () => [])).toBeNull();
    const account = await store.accounts.enrolWall(wall, at, () => []);
    expect(account).toMatchObject({ displayName: 'Phòng trực 1', kind: 'wall' });
    expect(await store.accounts.enrolWall(wall, at, () => [])).toBeNull();
    expect(await store.accounts.claimPairing('x'.repeat(43), at)).toBeNull();
    expect(await store.accounts.claimPairing(secret, at)).toEqual({ state: 'paired', account });
    expect(await store.accounts.claimPairing(secret, at)).toBeNull();
    const { token } = await open(account?.id ?? '');
    expect(await store.accounts.walls()).toMatchObject([{ displayName: 'Phòng trực 1', grant: { scopeId: null } }]);
    expect(await store.accounts.revokeWall(account?.id ?? '', at, () => [])).toEqual(account);
    expect(await store.accounts.revokeWall(id, at, () => [])).toBeNull();
    expect(await store.accounts.session(token)).toBeNull();
    expect(await store.accounts.walls()).toEqual([]);
  });

  it('keep no more than five codes open per address', async () => {
    for (let n = 0; n < 5; n += 1) expect(await store.accounts.offerPairing('10.0.0.2', 300_000, at)).not.toBeNull();
    expect(await store.accounts.offerPairing('10.0.0.2', 300_000, at)).toBeNull();
    expect(await store.accounts.offerPairing('10.0.0.3', 300_000, at)).not.toBeNull();
    expect(await store.accounts.offerPairing('10.0.0.2', 300_000, new Date(at.getTime() + 300_000))).not.toBeNull();
  });

  it('follow what an identity provider says, and leave alone what people granted', async () => {
    const { id } = await first();
    const identity = { issuer: 'https://id.example', subject: '42', name: 'truc-ban', displayName: 'Lan' };
    const city = (role: string) => ({ role, scopeId: null, relation: 'territorial' }) as const;
    const made = await store.accounts.adoptIdentity(identity, [city('operator'), city('planner')], at, () => []);
    expect(made).toMatchObject({ created: true, added: 2, ended: 0, account: { name: 'truc-ban-2' } });
    const accountId = made?.account.id ?? '';
    const given = { ...city('inspector'), accountId, zones: null, validFrom: 0, validTo: null };
    await store.access.addGrant(given, id, () => []);
    const next = await store.accounts.adoptIdentity(
      { ...identity, displayName: 'Lan Anh' },
      [city('operator')],
      at,
      () => [],
    );
    expect(next).toMatchObject({
      created: false,
      added: 0,
      ended: 1,
      account: { id: accountId, displayName: 'Lan Anh' },
    });
    expect(await store.accounts.signInFacts(accountId)).toMatchObject({ hasPassword: false });
    expect(await store.accounts.authenticate('truc-ban-2', '')).toBeNull();
    expect(await store.accounts.resetPassword(accountId, at, () => [])).toBeNull();
  });
});
