import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { builtInRoles, type Permission } from '@khue/domain/access';
import { liveIndexSchema } from '@khue/domain/api';
import { Upgrades } from './access/upgrades.ts';
import { createDashboard, type Dashboard, dashboardParts } from './createDashboard.ts';
import { upgradeRates } from './hardening/upgradeRates.ts';
import { holders } from './testing/holders.ts';
import { LiveClient, refusalOf } from './testing/liveClient.ts';
import { openServer } from './testing/openServer.ts';
import { sampleStatus } from './testing/sampleCity.ts';
import { type Ground, openGround, quickLimits, testConfig } from './testing/testDashboard.ts';
import { fillTwoWards, type Holder, type TwoWards } from './testing/twoWards.ts';
import { VideoProxy } from './video/videoProxy.ts';
import { webSocketPaths } from './webSockets.ts';

/** Every path that takes WebSockets in, and who may come; a new one fails this test until it stands here. */
const table: Readonly<Record<string, Permission>> = { '/api/live': 'inventory.view', '/video': 'camera.live' };
/** What is withdrawn ends within this. */
const withdrawnWithin = { timeout: 5_000, interval: 50 };

let ground: Ground;
let city: TwoWards;
let gateway: Awaited<ReturnType<typeof openServer>>;
let dashboard: Dashboard;
let clients: WebSocket[];

beforeAll(async () => {
  ground = await openGround();
  city = await fillTwoWards(ground);
  gateway = await openServer();
  new WebSocketServer({ server: gateway.server }).on('connection', (socket) => socket.on('error', () => {}));
});

afterAll(async () => {
  await gateway.close();
  await ground.close();
});

beforeEach(async () => {
  clients = [];
  dashboard = createDashboard(
    ground.deps,
    { ...testConfig, gatewayUrl: `http://127.0.0.1:${gateway.port}` },
    quickLimits,
  );
  await dashboard.start();
});

/** The same house with other rates. */
async function restartWith(hardening: Partial<typeof testConfig.hardening>): Promise<void> {
  await dashboard.stop();
  const config = { ...testConfig, hardening: { ...testConfig.hardening, ...hardening } };
  dashboard = createDashboard(ground.deps, config, quickLimits);
  await dashboard.start();
}

afterEach(async () => {
  for (const client of clients) client.terminate();
  await dashboard.stop();
});

function at(scheme: 'http' | 'ws', path: string): string {
  return `${scheme}://127.0.0.1:${dashboard.address().port}${path}`;
}

async function follow(cookie: string): Promise<LiveClient> {
  const client = new LiveClient(at('ws', '/api/live'), { cookie });
  clients.push(client.socket);
  return client.opened();
}

async function openVideo(cookie: string): Promise<WebSocket> {
  const video = new WebSocket(at('ws', '/video'), { headers: { cookie } });
  clients.push(video);
  await once(video, 'open');
  return video;
}

async function index(cookie: string) {
  const answer = await fetch(at('http', '/api/live/index'), { headers: { cookie } });
  return liveIndexSchema.parse(await answer.json());
}

function tell(cameraId: string, state: 'online' | 'offline'): Promise<void> {
  return ground.outside.publish('cameraStatus', sampleStatus(cameraId, state, new Date()), cameraId);
}

/** The code a socket is closed with. */
function closing(socket: WebSocket): { code: number | null } {
  const closed: { code: number | null } = { code: null };
  socket.once('close', (code: number) => {
    closed.code = code;
  });
  return closed;
}

async function endGrants(holder: Holder): Promise<void> {
  for (const { grant } of await ground.store.access.grants({ accountId: holder.accountId })) {
    await ground.store.access.endGrant(grant.id, new Date(), () => []);
  }
}

/** Positions of all changes a client was told of. */
function changesTold(client: LiveClient): number[] {
  return client.frames.flatMap((frame) =>
    frame.kind === 'delta' ? frame.changes.map(({ position }) => position) : [],
  );
}

describe('paths of WebSockets', () => {
  it('are those of the table of this test, with the permissions that stand there', () => {
    const parts = dashboardParts(ground.deps, testConfig);
    const paths = webSocketPaths(
      parts,
      new VideoProxy({ gatewayUrl: '', maxConnections: 1, handshakeDeadlineMs: 1 }, ground.deps.log),
    );
    expect(Object.fromEntries([...paths].map(([path, { access }]) => [path, access]))).toEqual(table);
  });

  it('stop the start where they do not say who may come in', async () => {
    const web = await openServer();
    const parts = dashboardParts(ground.deps, testConfig);
    const undeclared: object = { handle: () => {} };
    const paths = new Map([['/forgotten', undeclared]]) as ConstructorParameters<typeof Upgrades>[1]['paths'];
    const deps = {
      ...parts,
      findSession: async () => null,
      publicOrigin: null,
      paths,
      isProxy: () => false,
      rates: upgradeRates(testConfig.hardening, parts),
      onBug: () => {},
    };
    expect(() => new Upgrades(web.server, deps)).toThrow('WebSockets at /forgotten do not say who may come in');
    await web.close();
  });

  it.each(Object.entries(table))('%s opens to the roles that hold %s and to no other', async (path, permission) => {
    const opened: string[] = [];
    for (const role of builtInRoles) {
      const cookie = await (await city.holder(role)).cookie();
      const socket = new WebSocket(at('ws', path), { headers: { cookie } });
      clients.push(socket);
      const outcome = await Promise.race([
        once(socket, 'open').then(() => 'open'),
        once(socket, 'unexpected-response').then(([, response]) => String(response.statusCode)),
      ]);
      socket.on('error', () => {});
      opened.push(`${role}: ${outcome}`);
    }
    expect(opened).toEqual(
      builtInRoles.map((role) => `${role}: ${holders[permission].includes(role) ? 'open' : '403'}`),
    );
    expect(await refusalOf(at('ws', path))).toMatchObject({ status: 401, body: { code: 'KHUE_SIGN_IN_REQUIRED' } });
  });

  it('are opened by one account so often and no more, whoever else asks', async () => {
    await restartWith({ upgradesPerAccount: { burst: 2, perSecond: 1 } });
    const [one, other] = [await city.holder('operator'), await city.holder('operator')];
    const cookie = await one.cookie();
    await follow(cookie);
    await follow(await one.cookie());
    const refused = await refusalOf(at('ws', '/api/live'), { cookie });
    expect(refused).toMatchObject({ status: 429, body: { code: 'KHUE_TOO_MANY_ATTEMPTS' } });
    expect(refused.headers['retry-after']).toBe('1');
    await follow(await other.cookie());
    expect(dashboard.metrics()['turnedAwayForRate']).toBe(1);
  });

  it('are opened from one address so often and no more', async () => {
    await restartWith({ perAddress: { burst: 1, perSecond: 1 } });
    const cookie = await (await city.holder('operator')).cookie();
    const first = await refusalOf(at('ws', '/none'), { cookie });
    const second = await refusalOf(at('ws', '/api/live'), { cookie });
    expect([first.status, second.status]).toEqual([404, 429]);
    expect(dashboard.metrics()['turnedAwayForRate']).toBe(1);
  });

  it('write down whom they refused', async () => {
    const holder = await city.holder('planner');
    await refusalOf(at('ws', '/video'), { cookie: await holder.cookie() });
    await vi.waitFor(async () => {
      const [row] = await ground.store.log.list({ action: 'access.refused' }, { limit: 1 });
      expect(row).toMatchObject({
        actorId: holder.accountId,
        result: 'refused',
        details: { route: 'UPGRADE /video', reason: 'KHUE_NOT_ALLOWED' },
      });
    });
    expect(dashboard.metrics()['accessRefused']).toBe(1);
  });
});

describe('live feed of a part of the city', () => {
  it.each(['{"type":"subscribe"}', 'ping', ''])('takes no message from a browser: %j ends it', async (said) => {
    const { socket } = await follow(await (await city.holder('operator')).cookie());
    const closed = closing(socket);
    socket.send(said);
    await vi.waitFor(() => expect(closed.code).toBe(1_008));
  });

  it('tells of the own schools alone, each audience at its own positions', async () => {
    const cookies = {
      here: await (await city.holder('unit_viewer', city.here.unitId)).cookie(),
      there: await (await city.holder('unit_viewer', city.there.unitId)).cookie(),
      all: await (await city.holder('operator')).cookie(),
    };
    expect((await index(cookies.here)).cameras).toEqual([city.here.cameraId]);
    expect((await index(cookies.there)).cameras).toEqual([city.there.cameraId]);
    const all = await index(cookies.all);
    expect([...all.cameras].sort()).toEqual([city.here.cameraId, city.there.cameraId].sort());
    const [here, there, everything] = [
      await follow(cookies.here),
      await follow(cookies.there),
      await follow(cookies.all),
    ];
    await vi.waitFor(() =>
      expect([here, there, everything].map(({ kinds }) => kinds[0])).toEqual(['snapshot', 'snapshot', 'snapshot']),
    );
    expect(here.frames[0]).toMatchObject({ states: { length: 1 }, indexVersion: (await index(cookies.here)).version });
    await tell(city.there.cameraId, 'offline');
    await vi.waitFor(() => expect(changesTold(there)).toEqual([0]));
    await vi.waitFor(() => expect(changesTold(everything)).toEqual([all.cameras.indexOf(city.there.cameraId)]));
    await tell(city.here.cameraId, 'offline');
    await vi.waitFor(() => expect(changesTold(here)).toEqual([0]));
    expect(changesTold(there)).toEqual([0]);
    expect([here, there, everything].every(({ isGapless }) => isGapless)).toBe(true);
  });

  it('shrinks within 5 s of the right being narrowed, and grows again', async () => {
    const holder = await city.holder('unit_viewer');
    const cookie = await holder.cookie();
    const client = await follow(cookie);
    await vi.waitFor(() => expect(client.frames[0]).toMatchObject({ kind: 'snapshot', states: { length: 2 } }));
    await city.grant(holder, city.here.unitId);
    const overCity = (await ground.store.access.grants({ accountId: holder.accountId })).find(
      ({ grant }) => grant.scopeId === null,
    );
    await ground.store.access.endGrant(overCity?.grant.id ?? '', new Date(), () => []);
    await vi.waitFor(
      () => expect(client.frames.findLast(({ kind }) => kind === 'snapshot')).toMatchObject({ states: { length: 1 } }),
      withdrawnWithin,
    );
    expect(client.kinds.join(' ')).toContain('indexChanged snapshot');
    expect((await index(cookie)).cameras).toEqual([city.here.cameraId]);
    await city.grant(holder, city.there.unitId);
    await vi.waitFor(
      () => expect(client.frames.findLast(({ kind }) => kind === 'snapshot')).toMatchObject({ states: { length: 2 } }),
      withdrawnWithin,
    );
    expect(client.isGapless).toBe(true);
  });

  it('ends within 5 s of the last right being withdrawn, and so do pictures', async () => {
    const holder = await city.holder('operator', city.here.unitId);
    const cookie = await holder.cookie();
    const [feed, video] = [closing((await follow(cookie)).socket), closing(await openVideo(cookie))];
    await endGrants(holder);
    await vi.waitFor(() => expect([feed.code, video.code]).toEqual([4_403, 1_006]), withdrawnWithin);
    expect((await refusalOf(at('ws', '/api/live'), { cookie })).status).toBe(403);
  });

  it('ends within 5 s of its session being ended elsewhere', async () => {
    const cookie = await (await city.holder('operator')).cookie();
    const [feed, video] = [closing((await follow(cookie)).socket), closing(await openVideo(cookie))];
    await ground.store.accounts.closeSession(cookie.split('=')[1] ?? '', () => []);
    await vi.waitFor(() => expect([feed.code, video.code]).toEqual([4_401, 1_006]), withdrawnWithin);
  });
});
