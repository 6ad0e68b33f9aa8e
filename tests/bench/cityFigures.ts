import { randomUUID } from 'node:crypto';
import type { EducationLevel } from '@khue/domain/school';
import { type Figure as Reported, type Submission, waitingSubmission } from '@khue/domain/statistics';
import { sheetColumns } from '@khue/domain/statisticsSheet';
import type { Store } from '@khue/store/store';
import { sampleSchool, sampleUnit } from '@khue/store/testing/sampleInventory';

export const citySchools = 3_500;
const wards = 168;
const firstDay = new Date('2023-08-01T00:00:00Z');

/** As in the city: mostly nurseries and primary schools; every tenth school offers two levels. */
function levelsOf(index: number): EducationLevel[] {
  if (index % 10 === 9) return ['02', '03'];
  const rounds: readonly EducationLevel[] = ['01', '01', '01', '01', '02', '02', '02', '03', '04'];
  return [rounds[index % rounds.length] ?? '02'];
}

/** Writes a register of the city's size. */
export async function fillRegister(store: Store): Promise<void> {
  await store.units.upsert(
    Array.from({ length: wards }, (_, n) => sampleUnit(`W${n}`)),
    firstDay,
  );
  const schools = Array.from({ length: citySchools }, (_, n) =>
    sampleSchool(`S${String(n).padStart(4, '0')}`, { levels: levelsOf(n), wardCode: `W${n % wards}` }),
  );
  await store.schools.upsert(schools, firstDay);
}

function submissionOf(schoolYear: string, level: EducationLevel): Submission {
  const now = new Date();
  const waiting = waitingSubmission(
    {
      id: randomUUID(),
      kind: 'figures',
      level,
      schoolYear,
      period: 'start',
      fileName: `${level}.xlsx`,
      fileSha256: '',
      submittedBy: { id: null, name: 'bench' },
    },
    now,
  );
  return { ...waiting, state: 'accepted', finishedAt: now.toISOString(), synthetic: true };
}

/** A plausible value: 18 pupils a sex in every class. */
function valueOf({ measure, sex, kind }: ReturnType<typeof sheetColumns>[number], index: number): number {
  if (kind === 'yes_no') return index % 5 === 0 ? 0 : 1;
  if (measure === 'pupils') return sex === 0 ? 0 : 30 + (index % 13);
  if (measure === 'classes') return 2;
  return 1 + (index % 7);
}

/** Reports a school year of every school; returns how many figures. */
export async function reportYear(store: Store, schoolYear: string): Promise<number> {
  const schools = await store.schools.list();
  let written = 0;
  for (const level of ['01', '02', '03', '04'] as const) {
    const columns = sheetColumns(level);
    const own = schools.filter(({ levels }) => levels.includes(level));
    const figures = own.flatMap(({ id, levels }, index) =>
      columns
        .filter(({ schoolWide }) => !schoolWide || levels.every((other) => other <= level))
        .map((column): Reported => {
          const { measure, grade, sex } = column;
          return { schoolId: id, level, measure, grade, sex, value: valueOf(column, index), cell: `A${index}` };
        }),
    );
    const submission = submissionOf(schoolYear, level);
    const { submissions } = store.statistics;
    await submissions.create(submission, { file: Buffer.from('x'), scope: null }, () => []);
    await submissions.accept(submission, { kind: 'figures', figures }, [], () => []);
    written += figures.length;
  }
  return written;
}
