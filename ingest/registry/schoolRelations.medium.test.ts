import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '@khue/store/store';
import { databaseServers, openTestStore } from '@khue/store/testing/testDatabase';
import { importFile } from '../testing/importFile.ts';
import { seedUnits } from './seedUnits.ts';

const unitHeader = 'Mã đơn vị,Tên đầy đủ,Loại';
const header = 'Mã trường,Tên trường,Cấp học,Mã phường xã,Đơn vị quản lý,Cụm chuyên môn';

function csv(...lines: readonly string[]): string {
  return `${lines.join('\r\n')}\r\n`;
}

describe.each(databaseServers)('the units that schools belong to, on %s', (server) => {
  let ground: Awaited<ReturnType<typeof openTestStore>>;
  let store: Store;

  beforeAll(async () => {
    ground = await openTestStore(server);
    store = ground.store;
    await seedUnits(store);
    const clusters = csv(unitHeader, 'CUM-1,Cụm chuyên môn số 1,Cụm chuyên môn', 'CUM-2,Cụm chuyên môn số 2,Cụm');
    await importFile(store, 'units', clusters);
  });
  afterAll(() => ground.close());

  /** `relation unit` of a school, now or at a moment, in this order of relations. */
  async function relationsOf(code: string, asOf?: Date): Promise<string[]> {
    const facts = await store.access.placementFacts(asOf);
    const units = new Map(facts.units.map((unit) => [unit.id, unit.code]));
    const school = (await store.schools.list()).find((known) => known.code === code);
    const mine = facts.schoolRelations.filter(({ schoolId }) => schoolId === school?.id);
    return mine.map(({ kind, unitId }) => `${kind} ${units.get(unitId)}`).toSorted();
  }

  it('are read by code or by name, and a second import changes nothing', async () => {
    const file = csv(
      header,
      'Q-01,Trường Q1,THCS,26740,SGDDT-79,Cụm chuyên môn số 1',
      'Q-02,Trường Q2,THCS,26740,,CUM-2',
    );
    expect((await importFile(store, 'schools', file)).run).toMatchObject({ added: 2, rejected: 0 });
    expect(await relationsOf('Q-01')).toEqual(['managing SGDDT-79', 'professional CUM-1']);
    expect(await relationsOf('Q-02')).toEqual(['professional CUM-2']);
    const epoch = await store.access.epoch();
    expect((await importFile(store, 'schools', file)).run).toMatchObject({ added: 0, changed: 0, unchanged: 2 });
    expect(await store.access.epoch()).toBe(epoch);
  });

  it('change with their dates, count as a change of the school, and grow the epoch', async () => {
    await importFile(store, 'schools', csv(header, 'Q-03,Trường Q3,THCS,26740,SGDDT-79,CUM-1'));
    const before = new Date();
    const epoch = await store.access.epoch();
    const moved = csv(header, 'Q-03,Trường Q3,THCS,26740,,CUM-2');
    expect((await importFile(store, 'schools', moved)).run).toMatchObject({ changed: 1, unchanged: 0 });
    expect(await relationsOf('Q-03')).toEqual(['professional CUM-2']);
    expect(await relationsOf('Q-03', before)).toEqual(['managing SGDDT-79', 'professional CUM-1']);
    expect(await store.access.epoch()).toBeGreaterThan(epoch);
  });

  it('stay where a file has no column for them', async () => {
    await importFile(store, 'schools', csv(header, 'Q-04,Trường Q4,THCS,26740,SGDDT-79,CUM-1'));
    await importFile(store, 'schools', csv('Mã trường,Tên trường', 'Q-04,Trường Q4 mới'));
    expect(await relationsOf('Q-04')).toEqual(['managing SGDDT-79', 'professional CUM-1']);
  });

  it('are refused where no such unit is known', async () => {
    const file = csv(header, 'Q-05,Trường Q5,THCS,26740,KHONG-CO,', 'Q-06,Trường Q6,THCS,26740,,26740');
    const { run, rejects } = await importFile(store, 'schools', file);
    expect(run).toMatchObject({ added: 0, rejected: 2 });
    expect(rejects.map(({ column, value, code }) => [column, value, code])).toEqual([
      ['Đơn vị quản lý', 'KHONG-CO', 'unknown_unit'],
      ['Cụm chuyên môn', '26740', 'unknown_unit'],
    ]);
  });
});
