import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { migrate } from '../migrate.ts';

/** A server that databases for tests are made on, and its database that they are copies of. */
export interface TestServer {
  /** Address of a database of its owner. */
  readonly url: string;
  /** Name of a migrated database that nobody can connect to. */
  readonly template: string;
}

/** A name that no other database has. */
export function freshName(): string {
  return `test_${randomUUID().replaceAll('-', '')}`;
}

/** The same server, another database. */
export function addressOf(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Sends statements one by one. */
export async function onServer(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function hasTimescale(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(`SELECT FROM pg_extension WHERE extname = 'timescaledb'`)).rowCount === 1;
  } finally {
    await client.end();
  }
}

/**
 * Migrates one database, for copies of it: a copy takes a fraction of what the migrations do. It is closed to
 * connections, of TimescaleDB's workers too, because a database that somebody is connected to cannot be copied.
 */
export async function makeTemplate(serverUrl: string): Promise<TestServer> {
  const template = freshName();
  await onServer(serverUrl, `CREATE DATABASE ${template}`);
  const url = addressOf(serverUrl, template);
  await migrate(url, 'up');
  if (await hasTimescale(url)) await onServer(url, 'SELECT _timescaledb_functions.stop_background_workers()');
  await onServer(serverUrl, `ALTER DATABASE ${template} ALLOW_CONNECTIONS false`);
  return { url: serverUrl, template };
}

/** Nothing of a test's database has to outlive the machine: what a commit waits for otherwise is left out. */
export async function waitForNoDisk(serverUrl: string): Promise<void> {
  const settings = ['fsync', 'full_page_writes', 'synchronous_commit'];
  await onServer(
    serverUrl,
    ...settings.map((setting) => `ALTER SYSTEM SET ${setting} = off`),
    'SELECT pg_reload_conf()',
  );
}
