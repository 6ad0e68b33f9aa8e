import type { Clock } from '@khue/domain/clock';
import type { ImportRun } from '@khue/domain/import';
import type { DatedEntry } from '@khue/store/told';

interface Teller {
  readonly clock: Clock;
  /** Who reads the file; left out: ingest. */
  readonly actorName?: string;
}

/** A step of a run, as the log takes it: before the first row is read, and once the run has ended. */
export function logEntry(step: 'begun' | 'ended', run: ImportRun, { clock, actorName = 'ingest' }: Teller): DatedEntry {
  const { id, kind, fileName, fileSha256, added, changed, unchanged, rejected } = run;
  const counts = step === 'begun' ? {} : { added, changed, unchanged, rejected };
  const entry = {
    actorId: null,
    actorName,
    action: 'import.run',
    object: { kind: 'import', id, name: fileName },
    result: step === 'ended' && run.state === 'failed' ? 'failed' : 'done',
    address: null,
    sessionId: null,
    details: { step, kind, fileSha256, ...counts },
  } as const;
  return { entry, at: new Date(clock.now()) };
}

/** What is told of a run together with the state it comes to: nothing while it goes on. */
export function logEntries(run: ImportRun, teller: Teller): readonly DatedEntry[] {
  return run.state === 'done' || run.state === 'failed' ? [logEntry('ended', run, teller)] : [];
}
