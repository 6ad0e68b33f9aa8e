import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../store.ts';
import { sampleCamera, sampleSchool } from '../testing/sampleInventory.ts';
import { databaseServers, openTestStore } from '../testing/testDatabase.ts';

const january = new Date('2026-01-01T00:00:00Z');
const july = new Date('2026-07-01T00:00:00Z');

describe.each(databaseServers)('schools on %s', (server) => {
  let store: Store;
  let close: () => Promise<void>;
  let databaseUrl: string;

  beforeEach(async () => {
    const opened = await openTestStore(server);
    ({ store, close } = opened);
    ({ databaseUrl } = opened.config);
  });

  afterEach(() => close());

  async function execute(statement: string, values: unknown[]): Promise<void> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      await client.query(statement, values);
    } finally {
      await client.end();
    }
  }

  it('are read back as they were written, in the order of their codes', async () => {
    const schools = [
      sampleSchool('B', { lon: null, lat: null, levels: [] }),
      sampleSchool('A', { address: 'Số 1, "đường" {A}' }),
    ];
    await store.schools.upsert(schools, january);
    expect(await store.schools.list()).toEqual([
      { id: expect.any(String), ...schools[1] },
      { id: expect.any(String), ...schools[0] },
    ]);
  });

  it('are not written again when nothing changed', async () => {
    const schools = [sampleSchool('A'), sampleSchool('B', { lon: null, lat: null, wardCode: null })];
    await store.schools.upsert(schools, january);
    const counts = await store.schools.upsert(schools, july);
    const [school] = await store.schools.list();
    expect(counts).toEqual({ added: 0, changed: 0, unchanged: 2 });
    expect(await store.schools.versions(school?.id ?? '')).toHaveLength(1);
  });

  it('show what was true before and after a change, to the millisecond', async () => {
    await store.schools.upsert([sampleSchool('A', { name: 'Cũ' })], january);
    await store.schools.upsert([sampleSchool('A', { name: 'Mới' })], july);
    const [school] = await store.schools.list();
    const id = school?.id ?? '';
    const at = async (moment: string): Promise<string | undefined> =>
      (await store.schools.find(id, { asOf: new Date(moment) }))?.name;
    expect(await at('2025-12-31T23:59:59.999Z')).toBeUndefined();
    expect(await at('2026-01-01T00:00:00.000Z')).toBe('Cũ');
    expect(await at('2026-06-30T23:59:59.999Z')).toBe('Cũ');
    expect(await at('2026-07-01T00:00:00.000Z')).toBe('Mới');
    expect((await store.schools.find(id))?.name).toBe('Mới');
  });

  it('tell their versions, oldest first, without gaps', async () => {
    await store.schools.upsert([sampleSchool('A', { name: 'Cũ' })], january);
    await store.schools.upsert([sampleSchool('A', { name: 'Mới' })], july);
    const [school] = await store.schools.list();
    const versions = await store.schools.versions(school?.id ?? '');
    expect(versions.map(({ school: { name }, validFrom, validTo }) => [name, validFrom, validTo])).toEqual([
      ['Cũ', january, july],
      ['Mới', july, null],
    ]);
  });

  it('leave when they are invented, not kept and without cameras; real ones never do', async () => {
    const schools = ['kept', 'gone', 'watched'].map((code) => sampleSchool(code));
    await store.schools.upsert([...schools, sampleSchool('real', { synthetic: false })], january);
    await store.cameras.upsert([sampleCamera('C', 'watched', { synthetic: false })], january);
    expect(await store.schools.closeSynthetic(['kept'], july)).toBe(1);
    expect((await store.schools.list()).map(({ code }) => code)).toEqual(['kept', 'real', 'watched']);
    expect(await store.schools.list({ asOf: january })).toHaveLength(4);
    expect(await store.schools.closeSynthetic(['kept'], july)).toBe(0);
  });

  it('are corrected in place by a second write at the same moment', async () => {
    await store.schools.upsert([sampleSchool('A', { name: 'Cũ' })], january);
    await store.schools.upsert([sampleSchool('A', { name: 'Sai' })], july);
    await store.schools.upsert([sampleSchool('A', { name: 'Mới' })], july);
    const [school] = await store.schools.list();
    const versions = await store.schools.versions(school?.id ?? '');
    expect(versions.map((version) => version.school.name)).toEqual(['Cũ', 'Mới']);
  });

  it('never share a code, even where two imports of the same file run at once', async () => {
    const schools = Array.from({ length: 50 }, (_unused, i) => sampleSchool(`S${i}`));
    const counts = await Promise.all([store.schools.upsert(schools, january), store.schools.upsert(schools, january)]);
    expect(new Set(counts.map((count) => count.added))).toEqual(new Set([0, 50]));
    expect(await store.schools.list()).toHaveLength(50);
  });

  it('are refused as a whole where a code comes twice in one write', async () => {
    const write = store.schools.upsert([sampleSchool('A'), sampleSchool('A', { name: 'Khác' })], january);
    await expect(write).rejects.toThrow(/overlap|duplicate key/u);
    expect(await store.schools.list()).toEqual([]);
  });

  it('cannot get overlapping versions or a code in use, whoever writes', async () => {
    await store.schools.upsert([sampleSchool('A'), sampleSchool('B')], january);
    await store.schools.upsert([sampleSchool('A', { name: 'Mới' })], july);
    const copy = `INSERT INTO school_version (school_id, valid_from, valid_to, code, name, short_name, levels, synthetic)
      SELECT school_id, $1, $2, $3, name, short_name, levels, synthetic FROM school_version WHERE code = $4 LIMIT 1`;
    await expect(execute(copy, ['2026-02-01', '2026-03-01', 'C', 'A'])).rejects.toThrow(
      'versions of school_version overlap',
    );
    await expect(execute(copy, ['2025-02-01', '2026-02-01', 'A', 'B'])).rejects.toThrow(
      'versions of school_version overlap',
    );
    await expect(execute(copy, ['2025-02-01', '2025-03-01', 'C', 'B'])).resolves.toBeUndefined();
  });
});
