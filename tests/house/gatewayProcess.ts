import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Camera } from '@khue/domain/camera';
import { sampleClaims } from '@khue/domain/testing/sampleClaims';
import { signTicket, type TicketClaims } from '@khue/domain/ticket';
import type { TierStatus } from '@khue/domain/tier';
import type { Bus } from '@khue/store/bus/bus';
import { connectBus } from '@khue/store/bus/connectBus';
import { startEmbeddedBroker } from '@khue/store/bus/embeddedBroker';
import { startEmbeddedPostgres } from '@khue/store/embedded/embeddedPostgres';
import { asAppRole } from '@khue/store/appRole';
import { migrate } from '@khue/store/migrate';
import { openStore } from '@khue/store/openStore';
import type { Store } from '@khue/store/store';
import { sampleCamera, sampleSchool } from '@khue/store/testing/sampleInventory';
import { freePort } from '@khue/store/embedded/freePort';

/** The camera gateway as a process of its own, on a database and a bus of its own. */
export interface GatewayProcess {
  readonly pid: number;
  readonly port: number;
  readonly cameras: readonly Camera[];
  /** The last metrics it told the bus; empty before the first. */
  metrics(): TierStatus['metrics'];
  /** To watch the main stream of a camera. */
  ticket(camera: Camera, change?: Partial<TicketClaims>): string;
  stop(): Promise<void>;
}

export interface GatewayOptions {
  /** RTSP addresses, one camera each, without an account. */
  readonly cameraUrls: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

type Stop = () => Promise<void> | void;

async function stopAll(stops: Stop[]): Promise<void> {
  for (const stop of stops.splice(0).toReversed()) await stop();
}

/** An empty database of its own, and a store on it. */
export async function openOwnDatabase(): Promise<{
  readonly store: Store;
  readonly databaseUrl: string;
  /** Address of the owner of the tables. */
  readonly ownerUrl: string;
  /** Seals credentials, as `KHUE_SECRET_KEYS` takes it. */
  readonly secretKeys: string;
  close(): Promise<void>;
}> {
  const dataDir = mkdtempSync(join(tmpdir(), 'khue-data-'));
  const server = await startEmbeddedPostgres({ dataDir });
  await migrate(server.url, 'up');
  const databaseUrl = asAppRole(server.url);
  const secretKey = randomBytes(32);
  const store = await openStore({
    databaseUrl,
    secretKeys: new Map([['k1', secretKey]]),
    activeKeyId: 'k1',
    poolSize: 4,
    applicationName: 'khue-measurement',
  });
  return {
    store,
    databaseUrl,
    ownerUrl: server.url,
    secretKeys: `k1:${secretKey.toString('base64')}`,
    async close() {
      await store.close();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function writeCameras(store: Store, urls: readonly string[]): Promise<readonly Camera[]> {
  await store.schools.upsert([sampleSchool('MP-1')], new Date());
  const inputs = urls.map((rtspMainUrl, i) =>
    sampleCamera(`MP-1/${String(i).padStart(3, '0')}`, 'MP-1', {
      credentials: null,
      address: { onvifUrl: null, rtspMainUrl, rtspSubUrl: null },
    }),
  );
  await store.cameras.upsert(inputs, new Date());
  return store.cameras.list();
}

async function launch(environment: Readonly<Record<string, string>>, stops: Stop[]): Promise<number> {
  const child = fork(new URL('../../camera-gateway/main.ts', import.meta.url), {
    env: { ...process.env, ...environment },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit');
  stops.push(async () => {
    child.kill('SIGTERM');
    await gone;
  });
  await Promise.race([
    once(child, 'message'),
    gone.then(([code]) => Promise.reject(new Error(`the gateway ended with ${String(code)}`))),
  ]);
  return z.number().parse(child.pid);
}

async function assemble(options: GatewayOptions, stops: Stop[]): Promise<GatewayProcess> {
  const database = await openOwnDatabase();
  stops.push(() => database.close());
  const cameras = await writeCameras(database.store, options.cameraUrls);
  const broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0, accounts: null });
  stops.push(() => broker.stop());
  const busUrl = `mqtt://127.0.0.1:${broker.port}`;
  const bus: Bus = await connectBus({ url: busUrl, clientId: 'measurement' });
  stops.push(() => bus.close());
  let metrics: TierStatus['metrics'] = {};
  await bus.subscribe('tierStatus', (status) => {
    metrics = status.metrics;
  });
  const [ticketKey] = await database.store.ticketKeys.renew(new Date());
  if (ticketKey === undefined) throw new Error('the store gave no key for tickets');
  const port = await freePort();
  const environment = {
    KHUE_DATABASE_URL: database.databaseUrl,
    KHUE_BUS_URL: busUrl,
    KHUE_SECRET_KEYS: database.secretKeys,
    KHUE_GATEWAY_PORT: String(port),
    KHUE_CAMERA_NETWORKS: '127.0.0.0/8',
    ...options.environment,
  };
  return {
    pid: await launch(environment, stops),
    port,
    cameras,
    metrics: () => metrics,
    ticket: (camera, change = {}) => {
      const { id: cameraId, schoolId, zone } = camera;
      const claims = sampleClaims({ issuedAt: Date.now(), cameraId, schoolId, zone, profile: 'main', ...change });
      return signTicket(claims, ticketKey);
    },
    stop: () => stopAll(stops),
  };
}

/** Starts the gateway with its cameras and waits until it is ready; undoes everything where that fails. */
export async function startGatewayProcess(options: GatewayOptions): Promise<GatewayProcess> {
  const stops: Stop[] = [];
  try {
    return await assemble(options, stops);
  } catch (error) {
    await stopAll(stops);
    throw error;
  }
}
