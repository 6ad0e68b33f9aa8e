import { z } from 'zod';
import { codecSchema } from './camera.ts';

/**
 * What a probe without media says of a camera.
 * unknown: not asked yet, or cannot be seen from here; online: it answers and offers a stream;
 * degraded: it answers, but something is off (clock, slow, no video in the description);
 * unauthorised: it refuses the stored account; offline: it does not answer.
 */
export const cameraStates = ['unknown', 'online', 'degraded', 'unauthorised', 'offline'] as const;
export const cameraStateSchema = z.enum(cameraStates);
export type CameraState = z.infer<typeof cameraStateSchema>;

/** State as one byte of the live feed: its index in `cameraStates`. */
export function stateToByte(state: CameraState): number {
  return cameraStates.indexOf(state);
}

/** The state a byte of the live feed stands for; an unknown byte is `unknown`, never a guess. */
export function stateFromByte(byte: number): CameraState {
  return cameraStates[byte] ?? 'unknown';
}

/** Why a camera is in its state. Shown through the i18n keys `reason.<code>`. */
export const statusReasonSchema = z.enum([
  'answers',
  'not_probed',
  'connection_refused',
  'connection_reset',
  'timeout',
  'host_unreachable',
  /** Its address is in none of the networks that cameras may be in: nobody asks it. */
  'address_refused',
  'unauthorised',
  'no_address',
  'no_video',
  'bad_reply',
  'clock_offset',
  'slow',
  'stream_silent',
]);
export type StatusReason = z.infer<typeof statusReasonSchema>;

/** Message on `khue/v1/cameras/{id}/status`: at once on a change, otherwise a heartbeat. */
export const cameraStatusSchema = z.object({
  cameraId: z.uuid(),
  state: cameraStateSchema,
  reason: statusReasonSchema,
  observedAt: z.iso.datetime(),
  /** Since when the camera has been in this state, as far as the gateway knows. */
  since: z.iso.datetime(),
  changed: z.boolean(),
  /** Milliseconds from connect to the answer of DESCRIBE. */
  latencyMs: z.number().nonnegative().nullable(),
  codec: codecSchema.nullable(),
  width: z.int().positive().nullable(),
  height: z.int().positive().nullable(),
  /** Camera clock minus ours, milliseconds; null where the camera does not tell. */
  clockOffsetMs: z.number().nullable(),
});
export type CameraStatus = z.infer<typeof cameraStatusSchema>;

/** How bad a school looks on the map. `critical`: every camera lost; `normal` is drawn quietly. */
export const schoolSeverities = ['none', 'normal', 'unknown', 'low', 'medium', 'high', 'critical'] as const;
export type SchoolSeverity = (typeof schoolSeverities)[number];

/** How many cameras of a school are in each state. */
export type StateCounts = Readonly<Record<CameraState, number>>;

export function countStates(states: Iterable<CameraState>): StateCounts {
  const counts: Record<CameraState, number> = { unknown: 0, online: 0, degraded: 0, unauthorised: 0, offline: 0 };
  for (const state of states) counts[state] += 1;
  return counts;
}

/** Worst state of a school: all lost is critical, some lost high, refused medium, degraded low. No camera: `none`. */
export function schoolSeverity(counts: StateCounts): SchoolSeverity {
  const total = counts.unknown + counts.online + counts.degraded + counts.unauthorised + counts.offline;
  if (total === 0) return 'none';
  if (counts.offline === total) return 'critical';
  if (counts.offline > 0) return 'high';
  if (counts.unauthorised > 0) return 'medium';
  if (counts.degraded > 0) return 'low';
  return counts.unknown > 0 ? 'unknown' : 'normal';
}
