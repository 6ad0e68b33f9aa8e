import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { AddressRefusedError } from '../connectGuard.ts';
import type { CollectOptions } from './collectOnvif.ts';
import { requireReadOnly } from './readOnly.ts';

const deadlineMs = 5_000;
const usualTlsPort = 443;
const firstUnprivilegedPort = 1_024;

type WebOptions = Pick<CollectOptions, 'address' | 'book' | 'guard' | 'signal'>;

/** GET of the snapshot by nobody: the status alone counts, the picture is not read. */
export async function collectSnapshot({ book, guard, signal }: WebOptions, url: string): Promise<void> {
  requireReadOnly('http', 'GET');
  const askedAtMs = book.now();
  const take = (outcome: string, status: number | null, challenges: readonly string[]): void =>
    book.add(
      'anonymous.snapshot',
      {
        outcome,
        askedAtMs,
        answeredAtMs: book.now(),
        ...(challenges.length > 0 && { challenges: challenges.join(' | ').slice(0, 2_000) }),
      },
      status === null ? '' : `HTTP ${status}`,
    );
  const reply = await statusOf(url, guard, signal);
  signal.throwIfAborted();
  if (reply === null) return take('no_answer', null, []);
  const { status, challenges } = reply;
  if (status === 401 || status === 403) return take('unauthorised', status, challenges);
  take(status >= 200 && status < 300 ? 'answered' : 'not_offered', status, challenges);
}

/** Null where nobody answers in time. */
function statusOf(
  url: string,
  guard: WebOptions['guard'],
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly challenges: readonly string[] } | null> {
  const { hostname, protocol, port } = new URL(url);
  const isTls = protocol === 'https:';
  return new Promise((resolve) => {
    try {
      const way = guard(hostname, port === '' ? (isTls ? 443 : 80) : Number(port));
      const limit = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
      const options = { method: 'GET', agent: false, signal: limit, rejectUnauthorized: false, ...way } as const;
      const request = (isTls ? httpsRequest : httpRequest)(url, options, (response) => {
        const { statusCode = 0, headersDistinct } = response;
        resolve({ status: statusCode, challenges: headersDistinct['www-authenticate'] ?? [] });
        request.destroy();
      });
      request.on('error', () => resolve(null));
      request.end();
    } catch (error) {
      if (!(error instanceof AddressRefusedError)) throw error;
      resolve(null);
    }
  });
}

/** A handshake at the port that the camera names for HTTPS, at its ONVIF port where that is one, otherwise at 443. */
export async function collectTls(options: WebOptions, httpsPort: number | null): Promise<void> {
  requireReadOnly('tls', 'handshake');
  const { address, book, guard, signal } = options;
  const url = URL.parse(address.onvifUrl ?? address.rtspMainUrl ?? '');
  if (url === null) return;
  const port = tlsPort(url, httpsPort);
  const askedAtMs = book.now();
  const seen = await handshake(url.hostname.replace(/^\[(.*)\]$/u, '$1'), port, guard, signal);
  signal.throwIfAborted();
  book.add(
    'tls.handshake',
    { outcome: 'answered', askedAtMs, answeredAtMs: book.now() },
    JSON.stringify({ port, checkedAt: new Date(book.now()).toISOString(), ...seen }, null, 2),
  );
}

function tlsPort(url: URL, httpsPort: number | null): number {
  if (httpsPort !== null && (httpsPort === usualTlsPort || httpsPort >= firstUnprivilegedPort)) return httpsPort;
  return url.protocol === 'https:' && url.port !== '' ? Number(url.port) : usualTlsPort;
}

interface Handshake {
  readonly protocol: string | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly selfSigned: boolean | null;
  readonly fingerprint256: string | null;
  readonly subject: string | null;
  readonly issuer: string | null;
}

const noHandshake: Handshake = {
  protocol: null,
  validFrom: null,
  validTo: null,
  selfSigned: null,
  fingerprint256: null,
  subject: null,
  issuer: null,
};

function handshake(host: string, port: number, guard: WebOptions['guard'], signal: AbortSignal): Promise<Handshake> {
  return new Promise((resolve) => {
    try {
      const way = guard(host, port);
      // Old versions too: that a camera speaks only those is what has to be seen. The certificate is looked at afterwards.
      const socket = connect({
        host,
        port,
        ...way,
        rejectUnauthorized: false,
        minVersion: 'TLSv1',
        timeout: deadlineMs,
      });
      const limit = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
      const end = (seen: Handshake): void => {
        limit.removeEventListener('abort', giveUp);
        socket.destroy();
        resolve(seen);
      };
      const giveUp = (): void => end(noHandshake);
      limit.addEventListener('abort', giveUp, { once: true });
      socket.once('secureConnect', () => end(seenOf(socket)));
      socket.on('error', giveUp);
      socket.once('timeout', giveUp);
    } catch (error) {
      if (!(error instanceof AddressRefusedError)) throw error;
      resolve(noHandshake);
    }
  });
}

function seenOf(socket: TLSSocket): Handshake {
  const certificate: PeerCertificate | null = socket.getPeerX509Certificate()?.toLegacyObject() ?? null;
  const text = (name: PeerCertificate['subject'] | undefined): string | null =>
    name === undefined ? null : JSON.stringify(name).slice(0, 500);
  const moment = (told: string | undefined): string | null => {
    const ms = Date.parse(told ?? '');
    return Number.isNaN(ms) ? null : new Date(ms).toISOString();
  };
  const [subject, issuer] = [text(certificate?.subject), text(certificate?.issuer)];
  return {
    protocol: socket.getProtocol(),
    validFrom: moment(certificate?.valid_from),
    validTo: moment(certificate?.valid_to),
    selfSigned: certificate === null ? null : subject === issuer,
    fingerprint256: certificate?.fingerprint256 ?? null,
    subject,
    issuer,
  };
}
