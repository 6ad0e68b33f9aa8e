/** What the HTTP API of figures and indicators takes and gives. */
import { z } from 'zod';
import { indicatorDefinitionSchema, indicatorValueSchema, placeKindSchema } from './indicator.ts';
import { educationLevelSchema, ownershipFilterSchema, schoolSchema } from './school.ts';
import {
  figureSchema,
  measureSchema,
  reportPeriodSchema,
  schoolYearSchema,
  sexSchema,
  sheetFaultSchema,
  submissionSchema,
} from './statistics.ts';

const periodOf = { schoolYear: schoolYearSchema, period: reportPeriodSchema.default('start') };

/** GET /api/statistics/template?level&schoolYear&period → .xlsx; POST /api/statistics/submissions?… (multipart, field `file`). */
export const sheetQuerySchema = z.object({ level: educationLevelSchema, ...periodOf });
export type SheetQuery = z.infer<typeof sheetQuerySchema>;
/** GET and POST /api/statistics/population?schoolYear */
export const populationQuerySchema = z.object({ schoolYear: schoolYearSchema });

/** GET /api/statistics/submissions: the last hundred that the account may see, newest first. */
export const submissionListSchema = z.object({ submissions: z.array(submissionSchema) });
/** GET /api/statistics/submissions/:id; `/faults.csv` and `/faults.xlsx` beside it. */
export const submissionDetailSchema = z.object({ submission: submissionSchema, faults: z.array(sheetFaultSchema) });

/** GET /api/statistics/years: school years with figures, oldest first, and how many rows reported of those due. */
export const reportedYearsSchema = z.object({
  years: z.array(
    z.object({
      schoolYear: schoolYearSchema,
      period: reportPeriodSchema,
      reported: z.int().nonnegative(),
      due: z.int().nonnegative(),
      /**
       * Where the register of schools begins after the day of the figures: its beginning. Due are then the schools of its
       * first day and those that reported. null: the register knows the day.
       */
      registerBegins: z.iso.datetime().nullable(),
    }),
  ),
});
export type ReportedYear = z.infer<typeof reportedYearsSchema>['years'][number];

/** GET /api/statistics/schools?schoolYear&period: schools in sight of the day that the figures are of, by code. */
export const momentSchoolsQuerySchema = z.object(periodOf);
const momentSchoolSchema = schoolSchema.omit({ address: true }).extend({
  /** Still in the register. */
  isOpen: z.boolean(),
});
export const momentSchoolsSchema = z.object({ schools: z.array(momentSchoolSchema) });
export type MomentSchool = z.infer<typeof momentSchoolSchema>;

/** GET /api/statistics/reporting?schoolYear&period&level: who reported and who did not. */
export const reportingQuerySchema = z.object({ ...periodOf, level: educationLevelSchema.optional() });
export const reportingSchema = z.object({
  rows: z.array(
    z.object({
      schoolId: z.uuid(),
      schoolCode: z.string(),
      schoolName: z.string(),
      level: educationLevelSchema,
      synthetic: z.boolean(),
      /** null: did not report. */
      reportedAt: z.iso.datetime().nullable(),
    }),
  ),
});
export type ReportingRow = z.infer<typeof reportingSchema>['rows'][number];

/** GET /api/statistics/figures?place&schoolYear&period&level&measure: the cells behind a figure. */
export const figuresQuerySchema = z.object({
  /** School id, ward code or `city`; of the latter two, what the account may see of it. */
  place: z.string().min(1).max(64),
  ...periodOf,
  level: educationLevelSchema.optional(),
  measure: measureSchema.optional(),
});
export const heldFigureSchema = figureSchema.extend({
  schoolCode: z.string(),
  schoolName: z.string(),
  synthetic: z.boolean(),
  submissionId: z.uuid(),
  fileName: z.string(),
  acceptedAt: z.iso.datetime(),
});
export type HeldFigure = z.infer<typeof heldFigureSchema>;
/** Figures in one answer. */
export const figuresLimit = 5_000;
/** `more`: there are more than stand here. */
export const figureListSchema = z.object({ figures: z.array(heldFigureSchema), more: z.boolean() });

/** GET /api/indicators: definitions in force, in the order of the list. */
export const indicatorListSchema = z.object({ indicators: z.array(indicatorDefinitionSchema) });

/** GET /api/indicators/:key/values?schoolYear&period&level&by&ownership; `ownership`: over such schools alone. */
export const indicatorValuesQuerySchema = z.object({
  ...periodOf,
  level: educationLevelSchema.optional(),
  ownership: ownershipFilterSchema.optional(),
  by: placeKindSchema.default('ward'),
});
/**
 * One value a place, by place: schools in sight; wards of which every school is in sight; the city for those who see all
 * of it. `synthetic`: one of them is.
 */
export const indicatorValuesSchema = z.object({ values: z.array(indicatorValueSchema), synthetic: z.boolean() });

/** GET /api/indicators/:key/trend?place&level&period&ownership: every school year with figures, oldest first. */
export const indicatorTrendQuerySchema = z.object({
  place: z.string().min(1).max(64),
  period: reportPeriodSchema.default('start'),
  level: educationLevelSchema.optional(),
  ownership: ownershipFilterSchema.optional(),
});
export const indicatorTrendSchema = z.object({
  points: z.array(indicatorValueSchema.extend({ schoolYear: schoolYearSchema })),
});

/** GET /api/indicators/:key/breakdown?place&schoolYear&period&level: a total by grade and sex. */
export const indicatorBreakdownQuerySchema = z.object({
  place: z.string().min(1).max(64),
  ...periodOf,
  level: educationLevelSchema.optional(),
});
export const indicatorBreakdownSchema = z.object({
  cells: z.array(
    z.object({ grade: z.string().nullable(), sex: sexSchema.nullable(), value: z.number().nonnegative() }),
  ),
});
export type BreakdownCell = z.infer<typeof indicatorBreakdownSchema>['cells'][number];
