import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { KhueError } from '@khue/domain/errors';
import type { TemplateOrder } from './templateBook.ts';

/** Templates made at once; further ones are told to wait. */
const atOnce = 2;
const deadlineMs = 30_000;

/** Makes templates off this thread. Throws KHUE_TOO_MANY_ATTEMPTS where too many are asked for at once. */
export function createTemplateMaker(): (order: TemplateOrder) => Promise<Buffer> {
  let making = 0;
  return async (order) => {
    if (making >= atOnce) throw new KhueError('KHUE_TOO_MANY_ATTEMPTS', { seconds: 3 });
    making += 1;
    const worker = new Worker(new URL('templateThread.ts', import.meta.url), { workerData: order });
    try {
      const [bytes]: unknown[] = await once(worker, 'message', { signal: AbortSignal.timeout(deadlineMs) });
      if (!(bytes instanceof Uint8Array)) throw new Error('the thread made no workbook');
      return Buffer.from(bytes);
    } finally {
      making -= 1;
      await worker.terminate();
    }
  };
}
