import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CameraStatus } from '@khue/domain/cameraStatus';
import { systemClock } from '@khue/domain/clock';
import type { Bus } from '@khue/store/bus/bus';
import { connectBus } from '@khue/store/bus/connectBus';
import { startEmbeddedBroker } from '@khue/store/bus/embeddedBroker';
import type { Store } from '@khue/store/store';
import { openTestStore } from '@khue/store/testing/testDatabase';
import { gatewayDefaults } from '../config.ts';
import { createGateway, type Gateway } from '../createGateway.ts';
import { type ForeignCamera, ForeignCity } from './testing/foreignCity.ts';
import { startHostileCamera } from './testing/hostileCamera.ts';
import { cameraNetworks } from '../testing/openGuard.ts';

const patience = { timeout: 20_000, interval: 50 };
const cleanups: (() => Promise<void>)[] = [];

let city: ForeignCity;
let store: Store;
let bus: Bus;
let gateway: Gateway;
let statuses: CameraStatus[];
/** Of this one the list has only the ONVIF address. */
let onvifOnly: ForeignCamera;

async function register(camera: ForeignCamera, password = camera.credentials.password): Promise<void> {
  const place = { schoolCode: 'MP-THPT-01', name: 'Cổng chính', zone: 'gate_street', bearing: null } as const;
  const { code, address, credentials } = camera;
  await store.cameras.upsert(
    [{ code, ...place, synthetic: true, address, credentials: { ...credentials, password } }],
    new Date(),
  );
}

async function connect(url: string, clientId: string): Promise<Bus> {
  const connected = await connectBus({ url, clientId });
  cleanups.push(() => connected.close());
  return connected;
}

async function startGateway(): Promise<void> {
  await gateway.start();
  cleanups.push(() => gateway.stop());
}

async function descriptions() {
  const cameras = await store.cameras.list();
  return store.cameras.descriptions(cameras.map(({ id }) => id));
}

beforeAll(async () => {
  city = await ForeignCity.start();
});

afterAll(async () => {
  await city.stop();
});

beforeEach(async () => {
  onvifOnly = city.camera(city.cameras.find(({ address }) => address.rtspMainUrl === null)?.code ?? '');
  const opened = await openTestStore();
  cleanups.push(() => opened.close());
  store = opened.store;
  const broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0, accounts: null });
  cleanups.push(() => broker.stop());
  const url = `mqtt://127.0.0.1:${broker.port}`;
  bus = await connect(url, 'gateway');
  const observer = await connect(url, 'observer');
  statuses = [];
  await observer.subscribe('cameraStatus', (status) => statuses.push(status));
  const school = { code: 'MP-THPT-01', name: 'Trường THPT Mô Phỏng 01', shortName: 'Mô Phỏng 01', address: null };
  const place = { lon: null, lat: null, wardCode: null };
  await store.schools.upsert([{ ...school, ...place, levels: ['04'], synthetic: true }], new Date());
  gateway = createGateway(
    { store, bus, clock: systemClock, log: pino({ level: 'silent' }) },
    {
      ...gatewayDefaults,
      cameraNetworks,
      version: '0.0.0',
      host: '127.0.0.1',
      port: 0,
      probeIntervalMs: 1_000,
      onvif: { ...gatewayDefaults.onvif, firstSpreadMs: 0, clockIntervalMs: 1_000 },
      feeds: { ...gatewayDefaults.feeds, maxFeeds: 10 },
      viewers: {
        ...gatewayDefaults.viewers,
        maxViewers: 10,
        maxViewerQueueBytes: 4_000_000,
        maxChannelQueueBytes: 1_500_000,
        stalledAfterMs: 30_000,
      },
      restream: { ...gatewayDefaults.restream, maxReaders: 4 },
      exports: { ...gatewayDefaults.exports, maxExports: 4 },
    },
  );
});

afterEach(async () => {
  await city.clearFault(onvifOnly.code);
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

describe('CameraDescriber in the gateway', () => {
  it('describes a camera of which only the ONVIF address is known, so that it can be probed', async () => {
    await register(onvifOnly);
    await startGateway();
    await expect
      .poll(() => statuses.at(-1), patience)
      .toMatchObject({ state: 'online', reason: 'answers', codec: 'h264', clockOffsetMs: expect.any(Number) });
    const [description] = await descriptions();
    expect(description?.streams.map(({ profile }) => profile)).toEqual(['main', 'sub']);
    expect(description?.manufacturer).toContain('Mô phỏng');
    expect(gateway.metrics()).toMatchObject({ camerasDescribed: 1, describesFailed: 0 });
  });

  it('sees a clock drift: the camera is degraded, and well again afterwards', async () => {
    await register(onvifOnly);
    await startGateway();
    await expect.poll(() => statuses.at(-1)?.state, patience).toBe('online');
    await city.setFault(onvifOnly.code, { kind: 'clock_drift', offsetMs: 90_000 });
    await expect.poll(() => statuses.at(-1)?.reason, patience).toBe('clock_offset');
    expect(statuses.at(-1)?.state).toBe('degraded');
    expect(Math.abs((statuses.at(-1)?.clockOffsetMs ?? 0) - 90_000)).toBeLessThan(2_000);
    await city.clearFault(onvifOnly.code);
    await expect.poll(() => statuses.at(-1)?.state, patience).toBe('online');
  });

  it('tries a wrong password once, goes on reading the clock, and tries a corrected one at once', async () => {
    const refused = async () => (await city.truth(onvifOnly.code)).logins.refused;
    const before = await refused();
    await register(onvifOnly, 'wrong');
    await startGateway();
    await expect.poll(() => gateway.metrics()['clockReads'], patience).toBeGreaterThan(3);
    expect([(await refused()) - before, await descriptions()]).toEqual([1, []]);
    await register(onvifOnly);
    await bus.publish('registryChanged', { kind: 'cameras', at: new Date().toISOString(), added: 0, changed: 1 });
    await expect.poll(async () => (await descriptions()).length, patience).toBe(1);
    expect((await refused()) - before).toBe(1);
  });

  it('describes every camera of a city once', async () => {
    for (const camera of city.cameras) await register(camera);
    await startGateway();
    const withOnvif = city.cameras.filter(({ address }) => address.onvifUrl !== null).length;
    await expect.poll(() => gateway.metrics()['camerasDescribed'], patience).toBe(withOnvif);
    expect((await descriptions()).length).toBe(withOnvif);
    expect(gateway.metrics()).toMatchObject({ describesFailed: 0, onvifAccountsRefused: 0 });
  });

  it('stops within five seconds while a camera leaves it without an answer', async () => {
    const silent = await startHostileCamera(() => undefined);
    cleanups.push(() => silent.powerOff());
    await register({ ...onvifOnly, address: { onvifUrl: silent.url, rtspMainUrl: null, rtspSubUrl: null } });
    await startGateway();
    await expect.poll(() => silent.asked.length, patience).toBeGreaterThan(0);
    const began = performance.now();
    await gateway.stop();
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(await descriptions()).toEqual([]);
  });

  it('does not take a description again that is younger than a day', async () => {
    await register(onvifOnly);
    const [camera] = await store.cameras.list();
    const description = {
      cameraId: camera?.id ?? '',
      describedAt: new Date().toISOString(),
      manufacturer: 'as before',
      model: null,
      firmwareVersion: null,
      serialNumber: null,
      hardwareId: null,
      services: [],
      streams: [],
      remarks: [],
    };
    await store.cameras.saveDescription(description, []);
    await startGateway();
    await expect.poll(() => gateway.metrics()['clockReads'], patience).toBeGreaterThan(2);
    expect(await descriptions()).toMatchObject([{ manufacturer: 'as before' }]);
  });
});
