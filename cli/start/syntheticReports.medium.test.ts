import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSubmission } from '@khue/ingest/statistics/runSubmission';
import { buildCity } from '@khue/simulator/city/city';
import { reportSheets } from '@khue/simulator/reports/schoolReports';
import type { Store } from '@khue/store/store';
import { sampleUnit } from '@khue/store/testing/sampleInventory';
import { openTestStore } from '@khue/store/testing/testDatabase';
import { handInReports } from './syntheticReports.ts';

const city = buildCity({ schools: 24, cameras: 96, seed: 'khue' });
const sheets = reportSheets(city, 'khue');
const clock = { now: Date.now };
const signal = new AbortController().signal;

let store: Store;
let close: () => Promise<void>;
const queued: string[] = [];
const jobs = { enqueueSheet: async (id: string | null) => void queued.push(id ?? '') };

/** What the simulator answers. */
async function fetchBytes(path: string): Promise<Uint8Array> {
  if (path === '/reports') return Buffer.from(JSON.stringify(sheets));
  const sheet = sheets.find(({ schoolYear, level }) => path === `/reports/${schoolYear}/${level}.csv`);
  if (sheet === undefined) throw new Error(`no report at ${path}`);
  return Buffer.from(sheet.csv);
}

beforeAll(async () => {
  ({ store, close } = await openTestStore());
  const wards = new Set(city.schools.flatMap(({ wardCode }) => wardCode ?? []));
  await store.units.upsert(
    [...wards].map((code) => sampleUnit(code)),
    new Date(0),
  );
  const schools = city.schools.map(({ cameras: _cameras, ...school }) => ({
    ...school,
    levels: [...school.levels],
    synthetic: true,
  }));
  await store.schools.upsert(schools, new Date(0));
});

afterAll(() => close());

describe('reports of the invented schools', () => {
  it('are handed in as a school does, and right in every cell', async () => {
    expect(await handInReports({ store, jobs, clock, fetchBytes })).toBe(12);
    expect(queued).toHaveLength(12);
    for (const id of queued) {
      const ended = await runSubmission(id, { store, clock, signal });
      const faults = await store.statistics.submissions.faults(id);
      expect([ended?.fileName, ended?.state, faults]).toEqual([ended?.fileName, 'accepted', []]);
      expect(ended?.synthetic).toBe(true);
    }
  });

  it('are not handed in again by the next start', async () => {
    expect(await handInReports({ store, jobs, clock, fetchBytes })).toBe(0);
  });

  it('give every year its indicators, with schools missing where they were silent', async () => {
    const years = await store.statistics.years(null);
    expect(years.map(({ schoolYear }) => schoolYear)).toEqual(['2023-2024', '2024-2025', '2025-2026']);
    expect(years.map(({ reported, due }) => reported === due)).toEqual([true, false, false]);
    const frame = { key: 'S09.mean', schoolYear: '2025-2026', period: 'start', level: '02', by: 'city' } as const;
    const [value] = await store.statistics.values(frame);
    expect(value?.value).toBeGreaterThan(25);
    expect(value?.value).toBeLessThan(45);
    expect(value).toMatchObject({ synthetic: true });
  });
});
