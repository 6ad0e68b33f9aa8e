import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Alarm } from '@khue/domain/alarm';
import type { Bus } from '@khue/store/bus/bus';
import { connectBus } from '@khue/store/bus/connectBus';
import { startEmbeddedBroker } from '@khue/store/bus/embeddedBroker';
import { openTestStore } from '@khue/store/testing/testDatabase';
import { LiveClient } from '../testing/liveClient.ts';
import { openServer } from '../testing/openServer.ts';
import { AlarmFeed } from './alarmFeed.ts';

const patience = { timeout: 10_000, interval: 20 };
const limits = { maxUnsentBytes: 100_000, lookMs: 20 };
const enough = 50_000;

/** What has to be closed after a test, last opened first closed. */
const open: (() => unknown)[] = [];

let broker: Awaited<ReturnType<typeof startEmbeddedBroker>>;
let bus: Bus;
let feed: AlarmFeed;
let serverSides: WebSocket[];
let url: string;

function alarmOf(schoolId: string): Alarm {
  const at = new Date().toISOString();
  return {
    id: randomUUID(),
    kind: 'school_dark',
    severity: 'critical',
    schoolId,
    schoolName: 'TH Mô Phỏng',
    cameraId: null,
    cameraName: null,
    condition: 'active',
    acknowledged: false,
    raisedAt: at,
    conditionSince: at,
    acknowledgedBy: null,
    acknowledgedAt: null,
    shelvedUntil: null,
    shelvedBy: null,
    closedAt: null,
    cameras: 4,
    recurrences: 0,
    version: 1,
    synthetic: true,
  };
}

beforeEach(async () => {
  broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0, accounts: null });
  open.push(() => broker.stop());
  bus = await connectBus({ url: `mqtt://127.0.0.1:${broker.port}`, clientId: `dashboard-${randomUUID()}` });
  open.push(() => bus.close());
  const database = await openTestStore();
  open.push(() => database.close());
  feed = new AlarmFeed({ bus, store: database.store }, limits);
  await feed.start();
  open.push(() => feed.stop());
  const web = await openServer();
  open.push(() => web.close());
  const webSockets = new WebSocketServer({ server: web.server, perMessageDeflate: false });
  open.push(() => webSockets.close());
  serverSides = [];
  webSockets.on('connection', (socket) => serverSides.push(socket));
  url = `ws://127.0.0.1:${web.port}`;
});

afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

async function follow(schools: ReadonlySet<string> | null): Promise<LiveClient> {
  const client = await new LiveClient(url).opened();
  open.push(() => client.socket.terminate());
  const [socket] = serverSides.splice(0);
  if (socket === undefined) throw new Error('the server has no socket');
  feed.listen(socket, schools);
  return client;
}

describe('alarms for a browser', () => {
  it('that does not read are held back at the limit, and announced as missed once it has read', async () => {
    const schoolId = randomUUID();
    const [slow, quick] = [await follow(null), await follow(new Set([randomUUID()]))];
    slow.socket.pause();
    const alarm = alarmOf(schoolId);
    const skipped = (): number => feed.metrics()['alarmFramesSkipped'] ?? 0;
    for (let told = 0; told < enough && skipped() === 0; told += 1) feed.tell(alarm);
    expect(skipped()).toBe(1);
    slow.socket.resume();
    await expect.poll(() => slow.alarmFrames.at(-1), patience).toEqual({ kind: 'alarms_again' });
    const before = slow.alarmFrames.length;
    feed.tell(alarm);
    await expect.poll(() => slow.alarmFrames.slice(before), patience).toEqual([{ kind: 'alarm', alarm }]);
    expect(quick.alarmFrames).toEqual([]);
  });

  it('are announced as missed once the bus is back', async () => {
    const client = await follow(null);
    const { port } = broker;
    await broker.stop();
    await expect.poll(() => bus.metrics().connected, patience).toBe(false);
    broker = await startEmbeddedBroker({ host: '127.0.0.1', port, accounts: null });
    await expect.poll(() => client.alarmFrames, patience).toEqual([{ kind: 'alarms_again' }]);
  });
});
