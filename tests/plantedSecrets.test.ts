import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { type House, runKhue, startHouse } from './house/house.ts';
import { until } from './house/until.ts';

const isTrue = (answer: boolean): boolean => answer;
const deadlineMs = 60_000;

/** Recognisable, and each of them somewhere in the work of the house. */
const planted = {
  identityProvider: 'bi-mat-OIDC-khue-7f3a',
  wrongPassword: 'Sai-Mat-Khau-khue-91c2',
  cameraPassword: 'MatKhauCamera-khue-5e1d',
  addressPassword: 'TrongDiaChi-khue-c04b',
  refusedPassword: 'DongLoi-khue-a8e6',
  wrongToken: 'khongphaiphien-khue-2b77',
} as const;

const roleMap = JSON.stringify({
  claim: 'groups',
  rules: [{ value: 'x', role: 'operator', scopeCode: null, relation: 'territorial' }],
});

let house: House;
let cookie = '';
/** Name → what must stand nowhere. */
const secrets = new Map<string, string>(Object.entries(planted));

beforeAll(async () => {
  house = await startHouse({
    parameters: ['--schools', '3', '--cameras', '6'],
    environment: {
      KHUE_OIDC_ISSUER: 'http://127.0.0.1:9',
      KHUE_OIDC_CLIENT_ID: 'khue',
      KHUE_OIDC_CLIENT_SECRET: planted.identityProvider,
      KHUE_OIDC_ROLE_MAP: roleMap,
      KHUE_PUBLIC_ORIGIN: 'http://127.0.0.1',
    },
  });
});

afterAll(async () => {
  await house.stop();
  house.remove();
});

function ask(path: string, method = 'GET', body?: unknown, headers: Record<string, string> = { cookie }) {
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  return fetch(`${house.url}${path}`, { method, headers: { ...type, ...headers }, redirect: 'manual', ...content });
}

/** Every file of the data folder whose path matches, with its content. */
function files(pattern: RegExp): { path: string; text: string }[] {
  const entries = readdirSync(house.dataDir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => pattern.test(path))
    .map((path) => ({ path, text: readFileSync(path, 'latin1') }));
}

/** Passwords of the database as its tiers were given them, and the ids of their processes. */
function tiers(): { pid: number; name: string; databaseUrl: string }[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/u.test(name));
  return pids.flatMap((pid) => {
    try {
      const parent = / \(.*\) \w (\d+) /u.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
      if (Number(parent) !== house.process.pid) return [];
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      const url = environment.find((line) => line.startsWith('KHUE_DATABASE_URL='));
      const name = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return url === undefined ? [] : [{ pid: Number(pid), name, databaseUrl: url.slice(url.indexOf('=') + 1) }];
    } catch {
      return [];
    }
  });
}

function plantKeys(): void {
  for (const { path, text } of files(/[\\/]keys[\\/]|postgres-password/u)) {
    for (const [i, part] of text.trim().split(',').entries()) secrets.set(`${path} ${i}`, part.split(':').at(-1) ?? '');
  }
}

async function signIn(): Promise<void> {
  const refused = await ask('/api/session', 'POST', { name: house.account.name, password: planted.wrongPassword }, {});
  expect(refused.status).toBe(401);
  const opened = await ask('/api/session', 'POST', house.account, {});
  cookie = opened.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  secrets.set('session token', cookie.split('=')[1] ?? '');
  secrets.set('chosen password', house.account.password);
  expect((await ask('/api/session', 'GET', undefined, { cookie: `khue_session=${planted.wrongToken}` })).status).toBe(
    401,
  );
  const offered = await ask('/api/session/second-factor', 'POST', { password: house.account.password });
  secrets.set('second factor', z.object({ secret: z.string().min(16) }).parse(await offered.json()).secret);
  // The provider is not there: what the tier says of it must not hold its secret.
  expect((await ask('/api/sign-in/identity', 'GET', undefined, {})).status).toBeGreaterThanOrEqual(300);
}

async function importCameras(): Promise<void> {
  const { schools } = z
    .object({ schools: z.array(z.object({ code: z.string() })) })
    .parse(await (await ask('/api/schools')).json());
  const school = schools[0]?.code ?? '';
  const rows = [
    'Mã camera,Tên camera,Mã trường,Khu vực,Địa chỉ RTSP,Tài khoản,Mật khẩu',
    `K-1,Cổng,${school},Cổng,rtsp://127.0.0.1:9/a,admin,${planted.cameraPassword}`,
    `K-2,Sân,${school},Sân,rtsp://admin:${planted.addressPassword}@127.0.0.1:9/b,,`,
    `K-3,Sân,khong-co,Sân,rtsp://127.0.0.1:9/c,admin,${planted.refusedPassword}`,
    `K-4,Sân,${school},Sân,rtsp://x:${planted.refusedPassword}@@::9/c,admin,${planted.refusedPassword}`,
  ];
  const form = new FormData();
  form.set('file', new Blob([rows.join('\n')]), 'cameras.csv');
  const answer = await fetch(`${house.url}/api/imports?kind=cameras`, {
    method: 'POST',
    headers: { cookie },
    body: form,
  });
  const { id } = z.object({ id: z.string() }).parse(await answer.json());
  const ended = async (): Promise<boolean> => {
    const { state } = z.object({ state: z.string() }).parse(await (await ask(`/api/imports/${id}`)).json());
    return state === 'done' || state === 'failed';
  };
  await until('the import has ended', ended, isTrue, deadlineMs);
  const run = z.object({ state: z.string(), added: z.int(), rejected: z.int() });
  expect(run.parse(await (await ask(`/api/imports/${id}`)).json())).toMatchObject({ state: 'done', added: 2 });
}

async function useTickets(): Promise<void> {
  const schools = z
    .object({ schools: z.array(z.object({ id: z.string() })) })
    .parse(await (await ask('/api/schools')).json());
  const listed = await ask(`/api/schools/${schools.schools[0]?.id ?? ''}`);
  const { cameras } = z.object({ cameras: z.array(z.object({ id: z.string() })) }).parse(await listed.json());
  const { purposes } = z
    .object({ purposes: z.array(z.object({ id: z.string() })) })
    .parse(await (await ask('/api/tickets/purposes')).json());
  const wanted = { cameraId: cameras[0]?.id, profile: 'sub', purposeId: purposes[0]?.id, note: 'x' };
  const answer = await ask('/api/tickets', 'POST', wanted);
  const { ticket } = z.object({ ticket: z.string() }).parse(await answer.json());
  secrets.set('ticket', ticket);
  secrets.set('signature of the ticket', ticket.split('.').at(-1) ?? '');
  const socket = new WebSocket(`${house.url.replace('http', 'ws')}/video`, { headers: { cookie } });
  await once(socket, 'open');
  const states: string[] = [];
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary)
      states.push(String(z.object({ state: z.string().optional() }).parse(JSON.parse(data.toString())).state));
  });
  for (const [channel, text] of [ticket, ticket, `${ticket.slice(0, -4)}AAAA`].entries()) {
    socket.send(JSON.stringify({ type: 'subscribe', channel, ticket: text }));
  }
  await until('a ticket is refused', async () => states.includes('refused'), isTrue, deadlineMs);
  socket.terminate();
}

async function failWithinTheHouse(): Promise<void> {
  const rotation = runKhue(['secrets', 'rotate', '--data', house.dataDir]);
  expect(await rotation.ended).toBe(0);
  expect(rotation.output()).toContain('✓');
  plantKeys();
  const killed = tiers().filter(({ name }) => /gateway|ingest/u.test(name));
  expect(killed.length).toBe(2);
  for (const { pid, databaseUrl } of killed) {
    secrets.set(`database password of ${pid}`, new URL(databaseUrl).password);
    process.kill(pid, 'SIGKILL');
  }
  const areUp = async (): Promise<boolean> => (await ask('/healthz')).ok && tiers().length > killed.length;
  await until('the tiers are up again', areUp, isTrue, deadlineMs);
}

/** Ways in which a secret could have been written down. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    ...new Set([secret, encodeURIComponent(secret), bytes.toString('base64').slice(0, -4), bytes.toString('hex')]),
  ];
}

describe('secrets', () => {
  it('stand in no log and in nothing that is printed, whatever the house does and whatever fails', async () => {
    plantKeys();
    await signIn();
    await importCameras();
    await useTickets();
    await failWithinTheHouse();
    const logs = files(/[\\/]logs[\\/]|\.log/u);
    expect(logs.length).toBeGreaterThanOrEqual(4);
    expect(logs.some(({ text }) => text.includes('answered'))).toBe(true);
    // The one-time password of the first account is shown to whoever starts the house, and to the terminal alone.
    const audit = await (await ask('/api/log?limit=200')).text();
    expect(audit).toContain('session.opened');
    const told = [
      ...logs,
      { path: 'the log of who did what', text: audit },
      { path: 'terminal', text: house.output() },
    ];
    expect(secrets.size).toBeGreaterThanOrEqual(14);
    const found = [...secrets].flatMap(([name, secret]) =>
      told
        .filter(({ path }) => path !== 'terminal' || !name.includes('first-account'))
        .filter(({ text }) => secret.length >= 8 && spellings(secret).some((spelling) => text.includes(spelling)))
        .map(({ path }) => `${name} in ${path}`),
    );
    expect(found).toEqual([]);
  });
});
