/** What the HTTP API takes and gives about alarms, and what the live socket tells of them. */
import { z } from 'zod';
import {
  alarmCommentLimit,
  alarmKindSchema,
  alarmRuleSchema,
  alarmSchema,
  alarmSeveritySchema,
  alarmTransitionSchema,
} from './alarm.ts';
import { lineSchema } from './lineSchema.ts';

/** Open alarms that one answer holds at most: what to do first comes first. */
export const openAlarmLimit = 2_000;
/** Transitions of one alarm that an answer holds at most, the newest. */
export const transitionLimit = 500;
/** Nothing is shelved for longer, minutes. */
export const longestShelfMinutes = 7 * 24 * 60;

/** All open alarms of a school, counted: also those beyond what is listed. */
export const schoolAlarmsSchema = z.object({
  schoolId: z.uuid(),
  /** Without those on a shelf. */
  open: z.int().nonnegative(),
  unacknowledged: z.int().nonnegative(),
  shelved: z.int().nonnegative(),
  /** Worst of those that nobody acknowledged; where all are, of them; those on a shelf do not count. null: none is open. */
  worst: alarmSeveritySchema.nullable(),
});
export type SchoolAlarms = z.infer<typeof schoolAlarmsSchema>;

/** GET /api/alarms: those open, what to do first leading; `total` and `schools` count also those beyond the limit. */
export const openAlarmsSchema = z.object({
  alarms: z.array(alarmSchema),
  total: z.int().nonnegative(),
  /** Every school with an open alarm. */
  schools: z.array(schoolAlarmsSchema),
  asOf: z.iso.datetime(),
});
export type OpenAlarms = z.infer<typeof openAlarmsSchema>;

/** GET /api/alarms/history: those that are over, the last first; `next` leads to the following page. */
export const alarmHistoryQuerySchema = z.object({
  before: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  kind: alarmKindSchema.optional(),
  schoolId: z.uuid().optional(),
});
/** How long alarms that are over are kept, and by what source. */
const alarmRetentionSchema = z.object({ months: z.int().positive(), source: z.string() });
export type AlarmRetention = z.infer<typeof alarmRetentionSchema>;
export const alarmHistorySchema = z.object({
  alarms: z.array(alarmSchema),
  next: z.string().nullable(),
  retention: alarmRetentionSchema,
});
export type AlarmHistory = z.infer<typeof alarmHistorySchema>;

/** GET /api/alarms/:id: its history in order, at most the newest 500 lines. */
export const alarmDetailSchema = z.object({ alarm: alarmSchema, transitions: z.array(alarmTransitionSchema) });
export type AlarmDetail = z.infer<typeof alarmDetailSchema>;

/** The version that the person saw: what has moved on since is not changed unseen. */
const seen = { version: z.int().positive() };
const comment = lineSchema(1, alarmCommentLimit);

/** POST /api/alarms/:id/acknowledge, /unshelve */
export const alarmActSchema = z.object({ ...seen, comment: comment.optional() });
/** POST /api/alarms/:id/comment */
export const alarmCommentSchema = z.object({ ...seen, comment });
/** POST /api/alarms/:id/shelve: for minutes, or until a moment. */
export const alarmShelveSchema = z
  .object({
    ...seen,
    comment: comment.optional(),
    minutes: z.int().min(1).max(longestShelfMinutes).optional(),
    until: z.iso.datetime({ offset: true }).optional(),
  })
  .refine(({ minutes, until }) => (minutes === undefined) !== (until === undefined), { path: ['until'] });
/** The alarm as it is now. */
export const alarmAnswerSchema = z.object({ alarm: alarmSchema });

/** GET /api/alarm-rules */
export const alarmRulesSchema = z.object({ rules: z.array(alarmRuleSchema) });
/** PUT /api/alarm-rules/:kind */
export const alarmRuleChangeSchema = alarmRuleSchema.omit({ kind: true }).extend({ source: lineSchema(1, 500) });
export type AlarmRuleChange = z.infer<typeof alarmRuleChangeSchema>;

/**
 * Text frames of the live socket, for those who hold `alarm.view`: an alarm of a school in scope as it is now, the counts of
 * schools whose alarms have changed, or that something may have been missed and the list has to be fetched again.
 */
export const alarmFrameSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('alarm'), alarm: alarmSchema }),
  z.object({ kind: z.literal('school_alarms'), schools: z.array(schoolAlarmsSchema) }),
  z.object({ kind: z.literal('alarms_again') }),
]);
export type AlarmFrame = z.infer<typeof alarmFrameSchema>;
