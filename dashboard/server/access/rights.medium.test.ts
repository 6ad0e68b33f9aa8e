import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Ground, openGround } from '../testing/testDashboard.ts';
import { fillTwoWards, type TwoWards } from '../testing/twoWards.ts';
import { Rights } from './rights.ts';

/** Changes are seen within this. */
const soon = { timeout: 5_000, interval: 50 };

let ground: Ground;
let city: TwoWards;
let nowMs = Date.now();
let rights: Rights;

beforeAll(async () => {
  ground = await openGround();
  city = await fillTwoWards(ground);
  rights = new Rights(ground.store, { now: () => nowMs });
});

afterAll(async () => ground.close());

describe('remembered rights', () => {
  it('see a new grant and its end soon after', async () => {
    const { accountId } = await city.holder('school', city.here.schoolId);
    const place = { schoolId: city.there.schoolId, camera: null };
    const mayView = async () => (await rights.of(accountId)).decide('inventory.view', place).allowed;
    expect(await mayView()).toBe(false);
    const grant = { accountId, role: 'unit_viewer', scopeId: city.there.unitId, relation: 'territorial' } as const;
    const id = await ground.store.access.addGrant(
      { ...grant, zones: null, validFrom: 0, validTo: null },
      null,
      () => [],
    );
    await vi.waitFor(async () => expect(await mayView()).toBe(true), soon);
    await ground.store.access.endGrant(id, new Date(nowMs), () => []);
    await vi.waitFor(async () => expect(await mayView()).toBe(false), soon);
  });

  it('end with the date of a grant, though nothing was changed', async () => {
    const { accountId } = await city.holder('school', city.here.schoolId);
    const [held] = await ground.store.access.grants({ accountId });
    await ground.store.access.endGrant(held?.grant.id ?? '', new Date(nowMs + 3_600_000), () => []);
    await vi.waitFor(async () => expect((await rights.of(accountId)).holdings[0]?.grant.validTo).not.toBeNull(), soon);
    expect((await rights.of(accountId)).holds('inventory.view')).toBe(true);
    nowMs += 3_600_000;
    expect((await rights.of(accountId)).holds('inventory.view')).toBe(false);
  });

  it('see a school that came into another ward', async () => {
    const { accountId } = await city.holder('unit_viewer', city.here.unitId);
    expect((await rights.of(accountId)).schools('inventory.view')).toEqual(new Set([city.here.schoolId]));
    const [school] = (await ground.store.schools.list()).filter(({ id }) => id === city.there.schoolId);
    await ground.store.schools.upsert(school === undefined ? [] : [{ ...school, wardCode: '99001' }], new Date());
    await vi.waitFor(
      async () =>
        expect((await rights.of(accountId)).schools('inventory.view')).toEqual(
          new Set([city.here.schoolId, city.there.schoolId]),
        ),
      soon,
    );
    const then = await rights.asOf(accountId, new Date('2026-08-15T00:00:00Z'));
    expect(then.schools('inventory.view')).toEqual(new Set([city.here.schoolId]));
  });

  it('write down that a grant was used, once an hour', async () => {
    const { accountId } = await city.holder('operator');
    const [held] = await ground.store.access.grants({ accountId });
    const usedAt = async () => (await ground.store.access.grants({ accountId }))[0]?.lastUsedAt?.getTime();
    rights.used([held?.grant.id ?? '']);
    const first = nowMs;
    await vi.waitFor(async () => expect(await usedAt()).toBe(first), soon);
    nowMs += 1_800_000;
    rights.used([held?.grant.id ?? '']);
    nowMs += 1_800_000;
    rights.used([held?.grant.id ?? '']);
    await vi.waitFor(async () => expect(await usedAt()).toBe(first + 3_600_000), soon);
  });
});
