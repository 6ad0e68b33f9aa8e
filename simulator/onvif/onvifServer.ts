import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { CameraRoster, CameraState } from '../cameraState.ts';
import { DigestDesk } from '../digest.ts';
import { BodyTooLargeError, readBody } from '../httpBody.ts';
import { boundPort } from '../ports.ts';
import type { CertificateKind, ServerCertificate } from './certificates.ts';
import { type Answer, OnvifDesk, type OnvifDeskParts } from './onvifDesk.ts';

const maxConnectionsPerPort = 4_096;
const maxBodyBytes = 65_536;
const blackholeMs = 60_000;
const serverTimes = { keepAliveTimeout: 5_000, headersTimeout: 10_000, requestTimeout: 15_000 };

interface OpenSocket {
  cameraCode: string | null;
  dropTimer: NodeJS.Timeout | null;
}

/** ONVIF for every camera of the city, on a few shared ports; a camera is known by its path. */
export class OnvifServer {
  readonly #roster: CameraRoster;
  readonly #desk: OnvifDesk;
  readonly #servers: Server[] = [];
  readonly #sockets = new Map<Socket, OpenSocket>();
  readonly #stopped = new AbortController();
  #stopListening: () => void = () => undefined;
  #requests = 0;

  constructor(parts: Omit<OnvifDeskParts, 'digest'>) {
    this.#roster = parts.roster;
    this.#desk = new OnvifDesk({ ...parts, digest: new DigestDesk(() => parts.roster.now()) });
  }

  /** Listens on each port (0: any free one) and gives the real ones. */
  async start(host: string, ports: readonly number[]): Promise<readonly number[]> {
    this.#stopListening = this.#roster.board.onChange((code) => {
      for (const [socket, open] of this.#sockets) if (open.cameraCode === code) this.#feelFault(socket, open, code);
    });
    const bound: number[] = [];
    for (const port of ports) bound.push(await this.#listen(createServer(serverTimes), host, port));
    return bound;
  }

  /** Over TLS as well, on a port of its own for each certificate. */
  async startTls(
    host: string,
    certificates: Readonly<Record<CertificateKind, ServerCertificate>>,
  ): Promise<Readonly<Record<CertificateKind, number>>> {
    const open = (kind: CertificateKind) =>
      this.#listen(createTlsServer({ ...serverTimes, ...certificates[kind] }), host, 0);
    return { trusted: await open('trusted'), expired: await open('expired'), self_signed: await open('self_signed') };
  }

  async #listen(server: Server, host: string, port: number): Promise<number> {
    server.maxConnections = maxConnectionsPerPort;
    server.on('connection', (socket) => this.#opened(socket));
    server.on('clientError', (_error, socket) => socket.destroy());
    server.on('request', (request, response) => void this.#serve(request, response));
    this.#servers.push(server);
    server.listen({ host, port });
    await once(server, 'listening');
    return boundPort(server);
  }

  async stop(): Promise<void> {
    this.#stopListening();
    this.#stopped.abort();
    const closed = this.#servers.filter((server) => server.listening).map((server) => once(server, 'close'));
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets.keys()) socket.destroy();
    await Promise.all(closed);
  }

  metrics(): Record<string, number> {
    return {
      onvif_connections: this.#sockets.size,
      onvif_requests: this.#requests,
      ...this.#desk.metrics(),
    };
  }

  #opened(socket: Socket): void {
    const open: OpenSocket = { cameraCode: null, dropTimer: null };
    this.#sockets.set(socket, open);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      if (open.dropTimer !== null) clearTimeout(open.dropTimer);
      this.#sockets.delete(socket);
    });
  }

  /** Never rejects. */
  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#requests++;
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    try {
      await this.#answer(request, response, AbortSignal.any([gone.signal, this.#stopped.signal]));
    } catch (error) {
      if (error instanceof BodyTooLargeError && !response.headersSent) {
        response.writeHead(413, { Connection: 'close' }).end();
        return;
      }
      request.socket.destroy();
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> {
    const [, root, code = '', service = '', id = ''] = (request.url ?? '').split('?')[0]?.split('/') ?? [];
    const state = root === 'onvif' ? this.#roster.get(code) : null;
    if (state === null) {
      request.resume();
      response.writeHead(404).end();
      return;
    }
    if (!(await this.#withFault(request.socket, state, signal))) return;
    const common = {
      state,
      method: request.method ?? '',
      authorization: request.headers.authorization ?? '',
      host: request.headers.host ?? '',
      localPort: request.socket.localPort ?? 0,
      signal,
    };
    if (request.method === 'GET' && service === 'snapshot') {
      request.resume();
      sendPicture(response, this.#desk.snapshot(common));
      return;
    }
    if (request.method !== 'POST') {
      request.resume();
      response.writeHead(405, { Allow: 'POST' }).end();
      return;
    }
    const text = (await readBody(request, maxBodyBytes)).toString('utf8');
    const answer = await this.#desk.answer({ ...common, service, id, text });
    if (!response.destroyed) send(response, answer, state);
  }

  /** False: the camera's fault leaves nothing to answer. */
  async #withFault(socket: Socket, { camera }: CameraState, signal: AbortSignal): Promise<boolean> {
    const open = this.#sockets.get(socket);
    if (open !== undefined) {
      open.cameraCode = camera.code;
      this.#feelFault(socket, open, camera.code);
    }
    if (socket.destroyed) return false;
    if (this.#roster.board.has(camera.code, 'off') !== null) {
      await delay(blackholeMs, undefined, { signal });
      socket.destroy();
      return false;
    }
    const slow = this.#roster.board.has(camera.code, 'slow');
    if (slow !== null) await delay(slow.delayMs, undefined, { signal });
    return true;
  }

  #feelFault(socket: Socket, open: OpenSocket, code: string): void {
    if (this.#roster.board.has(code, 'off')?.how === 'cut') socket.destroy();
    const dropping = this.#roster.board.has(code, 'dropping');
    if (dropping === null) {
      if (open.dropTimer !== null) clearTimeout(open.dropTimer);
      open.dropTimer = null;
    } else open.dropTimer ??= setTimeout(() => socket.destroy(), dropping.everyMs);
  }
}

/** A grey picture of 1x1: whoever fetches one looks at nothing but the status. */
const greyPicture = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q==',
  'base64',
);

function sendPicture(response: ServerResponse, { status, challenges }: Pick<Answer, 'status' | 'challenges'>): void {
  if (challenges.length > 0) response.setHeader('WWW-Authenticate', [...challenges]);
  response.writeHead(status, status === 200 ? { 'Content-Type': 'image/jpeg' } : {});
  response.end(status === 200 ? greyPicture : undefined);
}

function send(response: ServerResponse, answer: Answer, { camera }: CameraState): void {
  response.statusCode = answer.status;
  response.setHeader('Content-Type', 'application/soap+xml; charset=utf-8');
  if (answer.challenges.length > 0) response.setHeader('WWW-Authenticate', [...answer.challenges]);
  if (!camera.make.chunked) {
    response.end(answer.body);
    return;
  }
  response.write(answer.body.slice(0, 100));
  response.end(answer.body.slice(100));
}
