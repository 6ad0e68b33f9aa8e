/**
 * A long look at nine pictures: does the memory of the browser or of a tier grow? Prints a sample a minute and at the
 * end a verdict for each as lines of JSON on stdout; ends with 1 where something grows beyond its bound.
 */
import { loadavg } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { CDPSession, Page } from 'playwright-core';
import { z } from 'zod';
import { buildWeb } from '@khue/cli/start/webBuild';
import { launchBrowser, openPage, sayWhy, search, signIn } from '../house/browser.ts';
import { type House, startHouse } from '../house/house.ts';
import { commandOf, processTree, residentMb, seeProcess } from '../house/processUsage.ts';
import { until } from '../house/until.ts';

const tiles = 9;
const sampleEveryMs = 60_000;
/** A short run still has so many samples. */
const leastSamples = 10;
/** A line is drawn through the last half: what grows before that fills caches. */
const fittedShare = 0.5;

/**
 * What may grow, MB an hour. A slope counts only where it adds up to more than `noiseMb` over the fitted half: memory
 * is taken and given back in steps of some MB, and a short run would make a steep line of one step.
 */
const bounds = {
  browserHeap: { mbPerHour: 10, noiseMb: 4 },
  tier: { mbPerHour: 40, noiseMb: 15 },
} as const;

/** Programs of the house by what their command line says. */
const tierEntries = {
  start: 'cli/main.ts',
  ingest: 'ingest/main.ts',
  gateway: 'camera-gateway/main.ts',
  dashboard: 'dashboard/server/main.ts',
  simulator: 'simulator/main.ts',
  database: 'postgres -D',
} as const;

interface Sample {
  readonly minutes: number;
  readonly load: number;
  /** How many tiles are in which state. */
  readonly tiles: Readonly<Record<string, number>>;
  /** MB each. */
  readonly memory: ReadonlyMap<string, number>;
}

function say(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Slope of the line with the least squares, y per x; 0 where all x are the same. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const over = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const under = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return under === 0 ? 0 : over / under;
}

/** Process ids of the tiers; throws where one is missing. The database's workers come and go: its first process counts. */
function tiersOf(house: House): ReadonlyMap<string, number> {
  const tree = processTree(z.number().parse(house.process.pid));
  return new Map(
    Object.entries(tierEntries).map(([name, entry]) => {
      const found = tree.find(({ pid }) => commandOf(pid).includes(entry));
      if (found === undefined) throw new Error(`the house has no ${name}`);
      return [name, found.pid];
    }),
  );
}

/** Heap of the page after a collection, MB. */
async function heapMb(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  return z.number().parse(metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value) / 2 ** 20;
}

async function tileStates(page: Page): Promise<Record<string, number>> {
  const states = await page
    .locator('.tile')
    .evaluateAll((found) => found.map((tile) => tile.getAttribute('data-picture-state') ?? 'none'));
  const counts: Record<string, number> = {};
  for (const state of states) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

async function openNineTiles(page: Page): Promise<void> {
  await search(page, 'MP-001');
  await page.keyboard.press('Enter');
  await sayWhy(page);
  await until(
    'nine live tiles',
    () => tileStates(page),
    (states) => states['live'] === tiles,
    90_000,
  );
}

/** Samples until the time is over; a sample in which fewer than nine pictures live is noted, not hidden. */
async function watch(house: House, page: Page, durationMs: number, signal: AbortSignal): Promise<readonly Sample[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const tiers = tiersOf(house);
  const everyMs = Math.min(sampleEveryMs, durationMs / leastSamples);
  const samples: Sample[] = [];
  const began = performance.now();
  while (performance.now() - began <= durationMs) {
    const ended = [...tiers].find(([, pid]) => seeProcess(pid) === null);
    if (ended !== undefined)
      throw new Error(`${ended[0]} has ended; its log is in ${house.dataDir}\n${house.output()}`);
    const rss = [...tiers].map(([name, pid]) => [name, residentMb(pid)] as const);
    const sample: Sample = {
      minutes: (performance.now() - began) / 60_000,
      load: loadavg()[0] ?? Number.NaN,
      tiles: await tileStates(page),
      memory: new Map([['browserHeap', await heapMb(session)], ...rss]),
    };
    samples.push(sample);
    const memory = Object.fromEntries([...sample.memory].map(([name, mb]) => [name, rounded(mb)]));
    say({ ...sample, minutes: rounded(sample.minutes), memory });
    await setTimeout(everyMs, undefined, { signal });
  }
  return samples;
}

/** Says for the browser and every tier how fast it grew; returns whether all stayed within their bounds. */
function judge(samples: readonly Sample[]): boolean {
  const fitted = samples.slice(Math.floor(samples.length * (1 - fittedShare)));
  const spanHours = ((fitted.at(-1)?.minutes ?? 0) - (fitted[0]?.minutes ?? 0)) / 60;
  const names = [...(fitted[0]?.memory.keys() ?? [])];
  const verdicts = names.map((name) => {
    const points = fitted.map(({ minutes, memory }) => [minutes / 60, memory.get(name) ?? Number.NaN] as const);
    const mbPerHour = slope(points);
    const { mbPerHour: bound, noiseMb } = name === 'browserHeap' ? bounds.browserHeap : bounds.tier;
    const steady = !(mbPerHour > bound && mbPerHour * spanHours > noiseMb);
    say({ name, mbPerHour: rounded(mbPerHour), overMinutes: rounded(spanHours * 60), bound, noiseMb, steady });
    return steady;
  });
  const dark = samples.filter((sample) => sample.tiles['live'] !== tiles).length;
  say({ name: 'samplesWithoutNinePictures', value: dark, of: samples.length });
  return verdicts.length > 0 && verdicts.every(Boolean);
}

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } });
const minutes = z.coerce.number().positive().max(10_000).parse(values.minutes);
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));

await buildWeb();
// Nine cameras at each school.
const house = await startHouse({ parameters: ['--schools', '4', '--cameras', '36'] });
let watched = false;
try {
  const browser = await launchBrowser();
  try {
    const { page } = await openPage(browser, house.url);
    await signIn(page, house.url, house.account);
    await openNineTiles(page);
    const samples = await watch(house, page, minutes * 60_000, interrupted.signal);
    if (!judge(samples)) process.exitCode = 1;
    watched = true;
  } finally {
    await browser.close();
  }
} finally {
  await house.stop();
  // The logs of a run that broke off are wanted.
  if (watched) house.remove();
}
