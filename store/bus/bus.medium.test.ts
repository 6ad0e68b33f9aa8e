import { randomUUID } from 'node:crypto';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import type { RegistryChanged } from '@khue/domain/import';
import type { TierStatus } from '@khue/domain/tier';
import { connectAsync } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleStatus } from '../testing/sampleInventory.ts';
import { startHeartbeat } from '../tier/heartbeat.ts';
import type { Bus } from './bus.ts';
import { type BusConfig, connectBus } from './connectBus.ts';
import { startEmbeddedBroker } from './embeddedBroker.ts';

const changed: RegistryChanged = { kind: 'schools', at: '2026-11-24T01:00:00Z', added: 1, changed: 0 };
const clock = { now: () => Date.parse('2026-11-24T01:00:00Z') };

type Broker = Awaited<ReturnType<typeof startEmbeddedBroker>>;

describe('the bus', () => {
  let broker: Broker;
  let buses: Bus[];

  beforeEach(async () => {
    broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0, accounts: null });
    buses = [];
  });

  afterEach(async () => {
    for (const bus of buses) await bus.close();
    await broker.stop();
  });

  async function connect(changes: Partial<BusConfig> = {}): Promise<Bus> {
    const bus = await connectBus({ url: `mqtt://127.0.0.1:${broker.port}`, clientId: randomUUID(), ...changes });
    buses.push(bus);
    return bus;
  }

  it('carries a message to every subscriber', async () => {
    const [sender, one, two] = await Promise.all([connect(), connect(), connect()]);
    const received: RegistryChanged[] = [];
    await one.subscribe('registryChanged', (message) => received.push(message));
    await two.subscribe('registryChanged', (message) => received.push(message));
    await sender.publish('registryChanged', changed);
    await vi.waitFor(() => expect(received).toEqual([changed, changed]));
  });

  it('lets a tier neither say nor hear what it does not declare', async () => {
    const gateway = await connect({ member: 'gateway' });
    await expect(gateway.publish('registryChanged', changed)).rejects.toThrow('may publish registryChanged');
    await expect(gateway.subscribe('cameraStatus', () => {})).rejects.toThrow('may hear cameraStatus');
    await gateway.subscribe('registryChanged', () => {});
    const id = randomUUID();
    await gateway.publish('cameraStatus', sampleStatus(id, '2026-11-24T01:00:00Z'), id);
  });

  it('puts the id of an instance into its topic, and takes the messages of all instances', async () => {
    const [sender, receiver] = await Promise.all([connect(), connect()]);
    const plain = await connectAsync(`mqtt://127.0.0.1:${broker.port}`);
    const topics: string[] = [];
    const states: string[] = [];
    plain.on('message', (topic) => topics.push(topic));
    await plain.subscribeAsync('#');
    await receiver.subscribe('cameraStatus', ({ state }) => states.push(state));
    const id = randomUUID();
    await sender.publish('cameraStatus', sampleStatus(id, '2026-11-24T01:00:00Z'), id);
    await vi.waitFor(() => expect(states).toEqual(['online']));
    await vi.waitFor(() => expect(topics).toEqual([`khue/v1/cameras/${id}/status`]));
    await plain.endAsync();
  });

  it('shares the messages of a group among its members, each message once', async () => {
    const [sender, one, two, alone] = await Promise.all([connect(), connect(), connect(), connect()]);
    const counts = { one: 0, two: 0, alone: 0 };
    await one.subscribe('registryChanged', () => (counts.one += 1), { group: 'ingest' });
    await two.subscribe('registryChanged', () => (counts.two += 1), { group: 'ingest' });
    await alone.subscribe('registryChanged', () => (counts.alone += 1));
    await Promise.all(Array.from({ length: 200 }, () => sender.publish('registryChanged', changed)));
    await vi.waitFor(() => expect([counts.alone, counts.one + counts.two]).toEqual([200, 200]));
    expect(Math.min(counts.one, counts.two)).toBeGreaterThan(50);
  });

  it('gives all messages of a group to the members that are left', async () => {
    const [sender, one, two] = await Promise.all([connect(), connect(), connect()]);
    const counts = { one: 0, two: 0 };
    await one.subscribe('registryChanged', () => (counts.one += 1), { group: 'ingest' });
    await two.subscribe('registryChanged', () => (counts.two += 1), { group: 'ingest' });
    await two.close();
    await Promise.all(Array.from({ length: 50 }, () => sender.publish('registryChanged', changed)));
    await vi.waitFor(() => expect(counts).toEqual({ one: 50, two: 0 }));
  });

  it('drops and counts messages that are not what the topic holds', async () => {
    const receiver = await connect();
    const received: RegistryChanged[] = [];
    await receiver.subscribe('registryChanged', (message) => received.push(message));
    const plain = await connectAsync(`mqtt://127.0.0.1:${broker.port}`);
    for (const payload of ['not JSON', '{"kind":"pupils"}', JSON.stringify(changed)]) {
      await plain.publishAsync('khue/v1/registry/changed', payload, { qos: 1 });
    }
    await plain.endAsync();
    await vi.waitFor(() => expect(received).toEqual([changed]));
    expect(receiver.metrics().invalid).toBe(2);
  });

  it('does not publish what is not valid', async () => {
    const bus = await connect();
    await expect(bus.publish('registryChanged', { ...changed, added: -1 })).rejects.toThrow('added');
  });

  it('says that a tier is down when its connection is lost without a goodbye', async () => {
    const will: TierStatus = {
      tier: 'gateway',
      state: 'down',
      at: changed.at,
      startedAt: changed.at,
      version: '0.1.0',
      metrics: {},
      remark: 'lost',
    };
    const states: TierStatus[] = [];
    const watcher = await connect();
    await watcher.subscribe('tierStatus', (status) => states.push(status));
    const proxy = await startProxy(broker.port);
    const lost = await connect({ url: `mqtt://127.0.0.1:${proxy.port}`, will });
    const closing = await connect({ will: { ...will, tier: 'ingest' } });
    await closing.close();
    await proxy.stop();
    await vi.waitFor(() => expect(states).toEqual([will]));
    expect(lost.metrics().connected).toBe(false);
  });

  it('keeps the state of a tier for those who come later, up while it beats and down after it stopped', async () => {
    const bus = await connect();
    const heartbeat = startHeartbeat(bus, { tier: 'ingest', version: '0.1.0', clock, metrics: () => ({ rows: 3 }) });
    const states: string[] = [];
    const late = await connect();
    await vi.waitFor(async () => {
      await late.subscribe('tierStatus', ({ tier, state, metrics }) =>
        states.push(`${tier} ${state} ${metrics['rows']}`),
      );
      expect(states.at(-1)).toBe('ingest up 3');
    });
    await heartbeat.stop();
    const later = await connect();
    const last: string[] = [];
    await later.subscribe('tierStatus', ({ state }) => last.push(state));
    await vi.waitFor(() => expect(last).toEqual(['down']));
  });

  it('reconnects, subscribes again and sends what waited', async () => {
    const { port } = broker;
    const [sender, receiver] = await Promise.all([connect(), connect()]);
    const received: number[] = [];
    await receiver.subscribe('registryChanged', ({ added }) => received.push(added));
    await broker.stop();
    await vi.waitFor(() => expect(sender.metrics().connected).toBe(false));
    const waiting = sender.publish('registryChanged', { ...changed, added: 7 });
    broker = await startEmbeddedBroker({ host: '127.0.0.1', port, accounts: null });
    await waiting;
    await vi.waitFor(() => expect(receiver.metrics().connected).toBe(true), { timeout: 10_000 });
    await vi.waitFor(
      async () => {
        await sender.publish('registryChanged', { ...changed, added: 8 });
        expect(received).toContain(8);
      },
      { timeout: 10_000, interval: 100 },
    );
  });

  it('refuses and counts publishes over the limit while the broker is away', async () => {
    const bus = await connect({ outgoingLimit: 3, publishDeadlineMs: 200 });
    await broker.stop();
    await vi.waitFor(() => expect(bus.metrics().connected).toBe(false));
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => bus.publish('registryChanged', changed)));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(bus.metrics().refused).toBe(2);
  });

  it('is refused in one sentence where no broker answers, without its address', async () => {
    const refusal = connectBus({ url: 'mqtt://user:secret@127.0.0.1:1', clientId: 'x', connectDeadlineMs: 300 });
    await expect(refusal).rejects.toMatchObject({ code: 'KHUE_TIER_UNAVAILABLE', details: { tier: 'bus' } });
    await expect(refusal).rejects.toThrow('The tier “bus” is not ready.');
  });

  it('closes within 2 s and the broker within 1 s, connected or not', async () => {
    const bus = await connect();
    await connect();
    const start = performance.now();
    await broker.stop();
    const brokerMs = performance.now() - start;
    await bus.close();
    expect(brokerMs).toBeLessThan(1_000);
    expect(performance.now() - start - brokerMs).toBeLessThan(2_000);
  });
});

/** Passes bytes on to a broker, until it is stopped: then every connection breaks without a goodbye. */
async function startProxy(brokerPort: number): Promise<{ port: number; stop: () => Promise<void> }> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    const onward = createConnection(brokerPort, '127.0.0.1');
    for (const end of [socket, onward]) end.on('error', () => {});
    sockets.push(socket, onward);
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
