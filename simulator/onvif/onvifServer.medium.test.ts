import { XMLValidator } from 'fast-xml-parser';
import { Cam } from 'onvif';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { soap, soapWithDigest, soapWithToken, texts } from '../testing/soapClient.ts';
import { startTestCity, type TestCity } from '../testing/testCity.ts';

let city: TestCity;

beforeAll(async () => {
  city = await startTestCity();
});

afterAll(() => city.stop());

const information = '<GetDeviceInformation xmlns="http://www.onvif.org/ver10/device/wsdl"/>';
const time = '<d:GetSystemDateAndTime xmlns:d="http://www.onvif.org/ver10/device/wsdl"/>';

function service(code: string, name: string): string {
  return city.camera(code).onvifUrl.replace('device_service', name);
}

function clockOf(body: string): number {
  const part = (name: string) => Number(texts(body, name)[0]);
  return Date.UTC(part('Year'), part('Month') - 1, part('Day'), part('Hour'), part('Minute'), part('Second'));
}

describe('the device service', () => {
  it('tells the time to anyone, by the camera’s own clock', async () => {
    const camera = city.camera('MP-001-C01');
    const reply = await soap(camera.onvifUrl, time);
    expect(reply.status).toBe(200);
    expect(Math.abs(clockOf(reply.body) - Date.now())).toBeLessThan(3_000);
    await city.putFault(camera.code, { kind: 'clock_drift' });
    onTestFinished(() => city.clearFault(camera.code));
    const drifted = clockOf((await soap(camera.onvifUrl, time)).body);
    expect(Math.abs(drifted - 90_000 - Date.now())).toBeLessThan(3_000);
  });

  it('keeps firmware and serial number as they are written', async () => {
    const camera = city.camera('MP-001-C01');
    const { body } = await soapWithDigest(camera.onvifUrl, information, camera);
    expect(texts(body, 'FirmwareVersion')).toEqual(['1.10']);
    expect(texts(body, 'SerialNumber')[0]).toMatch(/^0001\d{16}$/u);
  });

  it.each(['GetServices', 'GetCapabilities', 'GetHostname'])('answers %s without an account', async (operation) => {
    const reply = await soap(city.camera('MP-001-C01').onvifUrl, `<${operation}/>`);
    expect(reply.status).toBe(200);
    expect(reply.body).toContain(`${operation}Response`);
  });

  it.each(['GetScopes', 'GetNetworkInterfaces', 'GetNetworkProtocols', 'GetNTP', 'GetUsers'])(
    'answers %s with the account only',
    async (operation) => {
      const camera = city.camera('MP-001-C01');
      expect((await soap(camera.onvifUrl, `<${operation}/>`)).status).toBe(401);
      const reply = await soapWithDigest(camera.onvifUrl, `<${operation}/>`, camera);
      expect(reply.status).toBe(200);
      expect(XMLValidator.validate(reply.body)).toBe(true);
      expect(reply.body).not.toContain(camera.password);
    },
  );
});

describe('accounts', () => {
  it.each(['MP-001-C01', 'MP-001-C03', 'MP-001-C04', 'MP-003-C03', 'MP-006-C01', 'MP-009-C03'])(
    'are taken by HTTP digest (%s)',
    async (code) => {
      const camera = city.camera(code);
      expect((await soapWithDigest(camera.onvifUrl, information, camera)).status).toBe(200);
      const wrong = await soapWithDigest(camera.onvifUrl, information, { ...camera, password: 'wrong' });
      expect(wrong.status).toBe(401);
      expect(wrong.body).toContain('NotAuthorized');
    },
  );

  it.each([
    ['MP-001-C01', 400],
    ['MP-001-C04', 401],
  ])('are taken by a user name token; %s refuses a wrong one with %i', async (code, status) => {
    const camera = city.camera(code);
    expect((await soapWithToken(camera.onvifUrl, information, camera, Date.now())).status).toBe(200);
    const wrong = await soapWithToken(camera.onvifUrl, information, { ...camera, password: 'x' }, Date.now());
    expect(wrong.status).toBe(status);
    expect(wrong.body).toMatch(/<s:Value>ter:NotAuthorized<\/s:Value>/u);
  });

  it('refuse a token whose time does not fit the camera’s clock', async () => {
    const camera = city.camera('MP-002-C01');
    await city.putFault(camera.code, { kind: 'clock_drift', offsetMs: 600_000 });
    onTestFinished(() => city.clearFault(camera.code));
    expect((await soapWithToken(camera.onvifUrl, information, camera, Date.now())).status).toBe(400);
    const fitting = await soapWithToken(camera.onvifUrl, information, camera, Date.now() + 600_000);
    expect(fitting.status).toBe(200);
  });

  it('are refused while the password of the inventory is wrong', async () => {
    const camera = city.camera('MP-002-C03');
    await city.putFault(camera.code, { kind: 'wrong_password' });
    onTestFinished(() => city.clearFault(camera.code));
    expect((await soapWithDigest(camera.onvifUrl, information, camera)).status).toBe(401);
    expect((await city.truth(camera.code)).logins.refused).toBe(1);
  });
});

describe('the media services', () => {
  const asked = '<GetProfiles><Type>VideoSource</Type><Type>VideoEncoder</Type></GetProfiles>';

  it('show H.265 in version 2 only', async () => {
    const camera = city.camera('MP-002-C02');
    const one = await soapWithDigest(service(camera.code, 'media_service'), '<GetProfiles/>', camera);
    const two = await soapWithDigest(service(camera.code, 'media2_service'), asked, camera);
    expect(texts(one.body, 'Encoding')).toEqual(['H264']);
    expect(texts(two.body, 'Encoding')).toEqual(['H265', 'H264']);
  });

  it('give the address at which the stream is', async () => {
    const camera = city.camera('MP-002-C04');
    expect(camera.mainUrl).toBe('');
    const body = '<GetStreamUri><ProfileToken>profile_1</ProfileToken></GetStreamUri>';
    const reply = await soapWithDigest(service(camera.code, 'media_service'), body, camera);
    const [port] = [new URL(texts(reply.body, 'Uri')[0] ?? '').port];
    expect(city.simulator.ports().rtsp.map(String)).toContain(port);
  });

  it('have one profile where the camera has one stream', async () => {
    const camera = city.camera('MP-004-C02');
    const reply = await soapWithDigest(service(camera.code, 'media_service'), '<GetProfiles/>', camera);
    expect(reply.body.match(/<trt:Profiles /gu)).toHaveLength(1);
  });

  it('refuse a foreign profile and what they cannot do, as faults', async () => {
    const camera = city.camera('MP-001-C01');
    const url = service(camera.code, 'media_service');
    const noProfile = await soapWithDigest(url, '<GetStreamUri><ProfileToken>x</ProfileToken></GetStreamUri>', camera);
    expect([noProfile.status, noProfile.body.includes('ter:NoProfile')]).toEqual([400, true]);
    const noSnapshot = await soapWithDigest(url, '<GetSnapshotUri/>', camera);
    expect([noSnapshot.status, noSnapshot.body.includes('ter:ActionNotSupported')]).toEqual([500, true]);
  });
});

describe('habits of makes', () => {
  it('a Media2-only device has no version 1, other prefixes, and breaks on Type=All', async () => {
    const camera = city.camera('MP-004-C03');
    const one = await soap(service(camera.code, 'media_service'), '<GetProfiles/>');
    expect(one.status).toBe(500);
    const all = await soapWithDigest(
      service(camera.code, 'media2_service'),
      '<GetProfiles><Type>All</Type></GetProfiles>',
      camera,
    );
    expect(all.status).toBe(500);
    const plain = await soapWithDigest(service(camera.code, 'media2_service'), '<GetProfiles/>', camera);
    expect(plain.body).toMatch(/<ns\d+:GetProfilesResponse>/u);
    expect(XMLValidator.validate(plain.body)).toBe(true);
  });

  it('a device behind NAT gives out addresses of its own net', async () => {
    const camera = city.camera('MP-003-C01');
    const reply = await soap(camera.onvifUrl, '<GetServices/>');
    expect(texts(reply.body, 'XAddr').every((address) => address.startsWith('http://10.0.3.'))).toBe(true);
  });

  it('an old device answers in pieces without a length', async () => {
    const reply = await fetch(city.camera('MP-001-C03').onvifUrl, { method: 'POST', body: '<x/>' });
    expect(reply.headers.get('content-length')).toBeNull();
    expect(await reply.text()).toContain('SOAP-ENV:Fault');
  });
});

describe('events', () => {
  async function subscribe(code: string): Promise<string> {
    const camera = city.camera(code);
    const reply = await soapWithDigest(service(code, 'events_service'), '<CreatePullPointSubscription/>', camera);
    return texts(reply.body, 'Address')[0] ?? '';
  }

  const pull = '<PullMessages><Timeout>PT5S</Timeout><MessageLimit>10</MessageLimit></PullMessages>';

  it('tell the present state first and then, at once, that the lens is covered', async () => {
    const camera = city.camera('MP-005-C01');
    const address = await subscribe(camera.code);
    const first = await soapWithDigest(address, pull, camera);
    expect(first.body.match(/PropertyOperation="Initialized"/gu)).toHaveLength(2);
    await city.putFault(camera.code, { kind: 'black' });
    onTestFinished(() => city.clearFault(camera.code));
    const second = await soapWithDigest(address, pull, camera);
    expect(second.body).toMatch(/ImageTooDark[\s\S]*Name="State" Value="true"/u);
    const closed = await soapWithDigest(address, '<Unsubscribe/>', camera);
    expect(closed.status).toBe(200);
    expect((await soapWithDigest(address, pull, camera)).status).toBe(400);
  });

  it('are limited to four subscriptions a camera, and belong to their camera', async () => {
    const camera = city.camera('MP-005-C03');
    const addresses = [];
    for (let n = 0; n < 5; n++) addresses.push(await subscribe(camera.code));
    expect(addresses.map((address) => address !== '')).toEqual([true, true, true, true, false]);
    const other = city.camera('MP-006-C03');
    const stolen = (addresses[0] ?? '').replace(camera.code, other.code);
    expect((await soapWithDigest(stolen, pull, other)).status).toBe(400);
    const renewed = await soapWithDigest(
      addresses[0] ?? '',
      '<Renew><TerminationTime>PT120S</TerminationTime></Renew>',
      camera,
    );
    expect(Date.parse(texts(renewed.body, 'TerminationTime')[0] ?? '') - Date.now()).toBeGreaterThan(110_000);
  });
});

describe('recordings', () => {
  it('are summed up as a span of days', async () => {
    const camera = city.camera('MP-001-C01');
    const { body } = await soapWithDigest(service(camera.code, 'search_service'), '<GetRecordingSummary/>', camera);
    const [from = '', until = ''] = [texts(body, 'DataFrom')[0], texts(body, 'DataUntil')[0]];
    const days = (Date.parse(until) - Date.parse(from)) / 86_400_000;
    expect(days).toBeGreaterThanOrEqual(7);
    expect(days).toBeLessThanOrEqual(36);
  });
});

describe('hostile requests', () => {
  it.each([
    ['', 400],
    ['garbage', 400],
    ['<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', 400],
    [`${'<a>'.repeat(5_000)}${'</a>'.repeat(5_000)}`, 400],
    ['x'.repeat(70_000), 413],
    ['<s:Envelope xmlns:s="x"><s:Body><toString/></s:Body></s:Envelope>', 500],
    ['<s:Envelope xmlns:s="x"><s:Body><hasOwnProperty/></s:Body></s:Envelope>', 500],
  ])('are refused and the camera lives on (%#)', async (body, status) => {
    const camera = city.camera('MP-001-C01');
    const reply = await fetch(camera.onvifUrl, { method: 'POST', body });
    await reply.text();
    expect(reply.status).toBe(status);
    expect((await soap(camera.onvifUrl, time)).status).toBe(200);
  });

  it.each(['/', '/onvif/MP-999-C01/device_service', '/onvif/__proto__/device_service', '/onvif//', '/%ff'])(
    'have nothing at %s',
    async (path) => {
      const reply = await fetch(new URL(path, city.camera('MP-001-C01').onvifUrl), { method: 'POST', body: 'x' });
      expect(reply.status).toBe(404);
    },
  );
});

describe('the npm client onvif', () => {
  it.each(['MP-001-C01', 'MP-001-C03', 'MP-001-C04'])('connects and reads profiles and address of %s', async (code) => {
    const camera = city.camera(code);
    const { hostname, port, pathname } = new URL(camera.onvifUrl);
    const uri = await new Promise((resolve, reject) => {
      const { username, password } = camera;
      const address = { hostname, port: Number(port), path: pathname, preserveAddress: true };
      const client = new Cam({ ...address, username, password, timeout: 5_000 }, (error: Error | null) => {
        if (error !== null) reject(error);
        else
          client.getStreamUri({ protocol: 'RTSP' }, (failure, stream) =>
            failure ? reject(failure) : resolve(stream?.uri),
          );
      });
    });
    expect(uri).toBe(camera.mainUrl);
  });
});
