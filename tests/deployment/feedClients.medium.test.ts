import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startMosquitto } from '../environment/mosquitto.ts';
import { projectFile } from './composeFile.ts';

const deployed = (name: string): string => fileURLToPath(new URL(`../../deploy/${name}`, import.meta.url));
const newKey = (): string => `khue-feed-${randomBytes(32).toString('base64url')}`;

describe('clients of the feed at Mosquitto, with the files that are deployed', () => {
  const keys = { 'trung-tam': newKey(), khac: newKey() };
  let folder: string;
  let broker: Awaited<ReturnType<typeof startMosquitto>>;
  const clients: MqttClient[] = [];

  const feedClient = (action: string, name: string, input = ''): string =>
    execFileSync(process.execPath, [deployed('feedClient.mjs'), action, name, folder], {
      input,
      encoding: 'utf8',
      stdio: 'pipe',
    });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'khue-feed-clients-'));
    execFileSync(process.execPath, [deployed('makeSecrets.mjs'), folder]);
    chmodSync(folder, 0o755);
    for (const [name, key] of Object.entries(keys)) feedClient('add', name, `${key}\n`);
    broker = await startMosquitto(projectFile('deploy/mosquitto.conf'), {
      '/run/secrets/bus_passwords': join(folder, 'bus_passwords'),
      '/mosquitto/config/mosquitto.acl': deployed('mosquitto.acl'),
    });
  });
  afterAll(async () => {
    for (const client of clients) client.end(true);
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function as(username: string, password: string): Promise<MqttClient> {
    const options = { username, password, protocolVersion: 5 as const, reconnectPeriod: 0 };
    const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, options, false);
    client.on('error', () => {});
    clients.push(client);
    return client;
  }

  const dashboard = async (): Promise<MqttClient> => {
    const url = new URL(readFileSync(join(folder, 'bus_url_dashboard'), 'utf8'));
    return as('dashboard', url.password);
  };

  it('hear what bears their own name, and nothing by asking for everything', async () => {
    const client = await as('trung-tam', keys['trung-tam']);
    const heard: string[] = [];
    client.on('message', (topic) => heard.push(topic));
    await client.subscribeAsync(['#', 'khue/v1/feed/+/changes'], { qos: 1 });
    const speaker = await dashboard();
    for (const topic of ['feed/khac/changes', 'access/revoked', 'feed/trung-tam/changes']) {
      await speaker.publishAsync(`khue/v1/${topic}`, '{}', { qos: 1 });
    }
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(0));
    expect(new Set(heard)).toEqual(new Set(['khue/v1/feed/trung-tam/changes']));
  });

  it('say nothing', async () => {
    const listener = await as('khac', keys.khac);
    const heard: string[] = [];
    listener.on('message', (_topic, payload) => heard.push(payload.toString()));
    await listener.subscribeAsync('khue/v1/feed/khac/changes', { qos: 1 });
    const client = await as('trung-tam', keys['trung-tam']);
    await client.publishAsync('khue/v1/feed/khac/changes', 'forged', { qos: 1 }).catch(() => undefined);
    await (await dashboard()).publishAsync('khue/v1/feed/khac/changes', 'true', { qos: 1 });
    await vi.waitFor(() => expect(heard).toEqual(['true']));
  });

  it('are let in by their own key alone', async () => {
    await expect(as('trung-tam', keys.khac)).rejects.toThrow('Not authorized');
  });

  it('are taken out again, and the members of the house stay', () => {
    feedClient('remove', 'khac');
    const names = readFileSync(join(folder, 'bus_passwords'), 'utf8')
      .split('\n')
      .map((line) => line.split(':')[0]);
    expect(names).toEqual(['ingest', 'gateway', 'dashboard', 'cli', 'trung-tam', '']);
  });

  it.each([
    ['add', 'dashboard', 'khue-feed-x'],
    ['add', 'a/b', 'khue-feed-x'],
    ['add', 'khac', 'not a key'],
    ['change', 'khac', ''],
  ])('are not written for %s %s', (action, name, input) => {
    const before = readFileSync(join(folder, 'bus_passwords'), 'utf8');
    expect(() => feedClient(action, name, input)).toThrow('Command failed');
    expect(readFileSync(join(folder, 'bus_passwords'), 'utf8')).toBe(before);
  });
});
