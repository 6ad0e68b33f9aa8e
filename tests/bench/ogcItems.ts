import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { startEmbeddedBroker } from '@khue/store/bus/embeddedBroker';
import { freePort } from '@khue/store/embedded/freePort';
import type { Store } from '@khue/store/store';
import { sampleCamera, sampleSchool } from '@khue/store/testing/sampleInventory';
import { openOwnDatabase } from '../house/gatewayProcess.ts';
import { until } from '../house/until.ts';
import { type BenchContext, type Figure, median } from './figure.ts';

const schools = 3_500;
const perSecond = 100;
const warmUpSeconds = 5;
const measuredSeconds = 20;
const limitMs = 50;
/** Pages as a map asks for them: a window of the city, a hundred features. */
const windowDegrees = 0.1;
const city = { west: 106.4, south: 10.4, degrees: 0.6 } as const;
const yearMs = 365 * 24 * 3_600_000;

function code(index: number): string {
  return `MP-${String(index).padStart(4, '0')}`;
}

/** A city of the usual size, every school with a camera at the street; the key of a client that may read it all. */
async function fill(store: Store): Promise<string> {
  const now = new Date();
  const at = (index: number, steps: number): number => ((index * steps) % 997) / 997;
  await store.schools.upsert(
    Array.from({ length: schools }, (_, i) =>
      sampleSchool(code(i), {
        lon: city.west + city.degrees * at(i, 13),
        lat: city.south + city.degrees * at(i, 29),
      }),
    ),
    now,
  );
  const zone = 'gate_street' as const;
  const cameras = Array.from({ length: schools }, (_, i) =>
    sampleCamera(`${code(i)}/C01`, code(i), { zone, credentials: null }),
  );
  await store.cameras.upsert(cameras, now);
  const client = { name: 'trung-tam', displayName: 'Trung tâm', kind: 'client' } as const;
  const grant = { role: 'city_client', scopeId: null, relation: 'territorial', zones: null } as const;
  const always = { ...grant, validFrom: 0, validTo: null };
  const { account } = await store.accounts.createAccount({ ...client, grant: always }, now, () => []);
  const wish = { accountId: account.id, label: 'bench', expiresAt: new Date(now.getTime() + yearMs) };
  return (await store.feed.addKey(wish, now, () => [])).key;
}

interface Asked {
  readonly ms: number;
  readonly bytes: number;
}

/** From the moment a question was due to the last byte of its answer: waiting in a queue counts. */
async function ask(agent: Agent, url: string, key: string, dueMs: number): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { agent, headers: { authorization: `Bearer ${key}` } }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      answer.once('end', () => {
        if (answer.statusCode === 200) resolve({ ms: performance.now() - dueMs, bytes });
        else reject(new Error(`${url} answered ${String(answer.statusCode)}`));
      });
    });
    asking.once('error', reject);
    asking.end();
  });
}

/** Asks at the rate for so long, whether answers have come or not. */
async function load(url: string, key: string, seconds: number, signal: AbortSignal): Promise<readonly Asked[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const began = performance.now();
  const asked: Promise<Asked>[] = [];
  for (let i = 0; i < seconds * perSecond; i += 1) {
    const dueMs = began + (i * 1_000) / perSecond;
    const early = dueMs - performance.now();
    if (early > 1) await setTimeout(early, undefined, { signal });
    const west = city.west + ((i * 7) % 50) / 100;
    const south = city.south + ((i * 11) % 50) / 100;
    const bbox = [west, south, west + windowDegrees, south + windowDegrees].map((value) => value.toFixed(3)).join();
    asked.push(ask(agent, `${url}?limit=100&bbox=${bbox}`, key, dueMs));
  }
  const answers = await Promise.all(asked);
  agent.destroy();
  return answers;
}

/** Items of OGC API – Features at 100 requests a second, in a city of 3,500 schools that is being looked at all the while. */
export async function* ogcItems({ say, signal }: BenchContext): AsyncGenerator<Figure> {
  const database = await openOwnDatabase();
  const broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0, accounts: null });
  const key = await fill(database.store);
  const port = await freePort();
  const child = fork(new URL('../../dashboard/server/main.ts', import.meta.url), {
    env: {
      ...process.env,
      KHUE_DATABASE_URL: database.databaseUrl,
      KHUE_BUS_URL: `mqtt://127.0.0.1:${broker.port}`,
      KHUE_SECRET_KEYS: database.secretKeys,
      KHUE_GATEWAY_URL: 'http://127.0.0.1:1',
      KHUE_HTTP_PORT: String(port),
      KHUE_EXPECTED_TIERS: 'database,bus,dashboard',
    },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit');
  try {
    await once(child, 'message', { signal });
    const told = async (): Promise<number> => (await database.store.feed.head()).number;
    await until('the feed to know the city', told, (number) => number >= 2 * schools, 30_000);
    const url = `http://127.0.0.1:${port}/ogc/collections/schools/items`;
    await load(url, key, warmUpSeconds, signal);
    const answers = await load(url, key, measuredSeconds, signal);
    const times = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
    say(`${answers.length} pages, ${Math.round(median(answers.map(({ bytes }) => bytes)) / 1_000)} kB in the middle`);
    yield { name: 'ogcItemsMedian', value: median(times), unit: 'ms' };
    const p99 = times[Math.floor(times.length * 0.99)] ?? Number.NaN;
    yield { name: 'ogcItemsP99', value: p99, unit: 'ms', limit: limitMs };
    const began = performance.now();
    await database.store.feed.look(new Date(), 300_000);
    yield { name: 'feedLook', value: performance.now() - began, unit: 'ms' };
  } finally {
    child.kill('SIGTERM');
    await gone;
    await broker.stop();
    await database.close();
  }
}
