import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../store.ts';
import { sampleUnit } from '../testing/sampleInventory.ts';
import { databaseServers, openTestStore } from '../testing/testDatabase.ts';

const january = new Date('2026-01-01T00:00:00Z');
const july = new Date('2026-07-01T00:00:00Z');
const before = new Date('2026-06-30T23:59:59Z');

describe.each(databaseServers)('units on %s', (server) => {
  let store: Store;
  let close: () => Promise<void>;

  beforeEach(async () => {
    ({ store, close } = await openTestStore(server));
  });

  afterEach(() => close());

  async function idOf(code: string): Promise<string> {
    const unit = (await store.units.list()).find((candidate) => candidate.code === code);
    return unit?.id ?? `no unit ${code}`;
  }

  it('are read back as they were written', async () => {
    const { parentCode: _parent, ...expected } = sampleUnit('001', {
      mergedFrom: 'Phường cũ A, phường cũ B',
      lon: null,
    });
    expect(await store.units.upsert([sampleUnit('001', expected)], january)).toEqual({
      added: 1,
      changed: 0,
      unchanged: 0,
    });
    expect(await store.units.list()).toEqual([{ id: expect.any(String), ...expected }]);
  });

  it('keep their id over a change, and the old name before it', async () => {
    await store.units.upsert([sampleUnit('001', { name: 'Cũ' })], january);
    const counts = await store.units.upsert([sampleUnit('001', { name: 'Mới' })], july);
    const [now] = await store.units.list();
    const [then] = await store.units.list({ asOf: before });
    expect(counts).toEqual({ added: 0, changed: 1, unchanged: 0 });
    expect([then?.name, now?.name]).toEqual(['Cũ', 'Mới']);
    expect(then?.id).toBe(now?.id);
  });

  it('count as changed when only their parent changes', async () => {
    const city = sampleUnit('79', { kind: 'city' });
    const other = sampleUnit('80', { kind: 'city' });
    await store.units.upsert([city, other, sampleUnit('001', { parentCode: '79' })], january);
    const same = await store.units.upsert([city, other, sampleUnit('001', { parentCode: '79' })], july);
    const moved = await store.units.upsert([city, other, sampleUnit('001', { parentCode: '80' })], july);
    expect(same).toEqual({ added: 0, changed: 0, unchanged: 3 });
    expect(moved).toEqual({ added: 0, changed: 1, unchanged: 2 });
  });

  it('form a tree that is read as it was at a moment', async () => {
    const city = sampleUnit('79', { kind: 'city' });
    const ward = sampleUnit('001', { parentCode: '79' });
    const quarter = sampleUnit('001-1', { parentCode: '001' });
    await store.units.upsert([city, ward, quarter], january);
    await store.units.upsert([city, ward, { ...quarter, parentCode: '79' }], july);
    const wardId = await idOf('001');
    const quarterId = await idOf('001-1');
    expect((await store.units.subtree(await idOf('79'), 'territorial')).length).toBe(3);
    expect(await store.units.subtree(wardId, 'territorial')).toEqual([wardId]);
    expect((await store.units.subtree(wardId, 'territorial', { asOf: before })).toSorted()).toEqual(
      [wardId, quarterId].toSorted(),
    );
  });

  it('leave their parent when none is given any more', async () => {
    const city = sampleUnit('79', { kind: 'city' });
    await store.units.upsert([city, sampleUnit('001', { parentCode: '79' })], january);
    expect(await store.units.upsert([city, sampleUnit('001')], july)).toEqual({ added: 0, changed: 1, unchanged: 1 });
    const cityId = await idOf('79');
    expect(await store.units.subtree(cityId, 'territorial')).toEqual([cityId]);
  });

  it('are refused as a whole where a parent is unknown', async () => {
    const units = [sampleUnit('001', { parentCode: 'nowhere' })];
    await expect(store.units.upsert(units, january)).rejects.toThrow('no unit has the code nowhere');
    expect(await store.units.list()).toEqual([]);
  });
});
