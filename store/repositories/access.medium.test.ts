import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseServers, openTestStore } from '../testing/testDatabase.ts';
import type { Store } from '../store.ts';

describe.each(databaseServers)('rights on %s', (server) => {
  let store: Store;
  let close: () => Promise<void>;
  let accountId: string;

  beforeAll(async () => {
    ({ store, close } = await openTestStore(server));
    const first = await store.accounts.createFirst('quantri', 'Quản trị', () => []);
    accountId = first?.account.id ?? '';
  });

  afterAll(async () => close());

  it('give the first account administration and the pictures, over the whole city', async () => {
    const holdings = await store.access.holdings(accountId);
    const roles = holdings.map(({ grant }) => grant.role);
    expect(new Set(roles)).toEqual(new Set(['administrator', 'shift_lead']));
    expect(holdings.map(({ grant }) => grant.scopeId)).toEqual([null, null]);
  });

  it('begin with the nine roles of the product', async () => {
    expect((await store.access.roles()).map(({ name }) => name)).toEqual([
      'administrator',
      'city_client',
      'inspector',
      'operator',
      'planner',
      'school',
      'shift_lead',
      'unit_viewer',
      'wall_display',
    ]);
  });

  it('grow the epoch with every grant that is added or ended', async () => {
    const before = await store.access.epoch();
    const grant = { accountId, role: 'planner', scopeId: null, relation: 'managing', zones: null } as const;
    const id = await store.access.addGrant({ ...grant, validFrom: 1_000, validTo: null }, accountId, () => []);
    expect(await store.access.epoch()).toBe(before + 1);
    const end = new Date('2026-11-25T00:00:00Z');
    expect(await store.access.endGrant(id, end, () => [])).toBe(true);
    expect(await store.access.epoch()).toBe(before + 2);
    const ended = (await store.access.grants({ accountId })).find((state) => state.grant.id === id);
    expect(ended?.grant.validTo).toBe(end.getTime());
    expect(await store.access.endGrant(id, end, () => [])).toBe(false);
  });
});
