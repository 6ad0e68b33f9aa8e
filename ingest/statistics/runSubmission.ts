import type { Clock } from '@khue/domain/clock';
import type { Submission } from '@khue/domain/statistics';
import type { Store } from '@khue/store/store';
import type { DatedEntry } from '@khue/store/told';
import { checkSheet, type SheetContext } from './checkSheet.ts';
import { evaluate, evaluateAll } from './evaluate.ts';

export interface SubmissionDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Who the log says looked at the sheet; left out: ingest. */
  readonly actorName?: string;
}

const wardKinds: ReadonlySet<string> = new Set(['ward', 'rural_commune', 'special_zone']);

function entryOf(submission: Submission, { clock, actorName = 'ingest' }: SubmissionDeps): DatedEntry {
  const { id, kind, level, schoolYear, period, fileName, fileSha256, state, faults, rowsReported } = submission;
  const entry = {
    actorId: null,
    actorName,
    action: 'statistics.submitted',
    object: { kind: 'submission', id, name: fileName },
    result: state === 'accepted' ? 'done' : 'failed',
    address: null,
    sessionId: null,
    details: { step: 'ended', kind, level, schoolYear, period, fileSha256, state, faults, rowsReported },
  } as const;
  return { entry, at: new Date(clock.now()) };
}

async function contextOf(
  submission: Submission,
  { store, signal }: SubmissionDeps,
  scope: ReadonlySet<string> | null,
): Promise<SheetContext> {
  const [schools, units] = await Promise.all([store.statistics.sheetSchools(submission), store.units.list()]);
  return {
    schools: new Map(schools.map((school) => [school.code, school])),
    wards: new Set(units.filter(({ kind }) => wardKinds.has(kind)).map(({ code }) => code)),
    scope,
    signal,
  };
}

/** Looks at every cell and takes the sheet over, or refuses it; gives the submission as it stands then. */
async function check(submission: Submission, deps: SubmissionDeps): Promise<Submission> {
  const { submissions } = deps.store.statistics;
  const held = await submissions.sheet(submission.id);
  if (held === null) return submission;
  const begun: Submission = { ...submission, state: 'checking' };
  await submissions.progress(begun, { faults: [], faultyRows: null }, () => []);
  const checked = await checkSheet(held.file, submission, await contextOf(submission, deps, held.scope));
  const { state, fault, counts, contents, found } = checked;
  const finishedAt = new Date(deps.clock.now()).toISOString();
  const ended: Submission = { ...begun, ...counts, state, fault, finishedAt };
  if (contents === null) await submissions.progress(ended, found, () => [entryOf(ended, deps)]);
  else await submissions.accept(ended, contents, found.faults, () => [entryOf(ended, deps)]);
  return ended;
}

/** Brings the values of the indicators up to what a sheet changed. */
async function bringIn(submission: Submission, deps: SubmissionDeps): Promise<void> {
  const { statistics } = deps.store;
  const at = new Date(deps.clock.now());
  if (submission.kind === 'population') await evaluateAll(statistics, at);
  else await evaluate(statistics, submission, { at, wards: await statistics.submissions.wards(submission.id) });
  await statistics.submissions.markEvaluated(submission.id);
}

/**
 * Carries a sheet that was handed in to its end: checked, taken over or refused, the indicators brought up to it. May be
 * called again after a crash at any point; null where there is no such submission.
 */
export async function runSubmission(id: string, deps: SubmissionDeps): Promise<Submission | null> {
  const known = await deps.store.statistics.submissions.find(id);
  if (known === null) return null;
  const isOpen = known.state === 'waiting' || known.state === 'checking';
  const ended = isOpen ? await check(known, deps) : known;
  if (ended.state === 'accepted') await bringIn(ended, deps);
  return ended;
}
