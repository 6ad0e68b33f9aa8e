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
  approvedBy: z.uuid(),
  /** Milliseconds since the epoch. */
  validFrom: z.number(),
  validTo: z.number(),
  withdrawnAt: z.number().nullable(),
});
export type ZoneApproval = z.infer<typeof zoneApprovalSchema>;

/** A request of a person concerned. Holds no name: a reference to the paper file. */
export const subjectRequestKindSchema = z.enum(['view', 'correct', 'copy', 'withdraw', 'limit', 'object', 'delete']);
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
  /** Computed from the clock rules in force when it was received. */
  acknowledgeBy: z.iso.datetime(),
  dueBy: z.iso.datetime(),
});
export type SubjectRequest = z.infer<typeof subjectRequestSchema>;

export const incidentSchema = z.object({
  id: z.uuid(),
  title: z.string().min(3).max(200),
  level: z.enum(['normal', 'serious']),
  discoveredAt: z.iso.datetime(),
  description: z.string().max(2_000),
  firstNoticeAt: z.iso.datetime().nullable(),
  reportedAt: z.iso.datetime().nullable(),
  closedAt: z.iso.datetime().nullable(),
  /** 24 h for serious ones, null otherwise; 72 h for the report. From the clock rules. */
  firstNoticeBy: z.iso.datetime().nullable(),
  reportBy: z.iso.datetime(),
});
export type Incident = z.infer<typeof incidentSchema>;

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
