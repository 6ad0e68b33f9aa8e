import { randomBytes } from 'node:crypto';
import type { CameraRoster } from '../cameraState.ts';
import { isMoving, nextMotion } from './motion.ts';

/** One event of a camera's own. */
export interface CameraEvent {
  readonly topic: 'motion' | 'tamper';
  readonly atMs: number;
  readonly active: boolean;
  readonly operation: 'Initialized' | 'Changed';
}

interface Subscription {
  readonly cameraCode: string;
  endsMs: number;
  /** Up to when motion has been told. */
  toldMs: number;
  tamperTold: boolean;
  fresh: boolean;
  pulling: boolean;
}

const maxPerCamera = 4;
const maxInAll = 4_000;
const longestLifeMs = 3_600_000;
const longestPullMs = 60_000;
/** After a longer silence of the client only the latest events are told. */
const rememberedMs = 120_000;

/** Subscriptions of all cameras. Nothing is queued: what happened is worked out when someone asks. */
export class PullPoints {
  readonly #roster: CameraRoster;
  readonly #subscriptions = new Map<string, Subscription>();

  constructor(roster: CameraRoster) {
    this.#roster = roster;
  }

  get size(): number {
    return this.#subscriptions.size;
  }

  /** A new subscription's id; null: the camera has no more room. */
  create(cameraCode: string, lifeMs: number): { readonly id: string; readonly endsMs: number } | null {
    const nowMs = this.#roster.now();
    let ofCamera = 0;
    for (const [id, subscription] of this.#subscriptions) {
      if (subscription.endsMs < nowMs) this.#subscriptions.delete(id);
      else if (subscription.cameraCode === cameraCode) ofCamera++;
    }
    if (ofCamera >= maxPerCamera || this.#subscriptions.size >= maxInAll) return null;
    const id = randomBytes(9).toString('base64url');
    const endsMs = nowMs + Math.min(lifeMs, longestLifeMs);
    const fresh = { toldMs: nowMs, tamperTold: false, fresh: true, pulling: false };
    this.#subscriptions.set(id, { cameraCode, endsMs, ...fresh });
    return { id, endsMs };
  }

  /** The new end, ms; null: no such subscription. */
  renew(cameraCode: string, id: string, lifeMs: number): number | null {
    const subscription = this.#find(cameraCode, id);
    if (subscription === null) return null;
    subscription.endsMs = this.#roster.now() + Math.min(lifeMs, longestLifeMs);
    return subscription.endsMs;
  }

  remove(cameraCode: string, id: string): boolean {
    return this.#find(cameraCode, id) !== null && this.#subscriptions.delete(id);
  }

  /** Tells the present state of everything once more. */
  synchronise(cameraCode: string, id: string): boolean {
    const subscription = this.#find(cameraCode, id);
    if (subscription !== null) subscription.fresh = true;
    return subscription !== null;
  }

  /** Waits for events, at most `timeoutMs`; null: no such subscription, or someone else is pulling. */
  async pull(
    cameraCode: string,
    id: string,
    ask: { readonly timeoutMs: number; readonly limit: number; readonly signal: AbortSignal },
  ): Promise<{ readonly events: readonly CameraEvent[]; readonly endsMs: number } | null> {
    const subscription = this.#find(cameraCode, id);
    if (subscription === null || subscription.pulling) return null;
    const deadlineMs = this.#roster.now() + Math.min(ask.timeoutMs, longestPullMs);
    subscription.pulling = true;
    try {
      for (;;) {
        const nowMs = this.#roster.now();
        const events = this.#collect(subscription, nowMs, ask.limit);
        if (events.length > 0 || nowMs >= deadlineMs || ask.signal.aborted) {
          return { events, endsMs: subscription.endsMs };
        }
        const nextMs = Math.min(deadlineMs, nextMotion(cameraCode, nowMs).atMs);
        await this.#changeOrTime(cameraCode, nextMs - nowMs, ask.signal);
      }
    } finally {
      subscription.pulling = false;
    }
  }

  #find(cameraCode: string, id: string): Subscription | null {
    const subscription = this.#subscriptions.get(id);
    if (subscription === undefined || subscription.cameraCode !== cameraCode) return null;
    if (subscription.endsMs >= this.#roster.now()) return subscription;
    this.#subscriptions.delete(id);
    return null;
  }

  #collect(subscription: Subscription, nowMs: number, limit: number): CameraEvent[] {
    const { cameraCode } = subscription;
    const tampered = this.#roster.board.has(cameraCode, 'black') !== null;
    if (subscription.fresh) {
      Object.assign(subscription, { fresh: false, toldMs: nowMs, tamperTold: tampered });
      return [
        { topic: 'motion', atMs: nowMs, active: isMoving(cameraCode, nowMs), operation: 'Initialized' },
        { topic: 'tamper', atMs: nowMs, active: tampered, operation: 'Initialized' },
      ];
    }
    const events: CameraEvent[] = [];
    if (tampered !== subscription.tamperTold) {
      subscription.tamperTold = tampered;
      events.push({ topic: 'tamper', atMs: nowMs, active: tampered, operation: 'Changed' });
    }
    subscription.toldMs = Math.max(subscription.toldMs, nowMs - rememberedMs);
    while (events.length < limit) {
      const change = nextMotion(cameraCode, subscription.toldMs);
      if (change.atMs > nowMs) break;
      subscription.toldMs = change.atMs;
      events.push({ topic: 'motion', atMs: change.atMs, active: change.moving, operation: 'Changed' });
    }
    return events;
  }

  /** Resolves when the camera's fault changes, the time is over or the client has gone. */
  #changeOrTime(cameraCode: string, waitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        stopListening();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(1, waitMs));
      const stopListening = this.#roster.board.onChange((code) => {
        if (code === cameraCode) done();
      });
      signal.addEventListener('abort', done);
    });
  }
}
