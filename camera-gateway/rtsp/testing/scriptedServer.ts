import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { interleaved, rtpPacket } from './rtpPacketiser.ts';

/** One request that the server has received. */
export interface ServerExchange {
  readonly method: string;
  readonly url: string;
  /** Values by lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly socket: Socket;
  readonly reply: (status: number, headers?: readonly string[], body?: string) => void;
}

export type ServerScript = (exchange: ServerExchange) => void | Promise<void>;

export interface ScriptedServer {
  readonly port: number;
  readonly url: string;
  readonly requests: readonly ServerExchange[];
  /** Open connections. */
  connections(): number;
  stop(): Promise<void>;
}

/** An RTSP server on the loopback that does what a test says, well or badly. */
export async function startScriptedServer(script: ServerScript, port = 0): Promise<ScriptedServer> {
  const requests: ServerExchange[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let text = '';
    socket.setEncoding('utf8').on('data', (data: string) => {
      text += data;
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const exchange = readRequest(text.slice(0, end), socket);
        text = text.slice(end + 4);
        requests.push(exchange);
        void script(exchange);
      }
    });
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    port: address.port,
    url: `rtsp://127.0.0.1:${address.port}/live`,
    requests,
    connections: () => sockets.size,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function readRequest(head: string, socket: Socket): ServerExchange {
  const [start = '', ...lines] = head.split('\r\n');
  const [method = '', url = ''] = start.split(' ');
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return {
    method,
    url,
    headers,
    socket,
    reply: (status, more = [], body = '') => {
      socket.write(replyText(status, [`CSeq: ${headers.get('cseq') ?? ''}`, ...more], body));
    },
  };
}

export function replyText(status: number, headers: readonly string[], body = ''): string {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return [`RTSP/1.0 ${status} Reply`, ...headers, ...length, '', body].join('\r\n');
}

export const h264Sdp = [
  'v=0',
  'm=video 0 RTP/AVP 96',
  'a=rtpmap:96 H264/90000',
  'a=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z0LAFtkAoC/5cBEAAAMAAQAAAwAejxYuSA==,aMuDyyA=',
  'a=control:trackID=1',
  '',
].join('\r\n');

/** Answers as a plain camera does; PLAY is answered and nothing sent. */
export function answerPlainly({ method, reply }: ServerExchange): void {
  switch (method) {
    case 'OPTIONS':
      reply(200, ['Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER']);
      break;
    case 'DESCRIBE':
      reply(200, ['Content-Type: application/sdp'], h264Sdp);
      break;
    case 'SETUP':
      reply(200, ['Session: 12345678;timeout=60', 'Transport: RTP/AVP/TCP;unicast;interleaved=0-1']);
      break;
    default:
      reply(200, ['Session: 12345678']);
  }
}

/** A plain camera with exceptions by method. */
export function cameraWith(exceptions: Readonly<Record<string, ServerScript>>): ServerScript {
  return (exchange) => (exceptions[exchange.method] ?? answerPlainly)(exchange);
}

/** An interleaved key frame or other picture of H.264 in one packet. */
export function pictureFrame(index: number, keyFrame = index === 0): Buffer {
  const nalUnit = Buffer.concat([Buffer.from([keyFrame ? 0x65 : 0x41, 0x88]), Buffer.alloc(30, index + 1)]);
  return interleaved(0, rtpPacket(nalUnit, { sequence: 1_000 + index, timestamp: index * 3_600, marker: true }));
}

/** Whether a request carries the right answer to a digest challenge (RFC 7616 without qop). */
export function isAuthorised(
  { method, headers }: ServerExchange,
  account: {
    readonly username: string;
    readonly password: string;
    readonly nonce: string;
    readonly algorithm?: string;
  },
): boolean {
  const given = new Map(
    [...(headers.get('authorization') ?? '').matchAll(/(\w+)="([^"]*)"/gu)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
  const hash = (text: string) =>
    createHash(account.algorithm ?? 'md5')
      .update(text)
      .digest('hex');
  const secret = hash(`${account.username}:${given.get('realm') ?? ''}:${account.password}`);
  const target = hash(`${method}:${given.get('uri') ?? ''}`);
  return given.get('nonce') === account.nonce && given.get('response') === hash(`${secret}:${account.nonce}:${target}`);
}
