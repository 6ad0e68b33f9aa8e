import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Camera } from '@khue/domain/camera';
import type { CameraState } from '@khue/domain/cameraStatus';
import { LiveClient } from '../testing/liveClient.ts';
import { openServer } from '../testing/openServer.ts';
import { LiveBroadcast, liveLimits } from './broadcast.ts';
import { buildInventory } from './inventory.ts';
import { StateTable } from './stateTable.ts';

const limits = { ...liveLimits, heartbeatMs: 60_000, maxUnsentBytes: 200_000, behindDeadlineMs: 60_000 };
const cameraCount = 20_000;

function cameras(count: number): Camera[] {
  const schoolId = randomUUID();
  return Array.from({ length: count }, (_, n) => ({
    id: randomUUID(),
    code: `C${n}`,
    schoolId,
    name: `Camera ${n}`,
    zone: 'yard',
    bearing: null,
    synthetic: true,
  }));
}

function setAll(table: StateTable, state: CameraState, observedAtMs: number): void {
  const observedAt = new Date(observedAtMs).toISOString();
  for (const cameraId of table.inventory.cameraIds) {
    table.apply({
      cameraId,
      state,
      reason: 'answers',
      observedAt,
      since: observedAt,
      changed: true,
      latencyMs: null,
      codec: null,
      width: null,
      height: null,
      clockOffsetMs: null,
    });
  }
}

/** A broadcast behind a real WebSocket server. */
async function openFeed(ownLimits = limits) {
  const table = new StateTable();
  table.replaceInventory(buildInventory(cameras(cameraCount), []));
  const broadcast = new LiveBroadcast(table, ownLimits);
  const web = await openServer();
  const webSockets = new WebSocketServer({ server: web.server, perMessageDeflate: false });
  const serverSides: WebSocket[] = [];
  webSockets.on('connection', (socket) => {
    serverSides.push(socket);
    broadcast.add(socket);
  });
  let tick = 0;
  return {
    table,
    broadcast,
    serverSides,
    connect: () => new LiveClient(`ws://127.0.0.1:${web.port}`).opened(),
    /** Turns every camera over and beats once: a delta of 100 kB. */
    turnOver() {
      tick += 1;
      setAll(table, tick % 2 === 0 ? 'online' : 'offline', Date.UTC(2026, 8, 7) + tick);
      broadcast.beat();
    },
    async close() {
      await broadcast.stop();
      webSockets.close();
      await web.close();
    },
  };
}

type Feed = Awaited<ReturnType<typeof openFeed>>;

/** Turns over until the server has begun to leave somebody behind. */
async function fallBehind(feed: Feed): Promise<void> {
  await vi.waitFor(
    () => {
      feed.turnOver();
      expect(feed.broadcast.metrics()['liveDeltasSkipped']).toBeGreaterThan(0);
    },
    { timeout: 30_000, interval: 1 },
  );
}

describe('live broadcast', () => {
  let feed: Feed;

  beforeEach(async () => {
    feed = await openFeed();
  });

  afterEach(async () => {
    await feed.close();
  });

  it('sends a snapshot first, then what changed, without gaps', async () => {
    const client = await feed.connect();
    await vi.waitFor(() => expect(client.kinds).toEqual(['snapshot']));
    feed.turnOver();
    feed.broadcast.beat();
    feed.turnOver();
    await vi.waitFor(() => expect(client.kinds).toEqual(['snapshot', 'delta', 'delta']));
    expect(client.isGapless).toBe(true);
    expect(client.frames.at(-1)).toMatchObject({ kind: 'delta', changes: { length: cameraCount } });
  });

  it('tells of a new index and sends its snapshot', async () => {
    const client = await feed.connect();
    const next = buildInventory(cameras(3), []);
    feed.table.replaceInventory(next);
    feed.broadcast.beat();
    await vi.waitFor(() => expect(client.kinds).toEqual(['snapshot', 'indexChanged', 'snapshot']));
    expect(client.frames.slice(1)).toEqual([
      { kind: 'indexChanged', sequence: 2, indexVersion: next.version },
      { kind: 'snapshot', sequence: 3, indexVersion: next.version, states: ['unknown', 'unknown', 'unknown'] },
    ]);
  });

  it('keeps no more than the limit for a client that does not read, while others go on', async () => {
    const slow = await feed.connect();
    slow.socket.pause();
    const quick = await feed.connect();
    await fallBehind(feed);
    const before = quick.frames.length;
    await vi.waitFor(
      () => {
        feed.turnOver();
        expect(quick.frames.length).toBeGreaterThan(before + 20);
      },
      { timeout: 10_000, interval: 1 },
    );
    const unsentForSlow = feed.serverSides[0]?.bufferedAmount;
    const oneDelta = cameraCount * 5 + 20;
    expect(unsentForSlow).toBeGreaterThan(0);
    expect(unsentForSlow).toBeLessThanOrEqual(limits.maxUnsentBytes + oneDelta);
  });

  it('brings a client that reads again up to date with a snapshot, without a gap', async () => {
    const client = await feed.connect();
    client.socket.pause();
    await fallBehind(feed);
    client.socket.resume();
    await vi.waitFor(
      () => {
        feed.broadcast.beat();
        expect(client.kinds.filter((kind) => kind === 'snapshot')).toHaveLength(2);
      },
      { timeout: 20_000 },
    );
    expect(client.frames.at(-1)?.kind).toBe('snapshot');
    expect(client.isGapless).toBe(true);
  });

  it('lets go of a client that has left', async () => {
    const client = await feed.connect();
    client.socket.close();
    await vi.waitFor(() => expect(feed.broadcast.metrics()['liveClients']).toBe(0));
  });

  it('ends a client that talks: the feed goes one way', async () => {
    const client = await feed.connect();
    client.socket.send('hello');
    await vi.waitFor(() => expect(client.socket.readyState).toBe(client.socket.CLOSED));
  });
});

describe('live broadcast with short patience', () => {
  it('says that it is alive where nothing changes', async () => {
    const feed = await openFeed({ ...limits, heartbeatMs: 10 });
    const client = await feed.connect();
    await vi.waitFor(() => {
      feed.broadcast.beat();
      expect(client.frames.length).toBeGreaterThan(3);
    });
    expect(client.frames.at(-1)).toMatchObject({ kind: 'delta', changes: [] });
    expect(client.isGapless).toBe(true);
    await feed.close();
  });

  it('closes a client that stays behind', async () => {
    const feed = await openFeed({ ...limits, behindDeadlineMs: 200 });
    const client = await feed.connect();
    client.socket.pause();
    await fallBehind(feed);
    await vi.waitFor(
      () => {
        feed.broadcast.beat();
        expect(feed.broadcast.metrics()).toMatchObject({ liveClosedSlow: 1, liveClients: 0 });
      },
      { timeout: 10_000 },
    );
    client.socket.resume();
    await vi.waitFor(() => expect(client.socket.readyState).toBe(client.socket.CLOSED), { timeout: 10_000 });
    await feed.close();
  });

  it('closes a client that answers no ping', async () => {
    const feed = await openFeed({ ...limits, silenceDeadlineMs: 300 });
    const client = await feed.connect();
    client.socket.pause();
    await vi.waitFor(
      () => {
        feed.broadcast.beat();
        expect(feed.broadcast.metrics()['liveClients']).toBe(0);
      },
      { timeout: 10_000 },
    );
    client.socket.terminate();
    await feed.close();
  });
});
