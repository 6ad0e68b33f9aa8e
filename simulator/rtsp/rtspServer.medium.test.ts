import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { authorise } from '../testing/digestClient.ts';
import { h264Start, h265Start, RawRtsp, sequenceOf, timestampOf } from '../testing/rawRtsp.ts';
import { startTestCity, type TestCity } from '../testing/testCity.ts';

let city: TestCity;

beforeAll(async () => {
  city = await startTestCity();
});

afterAll(() => city.stop());

async function connect(url: string): Promise<RawRtsp> {
  const client = await RawRtsp.connect(url);
  onTestFinished(() => client.close());
  return client;
}

const parameterSet = 7;
const keySlice = 5;

describe('DESCRIBE', () => {
  it.each([
    ['MD5 with qop', 'MP-001-C01', /^Digest [^,]+, nonce="[^"]+", qop="auth"$/u],
    ['MD5 as of old, headers in lower case', 'MP-001-C03', /^Digest [^,]+, nonce="[^"]+"$/u],
    ['SHA-256 first', 'MP-001-C04', /algorithm=SHA-256/u],
    ['SHA-256 only', 'MP-003-C03', /algorithm=SHA-256/u],
    ['a password of mark-up and quotes', 'MP-006-C01', /^Digest /u],
    ['a password beyond ASCII', 'MP-009-C03', /^Digest /u],
  ])('is refused without the account and answered with it: %s', async (_name, code, challenge) => {
    const camera = city.camera(code);
    const client = await connect(camera.mainUrl);
    const refused = await client.ask('DESCRIBE', camera.mainUrl);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')?.[0]).toMatch(challenge);
    const reply = await client.askAs(camera, 'DESCRIBE', camera.mainUrl);
    expect(reply.status).toBe(200);
    expect(reply.body).toContain('a=rtpmap:96 H264/90000');
    expect(reply.body).toMatch(/sprop-parameter-sets=Z[\w+/=]+,a[\w+/=]+/u);
  });

  it('shows H.265 with all three parameter sets', async () => {
    const camera = city.camera('MP-002-C02');
    const client = await connect(camera.mainUrl);
    const reply = await client.askAs(camera, 'DESCRIBE', camera.mainUrl);
    expect(reply.body).toMatch(/H265\/90000[\s\S]*sprop-vps=\S+;sprop-sps=\S+;sprop-pps=\S+/u);
  });

  it('knows neither a foreign camera nor a stream that the camera has not', async () => {
    const camera = city.camera('MP-004-C02');
    const client = await connect(camera.mainUrl);
    expect((await client.ask('DESCRIBE', camera.mainUrl.replace(camera.code, 'MP-999-C01'))).status).toBe(404);
    const noSub = camera.mainUrl.replace('/main', '/sub');
    expect((await client.askAs(camera, 'DESCRIBE', noSub)).status).toBe(404);
  });

  it('calls an old nonce stale instead of refusing the account', async () => {
    let shiftMs = 0;
    const other = await startTestCity({ schools: 3, cameras: 12 }, () => Date.now() + shiftMs);
    onTestFinished(() => other.stop());
    const camera = other.camera('MP-003-C03');
    const client = await connect(camera.mainUrl);
    const challenges = (await client.ask('DESCRIBE', camera.mainUrl)).headers.get('www-authenticate') ?? [];
    shiftMs = 5_001;
    const signed = `Authorization: ${authorise(challenges, 'DESCRIBE', camera.mainUrl, camera)}`;
    const stale = await client.ask('DESCRIBE', camera.mainUrl, [signed]);
    expect(stale.headers.get('www-authenticate')?.[0]).toContain('stale=true');
    expect((await other.truth(camera.code)).logins.refused).toBe(0);
  });
});

describe('SETUP', () => {
  it('offers no UDP', async () => {
    const camera = city.camera('MP-001-C01');
    const client = await connect(camera.mainUrl);
    const reply = await client.askAs(camera, 'SETUP', `${camera.mainUrl}/trackID=1`, [
      'Transport: RTP/AVP;unicast;client_port=50000-50001',
    ]);
    expect(reply.status).toBe(461);
  });
});

describe('PLAY', () => {
  it('sends every packet in order, and a key frame with its parameter sets within a second', async () => {
    const camera = city.camera('MP-001-C01');
    const client = await connect(camera.mainUrl);
    const reply = await client.play(camera, camera.mainUrl);
    const info = /seq=(\d+);rtptime=(\d+)/u.exec(reply.headers.get('rtp-info')?.[0] ?? '');
    const packets = await client.packets(0, (seen) => seen.some((packet) => h264Start(packet) === keySlice), 2_000);
    const [first] = packets;
    expect(first && [sequenceOf(first), timestampOf(first)]).toEqual([Number(info?.[1]), Number(info?.[2])]);
    const steps = packets
      .slice(1)
      .map((packet, index) => (sequenceOf(packet) - sequenceOf(packets[index] ?? packet)) & 0xffff);
    expect(new Set(steps)).toEqual(new Set([1]));
    const types = packets.map((packet) => h264Start(packet));
    expect(types.slice(-3)).toEqual([parameterSet, 8, keySlice]);
  });

  it('sends H.265 with VPS, SPS and PPS before a key frame', async () => {
    const camera = city.camera('MP-005-C02');
    const client = await connect(camera.mainUrl);
    await client.play(camera, camera.mainUrl);
    const isKey = (type: number | null) => type === 19 || type === 20;
    const packets = await client.packets(0, (seen) => seen.some((packet) => isKey(h265Start(packet))));
    expect(packets.map((packet) => h265Start(packet)).at(-2)).toBe(48);
  });

  it('makes one picture for all viewers of a stream, each on its own channels', async () => {
    const camera = city.camera('MP-002-C01');
    const one = await connect(camera.subUrl);
    const two = await connect(camera.subUrl);
    await Promise.all([one.play(camera, camera.subUrl), two.play(camera, camera.subUrl, '4-5')]);
    const [toOne, toTwo] = await Promise.all([
      one.packets(0, (seen) => seen.length >= 40),
      two.packets(4, (seen) => seen.length >= 40),
    ]);
    const known = new Set(toOne.map(({ bytes }) => bytes.toString('base64')));
    expect(toTwo.filter(({ bytes }) => known.has(bytes.toString('base64'))).length).toBeGreaterThan(20);
    expect((await city.truth(camera.code)).streams).toEqual([{ profile: 'sub', viewers: 2 }]);
  });

  it('lets go of the stream after TEARDOWN', async () => {
    const camera = city.camera('MP-002-C03');
    const client = await connect(camera.subUrl);
    const reply = await client.play(camera, camera.subUrl);
    const torn = await client.ask('TEARDOWN', camera.subUrl, [`Session: ${reply.headers.get('session')?.[0]}`]);
    expect(torn.status).toBe(200);
    await client.closed();
    expect((await city.truth(camera.code)).streams).toEqual([]);
  });

  it('keeps the session alive by GET_PARAMETER, and knows no foreign session', async () => {
    const camera = city.camera('MP-002-C03');
    const client = await connect(camera.subUrl);
    const session = (await client.play(camera, camera.subUrl)).headers.get('session')?.[0];
    expect((await client.askAs(camera, 'GET_PARAMETER', camera.subUrl, [`Session: ${session}`])).status).toBe(200);
    expect((await client.askAs(camera, 'PLAY', camera.subUrl, ['Session: 12345'])).status).toBe(454);
  });
});

describe('a session', () => {
  it('ends when its client is not heard any more, though pictures flow', async () => {
    const impatient = await startTestCity({ schools: 1, cameras: 1, sessionTimeoutS: 1 });
    onTestFinished(() => impatient.stop());
    const camera = impatient.camera('MP-001-C01');
    const client = await connect(camera.mainUrl);
    await client.play(camera, camera.mainUrl);
    await client.packets(0, (seen) => seen.length >= 10);
    await expect(client.closed(3_000)).resolves.toBeUndefined();
  });
});

describe('hostile clients', () => {
  it.each([
    'GET / HTTP/1.1\r\n\r\n',
    'x'.repeat(20_000),
    `OPTIONS * RTSP/1.0\r\nContent-Length: 99999999\r\n\r\n`,
    'OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n'.repeat(2_000),
    '\u0016\u0003\u0001\u0000',
  ])('are cut off or ignored, and others served on (%#)', async (bytes) => {
    const camera = city.camera('MP-001-C01');
    const hostile = await connect(camera.mainUrl);
    hostile.socket.write(bytes);
    hostile.socket.end();
    await hostile.closed();
    const client = await connect(camera.mainUrl);
    expect((await client.ask('OPTIONS', camera.mainUrl)).status).toBe(200);
  });
});
