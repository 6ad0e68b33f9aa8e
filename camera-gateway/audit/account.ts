import { createHash } from 'node:crypto';
import type { CameraCredentials } from '@khue/domain/camera';
import { cityDay } from '@khue/domain/cityTime';
import type { Clock } from '@khue/domain/clock';
import type { AuditRepository } from '@khue/store/audit';
import type { CameraEndpoint } from '@khue/store/store';
import type { CredentialQuarantine } from '../probe/credentialQuarantine.ts';

/**
 * So long, ms, the health probe asks without an account that an audit saw refused, and finds the camera refusing: long
 * enough for its alarm to be raised (`camera_unauthorised`, after a minute), even where RTSP takes what ONVIF refused.
 */
const probesRestMs = 300_000;

export interface AccountDeps {
  readonly store: Pick<AuditRepository, 'refusedAttempts' | 'countRefused'>;
  readonly quarantine: Pick<CredentialQuarantine, 'restsUntil' | 'refused'>;
  readonly clock: Clock;
}

/** The device that checks the account: all channels of a recorder are one. Hashed, so that no address is kept. */
export function deviceKey({ address, camera }: CameraEndpoint): string {
  const url = URL.parse(address.onvifUrl ?? address.rtspMainUrl ?? address.rtspSubUrl ?? '');
  const device = url === null ? camera.id : `${url.host}${address.onvifUrl === null ? '' : url.pathname}`;
  return createHash('sha256').update(device).digest('hex');
}

/**
 * The stored account of a camera, for one look at it. Refused once, by this device on this day or elsewhere in the
 * process a moment ago, it is not sent again: it is null then.
 */
export class AuditAccount {
  readonly #deps: AccountDeps;
  readonly #endpoint: CameraEndpoint;
  #credentials: CameraCredentials | null;

  private constructor(deps: AccountDeps, endpoint: CameraEndpoint, credentials: CameraCredentials | null) {
    this.#deps = deps;
    this.#endpoint = endpoint;
    this.#credentials = credentials;
  }

  static async of(deps: AccountDeps, endpoint: CameraEndpoint): Promise<AuditAccount> {
    const { credentials, camera } = endpoint;
    if (credentials === null) return new AuditAccount(deps, endpoint, null);
    const day = cityDay(deps.clock.now());
    const refused = await deps.store.refusedAttempts(deviceKey(endpoint), day);
    const rests = deps.quarantine.restsUntil(camera.id, credentials) !== null;
    return new AuditAccount(deps, endpoint, refused > 0 || rests ? null : credentials);
  }

  get credentials(): CameraCredentials | null {
    return this.#credentials;
  }

  /** The device refused it: no further attempt today. */
  async refused(): Promise<void> {
    const { store, quarantine, clock } = this.#deps;
    if (this.#credentials === null) return;
    quarantine.refused(this.#endpoint.camera.id, this.#credentials, probesRestMs);
    this.#credentials = null;
    const now = clock.now();
    await store.countRefused(deviceKey(this.#endpoint), cityDay(now), new Date(now));
  }
}
