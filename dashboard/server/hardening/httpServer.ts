import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Logger } from 'pino';
import { ConfigurationError } from '@khue/domain/environment';
import { KhueError } from '@khue/domain/errors';
import { errorBody } from '../answers/errorAnswer.ts';
import type { HardeningConfig } from './hardeningConfig.ts';
import { siteOf } from './requestRate.ts';
import type { TurnedAway, TurnedAwayFor } from './turnedAway.ts';

/** Late clients are looked for this often. */
const checkIntervalMs = 1_000;
/** A whole request has to have arrived by then: 50 MB at 0.7 Mbit/s. */
const requestDeadlineMs = 10 * 60_000;
const connectionLimit = 2_000;
/** Longer than proxies keep a connection that is not in use. */
const keepAliveMs = 72_000;
const headersLimit = 100;
const headersLimitBytes = 16_384;
/** The files of the certificate are looked at this often. */
const certificateIntervalMs = 30_000;

interface ServerDeps {
  readonly turnedAway: TurnedAway;
  /** Proxies speak for many: their connections are not counted by address. */
  readonly isProxy: (address: string) => boolean;
}

/** Certificate and key; throws ConfigurationError where they are unreadable or do not belong together. */
function readCertificate({ certFile, keyFile }: NonNullable<HardeningConfig['tls']>): SecureContextOptions {
  try {
    const files = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
    createSecureContext(files);
    return { ...files, minVersion: 'TLSv1.2', honorCipherOrder: true };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new ConfigurationError(
      `KHUE_TLS_CERT_FILE, KHUE_TLS_KEY_FILE: certificate or key cannot be read, or do not belong together${code}`,
      { cause },
    );
  }
}

/** What a client gets that does not speak HTTP, or not in time. */
function refusalOf(code: string | undefined): { readonly reason: TurnedAwayFor; readonly status: string } {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { reason: 'slow', status: '408 Request Timeout' };
  if (code === 'HPE_HEADER_OVERFLOW') return { reason: 'large', status: '431 Request Header Fields Too Large' };
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return { reason: 'large', status: '413 Content Too Large' };
  return { reason: 'malformed', status: '400 Bad Request' };
}

/** Answers what could not be parsed, in the words of the house, and closes. */
export function answerUnparsed(error: Error, socket: Duplex, turnedAway: TurnedAway): void {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { reason, status } = refusalOf(code);
  const address = 'remoteAddress' in socket ? String(socket.remoteAddress) : '';
  turnedAway.note(reason, address, code ?? 'unknown');
  const fault =
    reason === 'slow' ? new KhueError('KHUE_TOO_SLOW') : new KhueError('KHUE_INPUT_INVALID', { fields: 'HTTP' });
  const body = JSON.stringify(errorBody(fault, 'vi'));
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `cache-control: no-store\r\nconnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

/** Connections at once, counted by address; further ones are closed at once. */
function limitConnections(server: Server, limit: number, { turnedAway, isProxy }: ServerDeps): void {
  const open = new Map<string, number>();
  server.maxConnections = connectionLimit;
  server.on('drop', (dropped) => turnedAway.note('connections', dropped?.remoteAddress ?? '', 'all'));
  server.prependListener('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    if (isProxy(address)) return;
    const site = siteOf(address);
    const count = open.get(site) ?? 0;
    if (count >= limit) {
      turnedAway.note('connections', address, 'address');
      socket.destroy();
      return;
    }
    open.set(site, count + 1);
    socket.once('close', () => {
      const left = (open.get(site) ?? 1) - 1;
      if (left === 0) open.delete(site);
      else open.set(site, left);
    });
  });
}

/**
 * The server under Fastify: HTTP, or HTTPS (TLS 1.2 or newer) where there is a certificate; strict parser, deadlines,
 * limits of connections. Throws ConfigurationError where the certificate is none.
 */
export function createHttpServer(handler: RequestListener, config: HardeningConfig, deps: ServerDeps): Server {
  const options = {
    connectionsCheckingInterval: checkIntervalMs,
    headersTimeout: config.headersDeadlineMs,
    requestTimeout: requestDeadlineMs,
    keepAliveTimeout: keepAliveMs,
    maxHeaderSize: headersLimitBytes,
    insecureHTTPParser: false,
    requireHostHeader: true,
  };
  const server =
    config.tls === null
      ? createServer(options, handler)
      : createTlsServer({ ...options, ...readCertificate(config.tls) }, handler);
  server.maxHeadersCount = headersLimit;
  limitConnections(server, config.connectionsPerAddress, deps);
  return server;
}

/**
 * Takes a new certificate when its files change or at SIGHUP; a faulty one is told in the log and the one before stays.
 * Returns what ends it.
 */
export function followCertificate(server: Server, config: HardeningConfig, log: Logger): () => void {
  const { tls } = config;
  if (tls === null || !('setSecureContext' in server) || typeof server.setSecureContext !== 'function') return () => {};
  const setContext = server.setSecureContext.bind(server);
  const textOf = (): string => {
    try {
      return `${readFileSync(tls.certFile, 'utf8')}\n${readFileSync(tls.keyFile, 'utf8')}`;
    } catch {
      return '';
    }
  };
  let known = textOf();
  const look = (): void => {
    const now = textOf();
    if (now === known) return;
    known = now;
    try {
      setContext(readCertificate(tls));
      log.info('a new certificate is in use');
    } catch (err) {
      log.warn({ err }, 'the new certificate is not taken, the one before stays');
    }
  };
  const timer = setInterval(look, certificateIntervalMs);
  process.on('SIGHUP', look);
  return () => {
    clearInterval(timer);
    process.off('SIGHUP', look);
  };
}
