import { Cam } from 'onvif';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '@khue/domain/clock';
import { describeCamera, type Described } from './describe.ts';
import { readClock } from './deviceClock.ts';
import { AccountRefusedError } from './onvifError.ts';
import { endpointOf } from './testing/endpoint.ts';
import { ForeignCity } from './testing/foreignCity.ts';
import { openGuard } from '../testing/openGuard.ts';

/** Places in the simulator's list by what is special there. */
const odd = {
  h265Main: 5,
  onvifOnly: 7,
  behindNat: 8,
  strict: 10,
  media2Only: 14,
  wrongPort: 16,
  h265Only: 17,
  oldFashioned: 2,
};

let city: ForeignCity;

beforeAll(async () => {
  city = await ForeignCity.start();
});

afterAll(async () => {
  await city.stop();
});

function foreign(index: number) {
  const camera = city.cameras[index];
  if (camera === undefined) throw new Error('no such camera');
  return camera;
}

function look(index: number, changes: { readonly password?: string } = {}): Promise<Described> {
  const { address, credentials } = foreign(index);
  const endpoint = endpointOf({ address, credentials: { ...credentials, ...changes } });
  return describeCamera({ endpoint, clock: systemClock, guard: openGuard, signal: new AbortController().signal });
}

const offered = ({ description }: Described) =>
  description.streams.map(({ profile, codec, width, height, frameRate }) => ({
    profile,
    codec,
    width,
    height,
    frameRate,
  }));

describe('describeCamera on a foreign city', () => {
  it('tells of every camera with ONVIF exactly what it offers, in at most nine requests', async () => {
    const withOnvif = city.cameras.flatMap((camera, index) =>
      camera.address.onvifUrl === null ? [] : [{ camera, index }],
    );
    const looks = [];
    for (const { camera, index } of withOnvif) looks.push({ camera, described: await look(index) });
    const told = looks.map(({ camera, described }) => ({ code: camera.code, offered: offered(described) }));
    const truths = [];
    for (const { camera } of looks) {
      const truth = await city.truth(camera.code);
      const streams = truth.offered.map(({ profile, codec, width, height, frameRate }) => ({
        profile,
        codec,
        width,
        height,
        frameRate,
      }));
      truths.push({ code: camera.code, offered: streams });
    }
    expect(told).toEqual(truths);
    expect(Math.max(...looks.map(({ described }) => described.exchanges))).toBeLessThanOrEqual(9);
  });

  it('keeps texts as they are', async () => {
    const { description } = await look(0);
    expect(description).toMatchObject({
      firmwareVersion: '1.10',
      hardwareId: '1.0',
      serialNumber: expect.stringMatching(/^0001\d{16}$/u),
      remarks: [],
    });
  });

  it('finds H.265 through Media2, and a device that has nothing else', async () => {
    const [main, only, bare] = [await look(odd.h265Main), await look(odd.h265Only), await look(odd.media2Only)];
    expect([main, only].map(({ description }) => description.streams.map(({ codec }) => codec))).toEqual([
      ['h265', 'h264'],
      ['h265', 'h265'],
    ]);
    expect(bare.description.services).not.toContain('http://www.onvif.org/ver10/media/wsdl');
    expect(bare.description.streams.length).toBe(2);
  });

  it('reads an old device that has Media1 alone', async () => {
    const { evidence, description } = await look(odd.oldFashioned);
    expect(evidence.map(({ name }) => name)).toEqual([
      'device.GetSystemDateAndTime',
      'device.GetServices',
      'device.GetDeviceInformation',
      'media1.GetProfiles',
      'media1.GetStreamUri.main',
      'media1.GetStreamUri.sub',
    ]);
    expect(description.firmwareVersion).toBe('V5.4.0 build 160530');
  });

  it('gives streams at the host and port of the inventory though the camera names others', async () => {
    for (const index of [odd.behindNat, odd.wrongPort]) {
      const { description } = await look(index);
      const { rtspMainUrl, rtspSubUrl } = foreign(index).address;
      expect(description.streams.map(({ uri }) => uri)).toEqual([rtspMainUrl, rtspSubUrl]);
    }
  });

  it('finds the streams of a camera of which only the ONVIF address is known', async () => {
    const { description } = await look(odd.onvifOnly);
    expect(description.streams.map(({ uri }) => new URL(uri).hostname)).toEqual(['127.0.0.1', '127.0.0.1']);
    expect(description.streams[0]?.uri).toMatch(/^rtsp:\/\/127\.0\.0\.1:\d+\/MP-\d+-C\d+\/main$/u);
  });

  it('tries a wrong password exactly once, be it by any digest', async () => {
    for (const index of [0, odd.oldFashioned, 3, odd.strict]) {
      const { code } = foreign(index);
      const before = await city.truth(code);
      await expect(look(index, { password: 'wrong' })).rejects.toBeInstanceOf(AccountRefusedError);
      const after = await city.truth(code);
      expect(after.logins.refused - before.logins.refused).toBe(1);
    }
  });

  it('reads the clock without an account, and sees it drift', async () => {
    const { code, address } = foreign(0);
    const read = () =>
      readClock({ address, clock: systemClock, guard: openGuard, signal: new AbortController().signal });
    const before = await city.truth(code);
    expect(Math.abs((await read()) - before.clockOffsetMs)).toBeLessThan(1_000);
    await city.setFault(code, { kind: 'clock_drift', offsetMs: -90_000 });
    expect(Math.abs((await read()) - before.clockOffsetMs + 90_000)).toBeLessThan(1_000);
    await city.clearFault(code);
    expect((await city.truth(code)).logins).toEqual(before.logins);
  });

  it('tells the same as a foreign client, but for the values that that one bends', async () => {
    const { address, credentials, code } = foreign(0);
    const { hostname, port, pathname } = new URL(address.onvifUrl ?? '');
    const cam = new Cam({
      hostname,
      port: Number(port),
      path: pathname,
      ...credentials,
      autoconnect: false,
      timeout: 5_000,
    });
    const facts = await new Promise<Record<string, unknown>>((resolve, reject) => {
      cam.getSystemDateAndTime(() => {
        cam.getDeviceInformation((error, information) => (error ? reject(error) : resolve({ ...information })));
      });
    });
    const { description } = await look(0);
    expect(facts).toMatchObject({ manufacturer: description.manufacturer, model: description.model });
    expect([facts['firmwareVersion'], description.firmwareVersion]).toEqual([1.1, '1.10']);
    expect((await city.truth(code)).logins.granted).toBeGreaterThan(0);
  });
});
