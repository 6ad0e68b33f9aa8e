import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '@khue/domain/clock';
import { authorization, chooseChallenge } from '../rtsp/digest.ts';
import { AccountRefusedError, OnvifError } from './onvifError.ts';
import { textOf } from './soapReply.ts';
import {
  type Answer,
  envelope,
  fault,
  type HostileCamera,
  startHostileCamera,
  timeReply,
} from './testing/hostileCamera.ts';
import { SoapClient, type SoapClientOptions } from './transport.ts';
import { openGuard } from '../testing/openGuard.ts';

const limits = { deadlineMs: 700, connectMs: 400, maxReplyBytes: 100_000 };
const credentials = { username: 'giám sát mật&<"', password: 'mật khẩu&<">' };
const information = envelope(
  '<tds:GetDeviceInformationResponse><tds:Model>A1</tds:Model></tds:GetDeviceInformationResponse>',
);
const cleanups: (() => Promise<void>)[] = [];

async function camera(answer: Answer): Promise<HostileCamera> {
  const started = await startHostileCamera(answer);
  cleanups.push(() => started.powerOff());
  return started;
}

function client({ url }: { readonly url: string }, options: Partial<SoapClientOptions> = {}): SoapClient {
  const address = { onvifUrl: url, rtspMainUrl: null, rtspSubUrl: null };
  const signal = new AbortController().signal;
  return new SoapClient({ address, credentials, clock: systemClock, guard: openGuard, signal, limits, ...options });
}

function ask(soap: SoapClient, serviceUrl = 'http://10.0.0.1/onvif/device_service') {
  return soap.call({ operation: 'device.GetDeviceInformation', serviceUrl, evidenceName: 'information' });
}

async function failureOf(answer: Answer): Promise<string> {
  return ask(client(await camera(answer))).then(
    () => 'taken',
    (error: unknown) => (error instanceof OnvifError ? error.reason : 'a bug'),
  );
}

const drips = (response: ServerResponse) => {
  const timer = setInterval(() => response.write(' '), 20);
  response.once('close', () => clearInterval(timer));
};

function floods(response: ServerResponse): void {
  const piece = 'x'.repeat(65_536);
  const more = () => {
    while (!response.destroyed && response.write(piece));
  };
  response.on('drain', more);
  more();
}

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

describe('SoapClient against hostile replies', () => {
  const hostile: readonly [string, Answer, string][] = [
    ['an endless body', (_asked, response) => floods(response), 'too_large'],
    [
      'a body that says it is too long',
      (_asked, response) => void response.writeHead(200, { 'Content-Length': 1e9 }).write('<'),
      'too_large',
    ],
    ['a reply that drips', (_asked, response) => drips(response), 'timeout'],
    ['silence', () => undefined, 'timeout'],
    ['a hang-up', (_asked, response) => response.socket?.destroy(), 'hung_up'],
    [
      'a hang-up in the middle',
      (_asked, response) => {
        response.writeHead(200, { 'Content-Length': 1_000 });
        response.write('<a>', () => response.socket?.destroy());
      },
      'hung_up',
    ],
    ['what is not HTTP', (_asked, response) => response.socket?.end('SSH-2.0-camera\r\n'), 'bad_reply'],
    [
      'a document type',
      (_asked, response) => response.end(`<!DOCTYPE a [<!ENTITY b "bbbb">]>${information}`),
      'bad_reply',
    ],
    [
      'compressed content',
      (_asked, response) => response.setHeader('Content-Encoding', 'gzip').end(information),
      'bad_reply',
    ],
    ['truncated XML', (_asked, response) => response.end(information.slice(0, -5)), 'bad_reply'],
    ['a web page', (_asked, response) => response.end('<html><body>Hi</body></html>'), 'bad_reply'],
    ['the answer to another question', (_asked, response) => response.end(timeReply(new Date())), 'bad_reply'],
    ['nothing', (_asked, response) => response.end(), 'bad_reply'],
    ['a bare 404', (_asked, response) => response.writeHead(404).end(), 'fault'],
    ['a bare 500', (_asked, response) => response.writeHead(500).end('oops'), 'fault'],
  ];
  it.each(hostile)('ends at %s', async (_what, answer, reason) => {
    const began = performance.now();
    expect(await failureOf(answer)).toBe(reason);
    expect(performance.now() - began).toBeLessThan(limits.deadlineMs + 500);
  });

  it('follows no redirect', async () => {
    const other = await camera((_asked, response) => response.end(information));
    const reason = await failureOf((_asked, response) => response.writeHead(307, { Location: other.url }).end());
    expect([reason, other.asked.length]).toEqual(['redirected', 0]);
  });

  it('sends nothing to the host and port that a camera names', async () => {
    const other = await camera((_asked, response) => response.end(information));
    const device = await camera((_asked, response) => response.end(information));
    await ask(client(device), `http://127.0.0.1:${other.port}/elsewhere`);
    expect([device.asked.map(({ path }) => path), other.asked.length]).toEqual([['/elsewhere'], 0]);
  });

  it('says so where nobody listens', async () => {
    const gone = await camera(() => undefined);
    await gone.powerOff();
    await expect(ask(client(gone))).rejects.toMatchObject({ reason: 'unreachable' });
  });

  it('ends at once when the caller gives up', async () => {
    const device = await camera(() => undefined);
    const stop = new AbortController();
    const asking = ask(client(device, { signal: stop.signal }));
    await expect.poll(() => device.asked.length).toBe(1);
    stop.abort();
    await expect(asking).rejects.toMatchObject({ reason: 'aborted' });
  });
});

describe('SoapClient', () => {
  it('reads chunked replies and keeps them as they came', async () => {
    const device = await camera((_asked, response) => {
      response.write(information.slice(0, 50));
      response.end(information.slice(50));
    });
    const soap = client(device);
    expect(textOf(await ask(soap), 'Model')).toBe('A1');
    expect(soap.evidence).toMatchObject([
      { name: 'information', body: information, sha256: expect.stringMatching(/^[\da-f]{64}$/u) },
    ]);
  });

  it.each([400, 500, 200])('understands a fault with HTTP %i', async (status) => {
    const device = await camera((_asked, response) =>
      response.writeHead(status).end(fault('ActionNotSupported', 'No such thing')),
    );
    await expect(ask(client(device))).rejects.toThrow(`HTTP ${status}, Sender/ActionNotSupported, No such thing`);
  });

  it.each(['MD5', 'SHA-256'])(
    'answers one digest challenge of %s with one authenticated request',
    async (algorithm) => {
      const challenge = `Digest realm="cam", qop="auth", algorithm=${algorithm}, nonce="n1"`;
      const device = await camera(({ authorization: header }, response) => {
        if (header === null) response.writeHead(401, { 'WWW-Authenticate': challenge }).end();
        else response.end(information);
      });
      const soap = client(device);
      await ask(soap);
      await ask(soap);
      const [first, second, third, ...more] = device.asked.map((asked) => asked.authorization);
      const clientNonce = /cnonce="(\w+)"/u.exec(second ?? '')?.[1] ?? '';
      const parsed = chooseChallenge([challenge]);
      const request = { method: 'POST', uri: '/onvif/device_service', count: 1, clientNonce };
      expect(first).toBeNull();
      expect(second).toBe(parsed === null ? '' : authorization(parsed, credentials, request));
      expect(third).toContain('nc=00000002');
      expect(more).toEqual([]);
    },
  );

  it('signs in by WS-UsernameToken, dated by the camera, where no digest is offered', async () => {
    const device = await camera(({ text }, response) => {
      if (text.includes('UsernameToken')) response.end(information);
      else response.writeHead(400).end(fault('NotAuthorized', 'Sender not authorized'));
    });
    const soap = client(device, { clock: { now: () => Date.UTC(2026, 0, 1) } });
    soap.clockOffsetMs = 3_600_000;
    await ask(soap);
    const [, second] = device.asked;
    expect(second?.text).toContain('<wsu:Created>2026-01-01T01:00:00.000Z</wsu:Created>');
    expect(second?.text).toContain('<wsse:Username>giám sát mật&amp;&lt;&quot;</wsse:Username>');
    expect(second?.authorization).toBeNull();
  });

  const refusing: readonly [string, Answer, number][] = [
    [
      'a digest, though each refusal brings a new nonce',
      (_asked, response) =>
        response.writeHead(401, { 'WWW-Authenticate': `Digest realm="r", nonce="${Math.random()}", stale=true` }).end(),
      2,
    ],
    ['a token', (_asked, response) => response.writeHead(400).end(fault('NotAuthorized', 'no')), 2],
    [
      'an account that it counts down for',
      (_asked, response) => response.writeHead(400).end(fault('Failed', 'You still have 4 attempt(s)')),
      1,
    ],
    [
      'a locked account',
      ({ text }, response) => response.writeHead(text.includes('UsernameToken') ? 403 : 401).end('locked'),
      2,
    ],
  ];
  it.each(refusing)('stops when the camera refuses %s', async (_what, answer, requests) => {
    const device = await camera(answer);
    await expect(ask(client(device))).rejects.toBeInstanceOf(AccountRefusedError);
    expect(device.asked.length).toBe(requests);
  });

  it('never sends a password in clear, whatever the camera offers', async () => {
    const device = await camera((_asked, response) =>
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="r"' }).end(),
    );
    await expect(ask(client(device))).rejects.toBeInstanceOf(AccountRefusedError);
    const sent = device.asked.map(({ authorization: header, text }) => `${header} ${text}`).join('\n');
    expect([sent.includes('Basic '), sent.includes('khẩu')]).toEqual([false, false]);
  });

  it('sends nothing further without an account', async () => {
    const device = await camera((_asked, response) =>
      response.writeHead(401, { 'WWW-Authenticate': 'Digest realm="r", nonce="n"' }).end(),
    );
    await expect(ask(client(device, { credentials: null }))).rejects.toMatchObject({ reason: 'unauthorised' });
    expect(device.asked.length).toBe(1);
  });

  it('asks a bounded number of questions', async () => {
    const device = await camera((_asked, response) => response.end(information));
    const soap = client(device);
    for (let count = 0; count < 10; count += 1) await ask(soap);
    await expect(ask(soap)).rejects.toThrow('too many questions');
  });
});
