import type { CameraStatus } from '@khue/domain/cameraStatus';

/** Heartbeats of one camera are stored at most this often; changes always. */
const heartbeatEveryMs = 60_000;
/** Cameras whose last heartbeat is remembered; beyond it the longest silent is forgotten, and stored once too often. */
const maxRememberedCameras = 200_000;

/**
 * Statuses that wait for the store. Thins heartbeats to one a minute and camera. At the limit the oldest heartbeat
 * gives way, never a change while a heartbeat is left; both losses are counted.
 */
export class StatusBuffer {
  readonly #limit: number;
  readonly #changes: CameraStatus[] = [];
  readonly #heartbeats: CameraStatus[] = [];
  readonly #lastStored = new Map<string, number>();
  #dropped = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#changes.length + this.#heartbeats.length;
  }

  /** Statuses lost because the store was away too long. */
  get dropped(): number {
    return this.#dropped;
  }

  add(status: CameraStatus): void {
    const observed = Date.parse(status.observedAt);
    const due = observed - (this.#lastStored.get(status.cameraId) ?? Number.NEGATIVE_INFINITY) >= heartbeatEveryMs;
    if (!status.changed && !due) return;
    this.#remember(status.cameraId, observed);
    (status.changed ? this.#changes : this.#heartbeats).push(status);
    this.#trim();
  }

  /** Takes up to `count` statuses, oldest first within each kind. */
  take(count: number): CameraStatus[] {
    const changes = this.#changes.splice(0, count);
    return [...changes, ...this.#heartbeats.splice(0, count - changes.length)];
  }

  /** Puts back what could not be stored, before everything newer. */
  putBack(statuses: readonly CameraStatus[]): void {
    this.#changes.unshift(...statuses.filter((status) => status.changed));
    this.#heartbeats.unshift(...statuses.filter((status) => !status.changed));
    this.#trim();
  }

  /** A map keeps the order of insertion: the first one is the longest silent. */
  #remember(cameraId: string, observedMs: number): void {
    this.#lastStored.delete(cameraId);
    this.#lastStored.set(cameraId, observedMs);
    if (this.#lastStored.size <= maxRememberedCameras) return;
    const [longestSilent] = this.#lastStored.keys();
    if (longestSilent !== undefined) this.#lastStored.delete(longestSilent);
  }

  #trim(): void {
    const excess = this.size - this.#limit;
    if (excess <= 0) return;
    const heartbeats = this.#heartbeats.splice(0, excess).length;
    this.#changes.splice(0, excess - heartbeats);
    this.#dropped += excess;
  }
}
