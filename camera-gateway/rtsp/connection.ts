import net from 'node:net';
import type { CameraCredentials } from '@khue/domain/camera';
import type { StatusReason } from '@khue/domain/cameraStatus';
import { AddressRefusedError, addressRefusedCode, type ConnectGuard, usualConnectGuard } from '../connectGuard.ts';
import { Authenticator } from './digest.ts';
import { type MessageHandlers, MessageReader, type RtspReply } from './messageReader.ts';
import { RtspError } from './rtspError.ts';
import { parseRtspUrl } from './rtspUrl.ts';

export interface ConnectionOptions {
  readonly url: string;
  readonly credentials: CameraCredentials | null;
  readonly connectTimeoutMs: number;
  /** For one exchange, however slowly its bytes drip. */
  readonly replyTimeoutMs: number;
  /** Largest read; a stream wants more than a probe. */
  readonly readBufferBytes: number;
  /** Gives up while connecting or waiting for a reply. */
  readonly signal: AbortSignal;
  readonly onFrame: MessageHandlers['onFrame'];
  /** Where it may connect to; left out: private networks. */
  readonly guard?: ConnectGuard | undefined;
}

interface Exchange {
  readonly resolve: (reply: RtspReply) => void;
  readonly reject: (error: RtspError) => void;
}

/** Requests without an answer; a camera that leaves more of them is given up. */
const maxExchanges = 8;
/** One answer to a challenge and one to a stale nonce. */
const maxRetries = 2;

const reasonOfCode: Readonly<Record<string, StatusReason>> = {
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_reset',
  EPIPE: 'connection_reset',
  ECONNABORTED: 'connection_reset',
  ETIMEDOUT: 'timeout',
  [addressRefusedCode]: 'address_refused',
  EHOSTUNREACH: 'host_unreachable',
  EHOSTDOWN: 'host_unreachable',
  ENETUNREACH: 'host_unreachable',
  ENETDOWN: 'host_unreachable',
  EADDRNOTAVAIL: 'host_unreachable',
  ENOTFOUND: 'host_unreachable',
  EAI_AGAIN: 'host_unreachable',
};

function socketError(cause: NodeJS.ErrnoException): RtspError {
  const code = cause.code ?? 'unknown';
  return new RtspError(reasonOfCode[code] ?? 'connection_reset', `the connection failed: ${code}`, { cause });
}

/** What the connection is opened with; a host that says itself that no camera may be there ends here. */
function guarded(guard: ConnectGuard = usualConnectGuard, host: string, port: number): ReturnType<ConnectGuard> {
  try {
    return guard(host, port);
  } catch (cause) {
    if (!(cause instanceof AddressRefusedError)) throw cause;
    throw new RtspError('address_refused', 'no camera may be at this address', { cause });
  }
}

function aborted(): RtspError {
  return new RtspError('timeout', 'given up before the camera had answered');
}

/**
 * One RTSP connection over TCP: requests with authentication, replies told apart by CSeq, interleaved frames.
 * Everything that goes wrong is an `RtspError`; the first one ends the connection.
 */
export class RtspConnection {
  /** The URL asked for, without credentials. */
  readonly requestUrl: string;
  /** Values of `WWW-Authenticate` of the last 401. */
  challenges: readonly string[] = [];
  readonly #options: ConnectionOptions;
  readonly #socket: net.Socket;
  readonly #authenticator: Authenticator;
  readonly #exchanges = new Map<number, Exchange>();
  readonly #connected = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<void>();
  #sequence = 0;
  #failure: RtspError | null = null;
  #onFailure: (error: RtspError) => void = () => undefined;

  private constructor(options: ConnectionOptions) {
    const { host, port, requestUrl } = parseRtspUrl(options.url);
    this.requestUrl = requestUrl;
    this.#options = options;
    this.#authenticator = new Authenticator(options.credentials);
    const reader = new MessageReader({ onReply: (reply) => this.#receive(reply), onFrame: options.onFrame });
    const buffer = Buffer.allocUnsafeSlow(options.readBufferBytes);
    this.#socket = net.connect({
      host,
      port,
      ...guarded(options.guard, host, port),
      noDelay: true,
      onread: {
        buffer,
        callback: (length) => {
          this.#read(reader, buffer, length);
          return true;
        },
      },
    });
    this.#socket.on('connect', this.#connected.resolve);
    this.#socket.on('error', (error) => this.fail(socketError(error)));
    this.#socket.on('end', () => this.fail(new RtspError('connection_reset', 'the camera closed the connection')));
    this.#socket.on('close', () => {
      this.fail(new RtspError('connection_reset', 'the connection is closed'));
      this.#closed.resolve();
    });
    this.#socket.resume();
  }

  /** Connects; rejects with an `RtspError`. */
  static async open(options: ConnectionOptions): Promise<RtspConnection> {
    if (options.signal.aborted) throw aborted();
    const connection = new RtspConnection(options);
    const { connectTimeoutMs, signal } = options;
    try {
      await connection.#withDeadline(
        connection.#connected.promise,
        connectTimeoutMs,
        'connecting took too long',
        signal,
      );
    } catch (error) {
      await connection.close();
      throw error;
    }
    return connection;
  }

  get open(): boolean {
    return this.#failure === null;
  }

  /** Called once when the connection ends, whoever ended it; at once if it has. */
  onFailure(listener: (error: RtspError) => void): void {
    this.#onFailure = listener;
    if (this.#failure !== null) listener(this.#failure);
  }

  /**
   * Sends a request and gives its reply, whatever its status, after answering a challenge where that may be done.
   * Rejects with `unauthorised` on a refused account, `timeout`, or what ended the connection.
   * `signal` cuts the waiting short; null for what is sent on the way out.
   */
  async request(
    method: string,
    url: string,
    headers: readonly string[] = [],
    signal: AbortSignal | null = this.#options.signal,
  ): Promise<RtspReply> {
    for (let retries = 0; ; retries += 1) {
      const header = this.#authenticator.header(method, url);
      const credentials = header === null ? [] : [`Authorization: ${header}`];
      const reply = await this.#exchange(method, url, [...headers, ...credentials], signal);
      if (reply.status !== 401) {
        if (header !== null && reply.status < 300) this.#authenticator.accepted();
        return reply;
      }
      const challenges = reply.headers.get('www-authenticate') ?? [];
      this.challenges = challenges;
      const mayRetry = this.#authenticator.retryAfter(challenges, { withHeader: header !== null });
      if (!mayRetry || retries >= maxRetries) throw new RtspError('unauthorised', `${method} was answered 401`);
    }
  }

  /** Ends the connection with this error. */
  fail(error: RtspError): void {
    if (this.#failure !== null) return;
    this.#failure = error;
    this.#connected.reject(error);
    for (const exchange of this.#exchanges.values()) exchange.reject(error);
    this.#exchanges.clear();
    this.#socket.destroy();
    this.#onFailure(error);
  }

  /** Closes the socket and resolves when it is gone. */
  async close(): Promise<void> {
    this.fail(new RtspError('connection_reset', 'closed from this side'));
    await this.#closed.promise;
  }

  #read(reader: MessageReader, buffer: Buffer, length: number): void {
    try {
      reader.feed(buffer.subarray(0, length));
    } catch (cause) {
      this.fail(
        cause instanceof RtspError ? cause : new RtspError('bad_reply', 'the reply broke the reader', { cause }),
      );
    }
  }

  #receive(reply: RtspReply): void {
    const given = Number(reply.headers.get('cseq')?.[0] ?? Number.NaN);
    const [oldest] = this.#exchanges.keys();
    const sequence = Number.isInteger(given) ? given : oldest;
    if (sequence === undefined) return;
    const exchange = this.#exchanges.get(sequence);
    this.#exchanges.delete(sequence);
    exchange?.resolve(reply);
  }

  async #exchange(
    method: string,
    url: string,
    headers: readonly string[],
    signal: AbortSignal | null,
  ): Promise<RtspReply> {
    if (this.#failure !== null) throw this.#failure;
    if (this.#exchanges.size >= maxExchanges) throw new RtspError('timeout', 'too many requests are unanswered');
    this.#sequence += 1;
    const sequence = this.#sequence;
    const answered = Promise.withResolvers<RtspReply>();
    this.#exchanges.set(sequence, answered);
    const lines = [`${method} ${url} RTSP/1.0`, `CSeq: ${sequence}`, 'User-Agent: Khue', ...headers];
    this.#socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    try {
      return await this.#withDeadline(
        answered.promise,
        this.#options.replyTimeoutMs,
        `${method} was not answered in time`,
        signal,
      );
    } finally {
      this.#exchanges.delete(sequence);
    }
  }

  /** Waits for what may also fail by itself. Past the deadline or on abort it rejects; closing is up to the caller. */
  async #withDeadline<T>(
    wanted: Promise<T>,
    timeoutMs: number,
    message: string,
    signal: AbortSignal | null,
  ): Promise<T> {
    const late = Promise.withResolvers<never>();
    const giveUp = () => late.reject(aborted());
    const timer = setTimeout(() => late.reject(new RtspError('timeout', message)), timeoutMs);
    signal?.addEventListener('abort', giveUp, { once: true });
    if (signal?.aborted === true) giveUp();
    try {
      return await Promise.race([wanted, late.promise]);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    }
  }
}

/** Throws where a reply is not 2xx: `unauthorised` for 403, `no_video` for 404, otherwise `bad_reply`. */
export function requireSuccess(method: string, reply: RtspReply): RtspReply {
  const { status } = reply;
  if (status >= 200 && status < 300) return reply;
  const reason = status === 401 || status === 403 ? 'unauthorised' : status === 404 ? 'no_video' : 'bad_reply';
  throw new RtspError(reason, `${method} was answered ${status}`);
}
