import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectAsync, type MqttClient } from 'mqtt';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { grantListSchema, passwordOnceSchema } from '@khue/domain/administration';
import { schoolDetailSchema, schoolListSchema } from '@khue/domain/api';
import {
  type FeedChange,
  feedChangeSchema,
  feedChangesSchema,
  feedKeyOnceSchema,
  type FeedMessage,
  feedMessageSchema,
  feedSnapshotSchema,
} from '@khue/domain/feed';
import { ogrInfo, provisionGdal } from './environment/gdal.ts';
import { violationsEverywhere } from './house/accessibility.ts';
import { axeFindings } from './house/axe.ts';
import { launchBrowser, openPage, signIn, type WatchedPage } from './house/browser.ts';
import { callHouse, type Caller } from './house/caller.ts';
import { type House, setFault, startHouse } from './house/house.ts';
import { takePicture } from './house/pictures.ts';
import { until } from './house/until.ts';

const follower = fileURLToPath(new URL('house/feedFollower.ts', import.meta.url));
const clientName = 'trung-tam';
/** Cameras are asked this often: no minute is waited for. */
const probeMs = 1_000;

let house: House;
let caller: Caller;
let browser: Browser;
let watched: WatchedPage;
let folder: string;
let key = '';
const children = new Set<ChildProcess>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'khue-feed-'));
  house = await startHouse({
    parameters: ['--schools', '3', '--cameras', '9'],
    environment: { KHUE_PROBE_INTERVAL_MS: String(probeMs) },
  });
  caller = await callHouse(house);
  browser = await launchBrowser();
  watched = await openPage(browser, house.url);
  await signIn(watched.page, house.url, house.account);
});

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await browser.close();
  await house.stop();
  house.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function askFeed<T>(path: string, schema: z.ZodType<T>, by = key): Promise<T> {
  const answer = await fetch(`${house.url}${path}`, { headers: { authorization: `Bearer ${by}` } });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return schema.parse(await answer.json());
}

/** Codes of the cameras at the street: those that are told of. */
async function streetCameras(): Promise<string[]> {
  const { schools } = await caller.ask('GET', '/api/schools', schoolListSchema);
  const details = await Promise.all(
    schools.map(({ id }) => caller.ask('GET', `/api/schools/${id}`, schoolDetailSchema)),
  );
  return details.flatMap(({ cameras }) => cameras.filter(({ zone }) => zone === 'gate_street').map(({ code }) => code));
}

interface Follower {
  readonly journal: string;
  start(): void;
  kill(): Promise<void>;
  cursor(): string;
  changes(): FeedChange[];
}

function followerOf(name: string): Follower {
  const journal = join(folder, name);
  let child: ChildProcess | null = null;
  const lines = () => (existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').slice(0, -1) : []);
  return {
    journal,
    start() {
      const order = JSON.stringify({ url: house.url, key, journal });
      child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', follower, order], { stdio: 'inherit' });
      children.add(child);
    },
    async kill() {
      if (child === null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
      children.delete(child);
    },
    cursor: () => z.looseObject({ cursor: z.string() }).parse(JSON.parse(lines()[0] ?? '')).cursor,
    changes: () =>
      lines()
        .slice(1)
        .map((line) => feedChangeSchema.parse(JSON.parse(line))),
  };
}

/** All changes behind a cursor, read in one go by somebody who was never killed. */
async function allBehind(start: string): Promise<FeedChange[]> {
  const found: FeedChange[] = [];
  let after = start;
  let more = true;
  while (more) {
    const page = await askFeed(`/feed/changes?after=${after}`, feedChangesSchema);
    found.push(...page.changes);
    ({ cursor: after, more } = page);
  }
  return found;
}

const keyOf = ({ IdBanGhi, PhienBan }: FeedChange): string => `${IdBanGhi} ${PhienBan}`;

async function listenOnMqtt(
  onMessage: (message: FeedMessage) => void,
  name = clientName,
  password = key,
): Promise<MqttClient> {
  const ports = z
    .object({ bus: z.number() })
    .parse(JSON.parse(readFileSync(join(house.dataDir, 'ports.json'), 'utf8')));
  const options = { username: name, password, protocolVersion: 4 as const, reconnectPeriod: 0 };
  const client = await connectAsync(`mqtt://127.0.0.1:${ports.bus}`, options, false);
  client.on('error', () => {});
  client.on('message', (_topic, payload) => onMessage(feedMessageSchema.parse(JSON.parse(payload.toString()))));
  await client.subscribeAsync(`khue/v1/feed/${name}/changes`, { qos: 1 });
  return client;
}

function grantOver(accountId: string, scopeId: string | null): Promise<unknown> {
  const grant = { accountId, role: 'city_client', scopeId, relation: 'territorial', zones: null, validTo: null };
  return caller.ask('POST', '/api/grants', z.unknown(), grant);
}

/** The copy of a client on MQTT, as the guide says to keep it: schools and cameras by their id. */
async function keptCopy(name: string, ownKey: string) {
  const copy = new Map<string, FeedChange>();
  let restarts = 0;
  let waiting: FeedChange[] | null = null;
  const take = (change: FeedChange): void => {
    if ((copy.get(change.IdBanGhi)?.PhienBan ?? 0) < change.PhienBan) copy.set(change.IdBanGhi, change);
  };
  async function begin(): Promise<void> {
    waiting = [];
    const { changes } = await askFeed('/feed/snapshot?limit=1000', feedSnapshotSchema, ownKey);
    copy.clear();
    for (const change of [...changes, ...waiting]) take(change);
    waiting = null;
  }
  const onMessage = (message: FeedMessage): void => {
    if (message.SuKien === 'RESTART') {
      restarts += 1;
      void begin();
    } else if (waiting === null) take(message);
    else waiting.push(message);
  };
  const listener = await listenOnMqtt(onMessage, name, ownKey);
  await begin();
  return {
    listener,
    restarts: () => restarts,
    schools: () => (waiting !== null ? [] : [...copy.keys()].filter((id) => id.startsWith('schools/')).sort()),
  };
}

describe('the data gateway', () => {
  it('says on its page what to do while there is no client, then makes a key, which is shown once', async () => {
    const { page } = watched;
    await page.goto(`${house.url}/cong-du-lieu`);
    await page.locator('.feed-none').waitFor();
    const account = { name: clientName, displayName: 'Trung tâm đô thị thông minh', kind: 'client' };
    const { id } = await caller.ask('POST', '/api/accounts', passwordOnceSchema, account);
    await grantOver(id, null);
    await page.reload();
    const client = page.locator(`[data-client=${clientName}]`);
    await client.getByRole('button', { name: /Cấp khoá/u }).click();
    await page.keyboard.type('Máy chủ tích hợp');
    await page.keyboard.press('Enter');
    key = await client.locator('.feed-key-once code').innerText();
    expect(key).toMatch(/^khue-feed-/u);
    await page.keyboard.press('Enter');
    await client.locator('[data-key="Máy chủ tích hợp"]').waitFor();
    expect(await page.content()).not.toContain(key);
    await client.getByRole('checkbox').check();
    await client.getByText(`khue/v1/feed/${clientName}/changes`).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  it('is read by GDAL, which nobody here wrote', async () => {
    provisionGdal();
    const cameras = await streetCameras();
    expect(cameras.length).toBeGreaterThan(0);
    const [schools, wards, points] = await Promise.all(
      ['schools', 'wards', 'camera-points'].map((layer) => ogrInfo(`${house.url}/ogc/`, key, layer)),
    );
    expect(schools).toMatch(/Geometry: Point[\s\S]*Feature Count: 3\b[\s\S]*wardCode: String/u);
    expect(wards).toMatch(/Feature Count: 168\b[\s\S]*boundary: String/u);
    expect(points).toMatch(new RegExp(`Feature Count: ${cameras.length}\\b[\\s\\S]*state: String`, 'u'));
  }, 180_000);

  it('leaves a client that is killed again and again without a gap and without a double, and tells MQTT the same', async () => {
    const cameras = await streetCameras();
    const heard: FeedChange[] = [];
    const listener = await listenOnMqtt((message) => heard.push(feedChangeSchema.parse(message)));
    const client = followerOf('journal');
    client.start();
    await until('the snapshot of the client', async () => existsSync(client.journal), Boolean, 10_000);
    for (let round = 0; round < 4; round += 1) {
      const before = client.changes().length;
      for (const code of cameras) await setFault(house, code, round % 2 === 0 ? { kind: 'off' } : null);
      const grown = async () => client.changes().length;
      await until('its changes at the client', grown, (length) => length >= before + cameras.length, 20_000);
      await client.kill();
      client.start();
    }
    const settled = async () => (await allBehind(client.cursor())).length - client.changes().length;
    await until('the client to have everything', settled, (left) => left === 0, 20_000);
    const complete = await allBehind(client.cursor());
    expect(complete.length).toBeGreaterThanOrEqual(4 * cameras.length);
    expect(client.changes().slice(0, complete.length).map(keyOf)).toEqual(complete.map(keyOf));
    const last = keyOf(complete.at(-1) ?? complete[0] ?? ({} as never));
    await until(
      'MQTT to have it',
      async () => heard.map(keyOf),
      (keys) => keys.includes(last),
      10_000,
    );
    const told = complete.map(keyOf).slice(complete.map(keyOf).indexOf(keyOf(heard[0] ?? ({} as never))));
    expect(heard.map(keyOf).slice(0, told.length)).toEqual(told);
    await listener.endAsync();
    await client.kill();
  }, 120_000);

  it('tells a client on MQTT when its part of the city has become another, so that its copy is right', async () => {
    const name = 'trung-tam-phuong';
    const account = { name, displayName: 'Trung tâm của một phường', kind: 'client' };
    const { id } = await caller.ask('POST', '/api/accounts', passwordOnceSchema, account);
    const { schools } = await caller.ask('GET', '/api/schools', schoolListSchema);
    const [here = '', there = ''] = schools.map((school) => school.id);
    await grantOver(id, here);
    const wish = { label: 'máy thử', days: 30 };
    const { key: ownKey } = await caller.ask('POST', `/api/feed/clients/${id}/keys`, feedKeyOnceSchema, wish);
    await caller.ask('PATCH', `/api/feed/clients/${id}`, z.unknown(), { mqtt: true });
    const copy = await keptCopy(name, ownKey);
    await expect.poll(copy.schools, { timeout: 10_000 }).toEqual([`schools/${here}`]);
    await grantOver(id, there);
    await expect.poll(copy.schools, { timeout: 10_000 }).toEqual([`schools/${here}`, `schools/${there}`].sort());
    const { grants } = await caller.ask('GET', `/api/grants?accountId=${id}`, grantListSchema);
    const first = grants.find(({ grant }) => grant.scopeId === here);
    await caller.ask('DELETE', `/api/grants/${first?.grant.id ?? ''}`, z.unknown());
    await expect.poll(copy.schools, { timeout: 10_000 }).toEqual([`schools/${there}`]);
    expect(copy.restarts()).toBeGreaterThanOrEqual(2);
    await copy.listener.endAsync();
  }, 60_000);

  it('says that the feed is whole, in both languages', async () => {
    const { page, faults } = watched;
    await page.goto(`${house.url}/cong-du-lieu`);
    await page.locator('[data-whole=yes]').waitFor();
    await takePicture(page, 'feed');
    expect(await violationsEverywhere(page)).toEqual([]);
    await page.locator('.language-switch button', { hasText: 'EN' }).click();
    await page.getByRole('heading', { name: 'Data gateway' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('ends with the key: over HTTP at once, on MQTT within seconds', async () => {
    const { page } = watched;
    const listener = await listenOnMqtt(() => {});
    const row = page.locator('[data-key="Máy chủ tích hợp"]');
    await row.getByRole('button').click();
    await page.keyboard.press('Enter');
    const status = async () =>
      (await fetch(`${house.url}/ogc/`, { headers: { authorization: `Bearer ${key}` } })).status;
    await expect.poll(status, { timeout: 5_000 }).toBe(401);
    await expect.poll(() => listener.connected, { timeout: 10_000 }).toBe(false);
  }, 30_000);
});
