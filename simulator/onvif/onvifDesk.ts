import { type CameraRoster, type CameraState, codecOf } from '../cameraState.ts';
import type { Profile } from '../city/city.ts';
import type { ServiceName } from '../city/makes.ts';
import { type DigestDesk, isBasicGood, parseDigestAnswer, withBasic } from '../digest.ts';
import type { PictureSource } from '../picture/pictureSource.ts';
import type { CertificateKind } from './certificates.ts';
import { deviceService, privateAddress } from './deviceService.ts';
import { eventService, pullPointService } from './eventService.ts';
import { media2Service, mediaService } from './mediaService.ts';
import type { CameraStream, OperationContext, Operations } from './operation.ts';
import { imagingService, searchService } from './otherServices.ts';
import { PullPoints } from './pullPoints.ts';
import { envelope, faultBody, notSupported, OnvifFault } from './soapReply.ts';
import { parseSoapRequest, type SoapRequest, SoapSyntaxError } from './soapRequest.ts';
import { isTokenGood } from './usernameToken.ts';

export interface OnvifDeskParts {
  readonly roster: CameraRoster;
  readonly digest: DigestDesk;
  readonly source: (state: CameraState, profile: Profile) => PictureSource | null;
  /** The port at which the camera's streams are, by code. */
  readonly rtspPort: (cameraCode: string) => number;
  /** The port of each kind of certificate. */
  readonly tlsPort: (kind: CertificateKind) => number;
}

/** A request that reached a camera. */
export interface Asked {
  readonly state: CameraState;
  /** Last part of the path, such as `device_service`. */
  readonly service: string;
  readonly id: string;
  readonly text: string;
  readonly authorization: string;
  /** The Host header. */
  readonly host: string;
  readonly localPort: number;
  readonly method: string;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly challenges: readonly string[];
}

type PathName = ServiceName | 'device' | 'pullpoint';

const paths: Readonly<Record<PathName, string>> = {
  device: 'device_service',
  media: 'media_service',
  media2: 'media2_service',
  imaging: 'imaging_service',
  events: 'events_service',
  search: 'search_service',
  pullpoint: 'pullpoint',
};

const services: Readonly<Record<PathName, Operations>> = {
  device: deviceService,
  media: mediaService,
  media2: media2Service,
  imaging: imagingService,
  events: eventService,
  search: searchService,
  pullpoint: pullPointService,
};

const pathNames = Object.keys(paths).filter((name): name is PathName => Object.hasOwn(paths, name));

/** Answers SOAP requests to the city's cameras: finds the operation, checks the account, writes as the make writes. */
export class OnvifDesk {
  readonly #parts: OnvifDeskParts;
  readonly #pullPoints: PullPoints;
  #unauthorised = 0;
  #faults = 0;

  constructor(parts: OnvifDeskParts) {
    this.#parts = parts;
    this.#pullPoints = new PullPoints(parts.roster);
  }

  metrics(): Record<string, number> {
    return {
      onvif_unauthorised: this.#unauthorised,
      onvif_faults: this.#faults,
      onvif_pull_points: this.#pullPoints.size,
    };
  }

  async answer(asked: Asked): Promise<Answer> {
    const { make } = asked.state.camera;
    try {
      const body = await this.#operate(asked);
      return { status: 200, body: envelope(body, make.prefixes), challenges: [] };
    } catch (error) {
      const fault = asFault(error);
      this.#faults++;
      const challenges = fault instanceof RefusedError ? fault.challenges : [];
      return { status: fault.status, body: envelope(faultBody(fault), make.prefixes), challenges };
    }
  }

  /** A single picture by HTTP: the status, and challenges where an account is asked for. */
  snapshot(asked: Omit<Asked, 'text' | 'service' | 'id'>): Pick<Answer, 'status' | 'challenges'> {
    const { settings } = asked.state.camera;
    if (!settings.hasSnapshot) return { status: 404, challenges: [] };
    if (settings.openTo === 'snapshot') return { status: 200, challenges: [] };
    try {
      this.#authorise(asked, null);
      return { status: 200, challenges: [] };
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return { status: 401, challenges: error.challenges };
    }
  }

  #operate(asked: Asked): ReturnType<Operations[string]['answer']> {
    const { state } = asked;
    const name = pathNames.find((candidate) => paths[candidate] === asked.service);
    const request = parseSoapRequest(asked.text);
    const offered = name === 'device' || (name !== undefined && state.camera.make.services.includes(needs(name)));
    const operations = name !== undefined && offered ? services[name] : {};
    const operation = Object.hasOwn(operations, request.operation) ? operations[request.operation] : undefined;
    if (operation === undefined) throw notSupported(request.operation);
    if (operation.access === 'account') this.#authorise(asked, request.token);
    return operation.answer(this.#context(asked, request));
  }

  /** Throws the refusal that this make sends. */
  #authorise(
    { state, authorization, method }: Pick<Asked, 'state' | 'authorization' | 'method'>,
    token: SoapRequest['token'],
  ): void {
    const { roster, digest } = this.#parts;
    const { make, serial, settings } = state.camera;
    const account = roster.account(state);
    if (settings.openTo === 'onvif' && token === null && authorization === '') return;
    if (settings.basic && isBasicGood(authorization, account)) {
      state.logins.granted++;
      return;
    }
    if (token !== null && make.wsse) {
      if (isTokenGood(token, account, roster.clockMs(state))) {
        state.logins.granted++;
        return;
      }
      this.#refused(state);
      throw new RefusedError(make.refusalStatus, []);
    }
    const manner = { ...make, realm: `camera-${serial.slice(-6)}` };
    const answer = parseDigestAnswer(authorization);
    const verdict = answer && digest.judge(answer, manner, account, method);
    if (verdict === 'granted') {
      state.logins.granted++;
      return;
    }
    if (verdict === 'refused') this.#refused(state);
    throw new RefusedError(
      401,
      withBasic(settings.basic, manner.realm, digest.challenges(manner, verdict === 'stale')),
    );
  }

  #refused(state: CameraState): void {
    state.logins.refused++;
    this.#unauthorised++;
  }

  #context(asked: Asked, request: SoapRequest): OperationContext {
    const { state, id, signal } = asked;
    const { camera } = state;
    const { make } = camera;
    const hostName = hostNameOf(asked.host);
    const away = privateAddress(camera.code);
    const base = make.xAddr === 'private' ? `http://${away}` : `http://${hostName}:${asked.localPort}`;
    const rtspHost = make.streamUri === 'private_host' ? away : hostName;
    const rtspPort = this.#parts.rtspPort(camera.code);
    const shownPort = make.streamUri === 'wrong_port' ? 554 : rtspPort;
    return {
      state,
      roster: this.#parts.roster,
      request,
      pullPoints: this.#pullPoints,
      pullPointId: id,
      streams: this.#streamsOf(state),
      serviceUrl: (name, pullPoint) =>
        `${base}/onvif/${camera.code}/${paths[name]}${pullPoint === undefined ? '' : `/${pullPoint}`}`,
      streamUrl: (profile) => `rtsp://${rtspHost}:${shownPort}/${camera.code}/${profile}`,
      snapshotUrl: `${base}/onvif/${camera.code}/snapshot`,
      tlsPort: camera.settings.tls === null ? null : this.#parts.tlsPort(camera.settings.tls),
      signal,
    };
  }

  #streamsOf(state: CameraState): readonly CameraStream[] {
    const profiles: readonly Profile[] = ['main', 'sub'];
    return profiles.flatMap((profile) => {
      const source = codecOf(state.camera, profile) === null ? null : this.#parts.source(state, profile);
      return source === null ? [] : [{ profile, source }];
    });
  }
}

class RefusedError extends OnvifFault {
  readonly challenges: readonly string[];

  constructor(status: number, challenges: readonly string[]) {
    super('Sender not authorized', ['ter:NotAuthorized'], status);
    this.challenges = challenges;
  }
}

function needs(name: Exclude<PathName, 'device'>): ServiceName {
  return name === 'pullpoint' ? 'events' : name;
}

/** Host name of a Host header without its port, if it is a plain one. */
function hostNameOf(host: string): string {
  return /^(?<name>[\w.-]{1,255}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/iu.exec(host)?.groups?.name ?? '127.0.0.1';
}

/** Anything but a fault or bad XML is a mistake of ours and goes up. */
function asFault(error: unknown): OnvifFault {
  if (error instanceof OnvifFault) return error;
  if (error instanceof SoapSyntaxError) return new OnvifFault(error.message, ['ter:WellFormed'], 400);
  throw error;
}
