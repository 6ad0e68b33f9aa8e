import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { CameraRoster, CameraState } from '../cameraState.ts';
import type { Profile } from '../city/city.ts';
import { type DigestDesk, isBasicGood, parseDigestAnswer, withBasic } from '../digest.ts';
import type { LiveStreams } from './liveStreams.ts';
import { formatReply, interleavedChannels, RtspReader, type RtspReply, type RtspRequest } from './rtspMessage.ts';
import { RtspSession, type SessionCounts } from './rtspSession.ts';
import { sessionDescription, trackName } from './sessionDescription.ts';

/** A connection without a byte from its client for so many session timeouts ends, playing or not. */
const patience = 1.5;
/** Requests that may wait for their turn on one connection; a client that sends more is cut off. */
const maxPipelined = 16;
const maxReplyBacklog = 2_000_000;

export interface RtspCounts extends SessionCounts {
  requests: number;
  unauthorised: number;
  refusedSyntax: number;
}

export interface RtspConnectionParts {
  readonly roster: CameraRoster;
  readonly streams: LiveStreams;
  readonly desk: DigestDesk;
  readonly counts: RtspCounts;
  readonly sessionTimeoutS: number;
  /** PLAY waits so long for a scene that is still being encoded. */
  readonly sceneWithinMs: number;
}

interface Target {
  readonly state: CameraState;
  readonly profile: Profile;
  /** The stream's address without track and trailing slash. */
  readonly base: string;
}

const noStream: RtspReply = { status: 404 };
const methods = 'OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, GET_PARAMETER, TEARDOWN';

/** One client's connection: requests in turn, one session, the faults of the camera that it named. */
export class RtspConnection {
  readonly #socket: Socket;
  readonly #parts: RtspConnectionParts;
  readonly #reader = new RtspReader();
  readonly #end = new AbortController();
  readonly #queue: RtspRequest[] = [];
  readonly #idleTimer: NodeJS.Timeout;
  #serving = false;
  #dark = false;
  #camera: CameraState | null = null;
  #dropTimer: NodeJS.Timeout | null = null;
  #session: RtspSession | null = null;

  constructor(socket: Socket, parts: RtspConnectionParts) {
    this.#socket = socket;
    this.#parts = parts;
    socket.setNoDelay(true);
    this.#idleTimer = setTimeout(() => socket.destroy(), patience * parts.sessionTimeoutS * 1000);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#closed());
  }

  get playing(): boolean {
    return this.#session?.playing === true;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** The fault of a camera changed: if this connection is to that camera, it feels it now. */
  faultChanged(cameraCode: string): void {
    if (this.#camera?.camera.code === cameraCode) this.#feelFault(this.#camera);
  }

  #closed(): void {
    this.#end.abort();
    clearTimeout(this.#idleTimer);
    this.#session?.stop();
    this.#session = null;
    if (this.#dropTimer !== null) clearTimeout(this.#dropTimer);
  }

  #take(chunk: Buffer): void {
    if (this.#dark) return;
    this.#idleTimer.refresh();
    try {
      this.#queue.push(...this.#reader.push(chunk));
    } catch {
      this.#parts.counts.refusedSyntax++;
      this.#socket.end(formatReply({ status: 400 }, '0', false));
      this.#socket.destroySoon();
      return;
    }
    if (this.#queue.length > maxPipelined || this.#socket.writableLength > maxReplyBacklog) {
      this.#socket.destroy();
      return;
    }
    if (!this.#serving) void this.#serve();
  }

  /** Never rejects: a request that cannot be served ends the connection. */
  async #serve(): Promise<void> {
    this.#serving = true;
    try {
      for (let request = this.#queue.shift(); request !== undefined; request = this.#queue.shift()) {
        await this.#one(request);
      }
    } catch {
      this.#socket.destroy();
    } finally {
      this.#serving = false;
    }
  }

  async #one(request: RtspRequest): Promise<void> {
    this.#parts.counts.requests++;
    const target = this.#targetOf(request.url);
    if (target !== null) {
      this.#camera = target.state;
      this.#feelFault(target.state);
      const slow = this.#parts.roster.board.has(target.state.camera.code, 'slow');
      if (slow !== null) await delay(slow.delayMs, undefined, { signal: this.#end.signal });
    }
    if (target !== null && request.method === 'PLAY' && this.#session !== null) await this.#sceneReady(target);
    if (this.#dark || this.#socket.destroyed) return;
    this.#reply(request, this.#answer(request, target));
    if (request.method === 'TEARDOWN') this.#socket.end();
  }

  /** A camera shows its scene from the first picture; one that is not ready in time begins with the waiting picture. */
  async #sceneReady({ state, profile }: Target): Promise<void> {
    const { sceneWithinMs, sessionTimeoutS } = this.#parts;
    // Half a session timeout at the most: the client, which waits in silence, must not count as gone.
    const late = AbortSignal.timeout(Math.min(sceneWithinMs, sessionTimeoutS * 500));
    const signal = AbortSignal.any([this.#end.signal, late]);
    await this.#parts.streams.ready(state, profile, signal).catch(() => undefined);
  }

  #feelFault({ camera }: CameraState): void {
    const { board } = this.#parts.roster;
    const off = board.has(camera.code, 'off');
    if (off?.how === 'cut') this.#socket.destroy();
    if (off?.how === 'blackhole') {
      this.#dark = true;
      this.#queue.length = 0;
      this.#session?.stop();
    }
    const dropping = board.has(camera.code, 'dropping');
    if (dropping === null) {
      if (this.#dropTimer !== null) clearTimeout(this.#dropTimer);
      this.#dropTimer = null;
    } else this.#dropTimer ??= setTimeout(() => this.#socket.destroy(), dropping.everyMs);
  }

  #reply(request: RtspRequest, reply: RtspReply): void {
    const lowerCase = this.#camera?.camera.make.rtspHeaders === 'lower_case';
    this.#socket.write(formatReply(reply, request.headers.get('cseq') ?? '0', lowerCase));
  }

  /** `rtsp://host:port/<camera>/main|sub[/trackID=1]`; null: no such stream. */
  #targetOf(url: string): Target | null {
    if (!URL.canParse(url)) return null;
    const [, code = '', profile] = new URL(url).pathname.split('/');
    const state = this.#parts.roster.get(code);
    if (state === null || (profile !== 'main' && profile !== 'sub')) return null;
    const base = url.replace(`/${trackName}`, '').replace(/\/$/u, '');
    return { state, profile, base };
  }

  #answer(request: RtspRequest, target: Target | null): RtspReply {
    if (request.method === 'OPTIONS') return { status: 200, headers: [['Public', methods]] };
    if (target === null) return noStream;
    switch (request.method) {
      case 'DESCRIBE':
        return this.#refusal(request, target) ?? this.#describe(target);
      case 'SETUP':
        return this.#refusal(request, target) ?? this.#setUp(request, target);
      case 'PLAY':
        return this.#refusal(request, target) ?? this.#inSession(request, (session) => this.#play(session, target));
      case 'PAUSE':
        return this.#inSession(request, (session) => {
          session.stop();
          return sessionReply(session);
        });
      case 'GET_PARAMETER':
        return this.#refusal(request, target) ?? this.#inSession(request, sessionReply);
      case 'TEARDOWN':
        return this.#inSession(request, (session) => {
          session.stop();
          this.#session = null;
          return { status: 200 };
        });
      default:
        return { status: 405, headers: [['Allow', methods]] };
    }
  }

  /** 401 with challenges, or null where the account is right. */
  #refusal(request: RtspRequest, { state }: Target): RtspReply | null {
    const { roster, desk, counts } = this.#parts;
    const manner = { ...state.camera.make, realm: `camera-${state.camera.serial.slice(-6)}` };
    const authorization = request.headers.get('authorization') ?? '';
    const { openTo, basic } = state.camera.settings;
    if (openTo === 'rtsp' && authorization === '') return null;
    if (basic && isBasicGood(authorization, roster.account(state))) {
      state.logins.granted++;
      return null;
    }
    const answer = parseDigestAnswer(authorization);
    const verdict = answer && desk.judge(answer, manner, roster.account(state), request.method);
    if (verdict === 'granted') {
      state.logins.granted++;
      return null;
    }
    if (verdict === 'refused') {
      state.logins.refused++;
      counts.unauthorised++;
    }
    const challenges = withBasic(basic, manner.realm, desk.challenges(manner, verdict === 'stale'));
    return { status: 401, headers: challenges.map((value) => ['WWW-Authenticate', value] as const) };
  }

  #describe({ state, profile, base }: Target): RtspReply {
    const source = this.#parts.streams.source(state, profile);
    if (source === null) return noStream;
    const control = state.camera.make.rtspControl === 'absolute' ? `${base}/${trackName}` : trackName;
    return {
      status: 200,
      headers: [
        ['Content-Base', `${base}/`],
        ['Content-Type', 'application/sdp'],
      ],
      body: sessionDescription(source, state.camera.code, control, state.camera.settings.audio),
    };
  }

  #setUp(request: RtspRequest, { state, profile }: Target): RtspReply {
    if (this.#parts.streams.source(state, profile) === null) return noStream;
    const channels = interleavedChannels(request.headers.get('transport') ?? '');
    if (channels === null) return { status: 461 };
    if (this.#session !== null) return { status: 455 };
    this.#session = new RtspSession({
      id: randomBytes(8).toString('hex'),
      state,
      profile,
      socket: this.#socket,
      channels,
      streams: this.#parts.streams,
      counts: this.#parts.counts,
    });
    const transport = `RTP/AVP/TCP;unicast;interleaved=${channels.rtp}-${channels.rtcp}`;
    return {
      status: 200,
      headers: [
        ['Session', `${this.#session.id};timeout=${this.#parts.sessionTimeoutS}`],
        ['Transport', transport],
      ],
    };
  }

  #inSession(request: RtspRequest, answer: (session: RtspSession) => RtspReply): RtspReply {
    const [id] = (request.headers.get('session') ?? '').split(';');
    return this.#session !== null && id?.trim() === this.#session.id ? answer(this.#session) : { status: 454 };
  }

  #play(session: RtspSession, { base }: Target): RtspReply {
    const stream = session.play();
    if (stream === null) return { status: 453 };
    const { sequence, timestamp } = stream.position(this.#parts.roster.now());
    return {
      status: 200,
      headers: [
        ['Session', session.id],
        ['Range', 'npt=now-'],
        ['RTP-Info', `url=${base}/${trackName};seq=${sequence};rtptime=${timestamp}`],
      ],
    };
  }
}

function sessionReply(session: RtspSession): RtspReply {
  return { status: 200, headers: [['Session', session.id]] };
}
