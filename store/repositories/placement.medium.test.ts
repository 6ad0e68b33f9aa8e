import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeSchools } from '@khue/domain/placement';
import { sampleSchool, sampleUnit } from '../testing/sampleInventory.ts';
import { databaseServers, openTestStore } from '../testing/testDatabase.ts';
import type { Store } from '../store.ts';

/** The day from which 168 communes are in force. */
const reform = new Date('2025-07-01T00:00:00Z');
const before = new Date('2025-06-30T23:59:59Z');
const long = new Date('2020-01-01T00:00:00Z');

describe.each(databaseServers)('placing of schools on %s', (server) => {
  let store: Store;
  let close: () => Promise<void>;
  let databaseUrl: string;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    const opened = await openTestStore(server);
    ({ store, close } = opened);
    ({ databaseUrl } = opened.config);
    const district = sampleUnit('760', { kind: 'city' });
    const department = sampleUnit('SGDDT', { kind: 'department' });
    const old = sampleUnit('26734', { parentCode: '760' });
    await store.units.upsert([district, department], long);
    await store.units.upsert([old, sampleUnit('26743')], long);
    await store.schools.upsert([sampleSchool('A', { wardCode: '26734', levels: ['02'] })], long);
    await store.schools.upsert([sampleSchool('A', { wardCode: '26743', levels: ['02'] })], reform);
    for (const { code, id } of await store.units.list()) ids.set(code, id);
    for (const { code, id } of await store.schools.list()) ids.set(code, id);
  });

  afterAll(async () => close());

  async function above(relation: 'territorial' | 'managing' | 'professional', asOf?: Date): Promise<string[]> {
    const placement = placeSchools(await store.access.placementFacts(asOf)).get(ids.get('A') ?? '');
    const names = new Map([...ids].map(([code, id]) => [id, code]));
    return [...(placement?.[relation] ?? [])].map((id) => names.get(id) ?? id).sort();
  }

  async function record(unit: string, kind: string, from: Date, to: Date | 'infinity'): Promise<void> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      await client.query(
        'INSERT INTO school_relation (school_id, unit_id, kind, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5)',
        [ids.get('A'), ids.get(unit), kind, from, to],
      );
    } finally {
      await client.end();
    }
  }

  it('follows the ward that was in force at the moment', async () => {
    expect(await above('territorial', before)).toEqual(['26734', '760', 'A']);
    expect(await above('territorial', reform)).toEqual(['26743', 'A']);
    expect(await above('territorial')).toEqual(['26743', 'A']);
    expect(await above('territorial', new Date('2019-01-01T00:00:00Z'))).toEqual([]);
  });

  it('follows relations on record, each for its own time', async () => {
    await record('SGDDT', 'managing', long, reform);
    await record('760', 'professional', reform, 'infinity');
    expect([await above('managing', before), await above('professional', before)]).toEqual([['A', 'SGDDT'], ['A']]);
    expect([await above('managing', reform), await above('professional', reform)]).toEqual([
      ['26743', 'A'],
      ['760', 'A'],
    ]);
  });

  it('tells those who remember rights when a unit or a school changed, and only then', async () => {
    const epoch = await store.access.epoch();
    await store.schools.upsert([sampleSchool('A', { wardCode: '26743', levels: ['02'] })], new Date());
    expect(await store.access.epoch()).toBe(epoch);
    await store.schools.upsert([sampleSchool('B')], new Date());
    await store.units.upsert([sampleUnit('26999')], new Date());
    expect(await store.access.epoch()).toBe(epoch + 2);
  });
});
