import { describe, expect, it } from 'vitest';
import { sampleEntry } from '../testing/sampleLog.ts';
import type { DatedEntry } from '../told.ts';
import { LogQueue } from './logQueue.ts';

const at = new Date(0);
const entries = (count: number): DatedEntry[] => Array.from({ length: count }, () => ({ entry: sampleEntry(), at }));

describe('the queue before the log', () => {
  it('writes together what comes while a write is under way', async () => {
    const sizes: number[] = [];
    const begun = Promise.withResolvers<void>();
    const first = Promise.withResolvers<void>();
    const queue = new LogQueue(async (batch) => {
      sizes.push(batch.length);
      begun.resolve();
      if (sizes.length === 1) await first.promise;
    });
    const alone = queue.append(entries(1));
    await begun.promise;
    const together = [queue.append(entries(2)), queue.append(entries(3))];
    first.resolve();
    await Promise.all([alone, ...together]);
    expect(sizes).toEqual([1, 5]);
  });

  it('refuses what would wait behind 10,000 others, and takes it once they are written', async () => {
    const first = Promise.withResolvers<void>();
    let writes = 0;
    const queue = new LogQueue(async () => {
      writes += 1;
      if (writes === 1) await first.promise;
    });
    const full = [queue.append(entries(1)), queue.append(entries(9_999))];
    await expect(queue.append(entries(1))).rejects.toMatchObject({ code: 'KHUE_TIER_UNAVAILABLE' });
    first.resolve();
    await Promise.all(full);
    await expect(queue.append(entries(1))).resolves.toBeUndefined();
  });

  it('tells every caller of a write that failed, and goes on', async () => {
    let writes = 0;
    const queue = new LogQueue(async () => {
      writes += 1;
      if (writes === 2) throw new Error('the disk is full');
    });
    await queue.append(entries(1));
    const outcomes = await Promise.allSettled([2, 3].map((count) => queue.append(entries(count))));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(queue.append(entries(1))).resolves.toBeUndefined();
  });
});
