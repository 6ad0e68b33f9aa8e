import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type BusMember, type TopicDefinition, type TopicName, topicFor, topics } from '@khue/domain/bus';
import { busMembers } from '@khue/domain/busRights';
import { completeBusSecrets } from '@khue/store/bus/busSecrets';
import { startEmbeddedBroker } from '@khue/store/bus/embeddedBroker';
import { tierLog } from '@khue/store/tier/tierLog';
import { startMosquitto } from '../environment/mosquitto.ts';
import { projectFile } from './composeFile.ts';

interface Broker {
  readonly port: number;
  readonly protocolVersion: 4 | 5;
  readonly secrets: ReadonlyMap<BusMember, string>;
  stop(): Promise<void>;
}

async function embedded(): Promise<Broker> {
  const { secrets } = completeBusSecrets('');
  const log = tierLog('bus', { write: () => {} });
  const broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0, accounts: { secrets, log } });
  return { port: broker.port, protocolVersion: 4, secrets, stop: () => broker.stop() };
}

/** With the files of docker-compose.yml, and secrets as the script of the installation makes them. */
async function mosquitto(): Promise<Broker> {
  const folder = mkdtempSync(join(tmpdir(), 'khue-bus-secrets-'));
  execFileSync(process.execPath, [fileURLToPath(new URL('../../deploy/makeSecrets.mjs', import.meta.url)), folder]);
  chmodSync(folder, 0o755);
  const secrets = new Map(
    busMembers.map((member) => [member, new URL(readFileSync(join(folder, `bus_url_${member}`), 'utf8')).password]),
  );
  const broker = await startMosquitto(projectFile('deploy/mosquitto.conf'), {
    '/run/secrets/bus_passwords': join(folder, 'bus_passwords'),
    '/mosquitto/config/mosquitto.acl': fileURLToPath(new URL('../../deploy/mosquitto.acl', import.meta.url)),
  });
  return {
    port: broker.port,
    protocolVersion: 5,
    secrets,
    async stop() {
      await broker.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const closeOf = async (client: MqttClient): Promise<void> =>
  new Promise((done) => {
    client.once('close', () => done());
  });

const names = z.array(z.enum(Object.keys(topics) as [TopicName, ...TopicName[]])).parse(Object.keys(topics));
const definition = (name: TopicName): TopicDefinition<z.ZodType> => topics[name];
/** The instance that a member may speak for; any where it may speak for all. */
const instanceOf = (member: BusMember, name: TopicName): string => definition(name).instances?.[member] ?? 'one';

describe.each([
  ['the embedded broker', embedded],
  ['Mosquitto', mosquitto],
])('%s', (_, start) => {
  let broker: Broker;
  let clients: MqttClient[] = [];

  beforeAll(async () => {
    broker = await start();
  });
  afterEach(() => {
    for (const client of clients) client.end(true);
    clients = [];
  });
  afterAll(async () => {
    await broker.stop();
  });

  async function connect(username?: string, password?: string, more: IClientOptions = {}): Promise<MqttClient> {
    const options: IClientOptions = { reconnectPeriod: 0, protocolVersion: broker.protocolVersion, ...more };
    if (username !== undefined) options.username = username;
    if (password !== undefined) options.password = password;
    const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, options, false);
    client.on('error', () => {});
    clients.push(client);
    return client;
  }

  const as = async (member: BusMember, more: IClientOptions = {}): Promise<MqttClient> =>
    connect(member, broker.secrets.get(member), more);

  /** Whether the broker takes a message: acknowledged, and neither refused with a reason nor ended with the connection. */
  async function takes(member: BusMember, topic: string, retain = false): Promise<boolean> {
    const client = await as(member);
    const closed = closeOf(client).then(() => false);
    const sent = client.publishAsync(topic, '{}', { qos: 1, retain }).then(
      () => true,
      () => false,
    );
    return Promise.race([sent, closed]);
  }

  /** Whether a member hears what a rightful publisher says on `topic`, having subscribed to `filter`. */
  async function hears(member: BusMember, filter: string, publisher: BusMember, topic: string): Promise<boolean> {
    const [listener, speaker] = [await as(member), await as(publisher)];
    let heard = false;
    listener.on('message', () => {
      heard = true;
    });
    const granted = await listener.subscribeAsync(filter, { qos: 1 }).then(
      () => true,
      () => false,
    );
    await speaker.publishAsync(topic, '{}', { qos: 1 });
    // What was to be delivered stands before this answer on the same connection.
    await listener.unsubscribeAsync('nothing');
    // The embedded broker says at once whether it grants, and delivers after its acknowledgement.
    if (granted && broker.protocolVersion === 4) await vi.waitUntil(() => heard);
    return heard;
  }

  const walk = busMembers.flatMap((member) => names.map((name) => ({ member, name })));

  it.each(walk)('lets $member say $name if the topic declares it', async ({ member, name }) => {
    const topic = topicFor(name, instanceOf(member, name));
    expect(await takes(member, topic)).toBe(definition(name).publishers.includes(member));
  });

  it.each(walk)('lets $member hear $name if the topic declares it', async ({ member, name }) => {
    const [publisher = 'cli'] = definition(name).publishers;
    const topic = topicFor(name, instanceOf(publisher, name));
    const declared = definition(name).subscribers.includes(member);
    expect(await hears(member, definition(name).filter, publisher, topic)).toBe(declared);
    expect(await hears(member, `$share/group/${definition(name).filter}`, publisher, topic)).toBe(declared);
  });

  it.each(busMembers)('lets %s hear nothing more by asking for everything', async (member) => {
    const heard = await Promise.all(
      names
        .filter((name) => !definition(name).subscribers.includes(member))
        .map((name) => {
          const [publisher = 'cli'] = definition(name).publishers;
          return hears(member, '#', publisher, topicFor(name, instanceOf(publisher, name)));
        }),
    );
    expect(heard).not.toContain(true);
  });

  it.each(['access/revoked', 'tiers/dashboard/state', 'anything', 'cameras/one/status/more'])(
    'does not let the gateway say khue/v1/%s',
    async (topic) => {
      expect(await takes('gateway', `khue/v1/${topic}`)).toBe(false);
    },
  );

  it('lets nobody in without a secret, with another’s, or as somebody it does not know', async () => {
    const strangers: (readonly (string | undefined)[])[] = [
      [],
      ['gateway'],
      ['gateway', ''],
      ['gateway', broker.secrets.get('dashboard')],
      ['khue', broker.secrets.get('cli')],
    ];
    const outcomes = await Promise.allSettled(strangers.map(([name, password]) => connect(name, password)));
    expect(outcomes.map(({ status }) => status)).toEqual(strangers.map(() => 'rejected'));
  });

  it('does not say a last will that its member may not say', async () => {
    const listener = await as('gateway');
    const heard: string[] = [];
    listener.on('message', (topic) => heard.push(topic));
    await listener.subscribeAsync('khue/v1/access/revoked');
    const will = { topic: 'khue/v1/access/revoked', payload: Buffer.from('{}'), qos: 1 as const, retain: false };
    // Mosquitto may refuse the connection of such a will at once; either way nobody hears it.
    const dying = await as('ingest', { will }).catch(() => null);
    if (dying !== null) {
      const gone = closeOf(dying);
      dying.stream.destroy();
      await gone;
    }
    const dashboard = await as('dashboard');
    await dashboard.publishAsync('khue/v1/access/revoked', '{"marker":1}', { qos: 1 });
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(0));
    expect(heard).toHaveLength(1);
  });
});
