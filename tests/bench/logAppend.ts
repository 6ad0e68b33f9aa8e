import { systemClock } from '@khue/domain/clock';
import { verifyLog } from '@khue/store/logVerify';
import type { Store } from '@khue/store/store';
import { openPlainRows } from '@khue/store/testing/plainRows';
import { sampleEntry } from '@khue/store/testing/sampleLog';
import { openOwnDatabase } from '../house/gatewayProcess.ts';
import type { BenchContext, Figure } from './figure.ts';

const writers = 8;
const appendMs = 5_000;
const verifiedRows = 1_000_000;
const verifyLimitSeconds = 120;
const portion = 2_000;

/** Rows a second that so many writers get written, each waiting for its own row before the next. */
async function rate(write: (writer: number) => Promise<void>, signal: AbortSignal): Promise<number> {
  const began = performance.now();
  let rows = 0;
  const work = Array.from({ length: writers }, async (_, writer) => {
    while (performance.now() - began < appendMs) {
      signal.throwIfAborted();
      await write(writer);
      rows += 1;
    }
  });
  await Promise.all(work);
  return rows / ((performance.now() - began) / 1_000);
}

async function plainRate(ownerUrl: string, signal: AbortSignal): Promise<number> {
  const plain = await openPlainRows(ownerUrl, writers, sampleEntry());
  try {
    return await rate((writer) => plain.write(writer), signal);
  } finally {
    await plain.close();
  }
}

async function verifySeconds(store: Store, { say, signal }: BenchContext): Promise<number> {
  const entries = Array.from({ length: portion }, (_, i) => sampleEntry({ actorName: `người ${i}` }));
  for (let { number } = await store.log.head(); number < verifiedRows; number += portion) {
    signal.throwIfAborted();
    await store.log.append(entries, new Date());
  }
  const { rows, faults, durationMs } = await verifyLog(
    store.log,
    { keys: new Map(), outside: null },
    systemClock,
    signal,
  );
  say(`${rows} rows, ${faults.length} faults, ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);
  if (rows < verifiedRows || faults.length > 0) throw new Error('the log is not whole');
  return durationMs / 1_000;
}

/** The log: rows a second with eight writers beside plain INSERTs, and the verification of a million rows. */
export async function* logAppend(context: BenchContext): AsyncGenerator<Figure> {
  const database = await openOwnDatabase();
  try {
    const { log } = database.store;
    const value = await rate(() => log.append([sampleEntry()], new Date()), context.signal);
    const peer = { name: 'plain INSERT', value: await plainRate(database.ownerUrl, context.signal) };
    yield { name: 'logAppend', value, unit: 'rows/s', peer };
    const seconds = await verifySeconds(database.store, context);
    yield { name: 'logVerifyMillion', value: seconds, unit: 's', limit: verifyLimitSeconds };
  } finally {
    await database.close();
  }
}
