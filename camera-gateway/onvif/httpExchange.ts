import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { AddressRefusedError, type ConnectGuard, usualConnectGuard } from '../connectGuard.ts';
import { OnvifError } from './onvifError.ts';

export interface ExchangeLimits {
  /** From the first packet to the last byte of the reply, whatever trickles in. */
  readonly deadlineMs: number;
  readonly connectMs: number;
  readonly maxReplyBytes: number;
}

export interface HttpReply {
  readonly status: number;
  readonly contentType: string;
  /** Values of `WWW-Authenticate`. */
  readonly challenges: readonly string[];
  readonly body: Buffer;
}

/**
 * One POST on a connection of its own. No redirect is followed, nothing is decompressed. Certificates are not checked:
 * cameras sign their own, and the account never crosses in clear. Rejects with an OnvifError.
 */
export async function postXml(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  limits: ExchangeLimits,
  signal: AbortSignal,
  guard: ConnectGuard = usualConnectGuard,
): Promise<HttpReply> {
  if (signal.aborted) throw new OnvifError('aborted', 'given up');
  const bytes = Buffer.from(body);
  const request = open(url, bytes.length, headers, guard);
  let ended: OnvifError | null = null;
  const end = (error: OnvifError) => {
    ended ??= error;
    request.destroy(error);
  };
  const giveUp = () => end(new OnvifError('aborted', 'given up'));
  const deadline = setTimeout(() => end(new OnvifError('timeout', 'no whole reply in time')), limits.deadlineMs);
  const connecting = setTimeout(() => end(new OnvifError('unreachable', 'no connection in time')), limits.connectMs);
  let connected = false;
  request.once('socket', (socket) =>
    socket.once('connect', () => {
      connected = true;
      clearTimeout(connecting);
    }),
  );
  // What fails after the reply began is told by the reply itself.
  request.on('error', () => undefined);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    request.end(bytes);
    const response = await responseOf(request);
    return await readReply(response, limits.maxReplyBytes);
  } catch (error) {
    throw ended ?? asOnvifError(error, connected);
  } finally {
    clearTimeout(deadline);
    clearTimeout(connecting);
    signal.removeEventListener('abort', giveUp);
    request.destroy();
  }
}

/** Header values go out as UTF-8: Node writes the low byte of each character and refuses those above 255. */
function open(
  url: string,
  length: number,
  headers: Readonly<Record<string, string>>,
  guard: ConnectGuard,
): ClientRequest {
  const encoded = Object.entries(headers).map(([name, value]) => [name, Buffer.from(value).toString('latin1')]);
  const options = {
    method: 'POST',
    agent: false,
    headers: { ...Object.fromEntries(encoded), 'Content-Length': length, Connection: 'close' },
    rejectUnauthorized: false,
  };
  try {
    const { hostname, protocol, port } = new URL(url);
    const isTls = protocol === 'https:';
    const way = guard(hostname, port === '' ? (isTls ? 443 : 80) : Number(port));
    return isTls ? httpsRequest(url, { ...options, ...way }) : httpRequest(url, { ...options, ...way });
  } catch (cause) {
    if (cause instanceof AddressRefusedError) throw asOnvifError(cause, false);
    throw new OnvifError('bad_reply', 'an address that cannot be asked', { cause });
  }
}

async function responseOf(request: ClientRequest): Promise<IncomingMessage> {
  const received = new Promise<IncomingMessage>((resolve) => {
    request.once('response', resolve);
  });
  const closed = once(request, 'close').then(() => {
    throw new OnvifError('hung_up', 'hung up before replying');
  });
  return Promise.race([received, closed]);
}

async function readReply(response: IncomingMessage, maxBytes: number): Promise<HttpReply> {
  const { statusCode: status = 0, headers } = response;
  if (status >= 300 && status < 400) throw new OnvifError('redirected', `HTTP ${status}`);
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw new OnvifError('too_large', 'reply too long');
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw new OnvifError('bad_reply', 'reply in a content encoding nobody asked for');
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of response) {
    if (!Buffer.isBuffer(piece)) throw new TypeError('a reply must be read as bytes');
    length += piece.length;
    if (length > maxBytes) throw new OnvifError('too_large', 'reply too long');
    pieces.push(piece);
  }
  const challenges = response.headersDistinct['www-authenticate'] ?? [];
  return { status, contentType: headers['content-type'] ?? '', challenges, body: Buffer.concat(pieces, length) };
}

const networkErrors: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EADDRNOTAVAIL',
  'EACCES',
]);

function asOnvifError(error: unknown, connected: boolean): OnvifError {
  if (error instanceof OnvifError) return error;
  if (error instanceof AddressRefusedError)
    return new OnvifError('address_refused', 'no camera may be at this address', { cause: error });
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (networkErrors.has(code) || !connected) return new OnvifError('unreachable', 'no connection', { cause: error });
  if (code.startsWith('HPE_')) return new OnvifError('bad_reply', 'not HTTP', { cause: error });
  return new OnvifError('hung_up', 'hung up while replying', { cause: error });
}
