import { type Kysely, sql, type Transaction } from 'kysely';
import { z } from 'zod';
import { type Figure, sheetFaultSchema, type SheetFault, submissionSchema } from '@khue/domain/statistics';
import type { Database } from '../database.ts';
import type { SubmissionRepository } from '../statistics.ts';
import { appendRows } from './logRows.ts';
import { schoolsOfMoment } from './schoolsOfMoment.ts';

const faultyRowsSchema = z.object({
  sheet: z.string(),
  rows: z.array(z.object({ line: z.int(), cells: z.array(z.string()) })),
});

const portion = 10_000;

async function addFaults(db: Kysely<Database>, id: string, faults: readonly SheetFault[]): Promise<void> {
  // Checked again after a crash: what an earlier try found is found anew.
  await sql`DELETE FROM statistic_fault WHERE submission_id = ${id}`.execute(db);
  await sql`INSERT INTO statistic_fault (submission_id, position, fault)
    SELECT ${id}::uuid, n, f FROM unnest(${faults.map((fault) => JSON.stringify(fault))}::jsonb[])
      WITH ORDINALITY AS u(f, n)`.execute(db);
}

async function addFigures(
  transaction: Transaction<Database>,
  { id, schoolYear, period }: { readonly id: string; readonly schoolYear: string; readonly period: string },
  figures: readonly Figure[],
  at: Date,
): Promise<void> {
  const schools = [...new Set(figures.map(({ schoolId }) => schoolId))];
  const levels = [...new Set(figures.map(({ level }) => level))];
  await sql`UPDATE statistic_figure SET superseded_at = greatest(${at}, accepted_at)
    WHERE superseded_at = 'infinity' AND school_year = ${schoolYear} AND period = ${period}
      AND level = ANY (${levels}::text[]) AND school_id = ANY (${schools}::uuid[])`.execute(transaction);
  for (let start = 0; start < figures.length; start += portion) {
    const part = figures.slice(start, start + portion);
    await sql`INSERT INTO statistic_figure
      (school_year, period, submission_id, accepted_at, school_id, level, measure, grade, sex, value, cell)
      SELECT ${schoolYear}, ${period}, ${id}::uuid, ${at}::timestamptz, u.*
      FROM unnest(${part.map((f) => f.schoolId)}::uuid[], ${part.map((f) => f.level)}::text[],
        ${part.map((f) => f.measure)}::text[], ${part.map((f) => f.grade)}::text[],
        ${part.map((f) => f.sex)}::smallint[], ${part.map((f) => f.value)}::integer[],
        ${part.map((f) => f.cell)}::text[]) AS u`.execute(transaction);
  }
}

async function addPopulation(
  transaction: Transaction<Database>,
  { id, schoolYear }: { readonly id: string; readonly schoolYear: string },
  wards: readonly { readonly code: string; readonly people: number }[],
  at: Date,
): Promise<void> {
  const codes = wards.map(({ code }) => code);
  await sql`UPDATE ward_population SET superseded_at = greatest(${at}, accepted_at)
    WHERE superseded_at = 'infinity' AND school_year = ${schoolYear} AND ward_code = ANY (${codes}::text[])`.execute(
    transaction,
  );
  await sql`INSERT INTO ward_population (school_year, submission_id, accepted_at, ward_code, people)
    SELECT ${schoolYear}, ${id}::uuid, ${at}::timestamptz, u.*
    FROM unnest(${codes}::text[], ${wards.map(({ people }) => people)}::integer[]) AS u`.execute(transaction);
}

export function createSubmissionRepository(db: Kysely<Database>): SubmissionRepository {
  return {
    async create(submission, { file, scope }, told) {
      await db.transaction().execute(async (transaction) => {
        await sql`INSERT INTO statistic_submission (id, submitted_at, state, submission, account_id, scope, file)
          VALUES (${submission.id}, ${submission.submittedAt}, ${submission.state}, ${JSON.stringify(submission)},
            ${submission.submittedBy.id}, ${scope}::uuid[], ${Buffer.from(file)})`.execute(transaction);
        await appendRows(transaction, told());
      });
    },
    async find(id) {
      const { rows } = await sql<{ submission: unknown }>`
        SELECT submission FROM statistic_submission WHERE id = ${id}`.execute(db);
      return rows[0] === undefined ? null : submissionSchema.parse(rows[0].submission);
    },
    async list({ accountId, limit }) {
      const { rows } = await sql<{ submission: unknown }>`SELECT submission FROM statistic_submission
        WHERE ${accountId}::uuid IS NULL OR account_id = ${accountId}::uuid
        ORDER BY submitted_at DESC LIMIT ${limit}`.execute(db);
      return rows.map(({ submission }) => submissionSchema.parse(submission));
    },
    async sheet(id) {
      const { rows } = await sql<{ file: Buffer; scope: string[] | null }>`
        SELECT file, scope FROM statistic_submission WHERE id = ${id}`.execute(db);
      const [row] = rows;
      return row === undefined ? null : { file: row.file, scope: row.scope === null ? null : new Set(row.scope) };
    },
    async unfinished() {
      const { rows } = await sql<{ id: string }>`SELECT id FROM statistic_submission
        WHERE state IN ('waiting', 'checking') OR (state = 'accepted' AND NOT evaluated)
        ORDER BY submitted_at`.execute(db);
      return rows.map(({ id }) => id);
    },
    async progress(submission, { faults, faultyRows }, told) {
      await db.transaction().execute(async (transaction) => {
        await sql`UPDATE statistic_submission SET state = ${submission.state}, submission = ${JSON.stringify(submission)},
            faulty_rows = ${faultyRows === null ? null : JSON.stringify(faultyRows)}::jsonb
          WHERE id = ${submission.id}`.execute(transaction);
        await addFaults(transaction, submission.id, faults);
        await appendRows(transaction, told());
      });
    },
    async accept(submission, contents, warnings, told) {
      await db.transaction().execute(async (transaction) => {
        await sql`SELECT pg_advisory_xact_lock(hashtext('khue-statistics'))`.execute(transaction);
        const at = new Date(submission.finishedAt ?? submission.submittedAt);
        if (contents.kind === 'figures') await addFigures(transaction, submission, contents.figures, at);
        else await addPopulation(transaction, submission, contents.wards, at);
        await sql`UPDATE statistic_submission SET state = 'accepted', submission = ${JSON.stringify(submission)}
          WHERE id = ${submission.id}`.execute(transaction);
        await addFaults(transaction, submission.id, warnings);
        await appendRows(transaction, told());
      });
    },
    async wards(id) {
      const moment = await this.find(id);
      if (moment === null) return [];
      const { rows } = await sql<{ ward_code: string | null }>`SELECT DISTINCT v.ward_code
        FROM (${schoolsOfMoment(moment)}) AS v WHERE v.school_id IN (
          SELECT f.school_id FROM statistic_figure AS f WHERE f.submission_id = ${id})`.execute(db);
      return rows.map(({ ward_code }) => ward_code);
    },
    async markEvaluated(id) {
      await sql`UPDATE statistic_submission SET evaluated = true WHERE id = ${id}`.execute(db);
    },
    async faults(id) {
      const { rows } = await sql<{ fault: unknown }>`
        SELECT fault FROM statistic_fault WHERE submission_id = ${id} ORDER BY position`.execute(db);
      return rows.map(({ fault }) => sheetFaultSchema.parse(fault));
    },
    async faultyRows(id) {
      const { rows } = await sql<{ faulty_rows: unknown }>`
        SELECT faulty_rows FROM statistic_submission WHERE id = ${id}`.execute(db);
      return faultyRowsSchema.nullable().parse(rows[0]?.faulty_rows ?? null);
    },
  };
}
