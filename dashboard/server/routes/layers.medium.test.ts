import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layersSchema } from '@khue/domain/api';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';

let ground: Ground;
let dashboard: TestDashboard;

beforeAll(async () => {
  ground = await openGround();
  dashboard = await openTestDashboard(ground);
});

afterAll(async () => {
  await dashboard.close();
  await ground.close();
});

describe('layers', () => {
  it('says which there are, whom to thank, and where they lie', async () => {
    const layers = layersSchema.parse((await dashboard.get('/api/layers')).json());
    expect(layers.wards).toMatchObject({ kind: 'approximate', attribution: 'wards of the test', version: 'w1' });
    for (const { url } of [layers.wards, layers.base]) {
      const file = await dashboard.get(url);
      expect(file.headers['content-type']).toContain('application/geo+json');
      expect(file.headers['cache-control']).toBe('private, max-age=31536000, immutable');
      expect(file.json()).toHaveProperty('features');
    }
  });

  it('sends them compressed as the browser likes', async () => {
    const plain = (await dashboard.get('/api/layers/wards.geojson')).body;
    const brotli = await dashboard.get('/api/layers/wards.geojson', { 'accept-encoding': 'gzip, br' });
    const gzip = await dashboard.get('/api/layers/wards.geojson', { 'accept-encoding': 'gzip' });
    expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(plain);
    expect(gunzipSync(gzip.rawPayload).toString()).toBe(plain);
    expect(brotli.rawPayload.length).toBeLessThan(plain.length / 4);
    expect(brotli.headers['vary']).toContain('accept-encoding');
  });

  it('keeps nothing for long under a version that is not this one', async () => {
    const answer = await dashboard.get('/api/layers/wards.geojson?v=another');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['cache-control']).toBe('private, no-cache');
    const etag = String(answer.headers['etag']);
    expect((await dashboard.get('/api/layers/wards.geojson', { 'if-none-match': etag })).statusCode).toBe(304);
  });
});
