/** The log of what people and parts of the house did: append-only, each row bound to the one before by its hash. */
import { z } from 'zod';

/** What is written down. Names never change their meaning. */
export const logActionSchema = z.enum([
  'session.opened',
  'session.refused',
  'session.closed',
  'session.locked',
  'session.unlocked',
  'account.created',
  'account.changed',
  'account.disabled',
  'account.enabled',
  'account.password_changed',
  'account.password_reset',
  'account.second_factor_set',
  'account.second_factor_removed',
  'role.changed',
  'role.removed',
  'grant.added',
  'grant.changed',
  'grant.ended',
  'grant.reviewed',
  'access.exported',
  'access.refused',
  'wall.paired',
  'wall.revoked',
  'ticket.issued',
  'ticket.refused',
  'camera.viewed',
  'camera.snapshot',
  'camera.export',
  'import.run',
  'statistics.submitted',
  'statistics.exported',
  'import.report_exported',
  'import.mapping_saved',
  'log.exported',
  'log.expired',
  'log.anchored',
  'log.key_changed',
  'log.retention_changed',
  'zone.approval_requested',
  'zone.approved',
  'zone.approval_withdrawn',
  'zone.rule_changed',
  'purpose.changed',
  'privacy.request_changed',
  'incident.changed',
  'privacy.exported',
  'secrets.rotated',
  'audit.run',
  'audit.permission_changed',
  'audit.asset_changed',
  'audit.waived',
  'audit.stopped',
  'audit.evidence_viewed',
  'audit.exported',
  'audit.evidence_expired',
  'audit.findings_expired',
  'alarm.acknowledged',
  'alarm.shelved',
  'alarm.unshelved',
  'alarm.commented',
  'alarm.rule_changed',
  'alarm.expired',
  'feed.key_made',
  'feed.key_revoked',
  'feed.client_changed',
  'feed.open_data_changed',
  'feed.read',
]);
export type LogAction = z.infer<typeof logActionSchema>;

/** What is told to the log; it adds number, time and hashes. No secret, no address of a camera, ever. */
export const logEntrySchema = z.object({
  /** Account id; null: a part of the house, or nobody known. */
  actorId: z.uuid().nullable(),
  /** Account name, or the tier's name, or what a stranger called himself (at most 200 characters). */
  actorName: z.string().max(200),
  action: logActionSchema,
  /** What it was done to, e.g. `camera` with its id and its name at that moment. */
  object: z.object({ kind: z.string().max(40), id: z.string().max(80), name: z.string().max(200) }).nullable(),
  result: z.enum(['done', 'refused', 'failed']),
  /** Address the request came from; null: from inside. */
  address: z.string().max(64).nullable(),
  sessionId: z.string().max(80).nullable(),
  /** Further facts, flat: `purpose`, `from`, `to`, `reason`. */
  details: z.record(z.string().max(40), z.union([z.string().max(500), z.number(), z.boolean(), z.null()])),
});
export type LogEntry = z.infer<typeof logEntrySchema>;

/**
 * A row as it is stored and shown. Looser than what is told to the log: a row that somebody changed by hand has to be
 * shown as it is.
 */
export const logRowSchema = logEntrySchema.extend({
  actorName: z.string(),
  action: z.string(),
  object: z.object({ kind: z.string(), id: z.string(), name: z.string() }).nullable(),
  address: z.string().nullable(),
  sessionId: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  /** 1, 2, 3 … without a gap. */
  number: z.int().positive(),
  /** ISO 8601, UTC, milliseconds. */
  at: z.iso.datetime(),
  /** Hex SHA-256 over the row and the hash before it. */
  hash: z.string().regex(/^[0-9a-f]{64}$/u),
});
export type LogRow = z.infer<typeof logRowSchema>;

/** What the log is searched by; everything left out matches. */
export const logFilterSchema = z.object({
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  actor: z.string().max(200).optional(),
  action: logActionSchema.optional(),
  objectKind: z.string().max(40).optional(),
  /** Its id, or how its name begins: `MP-001` finds every camera of that school. */
  objectId: z.string().max(80).optional(),
  result: z.enum(['done', 'refused', 'failed']).optional(),
});
export type LogFilter = z.infer<typeof logFilterSchema>;

/** What stood at the end of the log at some moment of a day (Asia/Ho_Chi_Minh), signed with Ed25519. */
export const logAnchorSchema = z.object({
  day: z.iso.date(),
  /** The newest row then, and its hash. */
  number: z.int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/u),
  madeAt: z.iso.datetime(),
  /** First 16 hex digits of the SHA-256 of the public key (SPKI, DER). */
  keyId: z.string().regex(/^[0-9a-f]{16}$/u),
  signature: z.base64(),
});
export type LogAnchor = z.infer<typeof logAnchorSchema>;

/** Something in the log that is not as it was written. Numbers are those of rows. */
export const logFaultSchema = z.discriminatedUnion('kind', [
  /** The row does not fit its hash; where the hash was made anew as well, the row before it may be the changed one. */
  z.object({ kind: z.literal('changed'), number: z.int() }),
  z.object({ kind: z.literal('missing'), from: z.int(), to: z.int() }),
  /** Each stands in the other's place. */
  z.object({ kind: z.literal('reordered'), number: z.int(), other: z.int() }),
  /** Rows after `number` were there and are gone, up to `expected`. */
  z.object({ kind: z.literal('tail_cut'), number: z.int(), expected: z.int() }),
  /** Rows after `after`, up to `number`, are not those that were anchored: the chain was made anew. */
  z.object({ kind: z.literal('rewritten'), after: z.int(), number: z.int(), day: z.string() }),
  /** The anchor of a day is not signed by the key it names, or differs from the one kept outside. */
  z.object({ kind: z.literal('anchor_false'), day: z.string() }),
  /** The anchor of a day is kept outside, or told of in the log, but is not in the table. */
  z.object({ kind: z.literal('anchor_missing'), day: z.string() }),
  /** Rows before `number` are gone without an expiry on record. */
  z.object({ kind: z.literal('beginning_cut'), number: z.int() }),
]);
export type LogFault = z.infer<typeof logFaultSchema>;

/** What a verification of the whole log found. */
export const logVerificationSchema = z.object({
  at: z.iso.datetime(),
  rows: z.int(),
  /** null: no row at all. */
  firstNumber: z.int().nullable(),
  lastNumber: z.int().nullable(),
  /** Anchors that were compared with their row. */
  anchors: z.int(),
  /** Anchors signed by a key that was not at hand: compared, but their signature was not looked at. */
  unknownKeys: z.int(),
  /** Keys that were at hand; not told by earlier editions, which had one. */
  keysAtHand: z.int().optional(),
  durationMs: z.int(),
  /** In the order of the log, at most 100; empty: everything is as it was written. */
  faults: z.array(logFaultSchema).max(100),
});
export type LogVerification = z.infer<typeof logVerificationSchema>;

/**
 * Whether the log is as it was written. Anchors of a key that is not at hand prove nothing where keys are: whoever makes the
 * whole log anew signs it with a key of his own.
 */
export function isWhole({
  faults,
  unknownKeys,
  keysAtHand = 1,
}: Pick<LogVerification, 'faults' | 'unknownKeys' | 'keysAtHand'>): boolean {
  return faults.length === 0 && (unknownKeys === 0 || keysAtHand === 0);
}

/** How long rows are kept, and by what it was decided. */
export const logRetentionSchema = z.object({ months: z.int().min(3).max(1_200), source: z.string().min(1).max(500) });
export type LogRetention = z.infer<typeof logRetentionSchema>;

/** Rows that a page of the log holds at most. */
export const logPageLimit = 200;

/** Query of a page of the log: newest first, rows before a number. */
export const logQuerySchema = logFilterSchema.extend({
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(logPageLimit).default(100),
});

/** A page of the log; `next` is what `before` has to be for the following one, null at the end. */
export const logPageSchema = z.object({ rows: z.array(logRowSchema), next: z.int().positive().nullable() });
export type LogPage = z.infer<typeof logPageSchema>;

/** How the log itself is. */
export const logStateSchema = z.object({
  /** Number of the newest row; 0: none. */
  newest: z.int(),
  retention: logRetentionSchema,
  verification: logVerificationSchema.nullable(),
  anchor: logAnchorSchema.nullable(),
});
export type LogState = z.infer<typeof logStateSchema>;

export const logFormatSchema = z.enum(['csv', 'jsonl', 'syslog']);
export type LogFormat = z.infer<typeof logFormatSchema>;

export const logExportQuerySchema = logFilterSchema.extend({
  format: logFormatSchema.default('csv'),
  locale: z.enum(['vi', 'en']).default('vi'),
});
