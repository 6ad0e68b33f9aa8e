import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFile } from '@khue/ingest/testing/importFile';
import { databaseServers, openTestStore } from '@khue/store/testing/testDatabase';

const folder = resolve(import.meta.dirname, '../../../shared/gis');
const read = (name: string) => readFile(join(folder, name));

function registerAbsence(): void {
  it('has nothing to read: the folder of shared data is absent', () => {
    process.stdout.write(`shared data is absent, so its files were not imported: ${folder}\n`);
    expect(existsSync(folder)).toBe(false);
  });
}

function registerTests(): void {
  describe.each(databaseServers)('files of the department, unchanged, on %s', (server) => {
    let ground: Awaited<ReturnType<typeof openTestStore>>;

    beforeAll(async () => {
      ground = await openTestStore(server);
    });
    afterAll(() => ground.close());

    it('gives the 168 communes, and the same again changes nothing', async () => {
      const file = await read('hcmc_wards_2025_attributes.csv');
      const first = await importFile(ground.store, 'units', file);
      expect(first.rejects).toEqual([]);
      expect(first.run).toMatchObject({ state: 'done', added: 168, rejected: 0, rowsTotal: 168 });
      const second = await importFile(ground.store, 'units', file);
      expect(second.run).toMatchObject({ added: 0, changed: 0, unchanged: 168 });
      const wards = await ground.store.units.list();
      expect(wards.filter(({ kind }) => kind === 'ward')).toHaveLength(113);
      expect(wards.filter(({ kind }) => kind === 'rural_commune')).toHaveLength(54);
      expect(wards.filter(({ kind }) => kind === 'special_zone')).toHaveLength(1);
    });

    it('gives 42 schools with positions, communes and codes made of their names', async () => {
      const file = await read('schools_thpt_osm_geocoded.csv');
      const first = await importFile(ground.store, 'schools', file);
      expect(first.rejects).toEqual([]);
      expect(first.run).toMatchObject({ state: 'done', added: 42, rejected: 0 });
      const second = await importFile(ground.store, 'schools', file);
      expect(second.run).toMatchObject({ added: 0, changed: 0, unchanged: 42 });
      const school = (await ground.store.schools.list()).find(({ code }) => code === 'OSM-THPT-NGO-QUYEN');
      expect(school).toMatchObject({
        name: 'Trung học phổ thông Ngô Quyền',
        shortName: 'THPT Ngô Quyền',
        levels: ['04'],
        lon: 106.7363409,
        lat: 10.712923,
        wardCode: '27487',
        synthetic: false,
      });
    });

    it('takes the list of names and addresses, and says of each row without a code that it has none', async () => {
      const { run, rejects } = await importFile(
        ground.store,
        'schools',
        await read('schools_thpt_names_addresses.csv'),
      );
      expect(run.state).toBe('done');
      expect(run.added + run.rejected).toBe(102);
      expect(new Set(rejects.map(({ code, column }) => `${code} ${column}`))).toEqual(
        new Set(['missing_value ma_truong_as_listed']),
      );
    });
  });
}

if (existsSync(folder)) registerTests();
else registerAbsence();
