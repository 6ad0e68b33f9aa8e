import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { planted, sampleSchool } from '../testing/sampleCity.ts';
import { type FeedCaller, type FeedCity, openFeedCity } from '../testing/feedCity.ts';

const linkSchema = z.object({ href: z.url(), rel: z.string(), type: z.string() });
const featureSchema = z.object({
  type: z.literal('Feature'),
  id: z.string(),
  geometry: z.object({ type: z.string() }).nullable(),
  properties: z.record(z.string(), z.unknown()),
});
const pageSchema = z.object({
  type: z.literal('FeatureCollection'),
  timeStamp: z.iso.datetime(),
  numberMatched: z.int(),
  numberReturned: z.int(),
  links: z.array(linkSchema),
  features: z.array(featureSchema),
});
const linkedSchema = z.looseObject({ links: z.array(linkSchema) });
const collectionSchema = linkedSchema.extend({
  id: z.string(),
  itemType: z.literal('feature'),
  crs: z.array(z.string()),
  extent: z.object({ spatial: z.object({ bbox: z.array(z.array(z.number()).length(4)) }).optional() }),
});

let city: FeedCity;
let caller: FeedCaller;

beforeAll(async () => {
  city = await openFeedCity();
  const more = [3, 4, 5].map((number) => ({ ...sampleSchool(number), wardCode: '99002' }));
  await city.ground.store.schools.upsert([...more, { ...sampleSchool(6), lon: null, lat: null }], new Date());
  await city.dashboard.parts.feed.look();
  caller = await city.caller(null);
});

afterAll(() => city.close());

async function page(url: string, by = caller) {
  const answer = await by.get(url);
  expect(answer.statusCode).toBe(200);
  return pageSchema.parse(answer.json());
}

const schools = '/ogc/collections/schools/items';

describe('OGC API – Features', () => {
  it('leads from the landing page to description, conformance and data, all of which answer', async () => {
    const { links } = linkedSchema.parse((await caller.get('/ogc/')).json());
    expect(links.map(({ rel }) => rel)).toEqual(['self', 'service-desc', 'conformance', 'data']);
    const answers = await Promise.all(links.map(({ href }) => caller.get(new URL(href).pathname)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    expect(answers.map(({ headers }) => String(headers['content-type']).split(';')[0])).toEqual(
      links.map(({ type }) => type.split(';')[0]),
    );
  });

  it('conforms to Core, GeoJSON and OpenAPI 3.0', async () => {
    const { conformsTo } = z
      .object({ conformsTo: z.array(z.string()) })
      .parse((await caller.get('/ogc/conformance')).json());
    expect(conformsTo.map((uri) => uri.split('/conf/')[1])).toEqual(['core', 'geojson', 'oas30']);
  });

  it('describes in OpenAPI 3.0 every path it answers, with the parameters of its pages', async () => {
    const document = z
      .object({
        openapi: z.string(),
        paths: z.record(z.string(), z.unknown()),
        components: z.object({
          parameters: z.record(z.string(), z.object({ name: z.string(), style: z.string(), explode: z.boolean() })),
        }),
      })
      .parse((await caller.get('/ogc/api')).json());
    expect(document.openapi).toMatch(/^3\.0\./u);
    expect(Object.keys(document.paths)).toContain('/collections/camera-points/items/{featureId}');
    expect(Object.values(document.components.parameters).map(({ name }) => name)).toEqual([
      'limit',
      'offset',
      'bbox',
      'datetime',
    ]);
  });

  it('lists the collections with extent, system of coordinates and a link to their items', async () => {
    const { collections } = z
      .object({ links: z.array(linkSchema), collections: z.array(collectionSchema) })
      .parse((await caller.get('/ogc/collections')).json());
    expect(collections.map(({ id }) => id)).toEqual(['schools', 'wards', 'camera-points']);
    for (const { id, crs, links } of collections) {
      expect(crs).toEqual(['http://www.opengis.net/def/crs/OGC/1.3/CRS84']);
      expect(links.find(({ rel }) => rel === 'items')?.href).toContain(`/ogc/collections/${id}/items`);
      expect(collectionSchema.parse((await caller.get(`/ogc/collections/${id}`)).json()).id).toBe(id);
    }
  });

  it('gives features with a point, or without a geometry where there is no position', async () => {
    const answer = await caller.get(schools);
    expect(answer.headers['content-type']).toContain('application/geo+json');
    expect(answer.headers['content-crs']).toBe('<http://www.opengis.net/def/crs/OGC/1.3/CRS84>');
    const { features, numberMatched, numberReturned } = pageSchema.parse(answer.json());
    expect([features.length, numberMatched, numberReturned]).toEqual([6, 6, 6]);
    const codes = features.map(({ properties, geometry }) => [properties['code'], geometry?.type ?? null] as const);
    expect(new Map(codes)).toEqual(new Map([1, 2, 3, 4, 5, 6].map((n) => [`MP-TH-0${n}`, n === 6 ? null : 'Point'])));
    expect(features.every(({ properties }) => properties['synthetic'] === true)).toBe(true);
  });

  it('walks through all features by its next links, each once', async () => {
    const seen: string[] = [];
    let next: string | undefined = `${schools}?limit=4&bbox=106,10,107,11`;
    const sizes: number[] = [];
    while (next !== undefined) {
      const { features, links, numberMatched } = await page(next);
      expect(numberMatched).toBe(5);
      sizes.push(features.length);
      seen.push(...features.map(({ id }) => id));
      const href = links.find(({ rel }) => rel === 'next')?.href;
      next = href === undefined ? undefined : `${new URL(href).pathname}${new URL(href).search}`;
    }
    expect(sizes).toEqual([4, 1]);
    expect(new Set(seen).size).toBe(5);
  });

  it.each([
    ['bbox=106.7005,10,106.7015,11', 1],
    ['bbox=106.7005,10,0,106.7025,11,100', 2],
    ['bbox=-180,-90,180,90', 5],
    ['bbox=0,0,1,1', 0],
    ['datetime=2026-07-01T00:00:00Z', 0],
    ['datetime=../2026-07-01T00:00:00Z', 0],
    ['datetime=2026-08-02T00:00:00Z', 2],
    ['datetime=2026-08-02T00:00:00Z/..', 6],
    ['limit=5000', 6],
    ['offset=5', 1],
    ['offset=100', 0],
  ])('answers %s with %i features', async (query, count) => {
    expect((await page(`${schools}?${query}`)).features).toHaveLength(count);
  });

  it.each([
    'unknown=1',
    'limit=0',
    'limit=-1',
    'limit=abc',
    'limit=1&limit=2',
    'offset=-1',
    'bbox=1,2,3',
    'bbox=1,2,3,x',
    'bbox=1,2,3,',
    'bbox=0,20,1,10',
    'bbox=0,0,999,1',
    'datetime=yesterday',
    'datetime=2026-01-02T00:00:00Z/2026-01-01T00:00:00Z',
    'datetime=../..',
    'datetime=2026-01-01',
  ])('refuses %s with status 400', async (query) => {
    const answer = await caller.get(`${schools}?${query}`);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'KHUE_INPUT_INVALID' });
  });

  it.each([
    '/ogc/?f=html',
    '/ogc/conformance?x',
    '/ogc/collections?limit=1',
    '/ogc/collections/schools?x=1',
    '/ogc/api?x=1',
  ])('refuses an unknown parameter: %s', async (url) => {
    expect((await caller.get(url)).statusCode).toBe(400);
  });

  it('gives one feature with links to itself and its collection', async () => {
    const answer = await caller.get(`${schools}/${city.here.schoolId}`);
    const feature = featureSchema.extend({ links: z.array(linkSchema) }).parse(answer.json());
    expect(feature.id).toBe(city.here.schoolId);
    expect(feature.links.map(({ rel }) => rel)).toEqual(['self', 'collection']);
  });

  it.each([
    '/ogc/collections/pupils',
    '/ogc/collections/pupils/items',
    `${schools}/nothing`,
    '/ogc/nothing',
    '/ogc/collections/alarms/items',
  ])('knows no %s', async (url) => {
    expect((await caller.get(url)).statusCode).toBe(404);
  });

  it('tells of cameras at the street alone, by the point of their school, and never where they are reached', async () => {
    const answer = await caller.get('/ogc/collections/camera-points/items');
    const { features } = pageSchema.parse(answer.json());
    expect(features.map(({ id }) => id).toSorted()).toEqual([city.here.cameraId, city.there.cameraId].toSorted());
    expect(features.every(({ properties }) => properties['zone'] === 'gate_street')).toBe(true);
    expect((await caller.get(`/ogc/collections/camera-points/items/${city.yardId}`)).statusCode).toBe(404);
    for (const secret of Object.values(planted)) expect(answer.body).not.toContain(secret);
  });

  it('keeps a client to its scope: what lies elsewhere answers as what does not exist', async () => {
    const scoped = await city.caller(city.here.unitId);
    const own = await page(schools, scoped);
    expect(own.features.map(({ id }) => id)).toContain(city.here.schoolId);
    expect(own.features.map(({ id }) => id)).not.toContain(city.there.schoolId);
    const cameras = await page('/ogc/collections/camera-points/items', scoped);
    expect(cameras.features.map(({ id }) => id)).toEqual([city.here.cameraId]);
    const elsewhere = await scoped.get(`${schools}/${city.there.schoolId}`);
    const nowhere = await scoped.get(`${schools}/8b5f6a52-8a52-4c1f-9d4b-3a6f1f3a7c11`);
    expect([elsewhere.statusCode, elsewhere.body]).toEqual([404, nowhere.body]);
    const { extent } = collectionSchema.parse((await scoped.get('/ogc/collections/schools')).json());
    expect(extent.spatial?.bbox).toEqual([[106.7 + 1 / 1_000, 10.77, 106.7 + 1 / 1_000, 10.77]]);
  });

  it('says nothing that was not looked at within a minute', async () => {
    const { store } = city.ground;
    await store.feed.look(new Date(Date.now() - 120_000), 300_000);
    await city.dashboard.parts.feed.records.read();
    expect((await caller.get(schools)).statusCode).toBe(503);
    await city.dashboard.parts.feed.look();
    expect((await caller.get(schools)).statusCode).toBe(200);
  });
});
