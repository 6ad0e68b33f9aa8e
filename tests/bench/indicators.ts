import { evaluate, evaluateAll } from '@khue/ingest/statistics/evaluate';
import { openOwnDatabase } from '../house/gatewayProcess.ts';
import { citySchools, fillRegister, reportYear } from './cityFigures.ts';
import { type BenchContext, type Figure, median } from './figure.ts';

const years = ['2023-2024', '2024-2025', '2025-2026'] as const;
const limitSeconds = 10;
const readings = 20;

/**
 * Every indicator of 3,500 schools over three school years, from figures in the database to values in the database; then
 * what one sheet costs, and what one answer about all schools is read in.
 */
export async function* indicators({ say }: BenchContext): AsyncGenerator<Figure> {
  const database = await openOwnDatabase();
  const { statistics } = database.store;
  try {
    await fillRegister(database.store);
    let figures = 0;
    for (const year of years) figures += await reportYear(database.store, year);
    const at = new Date();
    const began = performance.now();
    const written = await evaluateAll(statistics, at);
    yield { name: 'indicators', value: (performance.now() - began) / 1_000, unit: 's', limit: limitSeconds };
    say(`${figures} figures of ${citySchools} schools, ${written} values`);
    const again = performance.now();
    if ((await evaluateAll(statistics, at)) !== 0) throw new Error('values changed though no figure did');
    yield { name: 'indicatorsUnchanged', value: (performance.now() - again) / 1_000, unit: 's', limit: limitSeconds };
    const moment = { schoolYear: years[2], period: 'start' } as const;
    const ward = performance.now();
    await evaluate(statistics, moment, { at, wards: ['W7'] });
    yield { name: 'indicatorsOfOneWard', value: performance.now() - ward, unit: 'ms' };
    const tookMs: number[] = [];
    for (let reading = 0; reading < readings; reading += 1) {
      const start = performance.now();
      const values = await statistics.values({ ...moment, key: 'S04', level: null, by: 'school' });
      tookMs.push(performance.now() - start);
      if (values.length !== citySchools) throw new Error(`${values.length} values`);
    }
    yield { name: 'indicatorOfAllSchools', value: median(tookMs), unit: 'ms', limit: 60 };
  } finally {
    await database.close();
  }
}
