import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { sampleRights } from '../testing/sampleRights.ts';
import { Upgrades } from '../access/upgrades.ts';
import { bytesOf, refusalOf } from '../testing/liveClient.ts';
import { openServer } from '../testing/openServer.ts';
import { VideoProxy } from './videoProxy.ts';

const mebibyte = 1_048_576;
const session = {
  sessionId: 's1',
  token: 't1',
  account: { id: 'a1', name: 'truc.ban', displayName: 'Trực ban', kind: 'person' as const },
  stage: 'full' as const,
  locked: false,
};

/** A gateway of this test's own: a real WebSocket server. */
async function openGateway() {
  const web = await openServer();
  const webSockets = new WebSocketServer({ server: web.server, path: '/video', perMessageDeflate: false });
  const requests: IncomingMessage[] = [];
  const connections: WebSocket[] = [];
  const sockets: Socket[] = [];
  webSockets.on('connection', (webSocket, request) => {
    requests.push(request);
    connections.push(webSocket);
    sockets.push(request.socket);
  });
  return { ...web, requests, connections, sockets };
}

async function openProxy(gatewayUrl: string, maxConnections = 10) {
  const web = await openServer();
  const proxy = new VideoProxy({ gatewayUrl, maxConnections, handshakeDeadlineMs: 500 }, pino({ level: 'silent' }));
  const upgrades = new Upgrades(web.server, {
    findSession: async () => session,
    rates: { fromAddress: () => {}, byAccount: () => {} },
    publicOrigin: null,
    isProxy: () => false,
    rights: { of: async () => sampleRights(['camera.live']) },
    refusals: { note: () => {} },
    paths: new Map([
      [
        '/video',
        {
          access: 'camera.live' as const,
          handle: (request: IncomingMessage, socket: Duplex, head: Buffer) =>
            void proxy.handle({ request, socket, head, sessionId: session.sessionId }, () => {}),
        },
      ],
    ]),
    onBug: (error) => {
      throw error;
    },
  });
  return {
    proxy,
    url: `ws://127.0.0.1:${web.port}/video`,
    async close() {
      upgrades.stop();
      proxy.stop();
      await web.close();
    },
  };
}

describe('video proxy', () => {
  let gateway: Awaited<ReturnType<typeof openGateway>>;
  let front: Awaited<ReturnType<typeof openProxy>>;

  beforeEach(async () => {
    gateway = await openGateway();
    front = await openProxy(`http://127.0.0.1:${gateway.port}`);
  });

  afterEach(async () => {
    await front.close();
    await gateway.close();
  });

  async function connect(headers: Record<string, string> = {}): Promise<{ browser: WebSocket; inside: WebSocket }> {
    const browser = new WebSocket(front.url, { headers });
    await once(browser, 'open');
    await vi.waitFor(() => expect(gateway.connections.length).toBeGreaterThan(0));
    const inside = gateway.connections.at(-1);
    if (inside === undefined) throw new Error('the gateway saw no connection');
    return { browser, inside };
  }

  it('carries bytes both ways unchanged', async () => {
    const { browser, inside } = await connect();
    const sent = randomBytes(3 * mebibyte);
    inside.on('message', (data, isBinary) => inside.send(bytesOf(data), { binary: isBinary }));
    const answered = once(browser, 'message');
    browser.send(sent);
    const [received] = await answered;
    expect(createHash('sha256').update(received).digest('hex')).toBe(createHash('sha256').update(sent).digest('hex'));
  });

  it('keeps cookies, origin and addresses of the browser to itself, and says whose session it is', async () => {
    const spoofed = { cookie: 'khue_session=secret', 'x-forwarded-for': '10.1.1.1', authorization: 'Bearer secret' };
    await connect({ ...spoofed, 'x-khue-session': 's2' });
    const headers = gateway.requests[0]?.headers ?? {};
    expect(Object.keys(headers).sort()).toEqual([
      'connection',
      'host',
      'sec-websocket-extensions',
      'sec-websocket-key',
      'sec-websocket-version',
      'upgrade',
      'x-khue-session',
    ]);
    expect(headers['x-khue-session']).toBe(session.sessionId);
    expect(headers.host).toBe(`127.0.0.1:${gateway.port}`);
  });

  it('slows the gateway down for a browser that does not read, then delivers everything', async () => {
    const { browser, inside } = await connect();
    let received = 0;
    browser.on('message', (data) => {
      received += bytesOf(data).length;
    });
    browser.pause();
    const frame = Buffer.alloc(64 * 1_024, 1);
    const total = 96 * mebibyte;
    for (let sent = 0; sent < total; sent += frame.length) inside.send(frame);
    const delivered = (): number => (gateway.sockets[0]?.bytesWritten ?? 0) - inside.bufferedAmount;
    let previous = -1;
    await vi.waitFor(
      () => {
        const now = delivered();
        const stoodStill = now === previous;
        previous = now;
        expect(stoodStill).toBe(true);
      },
      { timeout: 20_000, interval: 500 },
    );
    expect(delivered()).toBeLessThan(24 * mebibyte);
    browser.resume();
    await vi.waitFor(() => expect(received).toBe(total), { timeout: 30_000 });
  });

  it('passes on a goodbye from either side', async () => {
    const first = await connect();
    const browserClosed = once(first.browser, 'close');
    first.inside.close(4_000, 'enough');
    expect((await browserClosed)[0]).toBe(4_000);

    const second = await connect();
    const insideClosed = once(second.inside, 'close');
    second.browser.close(1_000);
    expect((await insideClosed)[0]).toBe(1_000);
    await vi.waitFor(() => expect(front.proxy.metrics()['videoConnections']).toBe(0));
  });

  it('ends the other side when one is cut off', async () => {
    const { browser, inside } = await connect();
    const closed = once(inside, 'close');
    browser.terminate();
    await closed;
    await vi.waitFor(() => expect(front.proxy.metrics()['videoConnections']).toBe(0));
  });

  it('ends every connection on stop', async () => {
    const { browser, inside } = await connect();
    const both = Promise.all([once(browser, 'close'), once(inside, 'close')]);
    front.proxy.stop();
    await both;
    await vi.waitFor(() => expect(front.proxy.metrics()['videoConnections']).toBe(0));
  });
});

describe('video proxy at its limits', () => {
  it('answers 503 where no gateway listens', async () => {
    const gone = await openServer();
    await gone.close();
    const front = await openProxy(`http://127.0.0.1:${gone.port}`);
    const refusal = await refusalOf(front.url);
    expect(refusal).toMatchObject({ status: 503, body: { code: 'KHUE_TIER_UNAVAILABLE' } });
    await vi.waitFor(() => expect(front.proxy.metrics()['videoConnections']).toBe(0));
    await front.close();
  });

  it('answers 503 where the gateway takes no WebSocket', async () => {
    const web = await openServer();
    const front = await openProxy(`http://127.0.0.1:${web.port}`);
    expect((await refusalOf(front.url)).status).toBe(503);
    await front.close();
    await web.close();
  });

  it('answers 503 where the gateway stays silent', async () => {
    const web = await openServer();
    web.server.on('upgrade', () => {});
    const front = await openProxy(`http://127.0.0.1:${web.port}`);
    expect((await refusalOf(front.url)).status).toBe(503);
    await front.close();
    await web.close();
  });

  it('refuses connections over its limit and takes them again after others have left', async () => {
    const gateway = await openGateway();
    const front = await openProxy(`http://127.0.0.1:${gateway.port}`, 1);
    const browser = new WebSocket(front.url);
    await once(browser, 'open');
    expect((await refusalOf(front.url)).status).toBe(503);
    browser.close();
    await vi.waitFor(() => expect(front.proxy.metrics()['videoConnections']).toBe(0));
    const next = new WebSocket(front.url);
    await once(next, 'open');
    next.terminate();
    await front.close();
    await gateway.close();
  });
});
