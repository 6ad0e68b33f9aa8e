import type { CameraAddress } from '@khue/domain/camera';
import type { Clock } from '@khue/domain/clock';
import type { ConnectGuard } from '../connectGuard.ts';
import { resolveCameraUrl } from '../onvif/cameraUrl.ts';
import { momentOf } from '../onvif/deviceClock.ts';
import { AccountRefusedError, OnvifError } from '../onvif/onvifError.ts';
import { chooseProfiles, media1Profiles, media2Profiles } from '../onvif/profiles.ts';
import { child, children, textOf, type XmlNode } from '../onvif/soapReply.ts';
import { type OperationName, operations, type SoapArgument, serviceNamespaces } from '../onvif/soapRequest.ts';
import { type SoapCall, SoapClient } from '../onvif/transport.ts';
import type { AuditAccount } from './account.ts';
import type { EvidenceBook } from './evidenceBook.ts';
import { outcomeOfOnvif } from './outcome.ts';
import { requireReadOnly } from './readOnly.ts';

const maxServices = 64;
/** Questions of one audit, some asked anew for a nonce. */
const maxCalls = 24;
const questionLimits = { deadlineMs: 10_000, connectMs: 2_500, maxReplyBytes: 2_000_000 };

export interface CollectOptions {
  readonly address: CameraAddress;
  readonly account: AuditAccount;
  readonly book: EvidenceBook;
  readonly clock: Clock;
  readonly guard: ConnectGuard;
  readonly signal: AbortSignal;
}

/** Addresses that the camera told and that further questions go to; they are no evidence. */
export interface ToldAddresses {
  readonly rtspUrl: string | null;
  readonly snapshotUrl: string | null;
  readonly httpsPort: number | null;
  /** Somebody answered at the ONVIF address. */
  readonly isThere: boolean;
}

export const nobodyThere: ToldAddresses = { rtspUrl: null, snapshotUrl: null, httpsPort: null, isThere: false };

type Media = 'media1' | 'media2';

/** Asks a camera through ONVIF everything that rules need, one question after the other; each answer is evidence. */
export async function collectOnvif(options: CollectOptions): Promise<ToldAddresses> {
  const { onvifUrl } = options.address;
  if (onvifUrl === null) return nobodyThere;
  const asking = new Asking(options, onvifUrl);
  if (!(await asking.isThere())) return nobodyThere;
  await asking.withoutAccount();
  return asking.everything();
}

class Asking {
  readonly #options: CollectOptions;
  readonly #deviceUrl: string;
  #client: SoapClient;
  #isRefused: boolean;
  /** Questions go to the scheme of the inventory, whatever the camera names. */
  readonly #scheme: string;

  constructor(options: CollectOptions, deviceUrl: string) {
    this.#options = options;
    this.#deviceUrl = deviceUrl;
    this.#scheme = new URL(deviceUrl).protocol.replace(':', '');
    this.#client = this.#clientWith(options.account.credentials);
    this.#isRefused = options.account.credentials === null;
  }

  /** The clock, which anybody may ask; whoever does not answer even this is not asked further. */
  async isThere(): Promise<boolean> {
    const { clock } = this.#options;
    const askedAt = clock.now();
    const answer = await this.#ask('device.GetSystemDateAndTime', this.#deviceUrl);
    const toldMs = momentOf(child(answer, 'SystemDateAndTime', 'UTCDateTime'));
    this.#client.clockOffsetMs = toldMs === null ? null : toldMs - (askedAt + clock.now()) / 2;
    return this.#options.book.evidence.at(-1)?.body.startsWith('outcome: no_answer\n') !== true;
  }

  /** GetDeviceInformation by nobody: has to be refused. */
  async withoutAccount(): Promise<void> {
    const client = this.#clientWith(null);
    await this.#ask('device.GetDeviceInformation', this.#deviceUrl, [], { client, kind: 'anonymous.onvif' });
  }

  async everything(): Promise<ToldAddresses> {
    const listed = await this.#ask('device.GetServices', this.#deviceUrl, [['IncludeCapability', 'false']]);
    const services = new Map(
      children(listed, 'Service')
        .slice(0, maxServices)
        .map((service) => [textOf(service, 'Namespace') ?? '', textOf(service, 'XAddr') ?? '']),
    );
    await this.#ask('device.GetDeviceInformation', this.#deviceUrl);
    if (this.#isRefused) return { ...nobodyThere, isThere: true };
    await this.#ask('device.GetScopes', this.#deviceUrl);
    await this.#ask('device.GetHostname', this.#deviceUrl);
    await this.#ask('device.GetNTP', this.#deviceUrl);
    const protocols = await this.#ask('device.GetNetworkProtocols', this.#deviceUrl);
    const media = await this.#media(services);
    await this.#imaging(services.get(serviceNamespaces.imaging), media.source);
    return { ...media, httpsPort: httpsPortOf(protocols), isThere: true };
  }

  /** Media2 where it is there: H.265 shows only through it. */
  async #media(services: ReadonlyMap<string, string>) {
    const urls: readonly (readonly [Media, string])[] = (['media2', 'media1'] as const).flatMap((version) => {
      const url = services.get(serviceNamespaces[version]);
      return url === undefined ? [] : [[version, url] as const];
    });
    for (const [version, url] of urls) {
      const types: readonly SoapArgument[] = ['VideoSource', 'VideoEncoder', 'AudioEncoder'].map((type) => [
        'Type',
        type,
      ]);
      const listed = await this.#ask(`${version}.GetProfiles`, url, version === 'media2' ? types : []);
      if (listed === null) continue;
      const profiles = version === 'media2' ? media2Profiles(listed) : media1Profiles(listed);
      const main = chooseProfiles(profiles)[0] ?? profiles[0];
      const source = profiles.find((profile) => profile.source !== null)?.source ?? null;
      await this.#ask(`${version}.GetOSDs`, url);
      const rtspUrl = main === undefined ? null : await this.#streamUrl(version, url, main.token);
      const snapshotUrl = main === undefined ? null : await this.#snapshotUrl(version, url, main.token);
      return { rtspUrl, snapshotUrl, source };
    }
    return { rtspUrl: null, snapshotUrl: null, source: null };
  }

  /** Asked only where the inventory knows no address of the stream. */
  async #streamUrl(version: Media, url: string, token: string): Promise<string | null> {
    const { address } = this.#options;
    if (address.rtspMainUrl !== null) return address.rtspMainUrl;
    const setup: SoapArgument = [
      'StreamSetup',
      [
        ['tt:Stream', 'RTP-Unicast'],
        ['tt:Transport', [['tt:Protocol', 'RTSP']]],
      ],
    ];
    const way: SoapArgument = version === 'media1' ? setup : ['Protocol', 'RTSP'];
    const answer = await this.#ask(`${version}.GetStreamUri`, url, [way, ['ProfileToken', token]]);
    return this.#resolved(textOf(answer, 'MediaUri', 'Uri') ?? textOf(answer, 'Uri'), 'rtsp:');
  }

  async #snapshotUrl(version: Media, url: string, token: string): Promise<string | null> {
    const answer = await this.#ask(`${version}.GetSnapshotUri`, url, [['ProfileToken', token]]);
    return this.#resolved(textOf(answer, 'MediaUri', 'Uri') ?? textOf(answer, 'Uri'), 'http');
  }

  async #imaging(url: string | undefined, source: string | null): Promise<void> {
    if (url === undefined || source === null) return;
    await this.#ask('imaging.GetImagingSettings', url, [['VideoSourceToken', source]]);
  }

  #resolved(told: string | null, scheme: string): string | null {
    const url = told === null ? null : resolveCameraUrl(this.#options.address, told);
    return url?.startsWith(scheme) === true ? url : null;
  }

  #clientWith(credentials: AuditAccount['credentials']): SoapClient {
    const { address, clock, signal, guard } = this.#options;
    return new SoapClient({ address, credentials, clock, signal, guard, maxCalls, limits: questionLimits });
  }

  /** The answer, or null; either way there is evidence of it. Rejects where the caller gave up. */
  async #ask(
    operation: OperationName,
    serviceUrl: string,
    args: SoapCall['args'] = [],
    { client = this.#client, kind = `onvif.${operation}` } = {},
  ): Promise<XmlNode | null> {
    requireReadOnly('onvif', operations[operation].name);
    const { book, account, signal } = this.#options;
    const before = client.evidence.length;
    const askedAt = book.now();
    const take = (outcome: string, remark: string): void => {
      const answer = client.evidence[before]?.body ?? '';
      const challenges =
        client.challenges.length === 0 ? {} : { challenges: client.challenges.join(' | ').slice(0, 2_000) };
      book.add(
        kind,
        {
          outcome,
          askedAtMs: askedAt,
          answeredAtMs: book.now(),
          over: this.#scheme,
          ...challenges,
          ...(remark && { remark }),
        },
        answer,
      );
    };
    try {
      const answer = await client.call({ operation, serviceUrl, args, evidenceName: operation });
      take('answered', '');
      return answer;
    } catch (error) {
      if (!(error instanceof OnvifError) || signal.aborted) throw error;
      take(outcomeOfOnvif[error.reason], error.message);
      if (client === this.#client) this.#isRefused ||= error.reason === 'unauthorised';
      if (error instanceof AccountRefusedError) {
        // Each further question would be one more attempt, and lock it.
        this.#client = this.#clientWith(null);
        await account.refused();
      }
      return null;
    }
  }
}

function httpsPortOf(answer: XmlNode | null): number | null {
  for (const protocol of children(answer, 'NetworkProtocols')) {
    const isOn = textOf(protocol, 'Name')?.toUpperCase() === 'HTTPS' && textOf(protocol, 'Enabled') === 'true';
    const port = Number(textOf(protocol, 'Port') ?? Number.NaN);
    if (isOn && Number.isInteger(port) && port > 0 && port < 65_536) return port;
  }
  return null;
}
