import { once } from 'node:events';
import { get, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { errorBodySchema } from '@khue/domain/api';
import { pictureFilePaths, videoSessionHeader } from '@khue/domain/video';
import { defaultHardening } from '../hardening/hardeningConfig.ts';
import { openServer } from '../testing/openServer.ts';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';
import { fillTwoWards, type TwoWards } from '../testing/twoWards.ts';

const patience = { timeout: 10_000, interval: 20 };

let ground: Ground;
let city: TwoWards;
let dashboard: TestDashboard;
let gateway: Awaited<ReturnType<typeof openServer>>;
let port = 0;
/** What the gateway was asked, and how it answers. */
let asked: IncomingMessage[] = [];
let reply: (response: ServerResponse) => void = () => {};
let open: ServerResponse[] = [];

beforeAll(async () => {
  ground = await openGround();
  city = await fillTwoWards(ground);
  gateway = await openServer();
  gateway.server.removeAllListeners('request');
  gateway.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    asked.push(request);
    open.push(response);
    reply(response);
  });
  dashboard = await openTestDashboard(ground, { gatewayUrl: `http://127.0.0.1:${gateway.port}` });
  const address = await dashboard.app.listen({ host: '127.0.0.1', port: 0 });
  port = Number(new URL(address).port);
});

afterAll(async () => {
  await gateway.close();
  await dashboard.close();
  await ground.close();
});

beforeEach(() => {
  asked = [];
  open = [];
});

afterEach(() => {
  for (const response of open) response.destroy();
});

const type = 'video/mp4; codecs="avc1.42C01E"';

function beginFile(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': type, 'set-cookie': 'a=b' });
  response.write('first');
}

/** A file being fetched, as a browser would. */
function fetchFile(path: string, cookie: string, at = port) {
  const file = { status: 0, headers: {} as IncomingMessage['headers'], text: '', end: '' };
  const request = get({ host: '127.0.0.1', port: at, path, agent: false, headers: { cookie } }, (response) => {
    file.status = response.statusCode ?? 0;
    file.headers = response.headers;
    response.on('data', (chunk: Buffer) => {
      file.text += chunk.toString('utf8');
    });
    response.on('error', () => undefined);
    response.on('close', () => {
      file.end = response.complete ? 'whole' : 'cut';
    });
  });
  request.on('error', () => {
    file.end = 'cut';
  });
  return { file, leave: () => request.destroy() };
}

const paths = Object.values(pictureFilePaths);

describe('files of pictures', () => {
  it.each(paths)('%s passes on what the gateway gives, and to it whose session it is, not the token', async (path) => {
    reply = (response) => {
      beginFile(response);
      response.end(' last');
    };
    const { file } = fetchFile(`${path}?ticket=k.abc.def`, await (await city.holder('shift_lead')).cookie());
    await expect.poll(() => file.end, patience).toBe('whole');
    expect([file.status, file.text, file.headers['content-type']]).toEqual([200, 'first last', type]);
    expect(file.headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(file.headers['content-disposition']).toMatch(/^attachment; filename="khue-(snapshot|clip)\.mp4"$/u);
    expect(file.headers['set-cookie']).toBeUndefined();
    expect(asked.map(({ url }) => url)).toEqual([`${path}?ticket=k.abc.def`]);
    expect(asked[0]?.headers.cookie).toBeUndefined();
    expect(asked[0]?.headers[videoSessionHeader]).toMatch(/^[0-9a-f-]{36}$/u);
  });

  it.each([
    [403, 403, 'KHUE_TICKET_INVALID'],
    [415, 409, 'KHUE_CODEC_NOT_EXPORTED'],
    [429, 429, 'KHUE_EXPORTS_BUSY'],
    [504, 504, 'KHUE_NO_PICTURE'],
    [503, 503, 'KHUE_TIER_UNAVAILABLE'],
  ] as const)('say in a sentence what the gateway means by %i', async (status, told, code) => {
    reply = (response) => {
      response.writeHead(status).end();
    };
    const cookie = await (await city.holder('shift_lead')).cookie();
    const { file } = fetchFile(`${pictureFilePaths.export}?ticket=k.abc.def`, cookie);
    await expect.poll(() => file.end, patience).toBe('whole');
    expect(file.status).toBe(told);
    const body = errorBodySchema.parse(JSON.parse(file.text));
    expect(body.code).toBe(code);
    expect(body.message).toMatch(/\p{L}.*\.$/u);
  });

  it('break off where the gateway breaks off, and are not taken for whole', async () => {
    reply = beginFile;
    const cookie = await (await city.holder('shift_lead')).cookie();
    const { file } = fetchFile(`${pictureFilePaths.export}?ticket=k.abc.def`, cookie);
    await expect.poll(() => file.text, patience).toBe('first');
    open[0]?.destroy();
    await expect.poll(() => file.end, patience).toBe('cut');
  });

  it.each([
    ['the session', (sessionId: string) => dashboard.parts.sockets.closeSession(sessionId)],
    ['its way to the gateway', (sessionId: string) => dashboard.parts.sockets.closePictures(sessionId)],
  ])('end with %s, at the gateway too', async (_name, end) => {
    reply = beginFile;
    const before = dashboard.parts.sockets.size;
    const holder = await city.holder('shift_lead');
    const cookie = await holder.cookie();
    const session = await dashboard.app.inject({ url: '/api/account', headers: { cookie } });
    const { file } = fetchFile(`${pictureFilePaths.export}?ticket=k.abc.def`, cookie);
    await expect.poll(() => file.text, patience).toBe('first');
    expect(dashboard.parts.sockets.size).toBe(before + 1);
    for (const id of session.body.match(/[0-9a-f]{8}-[0-9a-f-]{27}/gu) ?? []) end(id);
    await expect.poll(() => [file.end, open[0]?.destroyed], patience).toEqual(['cut', true]);
    expect(dashboard.parts.sockets.size).toBe(before);
  });

  it('let the gateway go when the browser does, before the first picture as well', async () => {
    reply = () => {};
    const cookie = await (await city.holder('shift_lead')).cookie();
    const { leave } = fetchFile(`${pictureFilePaths.snapshot}?ticket=k.abc.def`, cookie);
    await expect.poll(() => asked.length, patience).toBe(1);
    leave();
    await expect.poll(() => open[0]?.destroyed, patience).toBe(true);
  });

  it('hold nothing for browsers that left before they were known', async () => {
    reply = beginFile;
    const before = dashboard.parts.sockets.size;
    const cookie = await (await city.holder('shift_lead')).cookie();
    const lines = [`GET ${pictureFilePaths.snapshot}?ticket=k.abc.def HTTP/1.1`, 'host: khue', `cookie: ${cookie}`];
    for (let times = 0; times < 20; times += 1) {
      const browser = connect(port, '127.0.0.1').on('error', () => undefined);
      const arrived = once(dashboard.app.server, 'request');
      browser.write(`${lines.join('\r\n')}\r\n\r\n`);
      await arrived;
      browser.resetAndDestroy();
    }
    const { file, leave } = fetchFile(`${pictureFilePaths.snapshot}?ticket=k.abc.def`, cookie);
    await expect.poll(() => file.text, patience).toBe('first');
    await expect.poll(() => dashboard.parts.sockets.size, patience).toBe(before + 1);
    leave();
  });

  it('are broken off where nobody reads them on', async () => {
    const large = Buffer.alloc(48_000_000);
    reply = (response) => {
      response.writeHead(200, { 'content-type': type });
      response.end(large);
    };
    const hardening = { ...defaultHardening, pictureFileDeadlineMs: 1_000 };
    const other = await openTestDashboard(ground, { gatewayUrl: `http://127.0.0.1:${gateway.port}`, hardening });
    const address = new URL(await other.app.listen({ host: '127.0.0.1', port: 0 }));
    const cookie = await (await city.holder('shift_lead')).cookie();
    const path = `${pictureFilePaths.snapshot}?ticket=k.abc.def`;
    const request = get({ host: '127.0.0.1', port: address.port, path, agent: false, headers: { cookie } });
    const [response]: IncomingMessage[] = await once(request, 'response');
    response?.on('error', () => undefined).pause();
    await expect.poll(() => other.parts.sockets.size, patience).toBe(1);
    await expect.poll(() => other.parts.sockets.size, patience).toBe(0);
    request.destroy();
    await other.close();
  });

  it('do not keep the server from stopping', async () => {
    reply = beginFile;
    const other = await openTestDashboard(ground, { gatewayUrl: `http://127.0.0.1:${gateway.port}` });
    const address = new URL(await other.app.listen({ host: '127.0.0.1', port: 0 }));
    const cookie = await (await city.holder('shift_lead')).cookie();
    const { file } = fetchFile(`${pictureFilePaths.export}?ticket=k.abc.def`, cookie, Number(address.port));
    await expect.poll(() => file.text, patience).toBe('first');
    const stopping = performance.now();
    await other.close();
    expect(performance.now() - stopping).toBeLessThan(2_000);
    await expect.poll(() => file.end, patience).toBe('cut');
  });

  it('are not asked for without the right, or without a ticket', async () => {
    const headers = { cookie: await (await city.holder('operator')).cookie() };
    const clip = await dashboard.app.inject({ url: `${pictureFilePaths.export}?ticket=k.a.b`, headers });
    const nothing = await dashboard.app.inject({ url: pictureFilePaths.snapshot, headers });
    expect([clip.statusCode, nothing.json()]).toMatchObject([403, { details: { fields: 'ticket' } }]);
    expect(asked).toEqual([]);
  });

  it('leave no ticket in the log of the house', () => {
    expect(ground.logText()).not.toContain('k.abc.def');
  });
});
