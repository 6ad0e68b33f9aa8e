/** What the HTTP API takes and gives about the audit of cameras. */
import { z } from 'zod';
import {
  assetRecordSchema,
  auditCampaignSchema,
  auditPermissionSchema,
  auditProfileSchema,
  auditRuleSchema,
  auditScopeSchema,
  auditStopSchema,
  auditTaskStateSchema,
  auditWaiverSchema,
  evidenceHeadSchema,
  judgedResultSchema,
  keptEvidenceSchema,
  ruleFamilySchema,
  ruleIdSchema,
  verdictResultSchema,
  verdictSchema,
} from './audit.ts';
import { auditLimitsSchema } from './auditHours.ts';
import { cameraZoneSchema } from './camera.ts';
import { lineSchema } from './lineSchema.ts';

/** Schools that one campaign or permission names at most. */
export const auditSchoolLimit = 5_000;
/** Campaigns that an answer holds at most, newest first. */
export const campaignLimit = 200;
/** Permissions, waivers and stops that an answer holds at most. */
export const auditRegisterLimit = 2_000;

const moment = z.iso.datetime({ offset: true });

/** For how long something is kept, and by what source. */
const keptForSchema = z.object({ months: z.int().positive(), source: z.string() });
/** Texts of evidence; and all that an audit found, once it is over. */
const auditRetentionSchema = z.object({ evidence: keptForSchema, findings: keptForSchema });
export type AuditRetention = z.infer<typeof auditRetentionSchema>;

/** GET /api/audit/rules: the pack, its profiles, and the limits of an audit. */
export const auditRulesAnswerSchema = z.object({
  rules: z.array(auditRuleSchema),
  profiles: z.array(auditProfileSchema),
  /** Under which a campaign that is started now works. */
  limits: auditLimitsSchema,
  retention: auditRetentionSchema,
});
export type AuditRulesAnswer = z.infer<typeof auditRulesAnswerSchema>;

/** GET /api/audit/schools: those whose audits may be started or seen, and what of them may be asked now. */
export const auditSchoolSchema = z.object({
  schoolId: z.uuid(),
  code: z.string(),
  name: z.string(),
  wardCode: z.string().nullable(),
  wardName: z.string().nullable(),
  cameras: z.int().nonnegative(),
  synthetic: z.boolean(),
  /** The record in force now; null: its cameras will not be touched. */
  permissionId: z.uuid().nullable(),
  /** A stop is in force for it or for the city. */
  stopped: z.boolean(),
  /** Whoever asks may start an audit of it. */
  mayRun: z.boolean(),
});
export const auditSchoolsAnswerSchema = z.object({ schools: z.array(auditSchoolSchema) });
export type AuditSchool = z.infer<typeof auditSchoolSchema>;

/** GET /api/audit/permissions. Where cameras are is told to those who record permissions alone; to others it is null. */
const listedPermissionSchema = auditPermissionSchema.extend({ addressRanges: z.array(z.string()).nullable() });
export type ListedPermission = z.infer<typeof listedPermissionSchema>;
export const auditPermissionListSchema = z.object({ permissions: z.array(listedPermissionSchema) });
/** POST /api/audit/permissions → `createdSchema`. `POST /api/audit/permissions/:id/end` ends one now (204). */
export const newAuditPermissionSchema = z.object({
  schoolIds: z.array(z.uuid()).min(1).max(auditSchoolLimit),
  scope: auditScopeSchema.default('all'),
  addressRanges: z.array(lineSchema(3, 64)).min(1).max(64),
  validFrom: moment,
  validTo: moment,
  signer: lineSchema(3, 200),
  paper: lineSchema(3, 300),
  credentialTesting: z.boolean().default(false),
});
export type NewAuditPermission = z.input<typeof newAuditPermissionSchema>;

/** GET /api/audits; GET /api/audits/:id gives one. Those that reach into one's scope. */
export const campaignListSchema = z.object({ campaigns: z.array(auditCampaignSchema) });
/** POST /api/audits → `createdSchema`; POST /api/audits/:id/stop and /resume (204). */
export const newCampaignSchema = z.object({
  title: lineSchema(1, 200),
  profile: z.string().min(1).max(60).default('baseline-2026'),
  /** Why it may work outside the hours of the limits; null: it waits for them. */
  byDay: lineSchema(10, 300).nullable().default(null),
  schoolIds: z.array(z.uuid()).min(1).max(auditSchoolLimit),
});
export type NewCampaign = z.input<typeof newCampaignSchema>;

/** How many verdicts of enabled rules gave which result. */
export const resultCountsSchema = z.object({
  PASS: z.int().nonnegative(),
  WARN: z.int().nonnegative(),
  FAIL: z.int().nonnegative(),
  UNKNOWN: z.int().nonnegative(),
  'N/A': z.int().nonnegative(),
  WAIVED: z.int().nonnegative(),
});
export type ResultCounts = z.infer<typeof resultCountsSchema>;

/** A score of a camera, a school or more. */
export const auditScoreSchema = z.object({
  counts: resultCountsSchema,
  /** 0..1; null where nothing counted, or the profile is a placeholder. */
  score: z.number().min(0).max(1).nullable(),
  /** 0..1: share of the rules that apply which gave PASS, WARN or FAIL; null where no rule applies. */
  coverage: z.number().min(0).max(1).nullable(),
  /** Coverage under 60 %: the score is said to be “chưa đủ dữ liệu”. */
  enough: z.boolean(),
  /** Cameras with a critical FAIL: they are “không đạt” whatever their score. Of one camera 0 or 1. */
  gateFailed: z.int().nonnegative(),
});
export type AuditScore = z.infer<typeof auditScoreSchema>;

/** `criticalFailed`: how many of the FAIL are of critical rules. */
export const familyCountsSchema = z.object({
  family: ruleFamilySchema,
  counts: resultCountsSchema,
  criticalFailed: z.int().nonnegative(),
});
export type FamilyCounts = z.infer<typeof familyCountsSchema>;

/** Cameras that one file of minutes holds at most: beyond it nobody reads it, and the server works on it for too long. */
export const minutesCameraLimit = 600;
/** Schools that a page of a board holds at most. */
export const boardPageSchools = 50;
/** `worst`: most cameras that fail the gate, then the lowest score; the others lowest first, without a value last. */
export const boardOrderSchema = z.enum(['worst', 'score', 'coverage', 'school']);
export type BoardOrder = z.infer<typeof boardOrderSchema>;

/** What of GET /api/audits/:id/board is asked for: schools with a camera that fails `rule`, of `ward`, whose name or code holds `q`. */
export const auditBoardQuerySchema = z.object({
  page: z.coerce.number().int().min(1).max(1_000).default(1),
  order: boardOrderSchema.default('worst'),
  rule: ruleIdSchema.optional(),
  ward: z.string().min(1).max(40).optional(),
  q: z.string().max(100).optional(),
});
export type AuditBoardQuery = z.infer<typeof auditBoardQuerySchema>;

const boardSchoolSchema = z.object({
  schoolId: z.uuid(),
  code: z.string(),
  name: z.string(),
  shortName: z.string(),
  wardName: z.string().nullable(),
  synthetic: z.boolean(),
  cameras: z.int().nonnegative(),
  /** Cameras with verdicts. */
  finished: z.int().nonnegative(),
  score: auditScoreSchema,
  families: z.array(familyCountsSchema),
});

/** GET /api/audits/:id/board: a page of schools; everything else is of all schools in scope, whatever was asked for. */
export const auditBoardSchema = z.object({
  campaign: auditCampaignSchema,
  /** `placeholder`: without a score. */
  profileState: z.enum(['in_force', 'placeholder']),
  total: auditScoreSchema,
  families: z.array(familyCountsSchema),
  cameras: z.int().nonnegative(),
  finished: z.int().nonnegative(),
  synthetic: z.boolean(),
  /** Rules by how many cameras fail them, most first; those with none are left out. */
  causes: z.array(z.object({ ruleId: ruleIdSchema, cameras: z.int().positive(), critical: z.boolean() })),
  /** Of the schools, by name, with how many cameras the audit has there. */
  wards: z.array(z.object({ code: z.string(), name: z.string(), cameras: z.int().nonnegative() })),
  /** 1 is the first. */
  page: z.int().positive(),
  /** Schools that fit what was asked for, on all pages. */
  matching: z.int().nonnegative(),
  /** At most `boardPageSchools`. */
  schools: z.array(boardSchoolSchema),
});
export type AuditBoard = z.infer<typeof auditBoardSchema>;

export const auditedCameraSchema = z.object({
  cameraId: z.uuid(),
  code: z.string(),
  name: z.string(),
  zone: cameraZoneSchema,
  synthetic: z.boolean(),
  taskState: auditTaskStateSchema,
  /** null: not finished. */
  score: auditScoreSchema.nullable(),
});
export type AuditedCamera = z.infer<typeof auditedCameraSchema>;
/** GET /api/audits/:id/schools/:schoolId: cameras by code. */
export const auditSchoolCamerasSchema = z.object({
  schoolId: z.uuid(),
  name: z.string(),
  cameras: z.array(auditedCameraSchema),
});

/** A verdict as it counts today: `result` may be WAIVED, `judged` is what the evidence says. */
export const cameraVerdictSchema = verdictSchema.omit({ result: true, cameraId: true }).extend({
  result: verdictResultSchema,
  judged: judgedResultSchema,
  severity: auditRuleSchema.shape.severity,
  /** Counts in the score. */
  enabled: z.boolean(),
  waiver: auditWaiverSchema.nullable(),
});
export type CameraVerdict = z.infer<typeof cameraVerdictSchema>;
/** GET /api/audits/:id/cameras/:cameraId */
export const cameraAuditSchema = z.object({
  campaign: auditCampaignSchema,
  schoolId: z.uuid(),
  schoolName: z.string(),
  camera: auditedCameraSchema,
  permissionId: z.uuid().nullable(),
  asset: assetRecordSchema.nullable(),
  verdicts: z.array(cameraVerdictSchema),
  evidence: z.array(evidenceHeadSchema),
  /** Earlier campaigns of the same profile and version with this camera, newest first, at most 12. */
  history: z.array(
    z.object({ campaignId: z.uuid(), title: z.string(), at: z.iso.datetime(), score: auditScoreSchema }),
  ),
});
export type CameraAudit = z.infer<typeof cameraAuditSchema>;
/** GET /api/audit-evidence/:id gives one with its text; who looked stands in the log. */
export const evidenceAnswerSchema = keptEvidenceSchema;

/** POST /api/audit/cameras/:id/asset (204): what the registry is to hold of a camera. */
export const assetRecordRequestSchema = assetRecordSchema;

/** GET /api/audit/waivers */
export const auditWaiverListSchema = z.object({ waivers: z.array(auditWaiverSchema) });
/** POST /api/audit/waivers → `createdSchema`; `validFrom` left out: now. */
export const newWaiverSchema = z.object({
  ruleId: ruleIdSchema,
  schoolId: z.uuid(),
  cameraId: z.uuid().nullable().default(null),
  reason: lineSchema(10, 500),
  approver: lineSchema(3, 200),
  validFrom: moment.optional(),
  validTo: moment,
});
export type NewWaiver = z.input<typeof newWaiverSchema>;

/** GET /api/audit/stops: those in force. */
export const auditStopListSchema = z.object({ stops: z.array(auditStopSchema) });
/** POST /api/audit/stops → `createdSchema`; POST /api/audit/stops/:id/lift (204). */
export const newStopSchema = z.object({ schoolId: z.uuid().nullable().default(null), reason: lineSchema(3, 300) });
export type NewStop = z.input<typeof newStopSchema>;
