import { randomBytes, randomUUID } from 'node:crypto';
import { KhueError } from '@khue/domain/errors';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../openStore.ts';
import type { CameraInput, Store, StoreConfig } from '../store.ts';
import { sampleCamera, sampleSchool, sampleStatus } from '../testing/sampleInventory.ts';
import { databaseServers, openTestStore } from '../testing/testDatabase.ts';

const january = new Date('2026-01-01T00:00:00Z');
const july = new Date('2026-07-01T00:00:00Z');
const before = new Date('2026-06-30T00:00:00Z');

describe.each(databaseServers)('cameras on %s', (server) => {
  let store: Store;
  let config: StoreConfig;
  let close: () => Promise<void>;
  let others: Store[];

  beforeEach(async () => {
    ({ store, config, close } = await openTestStore(server));
    others = [];
    await store.schools.upsert([sampleSchool('A'), sampleSchool('B')], january);
  });

  afterEach(async () => {
    for (const other of others) await other.close();
    await close();
  });

  async function reopen(changes: Partial<StoreConfig>): Promise<Store> {
    const other = await openStore({ ...config, ...changes });
    others.push(other);
    return other;
  }

  async function rowsOf(statement: string): Promise<unknown[]> {
    const client = new Client({ connectionString: config.databaseUrl });
    await client.connect();
    try {
      return (await client.query({ text: statement, rowMode: 'array' })).rows.map(([value]) => value);
    } finally {
      await client.end();
    }
  }

  it('are listed by code, and by school', async () => {
    await store.cameras.upsert([sampleCamera('A/2', 'A'), sampleCamera('A/1', 'A'), sampleCamera('B/1', 'B')], january);
    const [school] = await store.schools.list();
    const codes = async (options?: { schoolId: string }): Promise<string[]> =>
      (await store.cameras.list(options)).map((camera) => camera.code);
    expect(await codes()).toEqual(['A/1', 'A/2', 'B/1']);
    expect(await codes({ schoolId: school?.id ?? '' })).toEqual(['A/1', 'A/2']);
  });

  it('move to another school at a moment and keep their id', async () => {
    await store.cameras.upsert([sampleCamera('C', 'A')], january);
    await store.cameras.upsert([sampleCamera('C', 'B')], july);
    const [now] = await store.cameras.list();
    const then = await store.cameras.find(now?.id ?? '', { asOf: before });
    const schools = new Map((await store.schools.list()).map((school) => [school.id, school.code]));
    expect(schools.get(then?.schoolId ?? '')).toBe('A');
    expect(schools.get(now?.schoolId ?? '')).toBe('B');
  });

  it('are refused as a whole where a school is unknown', async () => {
    const write = store.cameras.upsert([sampleCamera('1', 'A'), sampleCamera('2', 'nowhere')], january);
    await expect(write).rejects.toThrow('no school has the code nowhere');
    expect(await store.cameras.list()).toEqual([]);
  });

  it('give the gateway their address and their account in clear', async () => {
    const input = sampleCamera('C', 'A', { credentials: { username: 'quản trị', password: 'p:@/"\\ 密' } });
    await store.cameras.upsert([input, sampleCamera('D', 'A', { credentials: null })], january);
    const endpoints = await store.cameras.endpoints();
    expect(endpoints.map(({ credentials }) => credentials)).toEqual([input.credentials, null]);
    expect(endpoints[0]?.address).toEqual(input.address);
    const picked = await store.cameras.endpoints({ cameraIds: [endpoints[1]?.camera.id ?? ''] });
    expect(picked.map(({ camera }) => camera.code)).toEqual(['D']);
  });

  it('have no password in clear anywhere in the database', async () => {
    await store.cameras.upsert(
      [sampleCamera('C', 'A', { credentials: { username: 'viewer', password: 'xyzzy-plugh' } })],
      january,
    );
    const [sealed] = await rowsOf('SELECT sealed FROM camera_secret');
    expect(Buffer.isBuffer(sealed) && sealed.includes('xyzzy-plugh')).toBe(false);
    expect(await rowsOf(`SELECT v::text FROM camera_version AS v WHERE v::text LIKE '%xyzzy%'`)).toEqual([]);
  });

  it('are unchanged by a second identical write, accounts included', async () => {
    const cameras = [sampleCamera('1', 'A'), sampleCamera('2', 'A', { credentials: null, bearing: null })];
    await store.cameras.upsert(cameras, january);
    const sealed = await rowsOf('SELECT sealed FROM camera_secret');
    expect(await store.cameras.upsert(cameras, july)).toEqual({ added: 0, changed: 0, unchanged: 2 });
    expect(await rowsOf('SELECT sealed FROM camera_secret')).toEqual(sealed);
  });

  it('count as changed, once, when their account changes', async () => {
    const other = { username: 'viewer', password: 'another' };
    await store.cameras.upsert([sampleCamera('1', 'A'), sampleCamera('2', 'A'), sampleCamera('3', 'A')], january);
    const cameras = [
      sampleCamera('1', 'A', { credentials: other }),
      sampleCamera('2', 'A', { credentials: other, name: 'Khác' }),
      sampleCamera('3', 'A'),
    ];
    expect(await store.cameras.upsert(cameras, july)).toEqual({ added: 0, changed: 2, unchanged: 1 });
    expect((await store.cameras.endpoints())[0]?.credentials).toEqual(other);
  });

  it('keep their stored account where none is given', async () => {
    await store.cameras.upsert([sampleCamera('1', 'A')], january);
    await store.cameras.upsert([sampleCamera('1', 'A', { credentials: null, name: 'Khác' })], july);
    const [endpoint] = await store.cameras.endpoints();
    expect(endpoint?.camera.name).toBe('Khác');
    expect(endpoint?.credentials).toEqual(sampleCamera('1', 'A').credentials);
  });

  it('stay readable after a new key was put first, and are sealed with it at the next import', async () => {
    await store.cameras.upsert([sampleCamera('1', 'A')], january);
    const keys = new Map([...config.secretKeys, ['test-2', randomBytes(32)] as const]);
    const rotated = await reopen({ secretKeys: keys, activeKeyId: 'test-2' });
    expect((await rotated.cameras.endpoints())[0]?.credentials).toEqual(sampleCamera('1', 'A').credentials);
    expect(await rotated.cameras.upsert([sampleCamera('1', 'A')], july)).toEqual({
      added: 0,
      changed: 0,
      unchanged: 1,
    });
    const sealing = 'SELECT kek_id FROM camera_secret JOIN data_key ON data_key.id = key_id';
    expect(await rowsOf(sealing)).toEqual(['test-2']);
    expect((await rotated.cameras.endpoints())[0]?.credentials).toEqual(sampleCamera('1', 'A').credentials);
  });

  it('make a wrong key noticed when the store is opened', async () => {
    const wrong = reopen({ secretKeys: new Map([['test-1', randomBytes(32)]]) });
    await expect(wrong).rejects.toThrow(KhueError);
    await expect(wrong).rejects.toMatchObject({ code: 'KHUE_SECRET_KEY_WRONG', details: { keyId: 'test-1' } });
  });

  it('do not open where a sealed account was moved to another camera', async () => {
    await store.cameras.upsert([sampleCamera('1', 'A'), sampleCamera('2', 'A')], january);
    await rowsOf(`UPDATE camera_secret SET sealed = (SELECT sealed FROM camera_secret ORDER BY camera_id LIMIT 1)`);
    await expect(store.cameras.endpoints()).rejects.toMatchObject({ code: 'KHUE_SECRET_KEY_WRONG' });
  });

  it('leave when they are invented and not kept; real ones never do', async () => {
    const real = sampleCamera('real', 'A', { synthetic: false });
    await store.cameras.upsert([sampleCamera('1', 'A'), sampleCamera('2', 'A'), real], january);
    await store.cameras.upsert([sampleCamera('late', 'A')], july);
    const ids = new Map((await store.cameras.list()).map(({ code, id }) => [code, id]));
    await store.statuses.record([...ids.values()].map((id) => sampleStatus(id, '2026-06-01T00:00:00Z')));
    expect(await store.cameras.closeSynthetic(['2', 'unheard-of'], before)).toBe(2);
    expect((await store.cameras.list()).map(({ code }) => code)).toEqual(['2', 'real']);
    expect(await store.cameras.find(ids.get('1') ?? '', { asOf: january })).toMatchObject({ code: '1' });
    const current = (await store.statuses.current()).map(({ cameraId }) => cameraId);
    expect(new Set(current)).toEqual(new Set([ids.get('2'), ids.get('real')]));
    expect((await store.cameras.endpoints()).every(({ credentials }) => credentials !== null)).toBe(true);
    expect(await rowsOf('SELECT count(*)::int FROM camera_secret')).toEqual([2]);
    expect(await store.cameras.closeSynthetic([], july)).toBe(1);
    expect(await store.cameras.closeSynthetic([], july)).toBe(0);
    expect(await store.cameras.upsert([sampleCamera('1', 'A')], july)).toMatchObject({ added: 1 });
  });

  it('keep their latest description and its evidence', async () => {
    await store.cameras.upsert([sampleCamera('1', 'A')], january);
    const [camera] = await store.cameras.list();
    const cameraId = camera?.id ?? '';
    const description = {
      cameraId,
      describedAt: '2026-02-01T00:00:00Z',
      manufacturer: 'Khuê',
      model: null,
      firmwareVersion: '1.10',
      serialNumber: null,
      hardwareId: null,
      services: ['http://www.onvif.org/ver10/media/wsdl'],
      streams: [],
      remarks: ['media2: HTTP 500'],
    };
    const evidence = [{ name: 'GetServices', sha256: 'ab', body: '<xml/>' }];
    await store.cameras.saveDescription(description, evidence);
    await store.cameras.saveDescription({ ...description, firmwareVersion: '1.2' }, evidence);
    expect(await store.cameras.descriptions([cameraId, randomUUID()])).toEqual([
      { ...description, firmwareVersion: '1.2' },
    ]);
    expect((await store.cameras.endpoints())[0]?.description?.firmwareVersion).toBe('1.2');
    expect(await rowsOf('SELECT body FROM camera_evidence')).toEqual(['<xml/>']);
  });
});

describe('an import of a whole city', () => {
  it('writes 50,000 cameras with accounts with few seconds of work here, and finds them unchanged with fewer', async () => {
    const { store, close } = await openTestStore('embedded');
    await store.schools.upsert(
      Array.from({ length: 500 }, (_unused, i) => sampleSchool(`S${i}`)),
      january,
    );
    const cameras = Array.from({ length: 50_000 }, (_unused, i): CameraInput => sampleCamera(`C${i}`, `S${i % 500}`));
    // Time on the wall depends on who else uses the machine; the work of this process does not.
    const start = process.cpuUsage();
    const first = await store.cameras.upsert(cameras, january);
    const firstWork = process.cpuUsage(start);
    const between = process.cpuUsage();
    const second = await store.cameras.upsert(cameras, july);
    const secondWork = process.cpuUsage(between);
    await close();
    expect(first).toEqual({ added: 50_000, changed: 0, unchanged: 0 });
    expect(second).toEqual({ added: 0, changed: 0, unchanged: 50_000 });
    const workMs = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1_000;
    expect(workMs(firstWork)).toBeLessThan(8_000);
    expect(workMs(secondWork)).toBeLessThan(5_000);
    process.stdout.write(`50,000 cameras: work ${workMs(firstWork)} ms, unchanged ${workMs(secondWork)} ms\n`);
  }, 180_000);
});
