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
  'account.password_changed',
  'account.password_reset',
  'account.second_factor_set',
  'account.second_factor_removed',
  'role.changed',
  'grant.added',
  'grant.ended',
  'grant.reviewed',
  'access.refused',
  'wall.paired',
  'wall.revoked',
  'ticket.issued',
  'ticket.refused',
  'camera.viewed',
  'camera.snapshot',
  'camera.export',
  'import.run',
  'log.exported',
  'log.expired',
  'log.anchored',
  'zone.approved',
  'zone.approval_withdrawn',
  'purpose.changed',
  'privacy.request_changed',
  'incident.changed',
  'secrets.rotated',
  'audit.run',
  'alarm.acknowledged',
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

/** A row as it is stored and shown. */
export const logRowSchema = logEntrySchema.extend({
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
  objectId: z.string().max(80).optional(),
  result: z.enum(['done', 'refused', 'failed']).optional(),
});
export type LogFilter = z.infer<typeof logFilterSchema>;
