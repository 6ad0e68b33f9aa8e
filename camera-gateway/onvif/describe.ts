import type { CameraDescription, StreamDescription } from '@khue/domain/camera';
import type { Clock } from '@khue/domain/clock';
import type { CameraEndpoint } from '@khue/store/store';
import { type AllowedPorts, resolveCameraUrl } from './cameraUrl.ts';
import { askClock } from './deviceClock.ts';
import type { ConnectGuard } from '../connectGuard.ts';
import type { ExchangeLimits } from './httpExchange.ts';
import { AccountRefusedError, OnvifError } from './onvifError.ts';
import {
  areTold,
  type ChosenProfile,
  chooseProfiles,
  countSources,
  type MediaProfile,
  media1Profiles,
  media2Profiles,
} from './profiles.ts';
import { children, textOf } from './soapReply.ts';
import { type OperationName, type SoapArgument, serviceNamespaces } from './soapRequest.ts';
import { type Evidence, onvifLimits, SoapClient } from './transport.ts';

const maxServices = 64;
const maxRemarks = 16;
/** For all questions together. */
const describeDeadlineMs = 45_000;

export interface DescribeOptions {
  readonly endpoint: CameraEndpoint;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly limits?: ExchangeLimits;
  readonly allowedPorts?: AllowedPorts;
  /** Where it may connect to; left out: private networks. */
  readonly guard?: ConnectGuard | undefined;
}

export interface Described {
  readonly description: CameraDescription;
  readonly evidence: readonly Evidence[];
  /** Camera clock minus ours, ms; null where it does not tell. */
  readonly clockOffsetMs: number | null;
  /** Requests that it took. */
  readonly exchanges: number;
}

type MediaVersion = 'media1' | 'media2';
type MediaUrls = Readonly<Partial<Record<MediaVersion, string>>>;
type DeviceFacts = Pick<
  CameraDescription,
  'manufacturer' | 'model' | 'firmwareVersion' | 'serialNumber' | 'hardwareId'
>;

/**
 * Asks a camera what it is and where its streams are: time, services, device information, profiles, stream addresses.
 * What it cannot answer becomes a remark. Rejects with an OnvifError where it does not answer at all, refuses the account
 * (AccountRefusedError, after one try), or no longer tells the streams that it told before.
 */
export async function describeCamera(options: DescribeOptions): Promise<Described> {
  const deadline = new AbortController();
  const giveUp = () => deadline.abort();
  const timer = setTimeout(giveUp, describeDeadlineMs);
  options.signal.addEventListener('abort', giveUp, { once: true });
  if (options.signal.aborted) giveUp();
  try {
    return await new Describer({ ...options, signal: deadline.signal }).describe();
  } catch (error) {
    const late = error instanceof OnvifError && error.reason === 'aborted' && !options.signal.aborted;
    throw late ? new OnvifError('timeout', 'not described in time', { cause: error }) : error;
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', giveUp);
  }
}

class Describer {
  readonly #options: DescribeOptions;
  readonly #client: SoapClient;
  readonly #remarks: string[] = [];
  readonly #deviceUrl: string;

  constructor(options: DescribeOptions) {
    const { endpoint, clock, signal, limits = onvifLimits, allowedPorts = new Set(), guard } = options;
    const { address, credentials } = endpoint;
    this.#options = options;
    this.#deviceUrl = address.onvifUrl ?? '';
    this.#client = new SoapClient({ address, credentials, clock, signal, limits, allowedPorts, guard });
  }

  async describe(): Promise<Described> {
    const { endpoint, clock } = this.#options;
    this.#client.clockOffsetMs = await this.#clockOffset();
    const services = await this.#softly('services', () => this.#services());
    const facts = await this.#softly('device information', () => this.#deviceFacts());
    const streams = await this.#streams(services?.media ?? {});
    if (streams.length === 0 && (endpoint.description?.streams.length ?? 0) > 0) {
      throw new OnvifError('bad_reply', 'it no longer tells its streams');
    }
    const description: CameraDescription = {
      cameraId: endpoint.camera.id,
      describedAt: new Date(clock.now()).toISOString(),
      ...(facts ?? noFacts),
      services: [...(services?.namespaces ?? [])],
      streams: [...streams],
      remarks: this.#remarks.slice(0, maxRemarks),
    };
    const { evidence, clockOffsetMs, exchanges } = this.#client;
    return { description, evidence, clockOffsetMs, exchanges };
  }

  /** The first question: whoever does not even answer this by HTTP is not there. */
  async #clockOffset(): Promise<number | null> {
    try {
      return await askClock(this.#client, this.#options.endpoint.address, this.#options.clock);
    } catch (error) {
      if (!(error instanceof OnvifError) || error instanceof AccountRefusedError) throw error;
      if (!['fault', 'bad_reply', 'unauthorised'].includes(error.reason)) throw error;
      this.#remark('time', error);
      return null;
    }
  }

  async #services(): Promise<{ namespaces: readonly string[]; media: MediaUrls }> {
    const listed = await this.#softly('service list', () =>
      this.#ask('device.GetServices', this.#deviceUrl, [['IncludeCapability', 'false']]),
    );
    const services = children(listed, 'Service')
      .slice(0, maxServices)
      .flatMap((service) => {
        const namespace = textOf(service, 'Namespace');
        return namespace === null ? [] : [{ namespace, url: textOf(service, 'XAddr') }];
      });
    if (services.length === 0) return this.#capabilities();
    const urlOf = (namespace: string) => services.find((service) => service.namespace === namespace)?.url;
    return {
      namespaces: services.map(({ namespace }) => namespace),
      media: mediaUrls(urlOf(serviceNamespaces.media1), urlOf(serviceNamespaces.media2)),
    };
  }

  /** The older list, which has no place for Media2. */
  async #capabilities(): Promise<{ namespaces: readonly string[]; media: MediaUrls }> {
    const response = await this.#ask('device.GetCapabilities', this.#deviceUrl, [['Category', 'All']]);
    const url = textOf(response, 'Capabilities', 'Media', 'XAddr');
    return {
      namespaces: [serviceNamespaces.device, ...(url === null ? [] : [serviceNamespaces.media1])],
      media: mediaUrls(url, null),
    };
  }

  async #deviceFacts(): Promise<DeviceFacts> {
    const response = await this.#ask('device.GetDeviceInformation', this.#deviceUrl);
    return {
      manufacturer: textOf(response, 'Manufacturer'),
      model: textOf(response, 'Model'),
      firmwareVersion: textOf(response, 'FirmwareVersion'),
      serialNumber: textOf(response, 'SerialNumber'),
      hardwareId: textOf(response, 'HardwareId'),
    };
  }

  /** Through Media2 if it tells what the streams are, otherwise Media1, otherwise whatever Media2 had. */
  async #streams(media: MediaUrls): Promise<readonly StreamDescription[]> {
    const { media1, media2 } = media;
    const newer = media2 === undefined ? [] : await this.#media2Profiles(media2);
    if (media2 !== undefined && areTold(newer)) {
      const streams = await this.#streamsOf('media2', media2, newer);
      if (streams.length > 0) return streams;
    }
    if (media1 !== undefined || media2 === undefined) {
      const url = media1 ?? this.#deviceUrl;
      const older = await this.#softly('media1 profiles', () => this.#ask('media1.GetProfiles', url));
      const streams = older === null ? [] : await this.#streamsOf('media1', url, media1Profiles(older));
      if (streams.length > 0) return streams;
    }
    return media2 === undefined || areTold(newer) ? [] : this.#streamsOf('media2', media2, newer);
  }

  /** Asks for named configurations: `All` makes some devices fail, and without any most tell tokens only. */
  async #media2Profiles(url: string): Promise<readonly MediaProfile[]> {
    const types: readonly SoapArgument[] = [
      ['Type', 'VideoSource'],
      ['Type', 'VideoEncoder'],
    ];
    const full = await this.#softly('media2 profiles', () => this.#ask('media2.GetProfiles', url, types));
    if (full !== null) return media2Profiles(full);
    const plain = await this.#softly('media2 profiles', () => this.#ask('media2.GetProfiles', url));
    return plain === null ? [] : media2Profiles(plain);
  }

  async #streamsOf(
    version: MediaVersion,
    url: string,
    profiles: readonly MediaProfile[],
  ): Promise<readonly StreamDescription[]> {
    const sources = countSources(profiles);
    if (sources > 1) this.#remark('profiles', `${sources} video sources, the first is described`);
    const chosen = chooseProfiles(profiles);
    if (chosen.length === 0) this.#remark('profiles', 'none with H.264 or H.265');
    const streams: StreamDescription[] = [];
    for (const one of chosen) {
      const uri = await this.#softly(`${one.profile} stream`, () => this.#streamUri(version, url, one));
      if (uri === null) continue;
      const { profile, token, codec, width, height, frameRate } = one;
      streams.push({ profile, token, uri, codec, width, height, frameRate });
    }
    return streams;
  }

  async #streamUri(version: MediaVersion, url: string, { token, profile }: ChosenProfile): Promise<string> {
    const setup: SoapArgument = [
      'StreamSetup',
      [
        ['tt:Stream', 'RTP-Unicast'],
        ['tt:Transport', [['tt:Protocol', 'RTSP']]],
      ],
    ];
    const transport: SoapArgument = version === 'media1' ? setup : ['Protocol', 'RTSP'];
    const args = [transport, ['ProfileToken', token]] satisfies SoapArgument[];
    const response = await this.#ask(`${version}.GetStreamUri`, url, args, `.${profile}`);
    const told = version === 'media1' ? textOf(response, 'MediaUri', 'Uri') : textOf(response, 'Uri');
    const { address } = this.#options.endpoint;
    const uri = told === null ? null : resolveCameraUrl(address, told, this.#options.allowedPorts);
    if (uri === null || !uri.startsWith('rtsp')) throw new OnvifError('bad_reply', 'no RTSP address');
    return uri;
  }

  #ask(operation: OperationName, serviceUrl: string, args: readonly SoapArgument[] = [], part = '') {
    return this.#client.call({ operation, serviceUrl, args, evidenceName: operation + part });
  }

  /** Null and a remark for what the camera cannot do; a refused account and a caller who gave up end everything. */
  async #softly<T>(what: string, ask: () => Promise<T>): Promise<T | null> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof OnvifError) || error.reason === 'unauthorised' || error.reason === 'aborted') throw error;
      this.#remark(what, error);
      return null;
    }
  }

  #remark(what: string, why: OnvifError | string): void {
    this.#remarks.push(`${what}: ${typeof why === 'string' ? why : why.message}`);
  }
}

const noFacts: DeviceFacts = {
  manufacturer: null,
  model: null,
  firmwareVersion: null,
  serialNumber: null,
  hardwareId: null,
};

function mediaUrls(media1: string | null | undefined, media2: string | null | undefined): MediaUrls {
  return { ...(media1 ? { media1 } : {}), ...(media2 ? { media2 } : {}) };
}
