import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endpointOf } from '@khue/camera-gateway/relay/testing/endpoint';
import { startTestRelay, type TestRelay } from '@khue/camera-gateway/relay/testing/testRelay';
import { pictureFilePaths } from '@khue/domain/video';
import { TestViewer } from '@khue/camera-gateway/relay/testing/testViewer';

const patience = { timeout: 15_000, interval: 20 };
/** Nothing listens there: what is admitted is told by its tries, not by pictures. */
const away = 'rtsp://127.0.0.1:9/a';
const here = endpointOf({ main: away, sub: away });
const there = endpointOf({ main: away, sub: away });

let relay: TestRelay;
let viewer: TestViewer;
let channel = 0;

beforeEach(async () => {
  relay = await startTestRelay({ endpoints: [here, there] });
  viewer = await TestViewer.connect(relay.port);
});

afterEach(async () => {
  viewer.leave();
  await relay.stop();
});

/** What the gateway says to a ticket, on a channel of its own. */
async function answerTo(ticket: string): Promise<string> {
  channel += 1;
  const own = channel;
  viewer.send({ type: 'subscribe', channel: own, ticket });
  await expect.poll(() => viewer.states(own).length, patience).toBeGreaterThan(0);
  viewer.send({ type: 'unsubscribe', channel: own });
  return viewer.states(own)[0] ?? '';
}

function parts(ticket: string): [keyId: string, body: string, signature: string] {
  const [keyId = '', body = '', signature = ''] = ticket.split('.');
  return [keyId, body, signature];
}

function rewritten(ticket: string, change: Readonly<Record<string, unknown>>): string {
  const [keyId, body, signature] = parts(ticket);
  const claims: object = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
  return `${keyId}.${Buffer.from(JSON.stringify({ ...claims, ...change })).toString('base64url')}.${signature}`;
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const good = (): string => relay.ticket(here);

const forgeries: readonly (readonly [name: string, forge: () => string])[] = [
  ['a byte of the signature changed', () => `${good().slice(0, -4)}AAAA`],
  ['no signature', () => parts(good()).slice(0, 2).join('.')],
  ['an empty signature', () => `${parts(good()).slice(0, 2).join('.')}.`],
  ['alg none, as of a web token', () => `${encoded({ alg: 'none', typ: 'JWT' })}.${parts(good())[1]}.`],
  [
    'alg none and the signature of another',
    () => `${encoded({ alg: 'none' })}.${parts(good())[1]}.${parts(good())[2]}`,
  ],
  ['alg HS256 and a key of its own', () => ownKey({ alg: 'HS256', typ: 'JWT' })],
  ['a key id that names no key', () => ['other', ...parts(good()).slice(1)].join('.')],
  ['a key id out of the object it is looked up in', () => ['__proto__', ...parts(good()).slice(1)].join('.')],
  ['the camera of another school', () => rewritten(good(), { cameraId: there.camera.id })],
  ['a longer life', () => rewritten(good(), { expiresAt: Date.now() + 86_400_000 })],
  ['an id that was not used yet', () => rewritten(good(), { ticketId: randomUUID() })],
  ['another account', () => rewritten(good(), { accountId: randomUUID() })],
  ['an end that has come', () => relay.ticket(here, 'sub', { expiresAt: Date.now() - 1 })],
  ['a camera that does not exist', () => relay.ticket(here, 'sub', { cameraId: randomUUID() })],
  ['a zone that the camera is not in', () => relay.ticket(here, 'sub', { zone: 'classroom' })],
  ['a kind for something else', () => relay.ticket(here, 'sub', { kind: 'snapshot' })],
  ['a kind for a file', () => relay.ticket(here, 'sub', { kind: 'export', seconds: 5 })],
  ['a kind that there is not', () => rewritten(good(), { kind: 'steer' })],
  ['another spelling of its bytes', () => `${good()}=`],
  ['a NUL byte behind it', () => `${good()}\u0000`],
  ['a line break in it', () => good().replace('.', '\r\n.')],
  ['claims that are no JSON', () => `test.${Buffer.from('{').toString('base64url')}.${'A'.repeat(43)}`],
  [
    'claims that poison prototypes',
    () => `test.${Buffer.from('{"__proto__":{"a":1}}').toString('base64url')}.${'A'.repeat(43)}`,
  ],
  ['nothing at all', () => ''],
];

function ownKey(header: unknown): string {
  const signed = `${encoded(header)}.${parts(good())[1]}`;
  return `${signed}.${createHmac('sha256', randomBytes(32)).update(signed).digest('base64url')}`;
}

describe('a ticket with', () => {
  it.each(forgeries)('%s is refused, counted and written down, and a good one is not', async (_name, forge) => {
    const before = relay.counts.refusedTickets;
    expect(await answerTo(forge())).toBe('refused ticket');
    expect(relay.counts.refusedTickets).toBe(before + 1);
    const [written] = relay.logged.filter(({ action }) => action === 'ticket.refused');
    expect(written).toMatchObject({ result: 'refused' });
    expect(await answerTo(good())).not.toBe('refused ticket');
    expect(relay.unexpected).toEqual([]);
  });

  it('an earlier use is refused, however often and on whatever connection it comes', async () => {
    const ticket = good();
    expect(await answerTo(ticket)).not.toBe('refused ticket');
    const other = await TestViewer.connect(relay.port);
    for (let own = 0; own < 5; own += 1) other.send({ type: 'subscribe', channel: own, ticket });
    for (let own = 0; own < 5; own += 1)
      await expect.poll(() => other.states(own), patience).toEqual(['refused ticket']);
    other.leave();
  });
});

describe.each(Object.entries(pictureFilePaths))('a ticket for a file of the kind %s with', (_kind, path) => {
  it.each(forgeries.filter(([name]) => !name.startsWith('a kind for')))(
    '%s is refused and written down',
    async (_name, forge) => {
      const address = `http://127.0.0.1:${relay.port}${path}?ticket=${encodeURIComponent(forge())}`;
      const answer = await fetch(address);
      expect([answer.status, await answer.text()]).toEqual([403, '']);
      expect(relay.logged).toMatchObject([{ action: 'ticket.refused', result: 'refused' }]);
      expect(relay.unexpected).toEqual([]);
    },
  );

  it.each(['', '?', '?ticket', '?ticket=&ticket=a', '?ticket=%00', '?ticket=%E0%A4%A', '?a[__proto__]=1'])(
    'no ticket at all (%s) is refused',
    async (query) => {
      expect((await fetch(`http://127.0.0.1:${relay.port}${path}${query}`)).status).toBe(403);
    },
  );

  it('a way of asking that would use it up unseen is refused, and the ticket stays good', async () => {
    for (const method of ['HEAD', 'POST', 'OPTIONS']) {
      const answer = await fetch(`http://127.0.0.1:${relay.port}${path}?ticket=${good()}`, { method });
      expect(answer.status).toBe(404);
    }
    expect(relay.logged).toEqual([]);
  });
});

describe('a viewer that sends', () => {
  it.each([
    ['what is no JSON', '{'],
    ['a kind that there is not', '{"type":"steer","channel":1}'],
    ['JSON that is deep', `${'['.repeat(2_000)}${']'.repeat(2_000)}`],
    ['JSON that poisons prototypes', '{"__proto__":{"type":"ping"},"channel":1}'],
    ['a channel beyond the last', '{"type":"unsubscribe","channel":65536}'],
    ['bytes', new Uint8Array([0, 1, 2])],
    ['more than a request', 'x'.repeat(100_000)],
  ])('%s is disconnected, and others go on', async (_name, message) => {
    const attacker = await TestViewer.connect(relay.port);
    attacker.sendRaw(message);
    await expect.poll(() => attacker.closeCode, patience).toBeOneOf([1003, 1009]);
    expect(await answerTo(good())).not.toBe('refused ticket');
  });
});
