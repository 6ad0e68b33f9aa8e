import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../store.ts';
import { databaseServers, openTestStore } from '../testing/testDatabase.ts';

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

describe.each(databaseServers)('accounts on %s', (server) => {
  let store: Store;
  let close: () => Promise<void>;
  let databaseUrl: string;

  beforeEach(async () => {
    const opened = await openTestStore(server);
    ({ store, close } = opened);
    ({ databaseUrl } = opened.config);
  });

  afterEach(() => close());

  async function rowsOf(statement: string): Promise<unknown[]> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  }

  async function first(): Promise<{ id: string; password: string }> {
    const created = await store.accounts.createFirst('truc-ban', 'Trực ban');
    return { id: created?.account.id ?? '', password: created?.password ?? '' };
  }

  it('begin with one, made once even where two ask at the same time', async () => {
    const made = await Promise.all([1, 2].map(() => store.accounts.createFirst('truc-ban', 'Trực ban')));
    expect(made.filter((account) => account !== null)).toHaveLength(1);
    expect(await store.accounts.createFirst('other', 'Other')).toBeNull();
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
    const { sessionId, token } = await store.accounts.openSession(id, 60_000);
    const short = await store.accounts.openSession(id, 0);
    expect(await store.accounts.session(token)).toMatchObject({ sessionId, account: { id, name: 'truc-ban' } });
    expect(await store.accounts.session(short.token)).toBeNull();
    expect(await store.accounts.session('made up')).toBeNull();
    expect(await rowsOf(`SELECT id FROM session WHERE session::text LIKE '%${token}%'`)).toEqual([]);
    await store.accounts.closeSession(token);
    expect(await store.accounts.session(token)).toBeNull();
  });
});
