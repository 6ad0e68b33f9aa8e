import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FeedChanges, feedChangesSchema, feedSnapshotSchema, feedStateSchema } from '@khue/domain/feed';
import { planted, sampleSchool, sampleStatus } from '../testing/sampleCity.ts';
import { defaultHardening } from '../hardening/hardeningConfig.ts';
import { openTestDashboard } from '../testing/testDashboard.ts';
import { type FeedCaller, type FeedCity, openFeedCity } from '../testing/feedCity.ts';

let city: FeedCity;
let caller: FeedCaller;

beforeAll(async () => {
  city = await openFeedCity();
  caller = await city.caller(null);
});

afterAll(() => city.close());

const feed = () => city.dashboard.parts.feed;

async function snapshot(by: FeedCaller) {
  return feedSnapshotSchema.parse((await by.get('/feed/snapshot')).json());
}

async function changes(by: FeedCaller, after: string, more = ''): Promise<FeedChanges> {
  const answer = await by.get(`/feed/changes?after=${after}${more}`);
  expect(answer.statusCode).toBe(200);
  return feedChangesSchema.parse(answer.json());
}

async function cut(cameraId: string, state: 'online' | 'offline'): Promise<void> {
  await city.ground.store.statuses.record([sampleStatus(cameraId, state, new Date())]);
}

describe('a key of the feed', () => {
  it('opens what clients read, and nothing else', async () => {
    const urls = [
      '/ogc/',
      '/feed/snapshot',
      '/api/schools',
      '/api/session',
      '/api/feed',
      '/api/layers',
      '/api/openapi.json',
    ];
    const answers = await Promise.all(urls.map((url) => caller.get(url)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 401, 401, 401, 401, 401]);
    const change = {
      method: 'POST',
      url: '/api/session/activity',
      headers: { authorization: `Bearer ${caller.key}` },
    } as const;
    expect((await city.dashboard.app.inject(change)).statusCode).toBe(401);
  });

  it.each([
    ['nothing', undefined],
    ['a wrong key', 'Bearer khue-feed-wrong'],
    ['a very long key', `Bearer ${'x'.repeat(5_000)}`],
    ['an empty one', 'Bearer '],
    ['name and password', `Basic ${Buffer.from('a:b').toString('base64')}`],
  ])('is asked for where %s is shown', async (_what, authorization) => {
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await city.dashboard.app.inject({ url: '/feed/snapshot', headers });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="khue-feed"');
  });

  it('is not taken out of an address', async () => {
    expect((await city.dashboard.app.inject({ url: `/ogc/?access_token=${caller.key}` })).statusCode).toBe(401);
  });

  it('ends with its revocation, which the log tells of, and another one goes on', async () => {
    const { cookie } = { cookie: await (await city.holder('administrator')).cookie() };
    const made = await city.dashboard.app.inject({
      method: 'POST',
      url: `/api/feed/clients/${caller.accountId}/keys`,
      headers: { cookie },
      payload: { label: 'máy chủ thứ hai', days: 30 },
    });
    expect(made.statusCode).toBe(201);
    const { id, key } = made.json<{ id: string; key: string }>();
    const ask = () => city.dashboard.app.inject({ url: '/ogc/', headers: { authorization: `Bearer ${key}` } });
    expect((await ask()).statusCode).toBe(200);
    const revoke = { method: 'DELETE', url: `/api/feed/keys/${id}`, headers: { cookie } } as const;
    expect((await city.dashboard.app.inject(revoke)).statusCode).toBe(204);
    expect((await ask()).statusCode).toBe(401);
    expect((await city.dashboard.app.inject(revoke)).statusCode).toBe(404);
    expect((await caller.get('/ogc/')).statusCode).toBe(200);
    const rows = await city.ground.store.log.list({ objectId: caller.accountId }, { limit: 50 });
    expect(rows.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['feed.key_made', 'feed.key_revoked', 'feed.read']),
    );
    expect(JSON.stringify(rows)).not.toContain(key);
    const state = await city.dashboard.app.inject({ url: '/api/feed', headers: { cookie } });
    expect(state.body).not.toContain(key);
    const own = feedStateSchema.parse(state.json()).clients.find((client) => client.id === caller.accountId);
    expect(own).toMatchObject({ scopes: [null], topic: expect.stringContaining('khue/v1/feed/') });
    expect(own?.keys.filter(({ revokedAt }) => revokedAt === null)).toHaveLength(1);
  });

  it('is made for clients alone', async () => {
    const { accountId } = await city.holder('operator');
    const cookie = await (await city.holder('administrator')).cookie();
    const url = `/api/feed/clients/${accountId}/keys`;
    const answer = await city.dashboard.app.inject({
      method: 'POST',
      url,
      headers: { cookie },
      payload: { label: 'x' },
    });
    expect(answer.statusCode).toBe(404);
  });

  it('opens as often as the limit of its client says, then says when to ask again; others are not held up', async () => {
    const hardening = { ...defaultHardening, perClient: { burst: 3, perSecond: 1 } };
    const strict = await openTestDashboard(city.ground, { hardening });
    const ask = async (key: string) => {
      const headers = { authorization: `Bearer ${key}` };
      const answer = await strict.app.inject({ url: '/ogc/conformance', headers });
      return [answer.statusCode, answer.headers['retry-after']];
    };
    const another = await city.caller(null);
    const answers = [];
    for (let n = 0; n < 4; n += 1) answers.push(await ask(caller.key));
    answers.push(await ask(another.key));
    await strict.close();
    const open = [200, undefined];
    expect(answers).toEqual([open, open, open, [429, '1'], open]);
  });

  it('reads nothing without a grant', async () => {
    const bare = await city.caller(null);
    const [grant] = await city.ground.store.access.grants({ accountId: bare.accountId });
    await city.ground.store.access.endGrant(grant?.grant.id ?? '', new Date(), () => []);
    await vi.waitFor(async () => expect((await bare.get('/feed/snapshot')).statusCode).toBe(403), { timeout: 4_000 });
  });
});

describe('the change feed', () => {
  it('begins with all that is true now and goes on with what changes', async () => {
    const { changes: all, cursor, next } = await snapshot(caller);
    expect(next).toBeNull();
    expect(all.map(({ collection }) => collection)).toEqual(['camera-points', 'camera-points', 'schools', 'schools']);
    expect(await changes(caller, cursor)).toEqual({ changes: [], cursor: expect.any(String), more: false });
    await cut(city.here.cameraId, 'offline');
    await cut(city.yardId, 'offline');
    await feed().look();
    const {
      changes: [change, ...others],
      cursor: last,
    } = await changes(caller, cursor);
    expect(others).toEqual([]);
    expect(change).toMatchObject({
      IdBanGhi: `camera-points/${city.here.cameraId}`,
      SuKien: 'UPDATE',
      PhienBan: 2,
      ThoiGianCapNhat: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/u),
      record: { state: 'offline', zone: 'gate_street' },
    });
    expect(change?.cursor).toBe(last);
    expect((await changes(caller, last)).changes).toEqual([]);
  });

  it('pages through a snapshot and through changes, each once', async () => {
    const seen: string[] = [];
    let asked = '';
    let start = '';
    do {
      const page = feedSnapshotSchema.parse((await caller.get(`/feed/snapshot?limit=1${asked}`)).json());
      seen.push(...page.changes.map(({ IdBanGhi }) => IdBanGhi));
      start = page.cursor;
      asked = page.next === null ? '' : `&page=${page.next}`;
    } while (asked !== '');
    expect(new Set(seen).size).toBe(4);
    for (const state of ['online', 'offline', 'online'] as const) {
      await cut(city.there.cameraId, state);
      await feed().look();
    }
    const states: unknown[] = [];
    let more = true;
    while (more) {
      const page = await changes(caller, start, '&limit=1');
      states.push(...page.changes.map(({ record }) => record !== null && 'state' in record && record.state));
      ({ more, cursor: start } = page);
    }
    expect(states).toEqual(['online', 'offline', 'online']);
  });

  it('waits for a change, and answers with nothing when the time is over', async () => {
    const { cursor } = await snapshot(caller);
    const waiting = changes(caller, cursor, '&waitS=20');
    await vi.waitFor(() => expect(feed().metrics()['feedWaiting']).toBe(1));
    await cut(city.here.cameraId, 'online');
    await feed().look();
    const heard = await waiting;
    expect(heard.changes).toHaveLength(1);
    expect((await changes(caller, heard.cursor, '&waitS=1')).changes).toEqual([]);
  });

  it('lets no client wait beyond the end of its key', async () => {
    const brief = await city.caller(null);
    const { cursor } = await snapshot(brief);
    const waiting = brief.get(`/feed/changes?after=${cursor}&waitS=20`);
    await vi.waitFor(() => expect(feed().metrics()['feedWaiting']).toBe(1));
    await city.ground.store.feed.revokeKey(brief.keyId, new Date(), () => []);
    feed().keys.forget();
    await cut(city.here.cameraId, 'offline');
    await feed().look();
    expect((await waiting).statusCode).toBe(401);
  });

  it.each([
    ['no cursor', '', 400],
    ['nonsense', 'after=xyz', 400],
    ['a number', 'after=12', 400],
    ['a limit beyond the greatest', 'after=x&limit=100000', 400],
    ['too long a wait', 'after=x&waitS=3600', 400],
    ['an unknown parameter', 'after=x&since=1', 400],
  ])('answers %s with a reason', async (_what, query, status) => {
    expect((await caller.get(`/feed/changes?${query}`)).statusCode).toBe(status);
  });

  it('answers a cursor of other tables, or from the future, with the way to begin anew', async () => {
    const { cursor } = await snapshot(caller);
    const [version, feedId, number, scope] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    const forged = [
      [version, '8b5f6a52-8a52-4c1f-9d4b-3a6f1f3a7c11', number, scope],
      [version, feedId, Number(number) + 1, scope],
      [version, feedId, number, '0000000000000000'],
    ];
    for (const position of forged) {
      const text = Buffer.from(JSON.stringify(position)).toString('base64url');
      const answer = await caller.get(`/feed/changes?after=${text}`);
      expect(answer.statusCode).toBe(410);
      expect(answer.json()).toMatchObject({ code: 'KHUE_FEED_CURSOR_GONE', details: { snapshot: '/feed/snapshot' } });
    }
  });

  it('tells a client of a part of the city of that part alone', async () => {
    const scoped = await city.caller(city.here.unitId);
    const { changes: all, cursor } = await snapshot(scoped);
    expect(all.map(({ IdBanGhi }) => IdBanGhi)).toEqual([
      `camera-points/${city.here.cameraId}`,
      `schools/${city.here.schoolId}`,
    ]);
    await cut(city.there.cameraId, 'offline');
    await feed().look();
    expect((await changes(scoped, cursor)).changes).toEqual([]);
  });

  it('tells a client of a new school in its part, and sends it to begin anew where a known one comes or goes', async () => {
    const scoped = await city.caller(city.here.unitId);
    const { cursor } = await snapshot(scoped);
    const { store } = city.ground;
    await store.schools.upsert([sampleSchool(7)], new Date());
    await feed().look();
    const heard = await changes(scoped, cursor);
    expect(heard.changes.map(({ SuKien, collection }) => [SuKien, collection])).toEqual([['NEW', 'schools']]);
    expect((await changes(scoped, heard.cursor)).changes).toEqual([]);
    await store.schools.upsert([{ ...sampleSchool(2), wardCode: '99001' }], new Date());
    await feed().look();
    expect((await scoped.get(`/feed/changes?after=${heard.cursor}`)).statusCode).toBe(410);
    const anew = await snapshot(scoped);
    expect(anew.changes.map(({ IdBanGhi }) => IdBanGhi)).toContain(`schools/${city.there.schoolId}`);
  });

  it('says nothing of where cameras are reached', async () => {
    const { body } = await caller.get('/feed/snapshot');
    for (const secret of Object.values(planted)) expect(body).not.toContain(secret);
  });

  it('publishes the same for a client that wants it, under its name', async () => {
    const listener = await city.caller(null);
    const cookie = await (await city.holder('administrator')).cookie();
    const url = `/api/feed/clients/${listener.accountId}`;
    const wish = { method: 'PATCH', url, headers: { cookie }, payload: { mqtt: true } } as const;
    expect((await city.dashboard.app.inject(wish)).statusCode).toBe(204);
    const client = async () =>
      (await city.ground.store.feed.clients()).find(({ account: { id } }) => id === listener.accountId);
    const publish = vi.spyOn(city.ground.deps.bus, 'publish');
    const own = () => publish.mock.calls.filter(([name]) => name === 'feedChange');
    await feed().tick();
    await vi.waitFor(() => expect(own().map(([, message]) => message)).toMatchObject([{ SuKien: 'RESTART' }]));
    await vi.waitFor(async () => expect((await client())?.mqttScope).toBe('all'));
    publish.mockClear();
    const { cursor } = await snapshot(listener);
    await cut(city.here.cameraId, 'online');
    await feed().tick();
    const { changes: told } = await changes(listener, cursor);
    const { number } = await city.ground.store.feed.head();
    await vi.waitFor(async () => expect((await client())?.mqttNumber).toBe(number));
    expect(told.length).toBeGreaterThan(0);
    const { account } = (await client()) ?? {};
    expect(own()).toEqual(told.map((change) => ['feedChange', change, account?.name]));
    await feed().tick();
    expect(own()).toHaveLength(told.length);
    publish.mockRestore();
  });
});

describe('open data', () => {
  const open = (url: string) => city.dashboard.app.inject({ url, remoteAddress: '198.51.100.7' });

  it('are for everybody: a catalogue and the schools, marked where they are invented', async () => {
    const catalogue = await open('/opendata/catalog.jsonld');
    expect(catalogue.headers['content-type']).toContain('application/ld+json');
    expect(catalogue.json()).toMatchObject({
      '@type': 'dcat:Catalog',
      'dcat:dataset': [{ 'dct:identifier': 'schools' }],
    });
    expect(catalogue.body).toContain('MÔ PHỎNG');
    const schools = await open('/opendata/schools.csv');
    expect(schools.headers['content-disposition']).toContain('mo-phong-schools.csv');
    expect(schools.body.split('\r\n')[1]).toMatch(/^MP-TH-01,.*,MÔ PHỎNG$/u);
    expect((await open('/opendata/counts.csv')).statusCode).toBe(404);
  });

  it('come at the pace of a person', async () => {
    const ask = () => city.dashboard.app.inject({ url: '/opendata/schools.csv', remoteAddress: '198.51.100.8' });
    const statuses: number[] = [];
    for (let i = 0; i < 35; i += 1) statuses.push((await ask()).statusCode);
    expect(statuses.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 200));
    expect(statuses.at(-1)).toBe(429);
  });

  it('end with the switch, which the log tells of', async () => {
    const cookie = await (await city.holder('administrator')).cookie();
    const set = (openData: boolean) =>
      city.dashboard.app.inject({
        method: 'PUT',
        url: '/api/feed/open-data',
        headers: { cookie },
        payload: { openData },
      });
    expect((await set(false)).statusCode).toBe(204);
    expect((await open('/opendata/schools.csv')).statusCode).toBe(404);
    expect((await set(true)).statusCode).toBe(204);
    expect((await open('/opendata/schools.csv')).statusCode).toBe(200);
    const rows = await city.ground.store.log.list({ action: 'feed.open_data_changed' }, { limit: 10 });
    expect(rows.map(({ details }) => details['openData'])).toEqual([true, false]);
  });
});
