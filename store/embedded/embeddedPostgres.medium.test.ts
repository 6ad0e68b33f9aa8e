import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ConfigurationError } from '@khue/domain/environment';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findRunningDatabase, openCommandDatabase } from './commandDatabase.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embeddedPostgres.ts';
import { isAlive, waitUntil } from './processes.ts';

/** A cluster as the first start leaves it; each test works on a copy, because making one takes seconds. */
let template: string;
let dataDir: string;
let owners: ChildProcess[];
let servers: EmbeddedPostgres[];

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir });
  servers.push(server);
  return server;
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Starts the server in a process of its own; gives its address. */
async function startOwner(): Promise<{ owner: ChildProcess; url: string }> {
  const script = fileURLToPath(new URL('testing/serverOwner.ts', import.meta.url));
  const owner = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  owners.push(owner);
  const [url] = await once(createInterface(owner.stdout), 'line');
  return { owner, url: String(url) };
}

async function postmasterPid(): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'), 10);
}

beforeAll(async () => {
  template = await mkdtemp(join(tmpdir(), 'khue-embedded-template-'));
  const server = await startEmbeddedPostgres({ dataDir: template });
  await server.stop();
});

afterAll(() => rm(template, { recursive: true, force: true }));

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'khue-embedded-'));
  await promisify(execFile)('cp', ['-a', `${template}/.`, dataDir]);
  owners = [];
  servers = [];
});

afterEach(async () => {
  for (const owner of owners) owner.kill('SIGKILL');
  for (const server of servers) await server.stop();
  // A server whose owner was killed is still there: starting once more ends it.
  const last = await startEmbeddedPostgres({ dataDir }).catch(() => null);
  await last?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

describe('the embedded server', () => {
  it('keeps what was committed over a stop and a start', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    await first.stop();
    const second = await start();
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  it('starts an existing cluster within 1.5 s and stops within 4 s, a client still connected', async () => {
    const beforeStart = performance.now();
    const server = await start();
    const startMs = performance.now() - beforeStart;
    const client = new Client({ connectionString: server.url });
    client.on('error', () => {});
    await client.connect();
    const beforeStop = performance.now();
    await server.stop();
    const stopMs = performance.now() - beforeStop;
    expect(startMs).toBeLessThan(1_500);
    expect(stopMs).toBeLessThan(4_000);
  });

  it('writes durably, orders text by code point and lets only its own account in', async () => {
    const server = await start();
    expect(await query(server.url, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
    expect(await query(server.url, 'SHOW max_connections')).toEqual([{ max_connections: '60' }]);
    expect(await query(server.url, `SELECT datlocale AS l FROM pg_database WHERE datname = 'khue'`)).toEqual([
      { l: 'C.UTF-8' },
    ]);
    const stranger = new URL(server.url);
    stranger.password = 'guess';
    await expect(query(stranger.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  it('keeps its password and its address from other users', async () => {
    await start();
    const modes = await Promise.all(
      ['postgres-password', 'server.json', 'postgres'].map(
        async (name) => (await stat(join(dataDir, name))).mode & 0o077,
      ),
    );
    expect(modes).toEqual([0, 0, 0]);
  });

  it('ends a server that outlived its killed parent, and starts again with its data', async () => {
    const { owner, url } = await startOwner();
    await query(url, 'CREATE TABLE kept AS SELECT 7 AS n');
    const orphan = await postmasterPid();
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(isAlive(orphan)).toBe(true);
    const server = await start();
    expect(isAlive(orphan)).toBe(false);
    expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  it('recovers after the server itself was killed', async () => {
    const reasons: string[] = [];
    const server = await startEmbeddedPostgres({ dataDir, onUnexpectedExit: (reason) => reasons.push(reason) });
    servers.push(server);
    await query(server.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    process.kill(await postmasterPid(), 'SIGKILL');
    expect(await waitUntil(() => reasons.length > 0, 5_000)).toBe(true);
    await server.stop();
    const again = await start();
    expect(reasons).toEqual(['PostgreSQL ended (SIGKILL)']);
    expect(await query(again.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  it('does not end a foreign process whose id a stale pid file names', async () => {
    const foreign = spawn('sleep', ['60'], { stdio: 'ignore' });
    owners.push(foreign);
    await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), `${foreign.pid}\n${dataDir}/postgres\n`);
    await start();
    expect(foreign.exitCode).toBeNull();
    expect(foreign.signalCode).toBeNull();
  });

  it('begins anew after an interrupted first start', async () => {
    await rm(join(dataDir, 'postgres'), { recursive: true });
    await writeFile(join(dataDir, 'postgres.new'), 'half');
    const server = await start();
    expect(await query(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });
});

describe('a data folder that cannot be used', () => {
  it('is refused in one sentence while another living process has it', async () => {
    await startOwner();
    const refusal = startEmbeddedPostgres({ dataDir });
    await expect(refusal).rejects.toThrow(ConfigurationError);
    await expect(refusal).rejects.toThrow(/is in use by another Khuê \(process \d+\)/u);
  });

  it('is refused in one sentence where another major version made it', async () => {
    await chmod(join(dataDir, 'postgres'), 0o700);
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '15\n');
    const refusal = startEmbeddedPostgres({ dataDir });
    await expect(refusal).rejects.toThrow(ConfigurationError);
    await expect(refusal).rejects.toThrow('was made by PostgreSQL 15');
  });

  it('is refused in one sentence where a file stands in its place', async () => {
    const file = join(dataDir, 'file');
    await writeFile(file, '');
    const refusal = startEmbeddedPostgres({ dataDir: join(file, 'data') });
    await expect(refusal).rejects.toThrow(ConfigurationError);
    await expect(refusal).rejects.toThrow('cannot be written');
  });
});

describe('the database for one command', () => {
  it('is the running server, left running afterwards', async () => {
    const { url } = await startOwner();
    const database = await openCommandDatabase(dataDir);
    await database.stop();
    expect(database.url).toBe(url);
    expect(await query(url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it('is a server of its own where none runs, ended afterwards', async () => {
    const database = await openCommandDatabase(dataDir);
    const answer = await query(database.url, 'SELECT 1 AS n');
    await database.stop();
    expect(answer).toEqual([{ n: 1 }]);
    expect(await findRunningDatabase(dataDir)).toBeNull();
  });

  it('is not found where the owner was killed', async () => {
    const { owner } = await startOwner();
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(await findRunningDatabase(dataDir)).toBeNull();
  });
});
