import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signingKey, ticketKeyTimes } from '@khue/domain/ticket';
import { openDatabase } from '../database.ts';
import { openStore } from '../openStore.ts';
import type { Store, StoreConfig } from '../store.ts';
import { openTestStore } from '../testing/testDatabase.ts';

const day = ticketKeyTimes.renewAfterMs;
const start = Date.UTC(2026, 8, 7);
let store: Store;
let config: StoreConfig;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ store, config, close } = await openTestStore());
});

beforeEach(async () => {
  const db = openDatabase(config);
  await db.deleteFrom('ticket_key').execute();
  await db.destroy();
});

afterAll(() => close());

describe('keys of tickets', () => {
  it('begin with one that signs at once', async () => {
    const [key, ...others] = await store.ticketKeys.renew(new Date(start));
    expect(others).toEqual([]);
    expect(key).toMatchObject({ signsFrom: start, expiresAt: start + ticketKeyTimes.lastsMs });
    expect(key?.key).toHaveLength(32);
    expect(await store.ticketKeys.list(new Date(start))).toEqual([key]);
  });

  it('are renewed after a day, the next one signing once every gateway has read it', async () => {
    const [first] = await store.ticketKeys.renew(new Date(start));
    expect(await store.ticketKeys.renew(new Date(start + day - 1))).toHaveLength(1);
    const keys = await store.ticketKeys.renew(new Date(start + day));
    expect(keys).toHaveLength(2);
    expect(keys[1]?.signsFrom).toBe(start + day + ticketKeyTimes.signsAfterMs);
    expect(signingKey(keys, start + day)?.id).toBe(first?.id);
    expect(signingKey(keys, start + day + ticketKeyTimes.signsAfterMs)?.id).toBe(keys[1]?.id);
  });

  it('go when they are over', async () => {
    await store.ticketKeys.renew(new Date(start));
    expect(await store.ticketKeys.list(new Date(start + ticketKeyTimes.lastsMs))).toEqual([]);
    const [key, ...others] = await store.ticketKeys.renew(new Date(start + 10 * day));
    expect([key?.signsFrom, others]).toEqual([start + 10 * day, []]);
  });

  it('are made once by servers that ask together', async () => {
    const other = await openStore(config);
    const asked = await Promise.all([store, other, store, other].map((one) => one.ticketKeys.renew(new Date(start))));
    await other.close();
    expect(new Set(asked.map((keys) => keys.map(({ id }) => id).join())).size).toBe(1);
  });

  it('lie sealed in the database', async () => {
    const [key] = await store.ticketKeys.renew(new Date(start));
    const db = openDatabase(config);
    const rows = await db.selectFrom('ticket_key').selectAll().execute();
    await db.destroy();
    expect(rows).toHaveLength(1);
    expect(rows[0]?.sealed.includes(Buffer.from(key?.key ?? []))).toBe(false);
  });
});
