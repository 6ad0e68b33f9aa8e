import type { CameraState, CameraStatus } from '@khue/domain/cameraStatus';
import type { ProbeOutcome } from './probe.ts';

export interface HealthLimits {
  /** An answer that takes longer makes a camera degraded. */
  readonly slowAfterMs: number;
  /** A camera clock further off than this, either way, makes it degraded. */
  readonly clockOffsetLimitMs: number;
}

/** The state of a camera and since when. */
export interface KnownState {
  readonly state: CameraState;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** Looks at what only counts for a camera that is online: its clock, then its speed. */
export function judge(outcome: ProbeOutcome, clockOffsetMs: number | null, limits: HealthLimits): ProbeOutcome {
  if (outcome.state !== 'online') return outcome;
  if (clockOffsetMs !== null && Math.abs(clockOffsetMs) > limits.clockOffsetLimitMs) {
    return { ...outcome, state: 'degraded', reason: 'clock_offset' };
  }
  if (outcome.latencyMs !== null && outcome.latencyMs > limits.slowAfterMs) {
    return { ...outcome, state: 'degraded', reason: 'slow' };
  }
  return outcome;
}

/** A camera that answered last time is asked once more before it is called offline. */
export function needsConfirmation(outcome: ProbeOutcome, known: KnownState | null): boolean {
  return outcome.state === 'offline' && known !== null && known.state !== 'offline' && known.state !== 'unknown';
}

/** The message for the bus. `since` moves only with the state; without a known state it begins now. */
export function toStatus(
  cameraId: string,
  outcome: ProbeOutcome,
  clockOffsetMs: number | null,
  known: KnownState | null,
  nowMs: number,
): CameraStatus {
  const changed = known === null || known.state !== outcome.state;
  return {
    cameraId,
    ...outcome,
    observedAt: new Date(nowMs).toISOString(),
    since: new Date(changed ? nowMs : known.since).toISOString(),
    changed,
    clockOffsetMs,
  };
}
