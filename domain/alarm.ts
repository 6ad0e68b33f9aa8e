/**
 * Alarms of the control room, their rules, and the history of each. States after ISA-18.2 (IEC 62682): active or returned,
 * acknowledged or not, shelved until a moment. How they change: `alarmSteps.ts`.
 */
import { z } from 'zod';

/** What can be raised. */
export const alarmKindSchema = z.enum(['school_dark', 'camera_unreachable', 'camera_unauthorised', 'clock_drift']);
export type AlarmKind = z.infer<typeof alarmKindSchema>;

/** Worst first. */
export const alarmSeveritySchema = z.enum(['critical', 'high', 'medium', 'low']);
export type AlarmSeverity = z.infer<typeof alarmSeveritySchema>;

const longestDelayS = 86_400;

/** A rule as it is kept and edited; versions are valid over time, the open one counts. */
export const alarmRuleSchema = z.object({
  kind: alarmKindSchema,
  enabled: z.boolean(),
  severity: alarmSeveritySchema,
  /** The condition must have been seen to hold so long before the alarm is raised, seconds. */
  onDelayS: z.int().min(0).max(longestDelayS),
  /** It must have been seen to be over for so long before the alarm returns, seconds. */
  offDelayS: z.int().min(0).max(longestDelayS),
  /** clock_drift: milliseconds off; school_dark: fewest cameras a school must have; null for the others. */
  threshold: z.number().nonnegative().max(86_400_000).nullable(),
  /** Where the values come from. */
  source: z.string().min(1).max(500),
});
export type AlarmRule = z.infer<typeof alarmRuleSchema>;

/** Whether a kind of alarm has a threshold. */
export function hasThreshold(kind: AlarmKind): boolean {
  return kind === 'school_dark' || kind === 'clock_drift';
}

/**
 * One alarm of one object. `active`: the condition holds; `returned`: it does not any more. An alarm that has returned and
 * is acknowledged is over (`closedAt`). Shelved: out of the list until a moment; its states go on underneath.
 */
export const alarmSchema = z.object({
  id: z.uuid(),
  kind: alarmKindSchema,
  severity: alarmSeveritySchema,
  schoolId: z.uuid(),
  /** Short name of the school when the alarm was raised. */
  schoolName: z.string(),
  /** null: the school as a whole. */
  cameraId: z.uuid().nullable(),
  /** Name of the camera when the alarm was raised. */
  cameraName: z.string().nullable(),
  condition: z.enum(['active', 'returned']),
  acknowledged: z.boolean(),
  raisedAt: z.iso.datetime(),
  /** Since when the condition has held, or has been over, as the cameras' statuses tell it. */
  conditionSince: z.iso.datetime(),
  /** Name of the account that acknowledged last, and when. */
  acknowledgedBy: z.string().nullable(),
  acknowledgedAt: z.iso.datetime().nullable(),
  shelvedUntil: z.iso.datetime().nullable(),
  shelvedBy: z.string().nullable(),
  closedAt: z.iso.datetime().nullable(),
  /** school_dark: cameras concerned; 1 otherwise. */
  cameras: z.int().positive(),
  /** How often it was raised anew while it was open. */
  recurrences: z.int().nonnegative(),
  /** Grows by one with every transition: an older message never overwrites a newer state. */
  version: z.int().positive(),
  synthetic: z.boolean(),
});
export type Alarm = z.infer<typeof alarmSchema>;

/** Longest comment of a person, characters. */
export const alarmCommentLimit = 500;

export const alarmTransitionKindSchema = z.enum([
  'raised',
  'returned',
  'raised_again',
  'acknowledged',
  'commented',
  'shelved',
  'unshelved',
  'shelf_ended',
  /** The school's own alarm stands for it from now on. */
  'absorbed',
  'closed',
  'severity_changed',
]);
export type AlarmTransitionKind = z.infer<typeof alarmTransitionKindSchema>;

/** A line of an alarm's history; append-only. */
export const alarmTransitionSchema = z.object({
  alarmId: z.uuid(),
  /** The version of the alarm that it led to. */
  version: z.int().positive(),
  at: z.iso.datetime(),
  kind: alarmTransitionKindSchema,
  /** null: the house itself. */
  actorId: z.uuid().nullable(),
  actorName: z.string().max(200),
  comment: z.string().max(alarmCommentLimit).nullable(),
});
export type AlarmTransition = z.infer<typeof alarmTransitionSchema>;

/** What stands at most one open alarm per kind: the camera, or the school as a whole. */
export function alarmObject({ cameraId, schoolId }: Pick<Alarm, 'cameraId' | 'schoolId'>): string {
  return cameraId ?? schoolId;
}

/** Where an alarm stands in the list of a desk. */
export type AlarmGroup = 'unacknowledged' | 'acknowledged' | 'shelved';

export function alarmGroup({ shelvedUntil, acknowledged }: Pick<Alarm, 'shelvedUntil' | 'acknowledged'>): AlarmGroup {
  if (shelvedUntil !== null) return 'shelved';
  return acknowledged ? 'acknowledged' : 'unacknowledged';
}

const groups: readonly AlarmGroup[] = ['unacknowledged', 'acknowledged', 'shelved'];

/** What to do first: unacknowledged before acknowledged before shelved, worse first, then the longest wait. */
export function compareAlarms(a: Alarm, b: Alarm): number {
  return (
    groups.indexOf(alarmGroup(a)) - groups.indexOf(alarmGroup(b)) ||
    alarmSeveritySchema.options.indexOf(a.severity) - alarmSeveritySchema.options.indexOf(b.severity) ||
    Date.parse(a.raisedAt) - Date.parse(b.raisedAt) ||
    (a.id < b.id ? -1 : 1)
  );
}
