import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream';
import type { Logger } from 'pino';
import { KhueError } from '@khue/domain/errors';
import { videoSessionHeader } from '@khue/domain/video';
import { refuseUpgrade } from '../access/upgrades.ts';

export interface VideoProxyConfig {
  /** `http://127.0.0.1:8090` */
  readonly gatewayUrl: string;
  /** Connections at once; further ones are refused. */
  readonly maxConnections: number;
  /** How long the gateway may take to answer the handshake. */
  readonly handshakeDeadlineMs: number;
}

/** What both ends of a WebSocket handshake need of each other (RFC 6455 §4); cookies and addresses stay here. */
const requestHeaders = [
  'sec-websocket-key',
  'sec-websocket-version',
  'sec-websocket-extensions',
  'sec-websocket-protocol',
];
const answerHeaders = ['sec-websocket-accept', 'sec-websocket-extensions', 'sec-websocket-protocol'];

/** After one direction has ended, how long the other may take. */
const lingerMs = 1_000;
const keepAliveMs = 30_000;

function pick(headers: IncomingMessage['headers'], names: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = headers[name];
    if (typeof value === 'string') picked[name] = value;
  }
  return picked;
}

interface Connection {
  destroy(): void;
}

/** An upgrade that was let in, and its session. */
interface Arrival {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly sessionId: string;
}

/**
 * Passes the browsers' video WebSockets on to the gateway as bytes: after the handshake nobody here looks into them,
 * and a slow reader slows the writer through the two sockets' own buffers.
 */
export class VideoProxy {
  readonly #config: VideoProxyConfig;
  readonly #log: Logger;
  readonly #connections = new Set<Connection>();
  #refused = 0;
  #unavailable = 0;

  constructor(config: VideoProxyConfig, log: Logger) {
    this.#config = config;
    this.#log = log;
  }

  /** Takes over the connection of a session's browser. `onClose` is called once it is gone; returns what closes it. */
  handle({ request, socket: browser, head, sessionId }: Arrival, onClose: () => void): { close(): void } {
    if (this.#connections.size >= this.#config.maxConnections) {
      this.#refused += 1;
      throw new KhueError('KHUE_TIER_UNAVAILABLE', { tier: 'gateway' });
    }
    const handshake = this.#shakeHands(request, sessionId);
    const connection: Connection = {
      destroy: () => {
        handshake.destroy();
        browser.destroy();
      },
    };
    this.#connections.add(connection);
    browser.once('close', () => {
      this.#connections.delete(connection);
      handshake.destroy();
      onClose();
    });
    handshake.once('upgrade', (answer, gateway, gatewayHead) => {
      connection.destroy = () => {
        gateway.destroy();
        browser.destroy();
      };
      join(browser, gateway, { answer, head, gatewayHead });
    });
    handshake.once('response', (answer) => {
      answer.resume();
      this.#refuse(request, browser, `answered ${answer.statusCode ?? 0}`);
    });
    handshake.once('error', (error) => this.#refuse(request, browser, error.message));
    handshake.end();
    return { close: () => connection.destroy() };
  }

  /** Closes every connection. */
  stop(): void {
    for (const connection of this.#connections) connection.destroy();
  }

  metrics(): Record<string, number> {
    return {
      videoConnections: this.#connections.size,
      videoRefused: this.#refused,
      videoGatewayUnavailable: this.#unavailable,
    };
  }

  #shakeHands(request: IncomingMessage, sessionId: string): ClientRequest {
    const handshake = httpRequest(new URL('/video', this.#config.gatewayUrl), {
      agent: false,
      timeout: this.#config.handshakeDeadlineMs,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        ...pick(request.headers, requestHeaders),
        [videoSessionHeader]: sessionId,
      },
    });
    handshake.once('timeout', () => handshake.destroy(new Error('did not answer in time')));
    return handshake;
  }

  #refuse(request: IncomingMessage, browser: Duplex, reason: string): void {
    if (browser.destroyed || browser.writableEnded) return;
    this.#unavailable += 1;
    this.#log.warn({ reason }, 'the gateway does not take a video connection');
    refuseUpgrade(request, browser, new KhueError('KHUE_TIER_UNAVAILABLE', { tier: 'gateway' }));
  }
}

/** Joins two sockets after the handshake; when one side ends, the other follows. */
function join(
  browser: Duplex,
  gateway: Duplex,
  opening: { readonly answer: IncomingMessage; readonly head: Buffer; readonly gatewayHead: Buffer },
): void {
  for (const socket of [browser, gateway]) calm(socket);
  const headers = { upgrade: 'websocket', connection: 'Upgrade', ...pick(opening.answer.headers, answerHeaders) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  browser.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`);
  if (opening.gatewayHead.length > 0) browser.write(opening.gatewayHead);
  if (opening.head.length > 0) gateway.write(opening.head);
  let open = 2;
  function onEnd(error: Error | null | undefined): void {
    open -= 1;
    const destroyBoth = (): void => {
      browser.destroy();
      gateway.destroy();
    };
    if (error || open === 0) destroyBoth();
    else setTimeout(destroyBoth, lingerMs).unref();
  }
  pipeline(browser, gateway, onEnd);
  pipeline(gateway, browser, onEnd);
}

/** No idle deadline of HTTP holds any more; TCP itself finds out who is gone. */
function calm(socket: Duplex): void {
  if ('setTimeout' in socket && typeof socket.setTimeout === 'function') socket.setTimeout(0);
  if ('setNoDelay' in socket && typeof socket.setNoDelay === 'function') socket.setNoDelay(true);
  if ('setKeepAlive' in socket && typeof socket.setKeepAlive === 'function') socket.setKeepAlive(true, keepAliveMs);
}
