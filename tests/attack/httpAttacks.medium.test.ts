import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type AttackedServer, neighbour, openAttackedServer } from './attackedServer.ts';
import { exchange, type Sent, statusesOf } from './rawHttp.ts';

const deadlineMs = 1_500;
const connectionsPerAddress = 60;

let server: AttackedServer;

beforeAll(async () => {
  server = await openAttackedServer({
    headersDeadlineMs: deadlineMs,
    bodyDeadlineMs: deadlineMs,
    connectionsPerAddress,
  });
});

afterAll(() => server.close());

afterEach(async () => {
  const { status } = await fetch(`${server.url}/api/sign-in`);
  if (status !== 200) throw new Error(`the server answers ${status} after the attack`);
});

const host = 'Host: 127.0.0.1\r\n';
const close = 'Connection: close\r\n';

interface Attack {
  readonly name: string;
  readonly sent: () => readonly Sent[];
  /** What the one answer says; none where the server only closes. */
  readonly status: number;
  readonly metric: string;
}

const json = 'Content-Type: application/json\r\n';
const post = `POST /api/session HTTP/1.1\r\n${host}`;

const attacks: readonly Attack[] = [
  {
    name: 'a length and chunks at once',
    sent: () => [
      `${post}${json}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/log HTTP/1.1\r\n\r\n`,
    ],
    status: 400,
    metric: 'turnedAwayAsMalformed',
  },
  {
    name: 'two lengths',
    sent: () => [`${post}${json}Content-Length: 2\r\nContent-Length: 44\r\n\r\n{}`],
    status: 400,
    metric: 'turnedAwayAsMalformed',
  },
  {
    name: 'an encoding that hides the chunks',
    sent: () => [`${post}${json}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
    status: 400,
    metric: 'turnedAwayAsMalformed',
  },
  {
    name: 'a blank before the colon',
    sent: () => [`${post}${json}Content-Length : 2\r\n\r\n{}`],
    status: 400,
    metric: 'turnedAwayAsMalformed',
  },
  {
    name: 'a chunk length that is none',
    sent: () => [`${post}${json}Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n`],
    status: 400,
    metric: 'turnedAwayAsMalformed',
  },
  {
    name: 'a header with a NUL byte',
    sent: () => [`GET /api/sign-in HTTP/1.1\r\n${host}X-A: a\u0000b\r\n\r\n`],
    status: 400,
    metric: 'turnedAwayAsMalformed',
  },
  {
    name: 'a path with a NUL byte',
    sent: () => [`GET /api/\u0000 HTTP/1.1\r\n${host}\r\n`],
    status: 400,
    metric: 'turnedAwayAsMalformed',
  },
  {
    name: 'two hosts',
    sent: () => [`GET /api/sign-in HTTP/1.1\r\n${host}Host: evil.example\r\n${close}\r\n`],
    status: 400,
    metric: 'turnedAwayForInput',
  },
  {
    name: 'something that is not HTTP',
    sent: () => [Buffer.from('160301020001', 'hex')],
    status: 400,
    metric: 'turnedAwayAsMalformed',
  },
  {
    name: 'a huge cookie',
    sent: () => [`GET /api/session HTTP/1.1\r\n${host}Cookie: khue_session=${'a'.repeat(40_000)}\r\n\r\n`],
    status: 431,
    metric: 'turnedAwayAsLarge',
  },
  {
    name: 'an endless address',
    sent: () => [`GET /${'a'.repeat(40_000)} HTTP/1.1\r\n${host}\r\n`],
    status: 431,
    metric: 'turnedAwayAsLarge',
  },
  {
    name: 'a body over the limit',
    sent: () => [`${post}${json}${close}Content-Length: 100000\r\n\r\n`, 'x'.repeat(100_000)],
    status: 413,
    metric: 'turnedAwayAsLarge',
  },
  {
    name: 'a chunked body over the limit',
    sent: () => [
      `${post}${json}${close}Transfer-Encoding: chunked\r\n\r\n186A0\r\n${'x'.repeat(100_000)}\r\n0\r\n\r\n`,
    ],
    status: 413,
    metric: 'turnedAwayAsLarge',
  },
  {
    name: 'headers that never end (slowloris)',
    sent: () => [`GET / HTTP/1.1\r\n${host}`, ...Array.from({ length: 40 }, () => ['X-A: b\r\n', 200]).flat()],
    status: 408,
    metric: 'turnedAwayAsSlow',
  },
  {
    name: 'a body of a byte a second',
    sent: () => [`${post}${json}Content-Length: 60\r\n\r\n`, ...Array.from({ length: 40 }, () => [' ', 200]).flat()],
    status: 408,
    metric: 'turnedAwayAsSlow',
  },
  {
    name: 'JSON that poisons prototypes',
    sent: () => jsonBody('{"name":"a","password":"b","__proto__":{"isAdmin":true}}'),
    status: 400,
    metric: 'turnedAwayForInput',
  },
  {
    name: 'JSON that poisons constructors',
    sent: () => jsonBody('{"constructor":{"prototype":{"isAdmin":true}}}'),
    status: 400,
    metric: 'turnedAwayForInput',
  },
  {
    name: 'JSON thirty thousand levels deep',
    sent: () => jsonBody('['.repeat(30_000) + ']'.repeat(30_000)),
    status: 400,
    metric: 'turnedAwayForInput',
  },
  {
    name: 'JSON in broken UTF-8',
    sent: () => jsonBody(Buffer.from('7b226e616d65223a22c328227d', 'hex')),
    status: 400,
    metric: 'turnedAwayForInput',
  },
];

function jsonBody(body: string | Buffer): Sent[] {
  const bytes = Buffer.from(body);
  return [`${post}${json}${close}Content-Length: ${bytes.length}\r\n\r\n`, bytes];
}

describe('what is no request of ours', () => {
  it.each(attacks)('$name is refused, counted and written down', async ({ sent, status, metric }) => {
    const before = server.count(metric);
    const answer = await exchange(server.port, sent());
    expect(statusesOf(answer)).toEqual([status]);
    expect(answer).toContain('"code":"KHUE_');
    expect(answer).not.toMatch(/\bat \/|node:internal|khue_session/u);
    expect(server.count(metric)).toBeGreaterThan(before);
    expect(server.ground.logText()).toContain('turned away');
  });

  it('a value folded over two lines is one value, whoever reads it', async () => {
    const answer = await exchange(server.port, [`GET /api/sign-in HTTP/1.1\r\n${host}X-A: b\r\n c\r\n${close}\r\n`]);
    expect(statusesOf(answer)[0]).toBeOneOf([200, 400]);
    expect(statusesOf(answer)).toHaveLength(1);
  });

  it('requests behind one another are answered in their order, each for itself', async () => {
    const one = `GET /api/session HTTP/1.1\r\n${host}\r\n`;
    const last = `GET /api/sign-in HTTP/1.1\r\n${host}${close}\r\n`;
    const answer = await exchange(server.port, [one.repeat(20) + last]);
    expect(statusesOf(answer)).toEqual([...Array.from({ length: 20 }, () => 401), 200]);
  });

  it('an address that opens connections without end gets some, and others still get theirs', async () => {
    const before = server.count('turnedAwayForConnections');
    const sockets = Array.from({ length: connectionsPerAddress + 40 }, () => {
      const socket = connect({ port: server.port, host: '127.0.0.1' });
      socket.on('error', () => {});
      return socket;
    });
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
    });
    await expect.poll(() => server.count('turnedAwayForConnections') - before, { timeout: 10_000 }).toBeGreaterThan(30);
    for (const socket of sockets) socket.destroy();
    await expect
      .poll(async () => (await fetch(`${server.url}/api/sign-in`).catch(() => null))?.status, { timeout: 10_000 })
      .toBe(200);
  });
});

describe('an upload', () => {
  const boundary = 'khue';
  const begin = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n`;
  const head = (cookie: string): string =>
    `POST /api/imports?kind=schools HTTP/1.1\r\n${host}Cookie: ${cookie}\r\nContent-Length: 1000000\r\n` +
    `Content-Type: multipart/form-data; boundary=${boundary}\r\n\r\n${begin}`;

  it('that trickles is broken off, and keeps no place of those that others wait for', async () => {
    const cookie = await server.cookie();
    const before = server.count('turnedAwayAsSlow');
    const trickle = (): Sent[] => [head(cookie), ...Array.from({ length: 40 }, () => ['a,b\r\n', 200]).flat()];
    const answers = await Promise.all(Array.from({ length: 3 }, () => exchange(server.port, trickle())));
    expect(answers.map(statusesOf)).toEqual([[408], [408], [408]]);
    expect(server.count('turnedAwayAsSlow')).toBe(before + 3);
    const form = new FormData();
    form.set('file', new Blob(['Mã trường,Tên trường\nA,B\n']), 'a.csv');
    const next = await fetch(`${server.url}/api/imports?kind=schools`, {
      method: 'POST',
      headers: { cookie },
      body: form,
    });
    // No queue runs behind this server: the file was taken in and could not be handed on.
    expect(await next.json()).toMatchObject({ code: 'KHUE_TIER_UNAVAILABLE', details: { tier: 'ingest' } });
  });

  it('that comes fast enough is taken, though it takes longer than a body may', async () => {
    const cookie = await server.cookie();
    const portion = 'a,b\r\n'.repeat(5_000);
    const end = `\r\n--${boundary}--\r\n`;
    const rest = 1_000_000 - begin.length - 10 * portion.length - end.length;
    const parts = Array.from({ length: 10 }, () => [portion, 250]).flat();
    const answer = await exchange(server.port, [
      head(cookie).replace('Content-Length', 'Connection: close\r\nContent-Length'),
      ...parts,
      'x'.repeat(rest),
      end,
    ]);
    expect(statusesOf(answer)).toEqual([503]);
  });
});

describe('files', () => {
  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '/%252e%252e/secret.txt',
    '/assets/../../secret.txt',
    '/..;/secret.txt',
    '//etc/passwd',
    '/....//secret.txt',
    '/%c0%ae%c0%ae/secret.txt',
    '/index.html%00.txt',
    'http://127.0.0.1/../secret.txt',
  ])('outside the folder are not served at %s', async (path) => {
    const answer = await exchange(server.port, [`GET ${path} HTTP/1.1\r\n${host}${close}\r\n`]);
    expect(statusesOf(answer)).toHaveLength(1);
    expect(answer).not.toContain(neighbour);
    expect(answer).not.toContain('root:');
  });

  it('that are pages forbid everything inline', async () => {
    for (const path of ['/', '/index.html', '/ban-do', '/khong-co']) {
      const { headers } = await fetch(`${server.url}${path}`);
      expect(headers.get('content-type')).toContain('text/html');
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|http:/u);
    }
  });
});
