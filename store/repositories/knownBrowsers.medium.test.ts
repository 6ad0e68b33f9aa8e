import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../store.ts';
import { databaseServers, openTestStore } from '../testing/testDatabase.ts';

const at = Date.parse('2026-11-26T08:00:00.000Z');

describe.each(databaseServers)('browsers that an account has signed in with, on %s', (server) => {
  let store: Store;
  let close: () => Promise<void>;

  beforeAll(async () => {
    ({ store, close } = await openTestStore(server));
  });
  afterAll(() => close());

  async function person() {
    const wish = { name: `p-${randomUUID().slice(0, 8)}`, displayName: 'Nguyễn Lan', kind: 'person' } as const;
    return (await store.accounts.createAccount(wish, new Date(at), () => [])).account;
  }
  const remember = (token: string | null, accountId: string, ms = at) =>
    store.accounts.rememberBrowser(token, accountId, new Date(ms));

  it('are known for that account alone, until another signs in there, too', async () => {
    const [one, other] = [await person(), await person()];
    const token = await remember(null, one.id);
    const known = await store.accounts.knownBrowser(token, one.name);
    expect(known).not.toBeNull();
    expect(known).not.toContain(token);
    expect(await store.accounts.knownBrowser(token, other.name)).toBeNull();
    expect(await remember(token, other.id)).toBe(token);
    expect(await store.accounts.knownBrowser(token, other.name)).toBe(known);
  });

  it('get a token of this house in the place of one that somebody planted', async () => {
    const { id, name } = await person();
    const planted = 'A'.repeat(43);
    const token = await remember(planted, id);
    expect(token).not.toBe(planted);
    expect(await store.accounts.knownBrowser(planted, name)).toBeNull();
  });

  it('are twenty of an account; the one known longest makes room', async () => {
    const { id, name } = await person();
    const tokens: string[] = [];
    for (let n = 0; n < 21; n += 1) tokens.push(await remember(null, id, at + n));
    const known = await Promise.all(tokens.map((token) => store.accounts.knownBrowser(token, name)));
    expect(known.map((one) => one !== null)).toEqual([false, ...Array.from({ length: 20 }, () => true)]);
  });
});
