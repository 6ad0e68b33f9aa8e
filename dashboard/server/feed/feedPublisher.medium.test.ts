import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FeedMessage, feedChangesSchema, feedSnapshotSchema } from '@khue/domain/feed';
import { sampleSchool, sampleStatus } from '../testing/sampleCity.ts';
import { type FeedCaller, type FeedCity, openFeedCity } from '../testing/feedCity.ts';

/** Rights are remembered for a second. */
const patience = { timeout: 5_000, interval: 50 };

let city: FeedCity;
let client: FeedCaller;
/** What a listener at the broker heard, from the beginning of a test. */
let heard: FeedMessage[] = [];

beforeAll(async () => {
  city = await openFeedCity();
  await city.ground.outside.subscribe('feedChange', (message) => heard.push(message));
});

afterAll(() => city.close());

beforeEach(async () => {
  heard = [];
  client = await city.caller(city.here.unitId);
  await city.ground.store.feed.setMqtt(client.accountId, true, () => []);
  // What a client hears first, once sending is switched on.
  await vi.waitUntil(async () => (await events()).includes('RESTART'), patience);
  heard = [];
});

afterEach(() => city.ground.store.feed.setMqtt(client.accountId, false, () => []));

async function standing() {
  return (await city.ground.store.feed.clients()).find(({ account }) => account.id === client.accountId);
}

/** Until everything is published that changed before. */
async function published(): Promise<void> {
  await vi.waitUntil(async () => {
    await city.dashboard.parts.feed.tick();
    const { number } = await city.ground.store.feed.head();
    const { mqttNumber, mqttScope } = (await standing()) ?? {};
    return mqttNumber === number && mqttScope !== null;
  }, patience);
}

async function cut(cameraId: string, state: 'online' | 'offline'): Promise<void> {
  await city.ground.store.statuses.record([sampleStatus(cameraId, state, new Date())]);
}

/** Ids and events, or `RESTART`, once everything is published. */
async function events(): Promise<string[]> {
  await published();
  return heard.map((message) => ('IdBanGhi' in message ? `${message.SuKien} ${message.IdBanGhi}` : message.SuKien));
}

async function copy(): Promise<string[]> {
  const page = feedSnapshotSchema.parse((await client.get('/feed/snapshot')).json());
  return page.changes.map(({ IdBanGhi }) => IdBanGhi);
}

async function endGrants(): Promise<void> {
  const { access } = city.ground.store;
  const held = await access.grants({ accountId: client.accountId });
  for (const { grant } of held) await access.endGrant(grant.id, new Date(), () => []);
}

async function grantOver(scopeId: string): Promise<void> {
  const grant = { accountId: client.accountId, role: 'city_client', scopeId, relation: 'territorial' } as const;
  const times = { zones: null, validFrom: Date.now(), validTo: null };
  await city.ground.store.access.addGrant({ ...grant, ...times }, null, () => []);
}

describe('what is published for a client of a part of the city', () => {
  it('goes on through a new school of that part', async () => {
    await city.ground.store.schools.upsert([sampleSchool(7)], new Date());
    await expect.poll(events, patience).toEqual([expect.stringMatching(/^NEW schools\//u)]);
  });

  it('says once that the copy has to begin anew where schools were taken away or added, then goes on with the new part', async () => {
    await grantOver(city.there.unitId);
    await expect.poll(events, patience).toEqual(['RESTART']);
    expect(await copy()).toContain(`schools/${city.there.schoolId}`);
    await endGrants();
    await grantOver(city.there.unitId);
    await expect.poll(events, patience).toEqual(['RESTART', 'RESTART']);
    expect(await copy()).not.toContain(`schools/${city.here.schoolId}`);
    await cut(city.here.cameraId, 'offline');
    await cut(city.there.cameraId, 'offline');
    await expect.poll(events, patience).toEqual(['RESTART', 'RESTART', `UPDATE camera-points/${city.there.cameraId}`]);
    const [last] = heard.slice(-1).map((message) => ('cursor' in message ? message.cursor : ''));
    const behind = feedChangesSchema.parse((await client.get(`/feed/changes?after=${last}`)).json());
    expect(behind.changes).toEqual([]);
  });

  it('says so where all of it was taken away, and again where it comes back', async () => {
    await endGrants();
    await expect.poll(events, patience).toEqual(['RESTART']);
    await cut(city.here.cameraId, 'online');
    expect(await events()).toEqual(['RESTART']);
    await grantOver(city.here.unitId);
    await expect.poll(events, patience).toEqual(['RESTART', 'RESTART']);
  });

  it('says so where what changed is not kept any more', async () => {
    await cut(city.here.cameraId, 'offline');
    await city.dashboard.parts.feed.look();
    await city.ground.store.feed.expire(new Date(Date.now() + 31 * 24 * 3_600_000));
    await expect.poll(events, patience).toEqual(['RESTART']);
  });
});
