import { requireSuccess, RtspConnection } from './connection.ts';
import { describeVideo, type Offer } from './describe.ts';
import type { RtspReply } from './messageReader.ts';
import { RtpReceiver } from './rtpReceiver.ts';
import { RtspError } from './rtspError.ts';
import type { AccessUnit, RtspStream, RtspStreamHandlers, RtspStreamOptions, VideoTrack } from './stream.ts';
import { TrackObserver } from './videoTrack.ts';

const readBufferBytes = 65_536;
/** Units held between PLAY and `start`; beyond them all are let go and a key frame is waited for. */
const maxHeldUnits = 128;
/** Looks at the silence per silence timeout. */
const silenceChecks = 8;
/** RFC 2326, 12.37. */
const defaultSessionSeconds = 60;
const maxKeepAliveMs = 30_000;
const farewellMs = 700;

/** What SETUP agreed on. */
interface Session {
  readonly id: string;
  readonly timeoutSeconds: number;
  readonly rtpChannel: number;
}

function readSession(reply: RtspReply): Session {
  const [id = '', ...parameters] = (reply.headers.get('session')?.[0] ?? '').split(';');
  if (!/^[\x21-\x7e]+$/u.test(id.trim())) throw new RtspError('bad_reply', 'SETUP gave no session');
  const transport = reply.headers.get('transport')?.[0] ?? '';
  const timeout = /timeout\s*=\s*(\d{1,6})/iu.exec(parameters.join(';'))?.[1];
  const channel = /interleaved\s*=\s*(\d{1,3})/iu.exec(transport)?.[1];
  if (!/RTP\/AVP\/TCP/iu.test(transport)) throw new RtspError('bad_reply', 'SETUP gave another transport than TCP');
  return {
    id: id.trim(),
    timeoutSeconds: Number(timeout ?? defaultSessionSeconds) || defaultSessionSeconds,
    rtpChannel: Number(channel ?? 0),
  };
}

/** A stream over its life: opened, playing, left. Kept alive and watched for silence while it plays. */
export class PlayingStream implements RtspStream {
  readonly #options: RtspStreamOptions;
  #connection: RtspConnection | null = null;
  #offer: Offer | null = null;
  #session: Session | null = null;
  /** Null once the account was refused: the password is not sent again. */
  #keepAliveMethod: Offer['keepAliveMethod'] | null = null;
  #observer: TrackObserver | null = null;
  #receiver: RtpReceiver | null = null;
  #handlers: RtspStreamHandlers | null = null;
  #held: AccessUnit[] = [];
  #holdFromKeyFrame = false;
  #ended: { readonly error: RtspError | null } | null = null;
  #leaving: Promise<void> | null = null;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #leave = (): void => void this.close();

  private constructor(options: RtspStreamOptions) {
    this.#options = options;
  }

  static async open(options: RtspStreamOptions): Promise<RtspStream> {
    const stream = new PlayingStream(options);
    try {
      await stream.#play();
    } catch (error) {
      await stream.close();
      throw error;
    }
    return stream;
  }

  get track(): VideoTrack {
    if (this.#observer === null) throw new RtspError('no_video', 'the stream is not open');
    return this.#observer.track;
  }

  start(handlers: RtspStreamHandlers): void {
    this.#handlers = handlers;
    for (const unit of this.#held.splice(0)) handlers.onAccessUnit(unit);
    if (this.#ended !== null) handlers.onEnd(this.#ended.error);
  }

  close(): Promise<void> {
    this.#leaving ??= this.#sayFarewell();
    return this.#leaving;
  }

  async #play(): Promise<void> {
    const { url, credentials, signal, connectTimeoutMs = 5_000, replyTimeoutMs = 5_000, guard } = this.#options;
    const connection = await RtspConnection.open({
      url,
      credentials,
      signal,
      connectTimeoutMs,
      replyTimeoutMs,
      readBufferBytes,
      guard,
      onFrame: (channel, bytes, from, to) => {
        if (channel === this.#session?.rtpChannel) this.#receiver?.receive(bytes, from, to);
      },
    });
    this.#connection = connection;
    const offer = await describeVideo(connection);
    this.#offer = offer;
    this.#keepAliveMethod = offer.keepAliveMethod;
    const transport = 'Transport: RTP/AVP/TCP;unicast;interleaved=0-1';
    const session = readSession(
      requireSuccess('SETUP', await connection.request('SETUP', offer.mediaUrl, [transport])),
    );
    this.#session = session;
    this.#prepare(offer);
    const headers = [`Session: ${session.id}`, 'Range: npt=0.000-'];
    requireSuccess('PLAY', await connection.request('PLAY', offer.sessionUrl, headers));
    this.#watch(connection, session);
  }

  /** Before PLAY is sent: pictures may stand in the same segment as its reply. */
  #prepare(offer: Offer): void {
    const observer = new TrackObserver(offer.media);
    this.#observer = observer;
    this.#receiver = new RtpReceiver({
      codec: offer.media.codec,
      payloadType: offer.media.payloadType,
      clockRate: offer.media.clockRate,
      clock: this.#options.clock,
      onParameterSets: (nalUnits) => observer.observe(nalUnits),
      onAccessUnit: (unit) => this.#hand(unit),
    });
  }

  #hand(unit: AccessUnit): void {
    if (this.#ended !== null) return;
    if (this.#handlers !== null) {
      if (this.#holdFromKeyFrame && !unit.keyFrame) return;
      this.#holdFromKeyFrame = false;
      this.#handlers.onAccessUnit(unit);
      return;
    }
    if (this.#held.length >= maxHeldUnits) {
      this.#held = [];
      this.#holdFromKeyFrame = true;
    }
    if (this.#holdFromKeyFrame && !unit.keyFrame) return;
    this.#holdFromKeyFrame = false;
    this.#held.push(unit);
  }

  #watch(connection: RtspConnection, session: Session): void {
    connection.onFailure((error) => this.#end(error));
    if (this.#ended !== null) return;
    const { signal, silenceTimeoutMs = 8_000 } = this.#options;
    let packets = -1;
    let quietChecks = 0;
    const silence = setInterval(() => {
      const received = this.#receiver?.counts.packets ?? 0;
      quietChecks = received === packets ? quietChecks + 1 : 0;
      packets = received;
      if (quietChecks >= silenceChecks) this.#fallSilent(silenceTimeoutMs);
    }, silenceTimeoutMs / silenceChecks);
    const keepAliveMs = Math.min(maxKeepAliveMs, (session.timeoutSeconds * 1_000) / 2);
    const keepAlive = setInterval(() => void this.#keepAlive(connection, session), keepAliveMs);
    this.#timers.push(silence, keepAlive);
    signal.addEventListener('abort', this.#leave, { once: true });
    if (signal.aborted) this.#leave();
  }

  #fallSilent(silenceTimeoutMs: number): void {
    this.#end(new RtspError('stream_silent', `no picture data for ${silenceTimeoutMs} ms`));
    void this.close();
  }

  /** A camera may refuse it and play on; a session that it lets go shows as silence. */
  async #keepAlive(connection: RtspConnection, session: Session): Promise<void> {
    if (this.#keepAliveMethod === null) return;
    const url = this.#offer?.sessionUrl ?? connection.requestUrl;
    try {
      const reply = await connection.request(this.#keepAliveMethod, url, [`Session: ${session.id}`], null);
      if (reply.status >= 400) this.#keepAliveMethod = 'OPTIONS';
    } catch (error) {
      if (!(error instanceof RtspError)) throw error;
      if (error.reason === 'unauthorised') this.#keepAliveMethod = null;
    }
  }

  #end(error: RtspError | null): void {
    if (this.#ended !== null) return;
    this.#ended = { error };
    for (const timer of this.#timers) clearInterval(timer);
    this.#options.signal.removeEventListener('abort', this.#leave);
    this.#handlers?.onEnd(error);
  }

  async #sayFarewell(): Promise<void> {
    const connection = this.#connection;
    this.#end(null);
    if (connection === null) return;
    if (connection.open && this.#session !== null) {
      const url = this.#offer?.sessionUrl ?? connection.requestUrl;
      const deadline = AbortSignal.timeout(farewellMs);
      await connection.request('TEARDOWN', url, [`Session: ${this.#session.id}`], deadline).catch(() => undefined);
    }
    await connection.close();
  }
}
