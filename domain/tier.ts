import { z } from 'zod';

/** The parts of the house that run as processes. */
export const tierNameSchema = z.enum(['database', 'bus', 'ingest', 'gateway', 'dashboard', 'simulator']);
export type TierName = z.infer<typeof tierNameSchema>;

export const tierStateSchema = z.enum(['starting', 'up', 'degraded', 'down']);
export type TierState = z.infer<typeof tierStateSchema>;

/** Retained on `khue/v1/tiers/{tier}/state`; every 5 s, and with `down` as the last will. */
export const tierStatusSchema = z.object({
  tier: tierNameSchema,
  state: tierStateSchema,
  at: z.iso.datetime(),
  startedAt: z.iso.datetime(),
  version: z.string(),
  /** Named counts, e.g. `cameras`, `probesPerSecond`, `viewers`, `droppedFrames`. */
  metrics: z.record(z.string(), z.number()),
  /** One short sentence where the state is not `up`. */
  remark: z.string().nullable(),
});
export type TierStatus = z.infer<typeof tierStatusSchema>;

/** A heartbeat older than this is not believed any more: the tier counts as down. */
export const tierStaleAfterMs = 15_000;
