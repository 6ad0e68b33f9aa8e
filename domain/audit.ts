/** Audit of cameras: rules and profiles as data, evidence, verdicts. A verdict is a pure function of evidence and rule. */
import { z } from 'zod';
import { auditLimitsSchema } from './auditHours.ts';
import { cameraZoneSchema } from './camera.ts';

/**
 * `UNKNOWN`: no evidence, or the vantage cannot see it, or the text of the rule is missing; never turned into PASS.
 * `N/A`: the rule does not apply. `WAIVED` is laid over the real result while a waiver is in force.
 */
export const verdictResults = ['PASS', 'WARN', 'FAIL', 'UNKNOWN', 'N/A', 'WAIVED'] as const;
export const verdictResultSchema = z.enum(verdictResults);
export type VerdictResult = z.infer<typeof verdictResultSchema>;
/** What judging gives; a waiver comes afterwards. */
export const judgedResultSchema = verdictResultSchema.exclude(['WAIVED']);
export type JudgedResult = z.infer<typeof judgedResultSchema>;

/** From where something was seen. */
export const vantageSchema = z.enum([
  'camera',
  'nvr-channel',
  'vms',
  'edge-agent',
  'manual',
  'outside-probe',
  'product-log',
]);
export type Vantage = z.infer<typeof vantageSchema>;

/** Whose clock evidence is dated by. `gateway`: that of the machine that asked. */
export const clockSourceSchema = z.enum(['gateway']);
export type ClockSource = z.infer<typeof clockSourceSchema>;

export const ruleSeveritySchema = z.enum(['critical', 'high', 'medium', 'low']);
export type RuleSeverity = z.infer<typeof ruleSeveritySchema>;

/** Families of rules, in the order of the pack. */
export const ruleFamilies = ['REG', 'ITF', 'IMG', 'TIM', 'REC', 'NET', 'SEC', 'PRI', 'HW', 'SYS'] as const;
export const ruleFamilySchema = z.enum(ruleFamilies);
export type RuleFamily = z.infer<typeof ruleFamilySchema>;

export const ruleIdSchema = z.string().regex(/^(REG|ITF|IMG|TIM|REC|NET|SEC|PRI|HW|SYS)-\d\d$/u);

const bothLanguages = z.object({ vi: z.string(), en: z.string() });

/** A rule of the pack. `remote`: whether it can be judged from the network. */
export const auditRuleSchema = z.object({
  id: ruleIdSchema,
  version: z.int().positive(),
  title: bothLanguages,
  severity: ruleSeveritySchema,
  core: z.boolean(),
  remote: z.enum(['yes', 'partly', 'no']),
  /** As it is cited; `sourceConfidence` says how well it is known. */
  source: bothLanguages,
  sourceConfidence: z.enum(['text', 'secondary', 'baseline']),
});
export type AuditRule = z.infer<typeof auditRuleSchema>;

/** Values of a threshold; each rule reads its own (`verdicts/thresholds.ts`). */
export const thresholdSchema = z.record(z.string(), z.json());

/** A rule as a profile sets it. `enabled`: counts in the score. `severity` null: the rule's own. */
export const profileRuleSchema = z.object({
  id: ruleIdSchema,
  enabled: z.boolean(),
  threshold: thresholdSchema,
  thresholdText: bothLanguages,
  severity: ruleSeveritySchema.nullable(),
});
export type ProfileRule = z.infer<typeof profileRuleSchema>;

/** Named, versioned set of rules. Of a `placeholder` every rule is UNKNOWN because its text is not there; never scored. */
export const auditProfileSchema = z.object({
  name: z.string().min(1).max(60),
  version: z.int().positive(),
  state: z.enum(['in_force', 'placeholder']),
  rules: z.array(profileRuleSchema),
});
export type AuditProfile = z.infer<typeof auditProfileSchema>;

/** What of a school may be looked at. */
export const auditScopeSchema = z.enum(['all', 'onvif', 'stream']);

/** A recorded permission to audit a school's cameras: without one nothing is sent to them. */
export const auditPermissionSchema = z.object({
  id: z.uuid(),
  schoolIds: z.array(z.uuid()).min(1),
  /** `all`: configuration and streams; otherwise one of them. */
  scope: auditScopeSchema,
  /** CIDR ranges; a camera elsewhere is not asked. */
  addressRanges: z.array(z.string()).min(1),
  validFrom: z.iso.datetime(),
  validTo: z.iso.datetime(),
  signer: z.string(),
  /** Number and date of the paper, and where its scan is kept. */
  paper: z.string(),
  /** Default passwords may be tried; nothing does so yet. */
  credentialTesting: z.boolean(),
  recordedBy: z.string(),
  recordedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});
export type AuditPermission = z.infer<typeof auditPermissionSchema>;

/** A rule set aside for a camera or a whole school until a day. */
export const auditWaiverSchema = z.object({
  id: z.uuid(),
  ruleId: ruleIdSchema,
  schoolId: z.uuid(),
  /** null: every camera of the school. */
  cameraId: z.uuid().nullable(),
  reason: z.string(),
  approver: z.string(),
  validFrom: z.iso.datetime(),
  validTo: z.iso.datetime(),
  recordedBy: z.string(),
});
export type AuditWaiver = z.infer<typeof auditWaiverSchema>;

/** Nothing is asked of a school's cameras, or of any, from `at` until it is lifted. */
export const auditStopSchema = z.object({
  id: z.uuid(),
  /** null: the whole city. */
  schoolId: z.uuid().nullable(),
  reason: z.string(),
  at: z.iso.datetime(),
  by: z.string(),
  liftedAt: z.iso.datetime().nullable(),
});
export type AuditStop = z.infer<typeof auditStopSchema>;

/**
 * What a camera answered, or what was measured; append-only. `body` begins with lines `name: value` of how it was asked
 * and what became of it, then an empty line, then the answer as received without secrets (`auditEvidence.ts`).
 */
export const evidenceSchema = z.object({
  id: z.uuid(),
  campaignId: z.uuid(),
  cameraId: z.uuid(),
  /** `onvif.device.GetScopes`, `rtsp.sample`, `tls.handshake`, `registry`, `health` … */
  kind: z.string().max(80),
  at: z.iso.datetime(),
  /** What the time was taken from; words: `clockSourceWords`. */
  clockSource: clockSourceSchema,
  vantage: vantageSchema,
  /** null: nothing was sent to the camera. */
  permissionId: z.uuid().nullable(),
  /** The product's version and that of the rules. */
  tool: z.string(),
  /** Hex, of `body` as UTF-8. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
  body: z.string(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** What stays of it once its text was dropped, for having been kept as long as the rule says. */
export const evidenceHeadSchema = evidenceSchema.omit({ body: true }).extend({
  /** null: the text is there. */
  droppedAt: z.iso.datetime().nullable(),
});
export type EvidenceHead = z.infer<typeof evidenceHeadSchema>;
/** `body` is null where it was dropped. */
export const keptEvidenceSchema = evidenceHeadSchema.extend({ body: z.string().nullable() });
export type KeptEvidence = z.infer<typeof keptEvidenceSchema>;

export const verdictParamsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
export type VerdictParams = z.infer<typeof verdictParamsSchema>;

/** What judging one rule gives; sentences stand in `auditWords.ts`. */
export interface Judged {
  readonly result: JudgedResult;
  /** What was read, for people: `8,1 hình/giây` in Vietnamese; null where nothing was. */
  readonly value: { readonly vi: string; readonly en: string } | null;
  readonly reason: string;
  readonly params: VerdictParams;
  readonly evidenceIds: readonly string[];
}

export const verdictSchema = z.object({
  cameraId: z.uuid(),
  ruleId: ruleIdSchema,
  result: judgedResultSchema,
  value: bothLanguages.nullable(),
  threshold: bothLanguages,
  reason: z.string(),
  params: verdictParamsSchema,
  vantage: vantageSchema,
  evidenceIds: z.array(z.uuid()),
  at: z.iso.datetime(),
  profile: z.string(),
  profileVersion: z.int(),
  ruleVersion: z.int(),
});
export type Verdict = z.infer<typeof verdictSchema>;

/**
 * `failed`: no camera could be finished. A stopped one can be resumed. Outside its hours one that waits or runs rests
 * (`auditHours.ts`).
 */
export const campaignStateSchema = z.enum(['waiting', 'running', 'stopped', 'done', 'failed']);
export type CampaignState = z.infer<typeof campaignStateSchema>;

/**
 * `skipped`: not asked for want of a permission, or because of a stop. `failed`: our own work on it failed, or ended with
 * the process, as often as it is begun.
 */
export const auditTaskStateSchema = z.enum(['waiting', 'running', 'done', 'skipped', 'failed']);
export type AuditTaskState = z.infer<typeof auditTaskStateSchema>;

export const campaignCountsSchema = z.object({
  total: z.int().nonnegative(),
  waiting: z.int().nonnegative(),
  running: z.int().nonnegative(),
  done: z.int().nonnegative(),
  skipped: z.int().nonnegative(),
  failed: z.int().nonnegative(),
});
export type CampaignCounts = z.infer<typeof campaignCountsSchema>;

/** An audit of the cameras of chosen schools against one version of a profile. */
export const auditCampaignSchema = z.object({
  id: z.uuid(),
  title: z.string(),
  profile: z.string(),
  profileVersion: z.int().positive(),
  state: campaignStateSchema,
  /** As they were in force when it began. */
  limits: auditLimitsSchema,
  /** Why its starter lets it work outside the hours; null: it waits for them. */
  byDay: z.string().nullable(),
  /** How many. */
  schools: z.int().nonnegative(),
  startedBy: z.string(),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  counts: campaignCountsSchema,
});
export type AuditCampaign = z.infer<typeof auditCampaignSchema>;

/** What the registry holds of a camera beside its name and zone; typed in by a person. Empty fields are null. */
export const assetRecordSchema = z.object({
  model: z.string().nullable(),
  serialNumber: z.string().nullable(),
  supportUntil: z.iso.date().nullable(),
  purpose: z.string().nullable(),
  personInCharge: z.string().nullable(),
  lon: z.number().min(-180).max(180).nullable(),
  lat: z.number().min(-90).max(90).nullable(),
});
export type AssetRecord = z.infer<typeof assetRecordSchema>;

/** Evidence of the kind `registry`: what is on record of the camera. */
export const registryFactsSchema = z.object({
  code: z.string(),
  name: z.string(),
  zone: cameraZoneSchema,
  bearing: z.number().nullable(),
  schoolLon: z.number().nullable(),
  schoolLat: z.number().nullable(),
  asset: assetRecordSchema.nullable(),
});
export type RegistryFacts = z.infer<typeof registryFactsSchema>;
