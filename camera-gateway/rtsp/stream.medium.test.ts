import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '@khue/domain/clock';
import { type AccessUnit, openRtspStream, RtspError, type RtspStream, type RtspStreamOptions } from './stream.ts';
import {
  answerPlainly,
  cameraWith,
  h264Sdp,
  isAuthorised,
  pictureFrame,
  replyText,
  type ScriptedServer,
  type ServerExchange,
  type ServerScript,
  startScriptedServer,
} from './testing/scriptedServer.ts';
import { openGuard } from '../testing/openGuard.ts';

const patience = { timeout: 5_000, interval: 10 };
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function server(script: ServerScript): Promise<ScriptedServer> {
  const started = await startScriptedServer(script);
  cleanups.push(() => started.stop());
  return started;
}

async function open(url: string, options: Partial<RtspStreamOptions> = {}): Promise<RtspStream> {
  const stream = await openRtspStream({
    url,
    credentials: null,
    clock: systemClock,
    guard: openGuard,
    signal: new AbortController().signal,
    ...options,
  });
  cleanups.push(() => stream.close());
  return stream;
}

async function failure(url: string, options: Partial<RtspStreamOptions> = {}): Promise<RtspError> {
  const result = await open(url, options).catch((error: unknown) => error);
  if (result instanceof RtspError) return result;
  throw new Error('the stream opened', { cause: result });
}

function collect(stream: RtspStream) {
  const units: AccessUnit[] = [];
  const ends: (RtspError | null)[] = [];
  stream.start({ onAccessUnit: (unit) => units.push(unit), onEnd: (error) => ends.push(error) });
  return { units, ends };
}

const methods = (device: ScriptedServer) => device.requests.map(({ method }) => method);
const account = { username: 'giám sát', password: 'mật khẩu: "ở đây"' };
const challenge = (nonce: string, more = '') => `WWW-Authenticate: Digest realm="cam", nonce="${nonce}"${more}`;

describe('opening a stream', () => {
  it('asks OPTIONS, DESCRIBE, SETUP of the video track, PLAY, and knows the picture size from the description', async () => {
    const device = await server(answerPlainly);
    const stream = await open(device.url);
    expect(device.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `OPTIONS ${device.url}`,
      `DESCRIBE ${device.url}`,
      `SETUP ${device.url}/trackID=1`,
      `PLAY ${device.url}`,
    ]);
    expect(stream.track).toMatchObject({ codec: 'h264', width: 640, height: 360, frameRate: 15, clockRate: 90_000 });
  });

  it('loses nothing of pictures in the same segment as the PLAY reply', async () => {
    const device = await server(
      cameraWith({
        PLAY: ({ socket, headers }) => {
          const reply = Buffer.from(replyText(200, [`CSeq: ${headers.get('cseq') ?? ''}`, 'Session: 12345678']));
          socket.write(Buffer.concat([reply, pictureFrame(0), pictureFrame(1), pictureFrame(2)]));
        },
      }),
    );
    const { units } = collect(await open(device.url));
    await expect.poll(() => units.map(({ timestamp }) => timestamp), patience).toEqual([0, 3_600, 7_200]);
  });

  it('waits for the reply behind pictures that come first', async () => {
    const device = await server(
      cameraWith({
        PLAY: (exchange) => {
          exchange.socket.write(Buffer.concat([pictureFrame(0), pictureFrame(1)]));
          answerPlainly(exchange);
        },
      }),
    );
    const { units } = collect(await open(device.url));
    expect(units).toHaveLength(2);
  });

  it('understands replies that drip in byte by byte', async () => {
    const device = await server(
      cameraWith({
        DESCRIBE: async ({ socket, headers }) => {
          const text = replyText(200, [`cseq: ${headers.get('cseq') ?? ''}`, 'content-type: application/sdp'], h264Sdp);
          for (const byte of Buffer.from(text)) {
            await new Promise((written) => {
              socket.write(Buffer.from([byte]), written);
            });
          }
        },
      }),
    );
    expect((await open(device.url)).track.width).toBe(640);
  });

  it('resolves the track against Content-Base, whatever the case, and stays on the connection it was given', async () => {
    const device = await server(
      cameraWith({
        DESCRIBE: ({ reply }) => reply(200, ['CONTENT-BASE: rtsp://192.168.1.64:554/inner/'], h264Sdp),
      }),
    );
    await open(device.url);
    expect(device.requests.slice(2).map(({ url }) => url)).toEqual([
      'rtsp://192.168.1.64:554/inner/trackID=1',
      'rtsp://192.168.1.64:554/inner/',
    ]);
  });

  it('uses the channel that the camera names', async () => {
    const device = await server(
      cameraWith({
        SETUP: ({ reply }) => reply(200, ['Session: 1', 'Transport: RTP/AVP/TCP;unicast;interleaved=4-5;ssrc=0']),
        PLAY: (exchange) => {
          answerPlainly(exchange);
          const other = pictureFrame(0);
          const right = pictureFrame(1, true);
          right[1] = 4;
          exchange.socket.write(Buffer.concat([other, right]));
        },
      }),
    );
    const { units } = collect(await open(device.url));
    await expect.poll(() => units.map(({ nalUnits }) => nalUnits[0]?.at(-1)), patience).toEqual([2]);
  });

  it.each<[string, string, ServerScript]>([
    ['never answers', 'timeout', () => undefined],
    [
      'drips without end',
      'timeout',
      ({ socket }) => {
        const timer = setInterval(() => socket.write('X'), 5);
        socket.on('close', () => clearInterval(timer));
      },
    ],
    [
      'sends an endless head',
      'bad_reply',
      ({ socket }) => {
        socket.write(`RTSP/1.0 200 OK\r\n${'X-Filler: x\r\n'.repeat(20_000)}`);
      },
    ],
    ['promises a huge body', 'bad_reply', ({ reply }) => reply(200, ['Content-Length: 999999999'])],
    ['speaks HTTP', 'bad_reply', ({ socket }) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['resets', 'connection_reset', ({ socket }) => void socket.resetAndDestroy()],
    ['hangs up', 'connection_reset', ({ socket }) => void socket.end()],
    ['is out of order', 'bad_reply', ({ reply }) => reply(500)],
    ['does not know the path', 'no_video', ({ reply }) => reply(404)],
    ['forbids it', 'unauthorised', ({ reply }) => reply(403)],
    ['shows JPEG only', 'no_video', ({ reply }) => reply(200, [], 'v=0\r\nm=video 0 RTP/AVP 26\r\n')],
    ['points elsewhere', 'bad_reply', ({ reply }) => reply(302, ['Location: rtsp://169.254.169.254/'])],
  ])('gives up on a camera that %s at DESCRIBE: %s', async (_what, reason, script) => {
    const device = await server(cameraWith({ DESCRIBE: script }));
    expect((await failure(device.url, { replyTimeoutMs: 250 })).reason).toBe(reason);
    await expect.poll(() => device.connections(), patience).toBe(0);
  });

  it('says that a closed port refuses', async () => {
    const device = await startScriptedServer(answerPlainly);
    await device.stop();
    expect((await failure(device.url)).reason).toBe('connection_refused');
  });

  it('refuses a camera that sets up another transport, and lets the session go', async () => {
    const device = await server(
      cameraWith({ SETUP: ({ reply }) => reply(200, ['Session: 1', 'Transport: RTP/AVP;unicast;client_port=1-2']) }),
    );
    expect((await failure(device.url)).reason).toBe('bad_reply');
  });

  it('sends TEARDOWN when it is given up between SETUP and the answer to PLAY', async () => {
    const leaving = new AbortController();
    const device = await server(cameraWith({ PLAY: () => leaving.abort() }));
    await failure(device.url, { signal: leaving.signal });
    expect(methods(device).at(-1)).toBe('TEARDOWN');
  });
});

describe('signing in', () => {
  const guarded =
    (isRight: (exchange: ServerExchange) => boolean, challenges: readonly string[]): ServerScript =>
    (exchange) =>
      isRight(exchange) ? answerPlainly(exchange) : exchange.reply(401, challenges);

  it('answers one challenge, then signs every request at once', async () => {
    const device = await server(
      guarded((exchange) => isAuthorised(exchange, { ...account, nonce: 'n1' }), [challenge('n1')]),
    );
    const { ends } = collect(await open(device.url, { credentials: account }));
    expect(methods(device)).toEqual(['OPTIONS', 'OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY']);
    expect(ends).toEqual([]);
  });

  it('takes SHA-256 where MD5 and Basic are offered beside it', async () => {
    const device = await server(
      guarded(
        (exchange) => isAuthorised(exchange, { ...account, nonce: 'n1', algorithm: 'sha256' }),
        ['WWW-Authenticate: Basic realm="cam"', challenge('n1'), challenge('n1', ', algorithm=SHA-256')],
      ),
    );
    expect((await open(device.url, { credentials: account })).track.codec).toBe('h264');
  });

  it('sends a wrong password once, and never shows it', async () => {
    const device = await server((exchange) => exchange.reply(401, [challenge(`n${device.requests.length}`)]));
    const error = await failure(device.url, { credentials: account });
    expect(error.reason).toBe('unauthorised');
    expect(device.requests.filter(({ headers }) => headers.has('authorization'))).toHaveLength(1);
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain(account.password);
  });

  it('is unauthorised without an account, after one request', async () => {
    const device = await server((exchange) => exchange.reply(401, [challenge('n1')]));
    expect((await failure(device.url)).reason).toBe('unauthorised');
    expect(device.requests).toHaveLength(1);
  });

  it('answers a stale nonce in the middle of the session with the new one', async () => {
    let nonce = 'n1';
    const device = await server((exchange) => {
      const right = isAuthorised(exchange, { ...account, nonce });
      const stale = exchange.method === 'SETUP' && nonce === 'n1';
      if (stale) nonce = 'n2';
      if (right && !stale) answerPlainly(exchange);
      else exchange.reply(401, [challenge(nonce, stale ? ', stale=true' : '')]);
    });
    await open(device.url, { credentials: account });
    expect(methods(device).slice(-3)).toEqual(['SETUP', 'SETUP', 'PLAY']);
  });

  it('does not run after a camera that calls every nonce stale', async () => {
    const device = await server((exchange) => {
      exchange.reply(401, [challenge(`n${device.requests.length}`, ', stale=true')]);
    });
    expect((await failure(device.url, { credentials: account })).reason).toBe('unauthorised');
    expect(device.requests).toHaveLength(3);
  });
});

describe('a playing stream', () => {
  const playing = (send: ServerScript): ServerScript =>
    cameraWith({
      PLAY: (exchange) => {
        answerPlainly(exchange);
        void send(exchange);
      },
    });

  it('ends with stream_silent, and TEARDOWN, where the camera sends reports but no pictures any more', async () => {
    const device = await server(
      playing(({ socket }) => {
        socket.write(pictureFrame(0));
        const timer = setInterval(() => socket.write(Buffer.from([0x24, 1, 0, 4, 0x80, 200, 0, 0])), 10);
        socket.on('close', () => clearInterval(timer));
      }),
    );
    const { ends, units } = collect(await open(device.url, { silenceTimeoutMs: 200 }));
    await expect.poll(() => ends.map((error) => error?.reason), patience).toEqual(['stream_silent']);
    await expect.poll(() => methods(device).at(-1), patience).toBe('TEARDOWN');
    expect(units).toHaveLength(1);
  });

  it('ends with connection_reset where the camera hangs up', async () => {
    const device = await server(playing(({ socket }) => void socket.end(pictureFrame(0))));
    const { ends } = collect(await open(device.url));
    await expect.poll(() => ends.map((error) => error?.reason), patience).toEqual(['connection_reset']);
  });

  it('ends with bad_reply where the camera sends what is not RTSP', async () => {
    const device = await server(playing(({ socket }) => void socket.write('garbage\r\n\r\n')));
    const { ends } = collect(await open(device.url));
    await expect.poll(() => ends.map((error) => error?.reason), patience).toEqual(['bad_reply']);
  });

  it('leaves with TEARDOWN of its session on abort, and ends without an error, once', async () => {
    const leaving = new AbortController();
    const device = await server(playing(() => undefined));
    const stream = await open(device.url, { signal: leaving.signal });
    const { ends } = collect(stream);
    leaving.abort();
    await stream.close();
    expect(ends).toEqual([null]);
    expect(device.requests.at(-1)?.headers.get('session')).toBe('12345678');
    await expect.poll(() => device.connections(), patience).toBe(0);
  });

  it('is gone within a second where the camera does not answer TEARDOWN', async () => {
    const device = await server(cameraWith({ TEARDOWN: () => undefined }));
    const stream = await open(device.url);
    const before = performance.now();
    await stream.close();
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  it.each([
    ['GET_PARAMETER', 'OPTIONS, GET_PARAMETER, PLAY'],
    ['OPTIONS', 'OPTIONS, DESCRIBE, SETUP, PLAY'],
  ])('keeps its session alive with %s where the camera offers %s', async (method, offered) => {
    const device = await server(
      cameraWith({
        OPTIONS: ({ reply }) => reply(200, [`Public: ${offered}`]),
        SETUP: ({ reply }) => reply(200, ['Session: abc ; timeout=1', 'Transport: RTP/AVP/TCP;interleaved=0-1']),
      }),
    );
    await open(device.url);
    const keptAlive = () =>
      device.requests
        .slice(4)
        .filter((request) => request.method === method && request.headers.get('session') === 'abc');
    await expect.poll(() => keptAlive().length, patience).toBeGreaterThan(1);
  });

  it('keeps playing, with OPTIONS, where GET_PARAMETER is refused', async () => {
    const device = await server(
      cameraWith({
        SETUP: ({ reply }) => reply(200, ['Session: abc;timeout=1', 'Transport: RTP/AVP/TCP;interleaved=0-1']),
        GET_PARAMETER: ({ reply }) => reply(551),
      }),
    );
    const { ends } = collect(await open(device.url));
    await expect.poll(() => methods(device).slice(4, 6), patience).toEqual(['GET_PARAMETER', 'OPTIONS']);
    expect(ends).toEqual([]);
  });

  it('holds what comes before start up to a limit, then goes on from a key frame', async () => {
    const device = await server(
      cameraWith({
        PLAY: (exchange) => {
          const frames = Array.from({ length: 300 }, (_, index) => pictureFrame(index, index === 0 || index === 200));
          exchange.socket.write(Buffer.concat(frames));
          answerPlainly(exchange);
        },
      }),
    );
    const { units } = collect(await open(device.url));
    expect(units[0]).toMatchObject({ timestamp: 200 * 3_600, keyFrame: true });
    expect(units).toHaveLength(100);
  });

  it('takes new parameter sets from the band into its track', async () => {
    const sps = Buffer.from('6764001eacd940b424d8088000000300800000190f8a14cb', 'hex');
    const device = await server(
      playing(({ socket }) => {
        const frame = Buffer.from(pictureFrame(0));
        const nalUnit = Buffer.concat([frame.subarray(0, 16), sps]);
        nalUnit.writeUInt16BE(12 + sps.length, 2);
        nalUnit.writeUInt8(96, 5);
        socket.write(Buffer.concat([nalUnit, pictureFrame(1, true)]));
      }),
    );
    const stream = await open(device.url);
    collect(stream);
    await expect.poll(() => [stream.track.width, stream.track.height], patience).toEqual([720, 576]);
  });
});
