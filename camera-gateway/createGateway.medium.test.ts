import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CameraStatus } from '@khue/domain/cameraStatus';
import { systemClock } from '@khue/domain/clock';
import { sampleClaims } from '@khue/domain/testing/sampleClaims';
import { signTicket, type TicketClaims } from '@khue/domain/ticket';
import type { TierStatus } from '@khue/domain/tier';
import type { Bus } from '@khue/store/bus/bus';
import { connectBus } from '@khue/store/bus/connectBus';
import { startEmbeddedBroker } from '@khue/store/bus/embeddedBroker';
import type { CameraInput, Store } from '@khue/store/store';
import { openTestStore } from '@khue/store/testing/testDatabase';
import { gatewayDefaults } from './config.ts';
import { createGateway, type Gateway } from './createGateway.ts';
import { type ClipCamera, startClipCamera } from './relay/testing/clipCamera.ts';
import { TestViewer } from './relay/testing/testViewer.ts';
import { cameraNetworks } from './testing/openGuard.ts';

const patience = { timeout: 20_000, interval: 20 };
const cleanups: (() => Promise<void>)[] = [];

let store: Store;
let bus: Bus;
let observer: Bus;
let device: ClipCamera;
let gateway: Gateway;

async function connect(url: string, clientId: string): Promise<Bus> {
  const connected = await connectBus({ url, clientId });
  cleanups.push(() => connected.close());
  return connected;
}

function cameraInput(code: string): CameraInput {
  return {
    code,
    schoolCode: 'MP-THPT-01',
    name: 'Cổng chính',
    zone: 'gate_street',
    bearing: null,
    synthetic: true,
    address: { onvifUrl: null, rtspMainUrl: device.url('main'), rtspSubUrl: device.url('sub') },
    credentials: null,
  };
}

async function ticketFor(code: string, change: Partial<TicketClaims> = {}): Promise<string> {
  const camera = (await store.cameras.list()).find((one) => one.code === code);
  const [key] = await store.ticketKeys.renew(new Date());
  if (camera === undefined || key === undefined) throw new Error('the test lacks a camera or a key');
  const { id: cameraId, schoolId, zone } = camera;
  return signTicket(sampleClaims({ issuedAt: Date.now(), cameraId, schoolId, zone, ...change }), key);
}

beforeEach(async () => {
  const opened = await openTestStore();
  cleanups.push(() => opened.close());
  store = opened.store;
  const broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0, accounts: null });
  cleanups.push(() => broker.stop());
  const url = `mqtt://127.0.0.1:${broker.port}`;
  bus = await connect(url, 'gateway');
  observer = await connect(url, 'observer');
  device = await startClipCamera();
  cleanups.push(() => device.powerOff());
  const school = { code: 'MP-THPT-01', name: 'Trường THPT Mô Phỏng 01', shortName: 'Mô Phỏng 01', address: null };
  const place = { lon: null, lat: null, wardCode: null };
  await store.schools.upsert([{ ...school, ...place, levels: ['04'], synthetic: true }], new Date());
  await store.cameras.upsert([cameraInput('MP-THPT-01/C01')], new Date());
  gateway = createGateway(
    { store, bus, clock: systemClock, log: pino({ level: 'silent' }) },
    {
      ...gatewayDefaults,
      cameraNetworks,
      version: '0.0.0',
      host: '127.0.0.1',
      port: 0,
      probeIntervalMs: 1_000,
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
  await gateway.stop();
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

describe('camera gateway', () => {
  it('probes the cameras of the store and tells the bus', async () => {
    const statuses: CameraStatus[] = [];
    await observer.subscribe('cameraStatus', (status) => statuses.push(status));
    await gateway.start();
    await expect.poll(() => statuses[0], patience).toMatchObject({ state: 'online', codec: 'h264', changed: true });
  });

  it('shows a camera of the store to whoever holds a ticket', async () => {
    await gateway.start();
    const viewer = await TestViewer.connect(gateway.port());
    viewer.send({ type: 'subscribe', channel: 0, ticket: await ticketFor('MP-THPT-01/C01') });
    await expect.poll(() => viewer.media(0).length, patience).toBeGreaterThan(5);
    expect(gateway.metrics()).toMatchObject({ cameras: 1, viewers: 1, feeds: 1 });
  });

  it('cuts a picture when the bus says that the right has ended, and writes down who looked until then', async () => {
    await gateway.start();
    const viewer = await TestViewer.connect(gateway.port());
    const sessionId = randomUUID();
    viewer.send({ type: 'subscribe', channel: 0, ticket: await ticketFor('MP-THPT-01/C01', { sessionId }) });
    await expect.poll(() => viewer.media(0).length, patience).toBeGreaterThan(5);
    const named = { accountId: null, sessionId, cameraId: null, schoolId: null };
    await observer.publish('accessRevoked', { at: Date.now(), ...named });
    await expect.poll(() => viewer.states(0).at(-1), patience).toBe('refused revoked');
    const looks = () => store.log.list({ action: 'camera.viewed' }, { limit: 10 });
    await expect
      .poll(async () => (await looks()).map(({ details }) => details['ended']), patience)
      .toEqual(['revoked']);
    expect(gateway.metrics()).toMatchObject({ viewsRevoked: 1 });
  });

  it('cuts every picture that a server before this one gave a ticket for, and lets it be asked for anew', async () => {
    await gateway.start();
    const viewer = await TestViewer.connect(gateway.port());
    const [opened, unused] = [await ticketFor('MP-THPT-01/C01'), await ticketFor('MP-THPT-01/C01')];
    viewer.send({ type: 'subscribe', channel: 0, ticket: opened });
    await expect.poll(() => viewer.media(0).length, patience).toBeGreaterThan(5);
    const at = Date.now();
    const nothing = { accountId: null, sessionId: null, cameraId: null, schoolId: null };
    await observer.publish('accessRevoked', { at, ...nothing, everything: true });
    await expect.poll(() => viewer.states(0).at(-1), patience).toBe('closed ticket');
    viewer.send({ type: 'subscribe', channel: 1, ticket: unused });
    await expect.poll(() => viewer.states(1).at(-1), patience).toBe('refused ticket');
    viewer.send({ type: 'subscribe', channel: 0, ticket: await ticketFor('MP-THPT-01/C01', { issuedAt: at + 1 }) });
    await expect.poll(() => viewer.states(0).at(-1), patience).toMatch(/^playing/u);
  });

  it('cuts a picture when the camera watches another zone from now on', async () => {
    await gateway.start();
    const viewer = await TestViewer.connect(gateway.port());
    viewer.send({ type: 'subscribe', channel: 0, ticket: await ticketFor('MP-THPT-01/C01') });
    await expect.poll(() => viewer.media(0).length, patience).toBeGreaterThan(5);
    await store.cameras.upsert([{ ...cameraInput('MP-THPT-01/C01'), zone: 'classroom' }], new Date());
    const at = new Date().toISOString();
    await observer.publish('registryChanged', { kind: 'cameras', at, added: 0, changed: 1 });
    await expect.poll(() => viewer.states(0).at(-1), patience).toBe('refused revoked');
  });

  it('learns of a new camera when the bus says that the registry has changed', async () => {
    await gateway.start();
    await store.cameras.upsert([cameraInput('MP-THPT-01/C02')], new Date());
    const at = new Date().toISOString();
    await observer.publish('registryChanged', { kind: 'cameras', at, added: 1, changed: 0 });
    await expect.poll(() => gateway.metrics()['cameras'], patience).toBe(2);
  });

  it('beats on the bus with its counts', async () => {
    const beats: TierStatus[] = [];
    await observer.subscribe('tierStatus', (status) => beats.push(status));
    await gateway.start();
    await expect
      .poll(() => beats[0], patience)
      .toMatchObject({ tier: 'gateway', state: 'up', metrics: { cameras: 1 } });
  });

  it('says on HTTP that it is well, and nothing else', async () => {
    await gateway.start();
    const base = `http://127.0.0.1:${gateway.port()}`;
    const answers = await Promise.all(['/healthz', '/', '/metrics', '/video'].map((path) => fetch(`${base}${path}`)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 404, 404, 404]);
  });

  it('stops within five seconds while somebody looks, and leaves the camera properly', async () => {
    await gateway.start();
    const viewer = await TestViewer.connect(gateway.port());
    viewer.send({ type: 'subscribe', channel: 0, ticket: await ticketFor('MP-THPT-01/C01') });
    await expect.poll(() => viewer.media(0).length, patience).toBeGreaterThan(5);
    const began = performance.now();
    await gateway.stop();
    expect(performance.now() - began).toBeLessThan(5_000);
    await expect.poll(() => device.counts(), patience).toMatchObject({ playing: 0 });
    expect([viewer.closeCode, device.counts().tornDown]).toEqual([1001, 1]);
    const [look] = await store.log.list({ action: 'camera.viewed' }, { limit: 10 });
    expect(look).toMatchObject({ actorName: 'truc.ban', details: { ended: 'shutdown', profile: 'sub' } });
  });
});
