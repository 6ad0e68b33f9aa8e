import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '@khue/domain/clock';
import { educationLevelSchema } from '@khue/domain/school';
import { schoolYearSchema, type Submission, submissionFacts, waitingSubmission } from '@khue/domain/statistics';
import type { Jobs } from '@khue/store/jobs';
import type { Store } from '@khue/store/store';
import type { DatedEntry } from '@khue/store/told';

const reportsSchema = z.array(
  z.object({ schoolYear: schoolYearSchema, level: educationLevelSchema, schools: z.array(z.string()) }),
);
type Report = z.infer<typeof reportsSchema>[number];

export interface ReportDeps {
  readonly store: Store;
  readonly jobs: Pick<Jobs, 'enqueueSheet'>;
  readonly clock: Clock;
  /** Bytes of a path of the simulator. */
  readonly fetchBytes: (path: string) => Promise<Uint8Array>;
}

const actorName = 'khue start';

function submissionOf({ schoolYear, level }: Report, file: Uint8Array, at: Date): Submission {
  const waiting = waitingSubmission(
    {
      id: randomUUID(),
      kind: 'figures',
      level,
      schoolYear,
      period: 'start',
      fileName: `mo-phong-so-lieu-${level}-${schoolYear}.csv`,
      fileSha256: createHash('sha256').update(file).digest('hex'),
      submittedBy: { id: null, name: actorName },
    },
    at,
  );
  return { ...waiting, synthetic: true };
}

function entryOf(submission: Submission, at: Date): DatedEntry {
  const object = { kind: 'submission', id: submission.id, name: submission.fileName };
  const details = { step: 'ordered', ...submissionFacts(submission) };
  const who = { actorId: null, actorName, address: null, sessionId: null };
  return { entry: { ...who, action: 'statistics.submitted', object, result: 'done', details }, at };
}

/** Whether every school of a report has figures of it already: an earlier start handed it in. */
async function isThere({ store }: ReportDeps, { schoolYear, level, schools }: Report): Promise<boolean> {
  const rows = await store.statistics.reporting({ schoolYear, level, period: 'start' }, null);
  const reported = new Set(rows.filter(({ reportedAt }) => reportedAt !== null).map(({ schoolCode }) => schoolCode));
  return schools.every((code) => reported.has(code));
}

/**
 * Hands in what the invented schools reported, as a school does: ingest checks it. What is there already is left alone.
 * Returns how many sheets were handed in.
 */
export async function handInReports(deps: ReportDeps): Promise<number> {
  const { store, jobs, clock, fetchBytes } = deps;
  const reports = reportsSchema.parse(JSON.parse(Buffer.from(await fetchBytes('/reports')).toString('utf8')));
  let handedIn = 0;
  for (const report of reports) {
    if (await isThere(deps, report)) continue;
    const file = await fetchBytes(`/reports/${report.schoolYear}/${report.level}.csv`);
    const at = new Date(clock.now());
    const submission = submissionOf(report, file, at);
    await store.statistics.submissions.create(submission, { file, scope: null }, () => [entryOf(submission, at)]);
    await jobs.enqueueSheet(submission.id);
    handedIn += 1;
  }
  return handedIn;
}
