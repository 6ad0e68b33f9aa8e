import type { AlarmKind, AlarmRule } from '@khue/domain/alarm';
import type { Camera } from '@khue/domain/camera';
import type { CameraStatus } from '@khue/domain/cameraStatus';

/** Kinds of alarms that are about one camera. */
export const cameraKinds = ['camera_unreachable', 'camera_unauthorised', 'clock_drift'] as const;
export type CameraKind = (typeof cameraKinds)[number] & AlarmKind;

/** Whether a condition holds (`bad`), is over (`good`), or cannot be told: then nothing is raised and nothing returns. */
export type Verdict = 'bad' | 'good' | 'unknown';

/** For how long a condition has been seen without a break. Milliseconds since the epoch. */
export interface Run {
  readonly verdict: Verdict;
  readonly sinceMs: number;
  readonly seenMs: number;
}

export const notSeen: Run = { verdict: 'unknown', sinceMs: 0, seenMs: 0 };

/** How long it was seen to hold: up to the last look, not to now. */
export function heldMs({ sinceMs, seenMs }: Run): number {
  return seenMs - sinceMs;
}

function driftVerdict({ clockOffsetMs }: CameraStatus, rule: AlarmRule): Verdict {
  if (clockOffsetMs === null) return 'unknown';
  return Math.abs(clockOffsetMs) >= (rule.threshold ?? 0) ? 'bad' : 'good';
}

/** What a status says of one kind of alarm. A camera that does not answer tells nothing of its account or its clock. */
export function verdictOf(kind: CameraKind, status: CameraStatus, rule: AlarmRule): Verdict {
  const { state } = status;
  switch (state) {
    case 'unknown':
      return 'unknown';
    case 'offline':
      return kind === 'camera_unreachable' ? 'bad' : 'unknown';
    case 'unauthorised':
      if (kind === 'camera_unauthorised') return 'bad';
      return kind === 'camera_unreachable' ? 'good' : 'unknown';
    case 'online':
    case 'degraded':
      return kind === 'clock_drift' ? driftVerdict(status, rule) : 'good';
    default:
      return state satisfies never;
  }
}

/**
 * Whether `status.since` tells since when the condition has been as it is. The gateway calls a clock off by a limit of its
 * own: where this rule's is another one, what was seen here before counts.
 */
function sinceTold(kind: CameraKind, { reason }: CameraStatus, verdict: Verdict, before: Verdict): boolean {
  return kind !== 'clock_drift' || (reason === 'clock_offset' && verdict === 'bad' && before === 'unknown');
}

/** The moments of a status, read once. */
interface Moments {
  readonly seenMs: number;
  readonly sinceMs: number;
}

function goOn(before: Run, kind: CameraKind, status: CameraStatus, rule: AlarmRule, moments: Moments): Run {
  const { seenMs, sinceMs } = moments;
  const verdict = verdictOf(kind, status, rule);
  if (verdict === before.verdict) return { verdict, sinceMs: before.sinceMs, seenMs };
  return { verdict, sinceMs: sinceTold(kind, status, verdict, before.verdict) ? sinceMs : seenMs, seenMs };
}

/** No address to ask, or one that may not be asked: such a camera is no sign of its school's line. */
function isOutOfSight({ reason }: CameraStatus): boolean {
  return reason === 'no_address' || reason === 'address_refused';
}

/** One camera and what its statuses said so far. */
export class WatchedCamera {
  readonly camera: Camera;
  #runs: Readonly<Record<CameraKind, Run>> = {
    camera_unreachable: notSeen,
    camera_unauthorised: notSeen,
    clock_drift: notSeen,
  };
  #seenMs = Number.NEGATIVE_INFINITY;
  #isOutOfSight = false;

  /** `before`: the same camera under an earlier entry of the registry; what it said still counts. */
  constructor(camera: Camera, before?: WatchedCamera) {
    this.camera = camera;
    if (before === undefined) return;
    this.#runs = before.#runs;
    this.#seenMs = before.#seenMs;
    this.#isOutOfSight = before.#isOutOfSight;
  }

  /** false: older than what is known already. */
  take(status: CameraStatus, rules: Readonly<Record<AlarmKind, AlarmRule>>): boolean {
    const seenMs = Date.parse(status.observedAt);
    if (seenMs < this.#seenMs) return false;
    this.#seenMs = seenMs;
    this.#isOutOfSight = isOutOfSight(status);
    const moments = { seenMs, sinceMs: Date.parse(status.since) };
    const next = (kind: CameraKind): Run => goOn(this.#runs[kind], kind, status, rules[kind], moments);
    this.#runs = {
      camera_unreachable: next('camera_unreachable'),
      camera_unauthorised: next('camera_unauthorised'),
      clock_drift: next('clock_drift'),
    };
    return true;
  }

  run(kind: CameraKind): Run {
    return this.#runs[kind];
  }

  get isOutOfSight(): boolean {
    return this.#isOutOfSight;
  }
}

/**
 * Whether all cameras of a school that can be seen are lost, from `fewest` on: since the last was lost, seen as long as
 * every one of them was. One camera that answers is enough to say that the school is not dark.
 */
export function schoolRun(before: Run, cameras: readonly WatchedCamera[], fewest: number): Run {
  let [seen, lost, answering] = [0, 0, 0];
  let [lastLostMs, lostSeenMs] = [0, Number.POSITIVE_INFINITY];
  let [firstBackMs, backSeenMs] = [Number.POSITIVE_INFINITY, 0];
  for (const camera of cameras) {
    if (camera.isOutOfSight) continue;
    seen += 1;
    const { verdict, sinceMs, seenMs } = camera.run('camera_unreachable');
    if (verdict === 'bad') {
      lost += 1;
      if (sinceMs > lastLostMs) lastLostMs = sinceMs;
      if (seenMs < lostSeenMs) lostSeenMs = seenMs;
    } else if (verdict === 'good') {
      answering += 1;
      if (sinceMs < firstBackMs) firstBackMs = sinceMs;
      if (seenMs > backSeenMs) backSeenMs = seenMs;
    }
  }
  const goodSince = (first: number): number => (before.verdict === 'good' ? before.sinceMs : first);
  if (answering > 0) return { verdict: 'good', sinceMs: goodSince(firstBackMs), seenMs: backSeenMs };
  if (seen === 0 || lost < seen) return notSeen;
  if (lost >= Math.max(1, fewest)) return { verdict: 'bad', sinceMs: lastLostMs, seenMs: lostSeenMs };
  // Too few to speak for the school: each camera speaks for itself.
  return { verdict: 'good', sinceMs: goodSince(lostSeenMs), seenMs: lostSeenMs };
}
