/** What the HTTP API takes and gives about privacy: purposes, zones, approvals, requests, incidents. */
import { z } from 'zod';
import { cameraZoneSchema } from './camera.ts';
import {
  approvalStateSchema,
  clockRuleSchema,
  incidentLevelSchema,
  incidentSchema,
  incidentStepSchema,
  publicHolidaySchema,
  purposeSchema,
  subjectRequestKindSchema,
  subjectRequestSchema,
  subjectRequestStepSchema,
  zoneApprovalSchema,
  zoneRuleSchema,
} from './privacy.ts';
import { lineSchema } from './lineSchema.ts';

/** Purposes kept at most. */
export const purposeLimit = 100;
/** Rows of a register that an answer holds at most; open ones come first. */
export const registerLimit = 2_000;
/** Requests of one account that may wait for a decision at once. */
export const waitingLimit = 50;

const moment = z.iso.datetime({ offset: true });

/** GET /api/purposes */
export const purposeListSchema = z.object({ purposes: z.array(purposeSchema) });
/** POST /api/purposes */
export const newPurposeSchema = z.object({
  title: z.object({ vi: lineSchema(1, 120), en: lineSchema(1, 120) }),
  needsNote: z.boolean(),
});
export type NewPurpose = z.infer<typeof newPurposeSchema>;
/** POST /api/purposes/:id */
export const purposeChangeSchema = newPurposeSchema.extend({ active: z.boolean() });
export type PurposeChange = z.infer<typeof purposeChangeSchema>;
/** POST /api/purpose-order: every id, once. */
export const purposeOrderSchema = z.object({ ids: z.array(z.uuid()).max(purposeLimit) });

/** GET /api/zone-rules */
export const zoneRuleListSchema = z.object({ rules: z.array(zoneRuleSchema), longestApprovalDays: z.int().positive() });
export type ZoneRuleList = z.infer<typeof zoneRuleListSchema>;
/** POST /api/zone-rules/:zone */
export const zoneRuleChangeSchema = z.object({
  needsApproval: z.boolean(),
  onWalls: z.boolean(),
  source: lineSchema(3, 200),
});
export type ZoneRuleChange = z.infer<typeof zoneRuleChangeSchema>;

/** An approval as a person reads it. */
export const approvalItemSchema = zoneApprovalSchema.extend({
  schoolCode: z.string(),
  schoolName: z.string(),
  cameraName: z.string().nullable(),
  requestedByName: z.string(),
  decidedByName: z.string().nullable(),
  state: approvalStateSchema,
  /** Whoever asks may decide it, withdraw it. */
  mayDecide: z.boolean(),
  mayWithdraw: z.boolean(),
});
export type ApprovalItem = z.infer<typeof approvalItemSchema>;
/** GET /api/zone-approvals: all for whoever sees the registers, otherwise those to decide and one's own. */
export const approvalListSchema = z.object({ approvals: z.array(approvalItemSchema) });
/** POST /api/zone-approvals; `validFrom` left out: now. */
export const approvalRequestSchema = z.object({
  schoolId: z.uuid(),
  cameraId: z.uuid().nullable().default(null),
  zone: cameraZoneSchema,
  reason: lineSchema(10, 500),
  legalBasis: lineSchema(3, 300),
  validFrom: moment.optional(),
  validTo: moment,
});
export type ApprovalRequest = z.input<typeof approvalRequestSchema>;
/** POST /api/zone-approvals/:id/decision */
export const approvalDecisionSchema = z.object({ decision: z.enum(['approved', 'refused']) });

export const createdSchema = z.object({ id: z.uuid() });

/** A request with its clocks. */
export const subjectRequestItemSchema = subjectRequestSchema.extend({
  schoolName: z.string().nullable(),
  /** By the rules in force when it was received. */
  acknowledgeBy: z.iso.datetime(),
  dueBy: z.iso.datetime(),
  /** What can be done with it now. */
  steps: z.array(subjectRequestStepSchema),
});
export type SubjectRequestItem = z.infer<typeof subjectRequestItemSchema>;
/** GET /api/subject-requests */
export const subjectRequestListSchema = z.object({ requests: z.array(subjectRequestItemSchema) });
/** POST /api/subject-requests */
export const newSubjectRequestSchema = z.object({
  reference: lineSchema(1, 80),
  kind: subjectRequestKindSchema,
  receivedAt: moment,
  schoolId: z.uuid().nullable().default(null),
  summary: lineSchema(0, 1_000),
});
export type NewSubjectRequest = z.input<typeof newSubjectRequestSchema>;
/** POST /api/subject-requests/:id/steps; `at` left out: now. `outcome` is asked for with `close`. */
export const subjectRequestStepRequestSchema = z.object({
  step: subjectRequestStepSchema,
  at: moment.optional(),
  outcome: lineSchema(1, 500).optional(),
});

/** An incident with its clocks. */
export const incidentItemSchema = incidentSchema.extend({
  /** null: no rule asks for a first notice. */
  firstNoticeBy: z.iso.datetime().nullable(),
  reportBy: z.iso.datetime(),
  steps: z.array(incidentStepSchema),
});
export type IncidentItem = z.infer<typeof incidentItemSchema>;
/** GET /api/incidents */
export const incidentListSchema = z.object({ incidents: z.array(incidentItemSchema) });
/** POST /api/incidents */
export const newIncidentSchema = z.object({
  title: lineSchema(3, 200),
  level: incidentLevelSchema,
  discoveredAt: moment,
  description: lineSchema(0, 2_000),
});
export type NewIncident = z.infer<typeof newIncidentSchema>;
/** POST /api/incidents/:id/steps */
export const incidentStepRequestSchema = z.object({
  step: incidentStepSchema,
  at: moment.optional(),
  outcome: lineSchema(1, 500).optional(),
});

/** GET /api/clock-rules: what the clocks are counted by. */
export const clockRuleListSchema = z.object({
  rules: z.array(clockRuleSchema),
  holidays: z.array(publicHolidaySchema),
});

/** GET /api/privacy-registers/:register */
export const registerSchema = z.enum(['zone-approvals', 'subject-requests', 'incidents']);
export type Register = z.infer<typeof registerSchema>;
