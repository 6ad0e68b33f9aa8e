import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlaceKind } from '@khue/domain/indicator';
import { type EducationLevel, educationLevelSchema } from '@khue/domain/school';
import type { Store } from '@khue/store/store';
import { databaseServers, openTestStore } from '@khue/store/testing/testDatabase';
import { goldenPeople, goldenRows, goldenSchools, goldenUnits, goldenYear, sheetCsv } from '../testing/goldenSheets.ts';
import { handIn } from '../testing/handIn.ts';
import { evaluate, evaluateAll } from './evaluate.ts';

const firstDay = new Date('2025-07-01T00:00:00Z');

/** Value, reporting, due; worked out by hand. */
type Expected = readonly [value: number | null, reporting: number, due: number];

/** Both wards and the city, all levels together. */
const golden: Readonly<Record<string, readonly [Expected, Expected, Expected]>> = {
  S01: [
    [2, 2, 2],
    [3, 3, 3],
    [5, 5, 5],
  ],
  'S01.offered': [
    [3, 3, 3],
    [3, 3, 3],
    [6, 6, 6],
  ],
  // 10 + 5 + 4; 16 + 4
  S03: [
    [19, 3, 3],
    [20, 2, 3],
    [39, 5, 6],
  ],
  // 318 + 175 + 167; 661 + 105
  S04: [
    [660, 3, 3],
    [766, 2, 3],
    [1_426, 5, 6],
  ],
  // 660 / 32; 766 / 39; 1426 / 71
  S07: [
    [20.625, 3, 3],
    [19.641025641025642, 2, 3],
    [20.08450704225352, 5, 6],
  ],
  // 660 / 19; 766 / 20; 1426 / 39
  'S09.mean': [
    [34.73684210526316, 3, 3],
    [38.3, 2, 3],
    [36.56410256410256, 5, 6],
  ],
  // 4 of 19; 1 of 16; 5 of 35
  'S09.share': [
    [21.05263157894737, 3, 3],
    [6.25, 1, 2],
    [14.285714285714286, 4, 5],
  ],
  'S10.rooms': [
    [16, 2, 3],
    [22, 2, 3],
    [38, 4, 6],
  ],
  // 16 / 15; 22 / 20; 38 / 35
  'S10.ratio': [
    [1.0666666666666667, 2, 3],
    [1.1, 2, 3],
    [1.0857142857142856, 4, 6],
  ],
  // 16 rooms for 1,200 people; the other ward's are not known
  S11: [
    [133.33333333333334, 2, 3],
    [null, 2, 3],
    [133.33333333333334, 4, 6],
  ],
  // 660 / 25; 661 / 40; 1321 / 65
  I01: [
    [26.4, 3, 3],
    [16.525, 1, 2],
    [20.323076923076922, 4, 5],
  ],
  I03: [
    [50, 2, 2],
    [100, 2, 3],
    [75, 4, 5],
  ],
  I05: [
    [50, 2, 2],
    [100, 2, 3],
    [75, 4, 5],
  ],
  // E left it empty: 2 of 2; 0 of 1; 2 of 3
  I06: [
    [100, 2, 2],
    [0, 1, 3],
    [66.66666666666667, 3, 5],
  ],
  // 4 of 7; 4 of 4; 8 of 11
  I09: [
    [57.142857142857146, 2, 2],
    [100, 1, 3],
    [72.72727272727273, 3, 5],
  ],
};

describe.each(databaseServers)('indicators of the sheets made by hand on %s', (server) => {
  let store: Store;
  let close: () => Promise<void>;

  beforeAll(async () => {
    ({ store, close } = await openTestStore(server));
    await store.units.upsert(goldenUnits, firstDay);
    await store.schools.upsert(goldenSchools, firstDay);
    for (const level of educationLevelSchema.options) {
      const rows = goldenRows[level];
      if (Object.keys(rows).length === 0) continue;
      const { submission, faults } = await handIn(store, sheetCsv(level, rows), { level });
      if (submission.state !== 'accepted') throw new Error(`${level}: ${JSON.stringify([submission, faults])}`);
    }
    const people = Buffer.from(`Mã phường/xã;Dân số 3–18 tuổi\n${goldenPeople.code};${goldenPeople.people}\n99002;\n`);
    await handIn(store, people, { kind: 'population', level: null });
  });

  afterAll(() => close());

  function valuesOf(key: string, by: PlaceKind, level: EducationLevel | null = null) {
    return store.statistics.values({ ...goldenYear, key, level, by });
  }

  it.each(Object.entries(golden))('%s agree to the last digit in wards and city', async (key, expected) => {
    const values = [...(await valuesOf(key, 'ward')), ...(await valuesOf(key, 'city'))];
    expect(values.map(({ place }) => place)).toEqual(['99001', '99002', 'city']);
    expect(values.map(({ value, reporting, due }) => [value, reporting, due])).toEqual(expected);
    expect(values.every(({ synthetic }) => synthetic)).toBe(true);
  });

  it('are all those that the definitions name', async () => {
    const definitions = await store.statistics.definitions(new Date());
    expect(definitions.map(({ key }) => key)).toEqual(Object.keys(golden));
  });

  it('stand for one level alone, held against its target', async () => {
    const [primary] = await valuesOf('S09.mean', 'city', '02');
    expect(primary).toMatchObject({ value: 32.86666666666667, numerator: 493, denominator: 15, met: true });
    const [lower] = await valuesOf('S09.mean', 'city', '03');
    expect(lower).toMatchObject({ value: 41.4, met: true });
    const [silent] = await valuesOf('S09.mean', 'city', '04');
    expect(silent).toMatchObject({ value: null, reporting: 0, due: 1, met: null });
    const [computers] = await valuesOf('I01', 'ward', '02');
    expect(computers).toMatchObject({ place: '99001', value: 37.92307692307692, met: false });
    const [fibre] = await valuesOf('I05', 'city');
    expect(fibre).toMatchObject({ value: 75, met: false });
  });

  it('have no value for a school without a denominator, nor for one that is silent', async () => {
    const schools = new Map((await store.schools.list()).map(({ id, code }) => [id, code]));
    const values = await valuesOf('I01', 'school', '02');
    const byCode = Object.fromEntries(values.map(({ place, value }) => [schools.get(place), value]));
    expect(byCode).toEqual({ A: 24.46153846153846, B: null });
    const pupils = await valuesOf('S04', 'school');
    expect(pupils.filter(({ value }) => value === null).map(({ place }) => schools.get(place))).toEqual(['D']);
  });

  it('tell pupils apart by grade and sex', async () => {
    const cells = await store.statistics.breakdown({ ...goldenYear, place: 'city', schools: null }, 'pupils');
    expect(cells.find(({ grade, sex }) => grade === '1' && sex === 2)?.value).toBe(46);
    expect(cells.find(({ grade, sex }) => grade === '2' && sex === 0)?.value).toBe(1);
    expect(cells.reduce((sum, { value }) => sum + value, 0)).toBe(1_426);
  });

  it('lead back to the cells they are made of', async () => {
    const filter = { ...goldenYear, place: '99002', measure: 'teachers' as const, schools: null };
    const figures = await store.statistics.figures(filter, 10);
    expect(figures.map(({ schoolCode, value, cell, fileName }) => [schoolCode, value, cell, fileName])).toEqual([
      ['C', 30, 'CSV!T3', 'bieu.csv'],
      ['E', 9, 'CSV!S2', 'bieu.csv'],
    ]);
  });

  it('are not written again where nothing changed', async () => {
    const before = await store.statistics.valuesEpoch();
    expect(await evaluateAll(store.statistics, new Date())).toBe(0);
    expect(await store.statistics.valuesEpoch()).toBe(before);
  });

  it('worked out for one ward alone are the same as for all', async () => {
    const { submission } = await handIn(store, sheetCsv('02', { A: goldenRows['02']['A'] ?? '' }), { level: '02' });
    expect(submission.state).toBe('accepted');
    expect(await evaluate(store.statistics, goldenYear, { at: new Date() })).toBe(0);
  });

  it('follow a newer sheet, and the figures before it stay in their history', async () => {
    const before = goldenRows['01']['E'] ?? '';
    await handIn(store, sheetCsv('01', { E: before.replace('17,13', '18,13') }), { level: '01' });
    expect((await valuesOf('S04', 'city')).map(({ value }) => value)).toEqual([1_427]);
    await handIn(store, sheetCsv('01', { E: before }), { level: '01' });
    expect((await valuesOf('S04', 'city')).map(({ value }) => value)).toEqual([1_426]);
  });
});
