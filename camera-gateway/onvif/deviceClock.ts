import type { CameraAddress } from '@khue/domain/camera';
import type { Clock } from '@khue/domain/clock';
import type { ConnectGuard } from '../connectGuard.ts';
import type { AllowedPorts } from './cameraUrl.ts';
import type { ExchangeLimits } from './httpExchange.ts';
import { OnvifError } from './onvifError.ts';
import { child, textOf, type XmlNode } from './soapReply.ts';
import { onvifLimits, SoapClient } from './transport.ts';

/** A time of day needs less than a kilobyte. */
const maxClockReplyBytes = 32_768;
/** Cameras tell whole seconds; on average half a second has passed since. */
const halfSecondMs = 500;

export interface ReadClockOptions {
  readonly address: CameraAddress;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly limits?: ExchangeLimits;
  readonly allowedPorts?: AllowedPorts;
  /** Where it may connect to; left out: private networks. */
  readonly guard?: ConnectGuard | undefined;
}

/**
 * The camera's clock minus ours, ms, give or take half a second and half the round trip. One request without an account,
 * which no camera counts as a try. Rejects with an OnvifError.
 */
export async function readClock({ limits = onvifLimits, ...options }: ReadClockOptions): Promise<number> {
  const small = { ...limits, maxReplyBytes: Math.min(limits.maxReplyBytes, maxClockReplyBytes) };
  return askClock(new SoapClient({ ...options, limits: small, credentials: null }), options.address, options.clock);
}

/** The same with a client that has more to ask. */
export async function askClock(client: SoapClient, { onvifUrl }: CameraAddress, clock: Clock): Promise<number> {
  if (onvifUrl === null) throw new OnvifError('bad_reply', 'no ONVIF address');
  const askedAt = clock.now();
  const operation = 'device.GetSystemDateAndTime';
  const response = await client.call({ operation, serviceUrl: onvifUrl, evidenceName: operation });
  const toldMs = momentOf(child(response, 'SystemDateAndTime', 'UTCDateTime'));
  if (toldMs === null) throw new OnvifError('bad_reply', 'no UTC time');
  return Math.round(toldMs + halfSecondMs - (askedAt + clock.now()) / 2);
}

/** An ONVIF DateTime as milliseconds since the epoch, taken as UTC; null where it is none. */
export function momentOf(node: XmlNode | null): number | null {
  const part = (...path: readonly string[]) => {
    const text = textOf(node, ...path);
    return text !== null && /^\d{1,4}$/u.test(text) ? Number(text) : Number.NaN;
  };
  const at = Date.UTC(
    part('Date', 'Year'),
    part('Date', 'Month') - 1,
    part('Date', 'Day'),
    part('Time', 'Hour'),
    part('Time', 'Minute'),
    part('Time', 'Second'),
  );
  return Number.isNaN(at) ? null : at;
}
