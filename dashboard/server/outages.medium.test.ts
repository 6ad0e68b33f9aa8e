import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import type { Bus } from '@khue/store/bus/bus';
import { connectBus } from '@khue/store/bus/connectBus';
import { CuttableLink } from './testing/cuttableLink.ts';
import { LiveClient } from './testing/liveClient.ts';
import { openServer } from './testing/openServer.ts';
import { fillSampleCity, sampleStatus } from './testing/sampleCity.ts';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from './testing/testDashboard.ts';

let ground: Ground;
let busLine: CuttableLink;
let bus: Bus;
let dashboard: TestDashboard;
let cameraIds: Map<string, string>;

async function lineTo(url: string): Promise<{ line: CuttableLink; url: string }> {
  const { hostname, port } = new URL(url);
  const line = new CuttableLink({ host: hostname, port: Number(port) });
  await line.mend();
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String(line.port);
  return { line, url: through.href };
}

beforeAll(async () => {
  ground = await openGround();
  cameraIds = await fillSampleCity(ground.store);
  const toBus = await lineTo(ground.busUrl);
  busLine = toBus.line;
  bus = await connectBus({ url: toBus.url, clientId: `dashboard-${randomUUID()}` });
  dashboard = await openTestDashboard(ground, {}, { bus });
});

afterAll(async () => {
  await dashboard.close();
  await bus.close();
  await busLine.cut();
  await ground.close();
});

describe('without the bus', () => {
  it('reads from the store what it missed once the bus is back', async () => {
    const web = await openServer();
    const webSockets = new WebSocketServer({ server: web.server });
    webSockets.on('connection', (socket) => dashboard.parts.live.add(socket, null));
    const client = await new LiveClient(`ws://127.0.0.1:${web.port}`).opened();
    await busLine.cut();
    await vi.waitFor(async () => expect((await dashboard.app.inject('/healthz')).statusCode).toBe(503), 10_000);
    const cameraId = cameraIds.get('MP-TH-01/C01') ?? '';
    await ground.store.statuses.record([sampleStatus(cameraId, 'offline', new Date())]);
    await busLine.mend();
    const position = dashboard.parts.live.inventory.positions.get(cameraId);
    await vi.waitFor(
      () => expect(client.frames.at(-1)).toMatchObject({ kind: 'delta', changes: [{ position, state: 'offline' }] }),
      20_000,
    );
    expect((await dashboard.app.inject('/healthz')).statusCode).toBe(200);
    client.socket.close();
    webSockets.close();
    await web.close();
  });
});
