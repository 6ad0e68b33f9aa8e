/** Figures that schools report: counts only, never a person. One sheet holds one level, school year and period. */
import { z } from 'zod';
import { fileFaultCodeSchema, faultDetailsSchema } from './import.ts';
import { educationLevelSchema } from './school.ts';

/** `2025-2026`: the second year follows the first. */
export const schoolYearSchema = z
  .string()
  .regex(/^20\d\d-20\d\d$/u)
  .refine((text) => Number(text.slice(5)) === Number(text.slice(0, 4)) + 1);
/** Figures as of 30/9 (`start`) or of 31/5 (`end`) of a school year. */
export const reportPeriodSchema = z.enum(['start', 'end']);
export type ReportPeriod = z.infer<typeof reportPeriodSchema>;

/**
 * The moment that figures of a school year are as of: the end of 30/9 or of 31/5 in the city's time. The schools that are
 * due, their wards and levels are those of this moment.
 */
export function figuresDay({
  schoolYear,
  period,
}: {
  readonly schoolYear: string;
  readonly period: ReportPeriod;
}): Date {
  const day = period === 'start' ? `${schoolYear.slice(0, 4)}-10-01` : `${schoolYear.slice(5)}-06-01`;
  return new Date(`${day}T00:00:00+07:00`);
}

export const measureSchema = z.enum([
  'pupils',
  'classes',
  'classes_above_norm',
  'teachers',
  'classrooms',
  'computers_teaching',
  'computers_management',
  'printers',
  'webcams',
  'fibre',
  'school_software',
  'portal',
  'education_mail',
  'leaders',
  'leaders_education_mail',
]);
export type Measure = z.infer<typeof measureSchema>;

/** Sex in counts: 0 unknown, 1 male, 2 female. */
export const sexSchema = z.union([z.literal(0), z.literal(1), z.literal(2)]);
export type Sex = z.infer<typeof sexSchema>;

/** One figure of one school and level. Yes and no are 1 and 0; what was not reported is not there, never 0. */
export const figureSchema = z.object({
  schoolId: z.uuid(),
  level: educationLevelSchema,
  measure: measureSchema,
  /** `1` … `12`, of nurseries `NT`, `M3`, `M4`, `M5`; null: not by grade. */
  grade: z.string().nullable(),
  /** null: not by sex. */
  sex: sexSchema.nullable(),
  value: z.int().nonnegative(),
  /** Sheet and cell it was read from: `Số liệu!F12`. */
  cell: z.string(),
});
export type Figure = z.infer<typeof figureSchema>;

/** Why a cell was refused; sentences: `sheetFaultSentence`. Those that only warn do not refuse the sheet. */
export const sheetFaultCodeSchema = z.enum([
  'not_a_whole_number',
  'negative',
  'above_limit',
  'not_in_list',
  'required',
  'unknown_school',
  'out_of_scope',
  'duplicate_school',
  'wrong_level',
  'in_sheet_of_highest_level',
  'class_too_large',
  'pupils_without_classes',
  'classes_without_pupils',
  'more_than_all_classes',
  'more_than_all_leaders',
  'unknown_ward',
  'duplicate_ward',
  'teachers_missing',
]);
export type SheetFaultCode = z.infer<typeof sheetFaultCodeSchema>;

export const sheetFaultSchema = z.object({
  sheet: z.string(),
  /** `F12` */
  cell: z.string(),
  schoolCode: z.string().nullable(),
  /** Label of the column as the template writes it. */
  column: z.string(),
  /** The cell as it stands in the sheet. */
  value: z.string(),
  code: sheetFaultCodeSchema,
  /** What would have been right, where that can be said: a limit, a list, another cell. */
  expected: z.string().nullable(),
  warning: z.boolean(),
});
export type SheetFault = z.infer<typeof sheetFaultSchema>;

/** Why a sheet was refused before a cell of it was looked at. */
export const sheetRefusalSchema = z.enum(['old_template', 'wrong_level', 'wrong_year', 'wrong_period', 'no_schools']);

/** Faults that are kept of one sheet; beyond it they are counted only. */
export const keptFaultsLimit = 1_000;

export const submissionKindSchema = z.enum(['figures', 'population']);
export const submissionStateSchema = z.enum(['waiting', 'checking', 'accepted', 'refused', 'failed']);

/** One sheet that was handed in: accepted as a whole or refused as a whole. */
export const submissionSchema = z.object({
  id: z.uuid(),
  /** `population`: people aged 3–18 by ward, of the whole city. */
  kind: submissionKindSchema,
  /** null: not of one level (population). */
  level: educationLevelSchema.nullable(),
  schoolYear: schoolYearSchema,
  period: reportPeriodSchema,
  fileName: z.string(),
  fileSha256: z.string(),
  submittedBy: z.object({ id: z.uuid().nullable(), name: z.string() }),
  submittedAt: z.iso.datetime(),
  state: submissionStateSchema,
  finishedAt: z.iso.datetime().nullable(),
  /** The file cannot be read (`failed`) or is not this template (`refused`); null: its cells tell. */
  fault: z.object({ code: z.union([fileFaultCodeSchema, sheetRefusalSchema]), details: faultDetailsSchema }).nullable(),
  rows: z.int().nonnegative(),
  /** Rows in which something stands; the others are schools that did not report. */
  rowsReported: z.int().nonnegative(),
  /** Cells with something in them. */
  cells: z.int().nonnegative(),
  /** Cells of reported rows that were left empty where that is allowed: figures that stay missing. */
  missing: z.int().nonnegative(),
  faults: z.int().nonnegative(),
  warnings: z.int().nonnegative(),
  /** Figures of invented schools are in it. */
  synthetic: z.boolean(),
});
export type Submission = z.infer<typeof submissionSchema>;

/** What is known of a sheet before anybody has looked into it. */
type HandedIn = Pick<
  Submission,
  'id' | 'kind' | 'level' | 'schoolYear' | 'period' | 'fileName' | 'fileSha256' | 'submittedBy'
>;

/** A sheet that was handed in and waits to be checked. */
export function waitingSubmission(sheet: HandedIn, at: Date): Submission {
  const counts = { rows: 0, rowsReported: 0, cells: 0, missing: 0, faults: 0, warnings: 0 };
  const submittedAt = at.toISOString();
  return { ...sheet, ...counts, submittedAt, state: 'waiting', finishedAt: null, fault: null, synthetic: false };
}

/** What the log says of a sheet beside its name. */
export function submissionFacts({ kind, level, schoolYear, period, fileSha256 }: Submission) {
  return { kind, level, schoolYear, period, fileSha256 };
}
export type SubmissionFaultCode = NonNullable<Submission['fault']>['code'];
