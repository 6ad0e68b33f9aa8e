import { connectAsync, type MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tierLog } from '../tier/tierLog.ts';
import { busUrlFor, completeBusSecrets } from './busSecrets.ts';
import { startEmbeddedBroker } from './embeddedBroker.ts';

const { secrets } = completeBusSecrets('');
const topic = 'khue/v1/feed/trung-tam/changes';

describe('a client of the feed at the embedded broker', () => {
  const keys = new Map<string, string>();
  let broker: Awaited<ReturnType<typeof startEmbeddedBroker>>;
  let clients: MqttClient[];

  beforeEach(async () => {
    clients = [];
    keys.clear();
    keys.set('trung-tam', 'key-of-centre').set('khac', 'key-of-other').set('gateway', 'key-of-impostor');
    const log = tierLog('bus', { write: () => {} });
    const proveClient = async (name: string, key: string) => keys.get(name) === key;
    broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0, accounts: { secrets, log, proveClient } });
  });
  afterEach(async () => {
    for (const client of clients) client.end(true);
    await broker.stop();
  });

  async function as(username: string, password: string, clientId = ''): Promise<MqttClient> {
    const options = { username, password, clientId, reconnectPeriod: 0, protocolVersion: 4 as const };
    const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, options, false);
    client.on('error', () => {});
    clients.push(client);
    return client;
  }

  async function asDashboard(): Promise<MqttClient> {
    const url = busUrlFor('dashboard', secrets, broker.port);
    const client = await connectAsync(url, { reconnectPeriod: 0, protocolVersion: 4 }, false);
    clients.push(client);
    return client;
  }

  it('hears what is published under its own name', async () => {
    const client = await as('trung-tam', 'key-of-centre');
    await client.subscribeAsync(topic, { qos: 1 });
    const heard = new Promise<string>((done) => {
      client.once('message', (_topic, payload) => done(payload.toString()));
    });
    const dashboard = await asDashboard();
    await dashboard.publishAsync('khue/v1/feed/khac/changes', '{"of":"another"}', { qos: 1 });
    await dashboard.publishAsync(topic, '{"of":"its own"}', { qos: 1 });
    expect(await heard).toBe('{"of":"its own"}');
  });

  it.each([
    'khue/v1/feed/khac/changes',
    'khue/v1/feed/+/changes',
    'khue/v1/feed/#',
    'khue/v1/feed/trung-tam/#',
    `$share/g/${topic}`,
    'khue/v1/cameras/+/status',
    '$SYS/#',
    '#',
  ])('may not subscribe to %s', async (filter) => {
    const client = await as('trung-tam', 'key-of-centre');
    await expect(client.subscribeAsync(filter, { qos: 1 })).rejects.toThrow('Subscribe error');
    expect(broker.refused().subscribe).toBe(1);
  });

  it.each([topic, 'khue/v1/cameras/one/status', 'khue/v1/access/revoked'])('may not say %s', async (said) => {
    const client = await as('trung-tam', 'key-of-centre');
    client.publish(said, '{}', { qos: 1 });
    await vi.waitFor(() => expect(client.connected).toBe(false));
    expect(broker.refused().publish).toBe(1);
  });

  it.each([
    ['trung-tam', 'key-of-other'],
    ['trung-tam', ''],
    ['khac', 'key-of-centre'],
    ['nobody', 'key-of-centre'],
    ['gateway', 'key-of-impostor'],
  ])('is not let in as %s with %s', async (name, key) => {
    await expect(as(name, key)).rejects.toThrow('Not authorized');
    expect(broker.refused().connection).toBe(1);
  });

  it('does not take the client id of another one', async () => {
    const client = await as('trung-tam', 'key-of-centre', 'one');
    await expect(as('khac', 'key-of-other', 'one')).rejects.toThrow('Not authorized');
    expect(client.connected).toBe(true);
  });

  it('is cut when its key is over', async () => {
    const client = await as('trung-tam', 'key-of-centre');
    const other = await as('khac', 'key-of-other');
    keys.delete('trung-tam');
    await vi.waitFor(() => expect(client.connected).toBe(false), { timeout: 5_000 });
    expect(other.connected).toBe(true);
  }, 10_000);
});
