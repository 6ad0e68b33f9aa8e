import type { CameraCredentials } from '@khue/domain/camera';
import type { Clock } from '@khue/domain/clock';
import type { ConnectGuard } from '../connectGuard.ts';
import type { CredentialQuarantine } from './credentialQuarantine.ts';
import { type ProbeOutcome, probeRtsp } from './probe.ts';

/** A camera as the probe needs it. */
export interface ProbeTarget {
  readonly cameraId: string;
  /** What shares an uplink: at most a few of its cameras are asked at a time. */
  readonly site: string;
  /** Without credentials; null where no address is known. */
  readonly rtspUrl: string | null;
  readonly credentials: CameraCredentials | null;
}

export type CameraProbe = (target: ProbeTarget, signal: AbortSignal) => Promise<ProbeOutcome>;

export interface CameraProbeDeps {
  readonly clock: Clock;
  readonly quarantine: CredentialQuarantine;
  readonly timeoutMs: number;
  /** Where it may connect to; left out: private networks. */
  readonly guard?: ConnectGuard | undefined;
}

/**
 * Probes a camera with its account. While the account rests after a refusal the camera is asked without it, which no
 * camera counts as a try: it still shows whether the camera is there.
 */
export function createCameraProbe({ clock, quarantine, timeoutMs, guard }: CameraProbeDeps): CameraProbe {
  return async ({ cameraId, rtspUrl, credentials }, signal) => {
    if (rtspUrl === null) {
      return { state: 'unknown', reason: 'no_address', latencyMs: null, codec: null, width: null, height: null };
    }
    const resting = credentials !== null && quarantine.restsUntil(cameraId, credentials) !== null;
    const account = resting ? null : credentials;
    const outcome = await probeRtsp({ url: rtspUrl, credentials: account, clock, signal, timeoutMs, guard });
    if (account !== null && outcome.state === 'unauthorised') quarantine.refused(cameraId, account);
    if (account !== null && outcome.state === 'online') quarantine.forget(cameraId);
    return outcome;
  };
}
