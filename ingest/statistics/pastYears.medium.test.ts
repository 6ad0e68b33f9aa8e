import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportPeriod } from '@khue/domain/statistics';
import type { Store } from '@khue/store/store';
import { sampleSchool, sampleUnit } from '@khue/store/testing/sampleInventory';
import { databaseServers, openTestStore } from '@khue/store/testing/testDatabase';
import { goldenRows, sheetCsv } from '../testing/goldenSheets.ts';
import { handIn } from '../testing/handIn.ts';
import { evaluateAll } from './evaluate.ts';

const begins = new Date('2025-07-01T03:00:00Z');
/** The row of any primary school. */
const row = goldenRows['02']['A'] ?? '';

function primary(code: string, wardCode: string | null = '99001') {
  return sampleSchool(code, { levels: ['02'], wardCode });
}

/** B is closed in November 2025, C moves to the first ward and D opens in February 2026. */
async function fillRegister({ units, schools }: Store): Promise<void> {
  await units.upsert([sampleUnit('99001'), sampleUnit('99002')], begins);
  await schools.upsert([primary('A'), primary('B'), primary('C', '99002')], begins);
  await schools.closeSynthetic(['A', 'C'], new Date('2025-11-15T00:00:00Z'));
  await schools.upsert([primary('C'), primary('D')], new Date('2026-02-01T00:00:00Z'));
}

describe.each(databaseServers)('school years on %s', (server) => {
  let store: Store;
  let close: () => Promise<void>;

  beforeAll(async () => {
    ({ store, close } = await openTestStore(server));
    await fillRegister(store);
  });

  afterAll(() => close());

  async function schoolsOf(schoolYear: string, period: ReportPeriod): Promise<string[]> {
    const schools = await store.statistics.schools({ schoolYear, period });
    return schools.map(({ code, wardCode, isOpen }) => `${code} ${wardCode}${isOpen ? '' : ' closed'}`);
  }

  async function countOf(schoolYear: string, period: ReportPeriod) {
    const values = await store.statistics.values({ key: 'S01', schoolYear, period, level: null, by: 'ward' });
    return Object.fromEntries(values.map(({ place, value }) => [place, value]));
  }

  it('have the schools of the day of their figures, in the wards of that day', async () => {
    expect(await schoolsOf('2025-2026', 'start')).toEqual(['A 99001', 'B 99001 closed', 'C 99002']);
    expect(await schoolsOf('2025-2026', 'end')).toEqual(['A 99001', 'C 99001', 'D 99001']);
    expect(await schoolsOf('2026-2027', 'start')).toEqual(['A 99001', 'C 99001', 'D 99001']);
    expect(await schoolsOf('2039-2040', 'end')).toEqual(['A 99001', 'C 99001', 'D 99001']);
  });

  it('before the register begins have the schools of its first day', async () => {
    expect(await schoolsOf('2023-2024', 'start')).toEqual(['A 99001', 'B 99001 closed', 'C 99002']);
  });

  it('count a school that is no more, and not one that opened later', async () => {
    const sheet = await handIn(store, sheetCsv('02', { A: row, B: row }), { level: '02' });
    expect(sheet).toMatchObject({ submission: { state: 'accepted', rowsReported: 2 }, faults: [] });
    await handIn(store, sheetCsv('02', { A: row }), { level: '02', period: 'end' });
    expect(await countOf('2025-2026', 'start')).toEqual({ '99001': 2, '99002': 1 });
    expect(await countOf('2025-2026', 'end')).toEqual({ '99001': 3 });
    const frame = { key: 'S04', schoolYear: '2025-2026', level: null, by: 'city' } as const;
    const [start] = await store.statistics.values({ ...frame, period: 'start' });
    const [end] = await store.statistics.values({ ...frame, period: 'end' });
    expect([start?.reporting, start?.due, end?.reporting, end?.due]).toEqual([2, 3, 1, 3]);
    const figures = await store.statistics.figures(
      { schoolYear: '2025-2026', period: 'start', place: '99001', measure: 'teachers', schools: null },
      10,
    );
    expect(figures.map(({ schoolCode }) => schoolCode)).toEqual(['A', 'B']);
  });

  it('tell who reported of those due, and where the register begins if that is later', async () => {
    await handIn(store, sheetCsv('02', { A: row }), { level: '02', schoolYear: '2023-2024' });
    const told = { reported: 1, due: 3 };
    expect(await store.statistics.years(null)).toEqual([
      { ...told, schoolYear: '2023-2024', period: 'start', registerBegins: begins.toISOString() },
      { ...told, reported: 2, schoolYear: '2025-2026', period: 'start', registerBegins: null },
      { ...told, schoolYear: '2025-2026', period: 'end', registerBegins: null },
    ]);
    const rows = await store.statistics.reporting({ schoolYear: '2025-2026', period: 'start' }, null);
    expect(rows.map(({ schoolCode, reportedAt }) => [schoolCode, reportedAt !== null])).toEqual([
      ['A', true],
      ['B', true],
      ['C', false],
    ]);
  });

  it('follow what is learned later of the register of that time', async () => {
    await store.schools.upsert([primary('E', '99002')], new Date('2025-08-15T00:00:00Z'));
    expect(await evaluateAll(store.statistics, new Date())).toBeGreaterThan(0);
    expect(await countOf('2025-2026', 'start')).toEqual({ '99001': 2, '99002': 2 });
    // Two months after the register began: not of its first day.
    expect(await countOf('2023-2024', 'start')).toEqual({ '99001': 2, '99002': 1 });
  });

  it('count a school that reported though the register had it later, in its own ward and at the level reported', async () => {
    await handIn(store, sheetCsv('02', { D: row }), { level: '02' });
    expect(await countOf('2025-2026', 'start')).toEqual({ '99001': 3, '99002': 2 });
    const secondary = { ...primary('A'), levels: ['02', '03'] as const };
    await store.schools.upsert([{ ...secondary, levels: [...secondary.levels] }], new Date('2026-03-01T00:00:00Z'));
    await handIn(store, sheetCsv('03', { A: goldenRows['03']['C'] ?? '' }), { level: '03' });
    const [lower] = await store.statistics.values({
      key: 'S04',
      schoolYear: '2025-2026',
      period: 'start',
      level: '03',
      by: 'city',
    });
    expect(lower).toMatchObject({ reporting: 1, due: 1 });
  });

  it('take a ward that was learned later for the one of before', async () => {
    await store.schools.upsert([primary('F', null)], new Date('2025-09-01T00:00:00Z'));
    expect(await schoolsOf('2025-2026', 'start')).toContain('F null');
    await store.schools.upsert([primary('F', '99002')], new Date('2026-04-01T00:00:00Z'));
    expect(await schoolsOf('2025-2026', 'start')).toContain('F 99002');
  });
});
