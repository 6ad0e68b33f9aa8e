import { createHmac, randomBytes } from 'node:crypto';
import type { CameraCredentials } from '@khue/domain/camera';
import type { Clock } from '@khue/domain/clock';

export interface CredentialQuarantineConfig {
  /** How long an account rests after its first refusal; doubled with each further one. */
  readonly firstRestMs: number;
  readonly longestRestMs: number;
  /** Beyond it the entry that is oldest is forgotten. */
  readonly maxEntries: number;
}

export const defaultQuarantine: CredentialQuarantineConfig = {
  firstRestMs: 60_000,
  longestRestMs: 30 * 60_000,
  maxEntries: 100_000,
};

interface Entry {
  readonly fingerprint: string;
  readonly refusals: number;
  readonly until: number;
}

/**
 * Accounts that a camera has refused, so that nobody locks them by trying again and again. One for everything in the
 * process that signs in to cameras. Another account or password for the same camera is free at once.
 */
export class CredentialQuarantine {
  readonly #clock: Clock;
  readonly #config: CredentialQuarantineConfig;
  readonly #entries = new Map<string, Entry>();
  readonly #key = randomBytes(32);

  constructor(clock: Clock, config: CredentialQuarantineConfig = defaultQuarantine) {
    this.#clock = clock;
    this.#config = config;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** When this account may be tried at this camera again, ms since the epoch; null if it may be tried now. */
  restsUntil(cameraId: string, credentials: CameraCredentials): number | null {
    const entry = this.#entries.get(cameraId);
    if (entry === undefined || entry.until <= this.#clock.now()) return null;
    return entry.fingerprint === this.#fingerprint(credentials) ? entry.until : null;
  }

  /** The camera refused the account, which rests for `atLeastMs` or longer. */
  refused(cameraId: string, credentials: CameraCredentials, atLeastMs = 0): void {
    const fingerprint = this.#fingerprint(credentials);
    const last = this.#entries.get(cameraId);
    const refusals = last?.fingerprint === fingerprint ? last.refusals + 1 : 1;
    const { firstRestMs, longestRestMs, maxEntries } = this.#config;
    const restMs = Math.max(atLeastMs, Math.min(longestRestMs, firstRestMs * 2 ** Math.min(refusals - 1, 20)));
    this.#entries.delete(cameraId);
    this.#entries.set(cameraId, { fingerprint, refusals, until: this.#clock.now() + restMs });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > maxEntries && oldest !== undefined) this.#entries.delete(oldest);
  }

  /** The camera accepted the account, or is no longer in the inventory. */
  forget(cameraId: string): void {
    this.#entries.delete(cameraId);
  }

  #fingerprint({ username, password }: CameraCredentials): string {
    return createHmac('sha256', this.#key).update(`${username}\0${password}`).digest('base64');
  }
}
