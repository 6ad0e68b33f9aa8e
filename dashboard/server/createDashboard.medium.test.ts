import { once } from 'node:events';
import { createConnection } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { liveIndexSchema } from '@khue/domain/api';
import type { Revocation } from '@khue/domain/revocation';
import type { TierStatus } from '@khue/domain/tier';
import { createDashboard, type Dashboard } from './createDashboard.ts';
import { bytesOf, LiveClient, refusalOf } from './testing/liveClient.ts';
import { openServer } from './testing/openServer.ts';
import { fillSampleCity, sampleCamera, sampleStatus } from './testing/sampleCity.ts';
import { type Ground, openGround, quickLimits, testConfig } from './testing/testDashboard.ts';

let ground: Ground;
let cameraIds: Map<string, string>;
let gateway: Awaited<ReturnType<typeof openServer>>;
let dashboard: Dashboard;

beforeAll(async () => {
  ground = await openGround();
  cameraIds = await fillSampleCity(ground.store);
  gateway = await openServer();
  const pictures = new WebSocketServer({ server: gateway.server });
  pictures.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(bytesOf(data), { binary: isBinary }));
  });
});

afterAll(async () => {
  await gateway.close();
  await ground.close();
});

beforeEach(async () => {
  const config = { ...testConfig, gatewayUrl: `http://127.0.0.1:${gateway.port}` };
  dashboard = createDashboard(ground.deps, config, quickLimits);
  await dashboard.start();
});

afterEach(async () => {
  await dashboard.stop();
});

function at(scheme: 'http' | 'ws', path: string): string {
  return `${scheme}://127.0.0.1:${dashboard.address().port}${path}`;
}

async function signIn(): Promise<string> {
  const answer = await fetch(at('http', '/api/session'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ground.account),
  });
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? 'no cookie';
}

async function follow(cookie: string): Promise<LiveClient> {
  return new LiveClient(at('ws', '/api/live'), { cookie }).opened();
}

async function index(cookie: string) {
  return liveIndexSchema.parse(await (await fetch(at('http', '/api/live/index'), { headers: { cookie } })).json());
}

function tell(code: string, state: 'online' | 'offline', observedAt = new Date()): Promise<void> {
  const cameraId = cameraIds.get(code) ?? '';
  return ground.outside.publish('cameraStatus', sampleStatus(cameraId, state, observedAt), cameraId);
}

/** The state a client knows of a camera, put together from its frames. */
function stateAt(client: LiveClient, position: number): string | undefined {
  let state: string | undefined;
  for (const frame of client.frames) {
    if (frame.kind === 'snapshot') state = frame.states[position];
    if (frame.kind === 'delta') state = frame.changes.find((change) => change.position === position)?.state ?? state;
  }
  return state;
}

describe('live feed', () => {
  it('begins with a snapshot that fits the index, then tells what the bus tells', async () => {
    const cookie = await signIn();
    const client = await follow(cookie);
    const { version, cameras } = await index(cookie);
    await vi.waitFor(() => expect(client.frames[0]).toMatchObject({ kind: 'snapshot', indexVersion: version }));
    const position = cameras.indexOf(cameraIds.get('MP-TH-01/C02') ?? '');
    await tell('MP-TH-01/C02', 'offline');
    await vi.waitFor(() => expect(stateAt(client, position)).toBe('offline'));
    expect(client.kinds.slice(1).every((kind) => kind === 'delta')).toBe(true);
    expect(client.isGapless).toBe(true);
    client.socket.close();
  });

  it('knows from the store what was known before it started, unless that is old', async () => {
    const first = cameraIds.get('MP-TH-01/C01') ?? '';
    const second = cameraIds.get('MP-TH-01/C02') ?? '';
    await ground.store.statuses.record([
      sampleStatus(first, 'degraded', new Date()),
      sampleStatus(second, 'online', new Date(Date.now() - testConfig.statusStaleAfterMs - 60_000)),
    ]);
    const again = createDashboard(ground.deps, testConfig, quickLimits);
    await again.start();
    const cookie = await signIn();
    const { cameras } = await index(cookie);
    const client = await new LiveClient(`ws://127.0.0.1:${again.address().port}/api/live`, { cookie }).opened();
    await vi.waitFor(() => expect(stateAt(client, cameras.indexOf(first))).toBe('degraded'));
    expect(stateAt(client, cameras.indexOf(second))).toBe('unknown');
    await again.stop();
  });

  it('knows of no camera while the gateway is down, and knows again once it is back', async () => {
    const gatewayIs = (state: 'up' | 'down') => {
      const now = new Date().toISOString();
      const beat = {
        tier: 'gateway' as const,
        state,
        at: now,
        startedAt: now,
        version: '0',
        metrics: {},
        remark: null,
      };
      return ground.outside.publish('tierStatus', beat, 'gateway');
    };
    await gatewayIs('up');
    const config = { ...testConfig, expectedTiers: [...testConfig.expectedTiers, 'gateway' as const] };
    const watching = createDashboard(ground.deps, config, quickLimits);
    await watching.start();
    const cookie = await signIn();
    const { cameras } = await index(cookie);
    const position = cameras.indexOf(cameraIds.get('MP-TH-01/C01') ?? '');
    const client = await new LiveClient(`ws://127.0.0.1:${watching.address().port}/api/live`, { cookie }).opened();
    await tell('MP-TH-01/C01', 'online');
    await ground.store.statuses.record([sampleStatus(cameraIds.get('MP-TH-01/C01') ?? '', 'online', new Date())]);
    await vi.waitFor(() => expect(stateAt(client, position)).toBe('online'));
    await gatewayIs('down');
    await vi.waitFor(() => expect(stateAt(client, position)).toBe('unknown'), { timeout: 10_000 });
    await gatewayIs('up');
    await vi.waitFor(() => expect(stateAt(client, position)).toBe('online'), { timeout: 10_000 });
    client.socket.terminate();
    await watching.stop();
  });

  it('tells of a changed registry: a new index, then its snapshot', async () => {
    const cookie = await signIn();
    const client = await follow(cookie);
    const before = await index(cookie);
    await ground.store.cameras.upsert([sampleCamera(9, 2)], new Date());
    const changed = { kind: 'cameras', at: new Date().toISOString(), added: 1, changed: 0 } as const;
    await ground.outside.publish('registryChanged', changed);
    // A heartbeat may follow within the second: what counts is that the snapshot comes right after the news.
    await vi.waitFor(() => expect(client.kinds.join(' ')).toContain('indexChanged snapshot'), { timeout: 10_000 });
    const after = await index(cookie);
    expect(after.version).not.toBe(before.version);
    expect(after.cameras).toHaveLength(before.cameras.length + 1);
    expect(client.frames.findLast((frame) => frame.kind === 'snapshot')).toMatchObject({
      indexVersion: after.version,
      states: { length: after.cameras.length },
    });
    expect(client.isGapless).toBe(true);
    client.socket.close();
  });

  it('ends with the session it lives on', async () => {
    const cookie = await signIn();
    const client = await follow(cookie);
    const closed = once(client.socket, 'close');
    await fetch(at('http', '/api/session'), { method: 'DELETE', headers: { cookie } });
    expect((await closed)[0]).toBe(4_401);
  });
});

describe('pictures', () => {
  it('pass both ways to whoever is signed in, and end with the session', async () => {
    const cookie = await signIn();
    const browser = new WebSocket(at('ws', '/video'), { headers: { cookie } });
    await once(browser, 'open');
    const answered = once(browser, 'message');
    browser.send('{"type":"ping","sentAt":1}');
    expect(String((await answered)[0])).toBe('{"type":"ping","sentAt":1}');
    const closed = once(browser, 'close');
    await fetch(at('http', '/api/session'), { method: 'DELETE', headers: { cookie } });
    await closed;
  });
});

describe('WebSockets', () => {
  it.each(['/api/live', '/video'])('are refused at %s without a session and from another site', async (path) => {
    expect(await refusalOf(at('ws', path))).toMatchObject({ status: 401, body: { code: 'KHUE_SIGN_IN_REQUIRED' } });
    const cookie = await signIn();
    const elsewhere = await refusalOf(at('ws', path), { cookie, origin: 'https://elsewhere.example' });
    expect(elsewhere).toMatchObject({ status: 403, body: { code: 'KHUE_ORIGIN_REFUSED' } });
    const own = new WebSocket(at('ws', path), { headers: { cookie }, origin: at('http', '').replace(/\/$/u, '') });
    await once(own, 'open');
    own.terminate();
  });

  it('are refused where there are none', async () => {
    const cookie = await signIn();
    expect((await refusalOf(at('ws', '/api/other'), { cookie })).status).toBe(404);
  });
});

describe('dashboard', () => {
  it('tells the bus that it is up, and that it went down', async () => {
    const heard: TierStatus[] = [];
    // What other tiers said last is kept by the broker, and told in any order.
    await ground.outside.subscribe('tierStatus', (status) => {
      if (status.tier === 'dashboard') heard.push(status);
    });
    await vi.waitFor(() => expect(heard.at(-1)).toMatchObject({ tier: 'dashboard', state: 'up' }));
    await dashboard.stop();
    await vi.waitFor(() => expect(heard.at(-1)).toMatchObject({ tier: 'dashboard', state: 'down' }));
  });

  it('stops within five seconds whatever is open', async () => {
    const cookie = await signIn();
    const client = await follow(cookie);
    client.socket.pause();
    const video = new WebSocket(at('ws', '/video'), { headers: { cookie } });
    await once(video, 'open');
    const idle = createConnection(dashboard.address().port, '127.0.0.1');
    await once(idle, 'connect');
    idle.on('error', () => {});
    idle.write(
      'POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\ncontent-type: application/json\r\n\r\n{',
    );
    const began = performance.now();
    await dashboard.stop();
    expect(performance.now() - began).toBeLessThan(5_000);
    client.socket.terminate();
    idle.destroy();
  });

  it('tells the gateway at its start, and again, that tickets from before it are watched over by nobody', async () => {
    const heard: Revocation[] = [];
    await ground.outside.subscribe('accessRevoked', (revocation) => heard.push(revocation));
    const began = Date.now();
    const again = createDashboard(ground.deps, testConfig, quickLimits);
    await again.start();
    const ofThisStart = () =>
      heard.filter(({ at: startedAt, everything }) => everything === true && startedAt >= began);
    await vi.waitFor(() => expect(ofThisStart().length).toBeGreaterThan(1), 5_000);
    expect(ofThisStart().every(({ at: startedAt }) => startedAt <= Date.now())).toBe(true);
    await again.stop();
  });

  it('says in one sentence that its port is taken', async () => {
    const taken = createDashboard(ground.deps, { ...testConfig, httpPort: dashboard.address().port }, quickLimits);
    await expect(taken.start()).rejects.toThrow(/KHUE_HTTP_PORT.*in use/u);
    await taken.stop();
  });
});
