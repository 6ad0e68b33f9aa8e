import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { LiveClient, refusalOf } from '@khue/dashboard-server/testing/liveClient';
import { sampleStatus } from '@khue/dashboard-server/testing/sampleCity';
import { type AttackedServer, openAttackedServer } from './attackedServer.ts';
import { exchange, statusesOf } from './rawHttp.ts';

let server: AttackedServer;

beforeAll(async () => {
  server = await openAttackedServer({ perAccount: { burst: 300, perSecond: 1 } });
});

afterAll(() => server.close());

type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>> };

/** Every route that changes something, with something in place of its parameters. */
async function changingRoutes(cookie: string): Promise<{ method: string; path: string }[]> {
  const answer = await fetch(`${server.url}/api/openapi.json`, { headers: { cookie } });
  const { paths }: Document = await answer.json();
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => ['post', 'put', 'patch', 'delete'].includes(method))
      .map((method) => ({ method: method.toUpperCase(), path: path.replaceAll(/\{\w+\}/gu, randomUUID()) })),
  );
}

describe('a page of another site', () => {
  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('changes nothing through any route: %j', async (headers) => {
    const cookie = await server.cookie();
    const routes = await changingRoutes(cookie);
    expect(routes.length).toBeGreaterThan(20);
    const before = server.count('accessRefused');
    for (const { method, path } of routes) {
      const answer = await fetch(`${server.url}${path}`, { method, headers: { cookie, ...headers }, body: '{}' });
      expect({ method, path, status: answer.status, body: await answer.json() }).toMatchObject({
        method,
        path,
        status: 403,
        body: { code: 'KHUE_ORIGIN_REFUSED' },
      });
    }
    expect(server.count('accessRefused')).toBe(before + routes.length);
    expect((await fetch(`${server.url}/api/session`, { headers: { cookie } })).status).toBe(200);
  });

  it('opens no WebSocket', async () => {
    const cookie = await server.cookie();
    for (const path of ['/api/live', '/video']) {
      const refused = await refusalOf(`ws://127.0.0.1:${server.port}${path}`, {
        cookie,
        origin: 'https://evil.example',
      });
      expect(refused).toMatchObject({ status: 403, body: { code: 'KHUE_ORIGIN_REFUSED' } });
    }
    await expect
      .poll(async () => (await server.ground.store.log.list({ action: 'access.refused' }, { limit: 50 })).length)
      .toBeGreaterThan(0);
  });

  it('learns nothing by being allowed to read: no answer names another origin', async () => {
    const { headers } = await fetch(`${server.url}/api/session`, { headers: { origin: 'https://evil.example' } });
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a session', () => {
  it('is not fixed: a token that somebody planted is not taken over by signing in', async () => {
    const planted = 'khue_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    const { name, password } = server.ground.account;
    const answer = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { cookie: planted, 'content-type': 'application/json' },
      body: JSON.stringify({ name, password }),
    });
    expect(answer.status).toBeLessThan(300);
    const [set = ''] = answer.headers.getSetCookie();
    expect(set).toMatch(/^khue_session=[^;]{20,};.*HttpOnly.*SameSite=Strict/iu);
    expect(set).not.toContain(planted);
    expect((await fetch(`${server.url}/api/session`, { headers: { cookie: planted } })).status).toBe(401);
  });

  it('ends with its sign-out, and its token opens nothing afterwards', async () => {
    const cookie = await server.cookie();
    expect((await fetch(`${server.url}/api/session`, { method: 'DELETE', headers: { cookie } })).ok).toBe(true);
    expect((await fetch(`${server.url}/api/session`, { headers: { cookie } })).status).toBe(401);
    expect(await refusalOf(`ws://127.0.0.1:${server.port}/api/live`, { cookie })).toMatchObject({ status: 401 });
  });

  it.each(['', 'khue_session=', 'khue_session=null', `khue_session=${'%00'.repeat(20)}`, "khue_session=' OR 1=1 --"])(
    'is not made of %j',
    async (cookie) => {
      const answer = await exchange(server.port, [
        `GET /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
      ]);
      expect(statusesOf(answer)).toEqual([401]);
    },
  );
});

describe('the things of another ward', () => {
  it('answer like things that do not exist, and the refusal stands in the log with its reason', async () => {
    const { here, there } = server.city;
    const cookie = await (await server.city.holder('operator', here.unitId)).cookie();
    const ask = async (path: string) => {
      const answer = await fetch(`${server.url}${path}`, { headers: { cookie } });
      return { status: answer.status, body: await answer.json() };
    };
    const none = await ask(`/api/schools/${randomUUID()}`);
    expect(none).toMatchObject({ status: 404, body: { code: 'KHUE_NOT_FOUND' } });
    expect(await ask(`/api/schools/${there.schoolId}`)).toEqual(none);
    expect(
      await ask(`/api/cameras/${there.cameraId}/history?from=2026-01-01T00:00:00Z&to=2026-01-01T01:00:00Z`),
    ).toEqual(none);
    expect((await ask(`/api/schools/${here.schoolId}`)).status).toBe(200);
    await expect
      .poll(async () => {
        const rows = await server.ground.store.log.list({ action: 'access.refused' }, { limit: 200 });
        return rows.some((row) => row.object?.id === there.schoolId);
      })
      .toBe(true);
  });

  it('give no ticket', async () => {
    const { here, there } = server.city;
    const cookie = await (await server.city.holder('operator', here.unitId)).cookie();
    const [purpose] = await server.ground.store.privacy.purposes();
    const ask = async (cameraId: string) => {
      const body = JSON.stringify({ cameraId, profile: 'sub', purposeId: purpose?.id, note: 'x' });
      const headers = { cookie, 'content-type': 'application/json' };
      const answer = await fetch(`${server.url}/api/tickets`, { method: 'POST', headers, body });
      return { status: answer.status, body: await answer.json() };
    };
    const none = await ask(randomUUID());
    expect(none.status).toBe(404);
    expect(await ask(there.cameraId)).toEqual(none);
    expect((await ask(here.cameraId)).status).toBe(201);
  });
});

describe('an account that asks without end', () => {
  it('is told to wait, and nobody else is; what it looks at live goes on', async () => {
    const cookie = await (await server.city.holder('planner')).cookie();
    const live = await new LiveClient(`ws://127.0.0.1:${server.port}/api/live`, { cookie }).opened();
    onTestFinished(() => live.socket.terminate());
    const other = await (await server.city.holder('planner')).cookie();
    const before = server.count('turnedAwayForRate');
    const answers: Response[] = [];
    for (let i = 0; i < 310; i += 1) answers.push(await fetch(`${server.url}/api/session`, { headers: { cookie } }));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(server.count('turnedAwayForRate') - before).toBe(refused.length);
    expect((await fetch(`${server.url}/api/session`, { headers: { cookie: other } })).status).toBe(200);
    const { cameraId } = server.city.here;
    const told = live.frames.length;
    await server.ground.outside.publish('cameraStatus', sampleStatus(cameraId, 'offline', new Date()), cameraId);
    await expect.poll(() => live.frames.length, { timeout: 10_000 }).toBeGreaterThan(told);
  });
});

describe('an upgrade that is none', () => {
  it.each([
    ['to another protocol', 'GET /api/live HTTP/1.1\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n', 400],
    ['with a method that changes', 'POST /api/live HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n', 404],
    ['at an unknown path', 'GET /api/../video HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n', 404],
    ['without a session', 'GET /video HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n', 401],
  ])('%s is refused and closed', async (_what, start, status) => {
    const answer = await exchange(server.port, [`${start}Host: 127.0.0.1\r\n\r\n`]);
    expect(statusesOf(answer)).toEqual([status]);
  });

  it('that breaks off half-way harms nothing', async () => {
    for (let i = 0; i < 50; i += 1) {
      const socket = connect({ port: server.port, host: '127.0.0.1' });
      socket.on('error', () => {});
      socket.write('GET /api/live HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n');
      socket.destroy();
    }
    expect((await fetch(`${server.url}/api/sign-in`)).status).toBe(200);
  });
});
