import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { h264Start, RawRtsp, type RawPacket, timestampOf } from '../testing/rawRtsp.ts';
import { type ListedCamera, startTestCity, type TestCity } from '../testing/testCity.ts';

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

async function playing(camera: ListedCamera): Promise<RawRtsp> {
  const client = await connect(camera.mainUrl);
  await client.play(camera, camera.mainUrl);
  return client;
}

function keyFrames(packets: readonly RawPacket[]): number {
  return packets.filter((packet) => h264Start(packet) === 7).length;
}

/** Bytes of the first slice, which is the scene, of the last whole key frame; the overlay is a slice of its own. */
function sceneBytes(packets: readonly RawPacket[]): number {
  const starts = packets.flatMap((packet, index) => (h264Start(packet) === 5 ? [index] : []));
  const [scene = 0, overlay = 0] = starts.slice(-2);
  return packets.slice(scene, overlay).reduce((sum, packet) => sum + packet.bytes.length, 0);
}

/** Sets a fault that ends with the test. */
async function strike(camera: ListedCamera, fault: Parameters<TestCity['putFault']>[1]): Promise<void> {
  onTestFinished(() => city.clearFault(camera.code));
  await city.putFault(camera.code, fault);
}

async function lastCounter(camera: ListedCamera): Promise<number | null | undefined> {
  return (await city.truth(camera.code)).offered[0]?.lastCounter;
}

describe('a camera that is off', () => {
  it('loses the connections that are open and ends those that come', async () => {
    const camera = city.camera('MP-001-C01');
    const client = await playing(camera);
    await strike(camera, { kind: 'off' });
    await client.closed();
    const later = await connect(camera.mainUrl);
    await expect(later.ask('OPTIONS', camera.mainUrl)).rejects.toThrow('the connection was closed');
    await expect(fetch(camera.onvifUrl, { method: 'POST', body: 'x' })).rejects.toThrow('fetch failed');
  });

  it('never answers where it is a black hole', async () => {
    const camera = city.camera('MP-001-C02');
    await strike(camera, { kind: 'off', how: 'blackhole' });
    const client = await connect(camera.mainUrl);
    await expect(client.ask('OPTIONS', camera.mainUrl, [], 500)).rejects.toThrow('nothing came within 500 ms');
    const signal = AbortSignal.timeout(500);
    await expect(fetch(camera.onvifUrl, { method: 'POST', body: 'x', signal })).rejects.toThrow('timeout');
  });

  it('leaves its neighbours on the same port alone, and comes back', async () => {
    const camera = city.camera('MP-001-C03');
    const neighbour = city.cameras.find(({ mainUrl, code }) => {
      return code !== camera.code && mainUrl !== '' && new URL(mainUrl).port === new URL(camera.mainUrl).port;
    });
    const client = await playing(neighbour ?? camera);
    await strike(camera, { kind: 'off' });
    await client.packets(0, (seen) => seen.length >= 20);
    await city.clearFault(camera.code);
    expect((await (await connect(camera.mainUrl)).ask('OPTIONS', camera.mainUrl)).status).toBe(200);
  });
});

describe('faults of the picture', () => {
  it('silent: PLAY is answered and nothing follows, until the fault ends', async () => {
    const camera = city.camera('MP-002-C01');
    await strike(camera, { kind: 'silent' });
    const client = await connect(camera.mainUrl);
    expect((await client.play(camera, camera.mainUrl)).status).toBe(200);
    await expect(client.next(700)).rejects.toThrow('nothing came');
    await city.clearFault(camera.code);
    const [first] = await client.packets(0, (seen) => seen.length > 0);
    expect(first && h264Start(first)).toBe(7);
  });

  it('frozen: pictures go on, but their counter stands', async () => {
    const camera = city.camera('MP-002-C03');
    const client = await playing(camera);
    await strike(camera, { kind: 'frozen' });
    const packets = await client.packets(0, (seen) => keyFrames(seen) >= 1);
    const counter = await lastCounter(camera);
    const more = await client.packets(0, (seen) => keyFrames(seen) >= 1);
    const [first, last] = [packets[0], more.at(-1)];
    expect(first && last && (timestampOf(last) - timestampOf(first)) >>> 0).toBeGreaterThanOrEqual(90_000);
    expect(await lastCounter(camera)).toBe(counter);
    await city.clearFault(camera.code);
    await client.packets(0, (seen) => keyFrames(seen) >= 2);
    expect((await lastCounter(camera)) ?? 0).toBeGreaterThan(counter ?? Number.POSITIVE_INFINITY);
  });

  it('black: the scene is gone at once and back after the fault', async () => {
    const camera = city.camera('MP-004-C01');
    const client = await playing(camera);
    const nextScene = async () => sceneBytes(await client.packets(0, (seen) => sceneBytes(seen) > 0));
    await expect.poll(nextScene, { timeout: 60_000, interval: 0 }).toBeGreaterThan(20_000);
    await strike(camera, { kind: 'black' });
    await expect.poll(nextScene, { timeout: 5_000, interval: 0 }).toBeLessThan(10_000);
    await city.clearFault(camera.code);
    await expect.poll(nextScene, { timeout: 5_000, interval: 0 }).toBeGreaterThan(20_000);
  });

  it('key_frame_10s: at most one key frame in three seconds', async () => {
    const camera = city.camera('MP-004-C03');
    await strike(camera, { kind: 'key_frame_10s' });
    const client = await playing(camera);
    const threeSeconds = (seen: readonly RawPacket[]) => {
      const [first, last] = [seen[0], seen.at(-1)];
      return first !== undefined && last !== undefined && (timestampOf(last) - timestampOf(first)) >>> 0 >= 270_000;
    };
    expect(keyFrames(await client.packets(0, threeSeconds, 8_000))).toBeLessThanOrEqual(1);
  });
});

describe('faults of the connection', () => {
  it('wrong_password: the account of the inventory is refused, until the fault ends', async () => {
    const camera = city.camera('MP-003-C01');
    await strike(camera, { kind: 'wrong_password' });
    const client = await connect(camera.mainUrl);
    expect((await client.askAs(camera, 'DESCRIBE', camera.mainUrl)).status).toBe(401);
    expect((await city.truth(camera.code)).logins.refused).toBe(1);
    await city.clearFault(camera.code);
    expect((await client.askAs(camera, 'DESCRIBE', camera.mainUrl)).status).toBe(200);
  });

  it('slow: every answer is late', async () => {
    const camera = city.camera('MP-003-C02');
    await strike(camera, { kind: 'slow', delayMs: 400 });
    const client = await connect(camera.mainUrl);
    const startMs = performance.now();
    await client.ask('OPTIONS', camera.mainUrl);
    await fetch(camera.onvifUrl, { method: 'POST', body: 'x' });
    expect(performance.now() - startMs).toBeGreaterThan(790);
  });

  it('dropping: a connection ends while it plays', async () => {
    const camera = city.camera('MP-005-C01');
    await strike(camera, { kind: 'dropping', everyMs: 600 });
    const client = await playing(camera);
    await client.packets(0, (seen) => seen.length > 0);
    await expect(client.closed(2_000)).resolves.toBeUndefined();
  });

  it('clock_drift: sender reports tell the wrong time', async () => {
    const camera = city.camera('MP-005-C03');
    await strike(camera, { kind: 'clock_drift', offsetMs: -3_600_000 });
    const client = await playing(camera);
    const [report] = await client.packets(1, (seen) => seen.length > 0, 8_000);
    const reportedMs = ((report?.bytes.readUInt32BE(8) ?? 0) - 2_208_988_800) * 1000;
    expect(Math.abs(reportedMs + 3_600_000 - Date.now())).toBeLessThan(3_000);
  });
});

describe('the control API', () => {
  it('strikes a whole school and heals it', async () => {
    const put = await city.control('PUT', '/schools/MP-010/fault', { kind: 'off' });
    expect(await put.json()).toEqual({ kind: 'off', how: 'cut' });
    const codes = city.cameras.filter(({ school }) => school === 'MP-010').map(({ code }) => code);
    const faults = async () => Promise.all(codes.map(async (code) => (await city.truth(code)).fault?.kind));
    expect(await faults()).toEqual(['off', 'off', 'off', 'off']);
    await city.control('DELETE', '/schools/MP-010/fault');
    expect(await faults()).toEqual([undefined, undefined, undefined, undefined]);
  });

  it.each([
    ['PUT', '/cameras/MP-001-C01/fault', 422, { kind: 'rust' }],
    ['PUT', '/cameras/MP-001-C01/fault', 422, { kind: 'slow', delayMs: -1 }],
    ['PUT', '/cameras/MP-001-C01/fault', 422, { kind: 'black', loud: true }],
    ['PUT', '/cameras/MP-001-C01/fault', 413, 'x'.repeat(5_000)],
    ['PUT', '/cameras/MP-999-C01/fault', 404, { kind: 'black' }],
    ['DELETE', '/schools/MP-999/fault', 404, undefined],
    ['POST', '/cameras', 405, {}],
    ['GET', '/elsewhere', 404, undefined],
  ])('refuses %s %s with %i where it does not fit', async (method, path, status, body) => {
    expect((await city.control(method, path, body)).status).toBe(status);
  });

  it('hands out the schools with Vietnamese headers, marked as simulated', async () => {
    const reply = await city.control('GET', '/inventory/schools.csv');
    const text = await reply.text();
    expect(reply.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(text).toMatch(
      /^Mã trường,Tên trường,Tên ngắn,Cấp học,Địa chỉ,Vĩ độ,Kinh độ,Mã phường xã,Loại hình,Dữ liệu mô phỏng\r\n/u,
    );
    expect(
      text
        .trimEnd()
        .split('\r\n')
        .slice(1)
        .every((line) => line.endsWith(',có')),
    ).toBe(true);
  });

  it('starts lively where asked: single faults and one dark school', async () => {
    const lively = await startTestCity({ scenario: 'lively' });
    onTestFinished(() => lively.stop());
    const list: unknown = await (await lively.control('GET', '/cameras')).json();
    const kinds: Record<string, number> = {};
    for (const { code } of lively.cameras) {
      const kind = (await lively.truth(code)).fault?.kind ?? 'none';
      kinds[kind] = (kinds[kind] ?? 0) + 1;
    }
    expect(list).toHaveLength(96);
    expect(kinds).toEqual({ none: 87, off: 5, clock_drift: 1, wrong_password: 1, frozen: 1, slow: 1 });
  });
});
