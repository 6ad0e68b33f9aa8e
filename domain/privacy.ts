/** Personal data: purposes of looking, zones kept closed, requests of persons concerned, incidents. Limits are data. */
import { z } from 'zod';
import { cameraZoneSchema } from './camera.ts';

/** Why somebody looks through a camera: a list that an administrator keeps. */
export const purposeSchema = z.object({
  id: z.uuid(),
  title: z.object({ vi: z.string().min(1).max(120), en: z.string().min(1).max(120) }),
  /** A sentence of the viewer's own is asked for beside it. */
  needsNote: z.boolean(),
  /** Retired purposes stay for the log but cannot be chosen. */
  active: z.boolean(),
});
export type Purpose = z.infer<typeof purposeSchema>;

/** What holds for a zone. */
export const zoneRuleSchema = z.object({
  zone: cameraZoneSchema,
  /** Closed unless an approval is in force. */
  needsApproval: z.boolean(),
  /** May be put on a wall display. */
  onWalls: z.boolean(),
  /** Where the rule comes from, e.g. `entities.md, zones (baseline)`. */
  source: z.string().max(200),
});
export type ZoneRule = z.infer<typeof zoneRuleSchema>;

/** An approval that opens a closed zone: one camera, or all of a school in that zone. */
export const zoneApprovalSchema = z.object({
  id: z.uuid(),
  schoolId: z.uuid(),
  /** null: every camera of the school in the zone. */
  cameraId: z.uuid().nullable(),
  zone: cameraZoneSchema,
  reason: z.string().min(10).max(500),
  legalBasis: z.string().min(3).max(300),
  requestedBy: z.uuid(),
  /** Milliseconds since the epoch, as all moments below. */
  requestedAt: z.number(),
  /** null: nobody has decided yet. */
  decision: z.enum(['approved', 'refused']).nullable(),
  decidedBy: z.uuid().nullable(),
  decidedAt: z.number().nullable(),
  /** In force `[validFrom, validTo)` once it is approved and until it is withdrawn. */
  validFrom: z.number(),
  validTo: z.number(),
  withdrawnBy: z.uuid().nullable(),
  withdrawnAt: z.number().nullable(),
});
export type ZoneApproval = z.infer<typeof zoneApprovalSchema>;

/** What somebody asks for. */
export type ApprovalWish = Pick<
  ZoneApproval,
  'schoolId' | 'cameraId' | 'zone' | 'reason' | 'legalBasis' | 'requestedBy' | 'requestedAt' | 'validFrom' | 'validTo'
>;

/** `lapsed`: over before anybody decided. `expiring`: in force, and over within a week. */
export const approvalStateSchema = z.enum([
  'requested',
  'planned',
  'in_force',
  'expiring',
  'past',
  'refused',
  'withdrawn',
  'lapsed',
]);
export type ApprovalState = z.infer<typeof approvalStateSchema>;

export const expiringSoonMs = 7 * 86_400_000;

export function approvalStateOf(
  approval: Pick<ZoneApproval, 'decision' | 'validFrom' | 'validTo' | 'withdrawnAt'>,
  at: number,
): ApprovalState {
  if (approval.withdrawnAt !== null) return 'withdrawn';
  if (approval.decision === 'refused') return 'refused';
  if (approval.decision === null) return at < approval.validTo ? 'requested' : 'lapsed';
  if (at >= approval.validTo) return 'past';
  if (at < approval.validFrom) return 'planned';
  return approval.validTo - at <= expiringSoonMs ? 'expiring' : 'in_force';
}

/** What a person concerned may ask for. */
export const subjectRequestKindSchema = z.enum(['view', 'correct', 'copy', 'withdraw', 'limit', 'object', 'delete']);
export type SubjectRequestKind = z.infer<typeof subjectRequestKindSchema>;

/** A request of a person concerned, as it is kept. Holds no name: a reference to the paper file. */
export const subjectRequestSchema = z.object({
  id: z.uuid(),
  /** Number of the paper, e.g. `12/PYC-2026`. */
  reference: z.string().min(1).max(80),
  kind: subjectRequestKindSchema,
  receivedAt: z.iso.datetime(),
  schoolId: z.uuid().nullable(),
  summary: z.string().max(1_000),
  acknowledgedAt: z.iso.datetime().nullable(),
  extendedAt: z.iso.datetime().nullable(),
  closedAt: z.iso.datetime().nullable(),
  outcome: z.string().max(500).nullable(),
});
export type SubjectRequest = z.infer<typeof subjectRequestSchema>;

export const subjectRequestStepSchema = z.enum(['acknowledge', 'extend', 'close']);
export type SubjectRequestStep = z.infer<typeof subjectRequestStepSchema>;

export const incidentLevelSchema = z.enum(['normal', 'serious']);

/** An incident that touches personal data or the safety of the system, as it is kept. */
export const incidentSchema = z.object({
  id: z.uuid(),
  title: z.string().min(3).max(200),
  level: incidentLevelSchema,
  discoveredAt: z.iso.datetime(),
  description: z.string().max(2_000),
  firstNoticeAt: z.iso.datetime().nullable(),
  reportedAt: z.iso.datetime().nullable(),
  closedAt: z.iso.datetime().nullable(),
  /** What came of it, from its closing on. */
  outcome: z.string().max(500).nullable(),
});
export type Incident = z.infer<typeof incidentSchema>;

export const incidentStepSchema = z.enum(['raise', 'first_notice', 'report', 'close']);
export type IncidentStep = z.infer<typeof incidentStepSchema>;

/** One clock of the law, as data. `workingDays`: Monday to Friday. */
export const clockRuleSchema = z.object({
  key: z.string(),
  amount: z.int().positive(),
  unit: z.enum(['hours', 'days', 'workingDays']),
  source: z.string(),
  validFrom: z.iso.date(),
  validTo: z.iso.date().nullable(),
});
export type ClockRule = z.infer<typeof clockRuleSchema>;

/** A day without work, as data. */
export const publicHolidaySchema = z.object({ day: z.iso.date(), name: z.string(), source: z.string() });
export type PublicHoliday = z.infer<typeof publicHolidaySchema>;
