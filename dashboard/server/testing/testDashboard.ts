import { randomUUID } from 'node:crypto';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { type Clock, systemClock } from '@khue/domain/clock';
import type { Bus } from '@khue/store/bus/bus';
import { connectBus } from '@khue/store/bus/connectBus';
import { startEmbeddedBroker } from '@khue/store/bus/embeddedBroker';
import type { Store, StoreConfig } from '@khue/store/store';
import { openTestStore } from '@khue/store/testing/testDatabase';
import { buildServer, type DashboardServer } from '../buildServer.ts';
import type { DashboardConfig } from '../config.ts';
import { dashboardParts } from '../createDashboard.ts';
import { defaultHardening } from '../hardening/hardeningConfig.ts';
import { liveLimits } from '../live/broadcast.ts';
import type { DashboardDeps, DashboardParts } from '../parts.ts';
import { keptLog } from './keptLog.ts';

const accountName = 'truc.ban';
/** What the account's owner chose at first sign-in. */
export const chosenPassword = 'Sao-Khue-2026-sang';

export const testConfig: DashboardConfig = {
  httpHost: '127.0.0.1',
  httpPort: 0,
  gatewayUrl: 'http://127.0.0.1:1',
  webDir: null,
  expectedTiers: ['database', 'bus', 'dashboard'],
  trustedProxies: [],
  publicOrigin: null,
  cookieSecure: 'auto',
  sessionLifetimeMs: 3_600_000,
  secondFactor: 'optional',
  wrongCodes: { limit: 20, windowMs: 24 * 3_600_000 },
  identityProvider: null,
  hardening: defaultHardening,
  statusStaleAfterMs: 300_000,
};

export const quickLimits = { ...liveLimits, intervalMs: 20, heartbeatMs: 60_000 };

const outline = {
  type: 'FeatureCollection',
  features: [{ type: 'Feature', properties: { name: 'Phường Mô Phỏng '.repeat(200) }, geometry: null }],
};

const testLayers: DashboardDeps['layers'] = {
  wards: { kind: 'approximate', geojson: JSON.stringify(outline), attribution: 'wards of the test', version: 'w1' },
  base: { geojson: '{"type":"FeatureCollection","features":[]}', attribution: 'base of the test', version: 'b1' },
};

/** What a dashboard stands on: a real database with one account, a real broker, two connections to it. */
export interface Ground {
  readonly deps: DashboardDeps;
  readonly store: Store;
  /** Another tier's connection to the bus. */
  readonly outside: Bus;
  readonly account: { readonly name: string; readonly password: string };
  readonly accountId: string;
  readonly storeConfig: StoreConfig;
  readonly busUrl: string;
  readonly logText: () => string;
  close(): Promise<void>;
}

export async function openGround(clock: Clock = systemClock): Promise<Ground> {
  const database = await openTestStore();
  const { store } = database;
  const broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0, accounts: null });
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const bus = await connectBus({ url, clientId: `dashboard-${randomUUID()}` });
  const outside = await connectBus({ url, clientId: `outside-${randomUUID()}` });
  const first = await store.accounts.createFirst(accountName, 'Trực ban', () => []);
  if (first === null) throw new Error('the test database has an account already');
  await store.accounts.changePassword(first.account.id, chosenPassword, null, new Date(clock.now()), () => []);
  const { log, text } = keptLog();
  const noQueue = () => Promise.reject(new Error('no queue runs here'));
  const jobs = { enqueueImport: noQueue, enqueueSheet: noQueue };
  return {
    deps: { store, bus, clock, log, layers: testLayers, jobs },
    store,
    outside,
    account: { name: accountName, password: chosenPassword },
    accountId: first.account.id,
    storeConfig: database.config,
    busUrl: url,
    logText: text,
    async close() {
      await Promise.all([bus.close(), outside.close()]);
      await broker.stop();
      await database.close();
    },
  };
}

/** A dashboard that is asked through `inject` and opens no port. */
export interface TestDashboard extends DashboardServer {
  readonly parts: DashboardParts;
  /** A session's cookie, as a header. */
  signIn(): Promise<string>;
  /** Asks with a session of the test's account. */
  ask(options: InjectOptions): Promise<LightMyRequestResponse>;
  get(url: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
  close(): Promise<void>;
}

export async function openTestDashboard(
  ground: Ground,
  config: Partial<DashboardConfig> = {},
  deps: Partial<DashboardDeps> = {},
): Promise<TestDashboard> {
  const parts = dashboardParts({ ...ground.deps, ...deps }, { ...testConfig, ...config }, () => ({}), quickLimits);
  const server = await buildServer(parts);
  await parts.tiers.start();
  await parts.live.start();
  await parts.alarms.start();
  let cookie: string | null = null;

  async function signIn(): Promise<string> {
    const answer = await server.app.inject({ method: 'POST', url: '/api/session', payload: ground.account });
    const [session] = answer.cookies;
    if (session === undefined) throw new Error(`sign-in answered ${answer.statusCode}: ${answer.body}`);
    return `${session.name}=${session.value}`;
  }

  async function ask(options: InjectOptions): Promise<LightMyRequestResponse> {
    cookie ??= await signIn();
    return server.app.inject({ ...options, headers: { cookie, ...options.headers } });
  }

  return {
    ...server,
    parts,
    signIn,
    ask,
    get: (url, headers = {}) => ask({ method: 'GET', url, headers }),
    async close() {
      await parts.live.stop();
      parts.alarms.stop();
      await server.app.close();
    },
  };
}
