import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onlyPrivateNetworks } from '@khue/domain/cameraNetwork';
import type { CameraStatus } from '@khue/domain/cameraStatus';
import { type ImportRun, newImportRun } from '@khue/domain/import';
import { connectBus } from '@khue/store/bus/connectBus';
import { startEmbeddedBroker } from '@khue/store/bus/embeddedBroker';
import { openJobs } from '@khue/store/jobs';
import { openStore } from '@khue/store/openStore';
import { tablesHolding } from '@khue/store/testing/searchDatabase';
import { createTestDatabase, databaseServers, testStoreConfig } from '@khue/store/testing/testDatabase';
import { createIngest, type IngestConfig } from './createIngest.ts';
import { startCuttableProxy } from './testing/cuttableProxy.ts';

const clock = { now: Date.now };
const patience = { timeout: 20_000, interval: 50 };

const config: IngestConfig = {
  version: '0.1.0',
  networks: onlyPrivateNetworks,
  retentionDays: 7,
  alarms: { beatMs: 1_000, leaseMs: 15_000 },
  logKeeping: { anchorKey: null, anchorFile: null, checkIntervalMs: 600_000 },
  recorder: { batchIntervalMs: 50, batchSize: 1_000, bufferLimit: 10_000 },
};

/** What has to be closed after a test, last opened first closed. */
const open: (() => Promise<unknown>)[] = [];

function closing<Thing>(thing: Thing, close: (thing: Thing) => Promise<unknown>): Thing {
  open.push(() => close(thing));
  return thing;
}

function status(cameraId: string, change: Partial<CameraStatus> = {}): CameraStatus {
  const now = new Date(clock.now()).toISOString();
  return {
    cameraId,
    state: 'online',
    reason: 'answers',
    observedAt: now,
    since: now,
    changed: true,
    latencyMs: 12,
    codec: 'h264',
    width: 640,
    height: 360,
    clockOffsetMs: null,
    ...change,
  };
}

function waitingRun(change: Partial<ImportRun> = {}): ImportRun {
  const startedAt = new Date(clock.now()).toISOString();
  const known = {
    id: randomUUID(),
    kind: 'schools',
    fileName: 'truong.csv',
    fileSha256: '',
    state: 'waiting',
  } as const;
  return { ...newImportRun({ ...known, startedAt }), ...change };
}

const file = Buffer.from('Mã trường,Tên trường,Cấp học\nI-01,Trường I1,THPT\nI-02,,THPT\n');

describe.each(databaseServers)('ingest on %s', (server) => {
  let proxy: Awaited<ReturnType<typeof startCuttableProxy>>;
  let databaseUrl: string;
  let storeConfig: ReturnType<typeof testStoreConfig>;
  let busUrl: string;

  beforeEach(async () => {
    const database = closing(await createTestDatabase(server), (made) => made.drop());
    databaseUrl = database.url;
    const { hostname, port } = new URL(databaseUrl);
    proxy = closing(await startCuttableProxy({ host: hostname, port: Number(port) }), (made) => made.stop());
    storeConfig = testStoreConfig(databaseUrl);
    const broker = closing(await startEmbeddedBroker({ host: '127.0.0.1', port: 0, accounts: null }), (made) =>
      made.stop(),
    );
    busUrl = `mqtt://127.0.0.1:${broker.port}`;
  });
  afterEach(async () => {
    for (const close of open.splice(0).toReversed()) await close();
  });

  async function openBus(name: string) {
    return closing(await connectBus({ url: busUrl, clientId: `${name}-${randomUUID()}` }), (bus) => bus.close());
  }

  /** A store that reaches the database through the line that can be cut. */
  async function openCuttableStore() {
    const url = new URL(databaseUrl);
    url.host = `127.0.0.1:${proxy.port}`;
    return closing(await openStore({ ...storeConfig, databaseUrl: url.href }), (store) => store.close());
  }

  async function startIngest() {
    const store = await openCuttableStore();
    const jobs = await openJobs(databaseUrl);
    const [bus, alarmBus] = await Promise.all([openBus('ingest'), openBus('ingest-alarms')]);
    const log = pino({ level: 'silent' });
    const ingest = createIngest({ store, bus, alarmBus, jobs, clock, log, wardAt: () => null }, config);
    await ingest.start();
    return closing(ingest, (tier) => tier.stop());
  }

  async function openOutside() {
    return {
      store: closing(await openStore(storeConfig), (store) => store.close()),
      bus: await openBus('outside'),
      jobs: closing(await openJobs(databaseUrl), (jobs) => jobs.stop()),
    };
  }

  it('seeds the city, its department and the 168 communes, and leaves alone what was changed since', async () => {
    const { store } = await openOutside();
    await startIngest();
    const units = await store.units.list();
    expect(units).toHaveLength(170);
    const ward = units
      .filter(({ kind }) => kind === 'ward')
      .map((unit) => ({ ...unit, name: 'Tên mới', parentCode: '79' }))[0];
    const code = ward?.code ?? 'none';
    await store.units.upsert(ward === undefined ? [] : [ward], new Date());
    await startIngest();
    expect((await store.units.list()).find((unit) => unit.code === code)?.name).toBe('Tên mới');
  });

  it('stores changes at once and heartbeats once a minute', async () => {
    const { store, bus } = await openOutside();
    const ingest = await startIngest();
    const cameraId = randomUUID();
    await bus.publish('cameraStatus', status(cameraId), cameraId);
    await bus.publish('cameraStatus', status(cameraId, { changed: false }), cameraId);
    await bus.publish('cameraStatus', status(cameraId, { state: 'offline', reason: 'timeout' }), cameraId);
    await expect.poll(() => ingest.metrics(), patience).toMatchObject({ received: 3, stored: 2, queued: 0 });
    expect(await store.statuses.current({ cameraIds: [cameraId] })).toMatchObject([{ cameraId, state: 'offline' }]);
  });

  it('leaves out a status that the database refuses, and stores the others', async () => {
    const { store, bus } = await openOutside();
    const ingest = await startIngest();
    const good = Array.from({ length: 20 }, () => randomUUID());
    const bad = randomUUID();
    await Promise.all([
      ...good.map((id) => bus.publish('cameraStatus', status(id), id)),
      bus.publish('cameraStatus', status(bad, { latencyMs: 1e300 }), bad),
    ]);
    await expect.poll(() => ingest.metrics(), patience).toMatchObject({ stored: 20, refused: 1, queued: 0 });
    expect(await store.statuses.current()).toHaveLength(20);
  });

  it('loses nothing while the database is away', async () => {
    const { store, bus } = await openOutside();
    const ingest = await startIngest();
    proxy.cut();
    const cameras = Array.from({ length: 500 }, () => randomUUID());
    await Promise.all(cameras.map((id) => bus.publish('cameraStatus', status(id), id)));
    await expect.poll(() => ingest.metrics()['storeFailures'], patience).toBeGreaterThan(0);
    expect(await store.statuses.current()).toHaveLength(0);
    proxy.mend();
    await expect.poll(async () => (await store.statuses.current()).length, patience).toBe(500);
    // Counted once the database has answered, which is after the rows can be read.
    await expect.poll(() => ingest.metrics(), patience).toMatchObject({ stored: 500, dropped: 0, queued: 0 });
  });

  it('stores what waits when it is stopped', async () => {
    const { store, bus } = await openOutside();
    const ingest = await startIngest();
    const cameras = Array.from({ length: 50 }, () => randomUUID());
    await Promise.all(cameras.map((id) => bus.publish('cameraStatus', status(id), id)));
    await expect.poll(() => ingest.metrics()['received'], patience).toBe(50);
    await ingest.stop();
    expect(await store.statuses.current()).toHaveLength(50);
  });

  it('carries out an import that another tier asks for, and tells the bus', async () => {
    const { store, bus, jobs } = await openOutside();
    const told: unknown[] = [];
    await bus.subscribe('registryChanged', (message) => told.push(message));
    const ingest = await startIngest();
    const run = waitingRun();
    await store.imports.create(run, file, () => []);
    await jobs.enqueueImport(run.id);
    await expect.poll(async () => (await store.imports.find(run.id))?.state, patience).toBe('done');
    expect(await store.imports.find(run.id)).toMatchObject({ added: 1, rejected: 1, rowsTotal: 2 });
    expect(await store.imports.rejects(run.id)).toMatchObject([{ line: 3, code: 'missing_value' }]);
    await expect.poll(() => told, patience).toMatchObject([{ kind: 'schools', added: 1 }]);
    await expect.poll(() => ingest.metrics(), patience).toMatchObject({ importsDone: 1, importsRunning: 0 });
  });

  it('keeps no password of a list of cameras in clear, neither while the list waits nor afterwards', async () => {
    const { store, jobs } = await openOutside();
    const password = 'xyzzy-plugh-2026';
    const cameras = Buffer.from(
      'Mã camera,Mã trường,Tên camera,Khu vực,Hướng nhìn,Địa chỉ ONVIF,RTSP chính,RTSP phụ,Tài khoản,Mật khẩu\n' +
        `I-01/C1,I-01,Cổng,cổng,,http://10.0.0.1/onvif/device_service,,,admin,${password}\n` +
        `I-01/C2,I-01,Cổng,cổng,,http://admin:${password}@10.0.0.1/onvif/device_service,rtsp://10.0.0.1/?pwd=${password},,,\n` +
        `I-01/C3,không có,Cổng,cổng,999,http://10.0.0.1/onvif/device_service,,,admin,${password}\n`,
    );
    const [schools, list] = [waitingRun(), waitingRun({ kind: 'cameras', fileName: 'camera.csv' })];
    await store.imports.create(schools, file, () => []);
    await store.imports.create(list, cameras, () => []);
    expect(await tablesHolding(databaseUrl, 'I-01/C1')).toEqual([]);
    expect(await tablesHolding(databaseUrl, password)).toEqual([]);
    await startIngest();
    await jobs.enqueueImport(list.id);
    await expect.poll(async () => (await store.imports.find(list.id))?.state, patience).toBe('done');
    expect((await store.cameras.endpoints())[0]?.credentials?.password).toBe(password);
    expect(await tablesHolding(databaseUrl, 'I-01/C1')).not.toEqual([]);
    expect(await tablesHolding(databaseUrl, password)).toEqual([]);
    expect(await store.imports.file(list.id)).toBeNull();
  });

  it('leaves alone a run that somebody else is carrying out', async () => {
    const { store, jobs } = await openOutside();
    const [direct, left] = [waitingRun({ state: 'running', rowsDone: 7 }), waitingRun()];
    await store.imports.create(direct, null, () => []);
    await store.imports.create(left, file, () => []);
    const [begun, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const holding = store.imports.whileHeld(direct.id, async () => {
      begun.resolve();
      await over.promise;
    });
    closing(over, async ({ resolve }) => {
      resolve();
      await holding;
    });
    await begun.promise;
    await startIngest();
    await jobs.enqueueImport(direct.id);
    await expect.poll(async () => (await store.imports.find(left.id))?.state, patience).toBe('done');
    expect(await store.imports.find(direct.id)).toEqual(direct);
  });

  it('takes up the imports that a crash left behind', async () => {
    const { store } = await openOutside();
    const left = [waitingRun(), waitingRun({ state: 'running', rowsDone: 1 })];
    for (const run of left) await store.imports.create(run, file, () => []);
    await startIngest();
    for (const { id } of left) {
      await expect.poll(async () => (await store.imports.find(id))?.state, patience).toBe('done');
    }
  });
});
