import { randomUUID } from 'node:crypto';
import { waitingSubmission } from '@khue/domain/statistics';
import type { Store } from '@khue/store/store';

/** A sheet that an account handed in and that waits; gives its id. */
export async function addSampleSubmission(store: Store, accountId: string): Promise<string> {
  const submission = waitingSubmission(
    {
      id: randomUUID(),
      kind: 'figures',
      level: '02',
      schoolYear: '2025-2026',
      period: 'start',
      fileName: 'bieu.csv',
      fileSha256: '0'.repeat(64),
      submittedBy: { id: accountId, name: 'Nguyễn Lan' },
    },
    new Date(),
  );
  const sheet = { file: Buffer.from('Mã trường'), scope: [] };
  await store.statistics.submissions.create(submission, sheet, () => []);
  return submission.id;
}
