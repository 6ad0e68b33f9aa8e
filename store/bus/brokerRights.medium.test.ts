import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BusMember } from '@khue/domain/bus';
import { tierLog } from '../tier/tierLog.ts';
import { busUrlFor, completeBusSecrets } from './busSecrets.ts';
import { connectBus } from './connectBus.ts';
import { startEmbeddedBroker } from './embeddedBroker.ts';

const { secrets } = completeBusSecrets('');

describe('the embedded broker with accounts', () => {
  let broker: Awaited<ReturnType<typeof startEmbeddedBroker>>;
  let lines: string[];
  let clients: MqttClient[];

  beforeEach(async () => {
    lines = [];
    clients = [];
    const log = tierLog('bus', { write: (line) => lines.push(line) });
    broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0, accounts: { secrets, log } });
  });
  afterEach(async () => {
    for (const client of clients) client.end(true);
    await broker.stop();
  });

  async function as(member: BusMember, options: IClientOptions = {}): Promise<MqttClient> {
    const url = busUrlFor(member, secrets, broker.port);
    const client = await connectAsync(url, { reconnectPeriod: 0, protocolVersion: 4, ...options }, false);
    client.on('error', () => {});
    clients.push(client);
    return client;
  }

  it('lets a tier in through the client of the house, which finds the protocol it speaks', async () => {
    const url = busUrlFor('dashboard', secrets, broker.port);
    const bus = await connectBus({ url, clientId: 'khue-dashboard-1', member: 'dashboard' });
    await bus.subscribe('tierStatus', () => {});
    await bus.publish('accessRevoked', {
      at: 1,
      accountId: null,
      sessionId: null,
      cameraId: null,
      schoolId: null,
      everything: true,
    });
    await bus.close();
    expect(broker.refused()).toEqual({ connection: 0, publish: 0, subscribe: 0 });
  });

  it('ends the connection of who keeps what its topic does not keep', async () => {
    const client = await as('dashboard');
    client.publish('khue/v1/access/revoked', '{}', { qos: 1, retain: true });
    await vi.waitFor(() => expect(client.connected).toBe(false));
    const gateway = await as('gateway');
    const kept: string[] = [];
    gateway.on('message', (topic) => kept.push(topic));
    await gateway.subscribeAsync(['khue/v1/access/revoked', 'khue/v1/registry/changed']);
    await gateway.unsubscribeAsync('khue/v1/access/revoked');
    expect(kept).toEqual([]);
  });

  it('grants of several subscriptions those that are declared', async () => {
    const client = await as('ingest');
    const filters = ['khue/v1/cameras/+/status', 'khue/v1/cameras/#', '$share/g/khue/v1/tiers/+/state', '$SYS/#'];
    const refused = client.subscribeAsync(filters, { qos: 1 });
    await expect(refused).rejects.toThrow('Subscribe error');
    expect(broker.refused().subscribe).toBe(3);
    const gateway = await as('gateway');
    const heard = new Promise<string>((done) => {
      client.once('message', done);
    });
    await gateway.publishAsync('khue/v1/cameras/one/status', '{}', { qos: 1 });
    expect(await heard).toBe('khue/v1/cameras/one/status');
  });

  it('counts what it refuses, and tells it without a secret', async () => {
    const url = busUrlFor('gateway', new Map([['gateway', 'guessed-wrongly']]), broker.port);
    await expect(connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0 }, false)).rejects.toThrow(
      'Not authorized',
    );
    expect(broker.refused()).toEqual({ connection: 1, publish: 0, subscribe: 0 });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('"who":"gateway","what":"not a member"');
    expect(lines.filter((line) => line.includes('guessed-wrongly'))).toEqual([]);
  });

  it('says the last will of a tier that is lost', async () => {
    const dashboard = await as('dashboard');
    const states: string[] = [];
    dashboard.on('message', (topic, payload) => states.push(`${topic} ${payload.toString()}`));
    await dashboard.subscribeAsync('khue/v1/tiers/+/state', { qos: 1 });
    const will = { topic: 'khue/v1/tiers/gateway/state', payload: Buffer.from('lost'), qos: 1 as const, retain: true };
    const lost = await as('gateway', { will });
    lost.stream.destroy();
    await vi.waitFor(() => expect(states).toEqual(['khue/v1/tiers/gateway/state lost']));
  });

  it('neither gives a client id of another member away, nor a session that outlives its connection', async () => {
    const dashboard = await as('dashboard', { clientId: 'khue-dashboard-1' });
    await expect(as('gateway', { clientId: 'khue-dashboard-1' })).rejects.toThrow('Not authorized');
    await expect(as('gateway', { clientId: 'lasting', clean: false })).rejects.toThrow('Not authorized');
    expect(dashboard.connected).toBe(true);
    await as('dashboard', { clientId: 'khue-dashboard-1' });
    await vi.waitFor(() => expect(dashboard.connected).toBe(false));
    expect(broker.refused().connection).toBe(2);
  });
});
