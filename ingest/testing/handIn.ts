import { createHash, randomUUID } from 'node:crypto';
import { type SheetFault, type Submission, waitingSubmission } from '@khue/domain/statistics';
import type { Store } from '@khue/store/store';
import { runSubmission } from '../statistics/runSubmission.ts';

type Order = Partial<Pick<Submission, 'kind' | 'level' | 'schoolYear' | 'period' | 'fileName'>>;

/** Hands a sheet in and lets it be carried to its end, for tests. */
export async function handIn(
  store: Store,
  file: Uint8Array,
  order: Order = {},
  scope: readonly string[] | null = null,
): Promise<{ readonly submission: Submission; readonly faults: readonly SheetFault[] }> {
  const waiting = waitingSubmission(
    {
      id: randomUUID(),
      kind: 'figures',
      level: '02',
      schoolYear: '2025-2026',
      period: 'start',
      fileName: 'bieu.csv',
      fileSha256: createHash('sha256').update(file).digest('hex'),
      submittedBy: { id: null, name: 'test' },
      ...order,
    },
    new Date(),
  );
  const { submissions } = store.statistics;
  await submissions.create(waiting, { file, scope }, () => []);
  const signal = new AbortController().signal;
  const submission = await runSubmission(waiting.id, { store, clock: { now: Date.now }, signal });
  if (submission === null) throw new Error('the submission is gone');
  return { submission, faults: await submissions.faults(waiting.id) };
}
