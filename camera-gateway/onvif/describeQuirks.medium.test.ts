import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '@khue/domain/clock';
import type { CameraDescription } from '@khue/domain/camera';
import { describeCamera } from './describe.ts';
import { AccountRefusedError } from './onvifError.ts';
import { endpointOf } from './testing/endpoint.ts';
import {
  type Answer,
  envelope,
  fault,
  type HostileCamera,
  startHostileCamera,
  timeReply,
} from './testing/hostileCamera.ts';
import { openGuard } from '../testing/openGuard.ts';

const limits = { deadlineMs: 500, connectMs: 400, maxReplyBytes: 100_000 };
const media1 = 'http://www.onvif.org/ver10/media/wsdl';
const media2 = 'http://www.onvif.org/ver20/media/wsdl';
const cleanups: (() => Promise<void>)[] = [];

type Reply = string | ((response: ServerResponse) => void);

const service = (namespace: string, address: string) =>
  `<Service><Namespace>${namespace}</Namespace><XAddr>${address}</XAddr></Service>`;
const servicesOf = (...services: string[]) =>
  envelope(`<GetServicesResponse>${services.join('')}</GetServicesResponse>`);

const encoder = (name: string, encoding: string, width: number, height: number) =>
  `<tt:${name}><tt:Encoding>${encoding}</tt:Encoding><tt:Resolution><tt:Width>${width}</tt:Width><tt:Height>${height}</tt:Height></tt:Resolution></tt:${name}>`;
const profile1 = (token: string, width: number, height: number) =>
  `<Profiles token="${token}">${encoder('VideoEncoderConfiguration', 'H264', width, height)}</Profiles>`;
const profilesOf = (...profiles: string[]) =>
  envelope(`<GetProfilesResponse>${profiles.join('')}</GetProfilesResponse>`);

/** A camera with Media1 and one profile that answers as it should, unless a test says otherwise. */
const sound: Readonly<Record<string, Reply>> = {
  GetSystemDateAndTime: (response) => response.end(timeReply(new Date())),
  GetServices: servicesOf(service(media1, 'http://10.0.0.9/onvif/media')),
  GetDeviceInformation: envelope(
    '<GetDeviceInformationResponse><Manufacturer>M</Manufacturer></GetDeviceInformationResponse>',
  ),
  GetProfiles: profilesOf(profile1('p&amp;1', 1280, 720)),
  GetStreamUri: envelope(
    '<GetStreamUriResponse><MediaUri><Uri>rtsp://10.0.0.9:554/one?a=1&amp;b=2</Uri></MediaUri></GetStreamUriResponse>',
  ),
};

/** Replies by operation, or by path and operation. */
async function camera(replies: Readonly<Record<string, Reply>>): Promise<HostileCamera> {
  const all: Readonly<Record<string, Reply>> = { ...sound, ...replies };
  const answer: Answer = ({ operation, path }, response) => {
    const reply = all[`${path} ${operation}`] ?? all[operation];
    if (reply === undefined) response.writeHead(500).end(fault('ActionNotSupported', 'no'));
    else if (typeof reply === 'string') response.end(reply);
    else reply(response);
  };
  const started = await startHostileCamera(answer);
  cleanups.push(() => started.powerOff());
  return started;
}

const refuse: Reply = (response) => response.writeHead(500).end(fault('ActionNotSupported', 'no'));
const hangUp: Reply = (response) => response.socket?.destroy();

function look({ url }: HostileCamera, description: CameraDescription | null = null) {
  const credentials = { username: 'u', password: 'p' };
  const endpoint = endpointOf({ address: { onvifUrl: url }, credentials, description });
  return describeCamera({
    endpoint,
    clock: systemClock,
    guard: openGuard,
    signal: new AbortController().signal,
    limits,
  });
}

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

describe('describeCamera on devices with habits', () => {
  it('escapes tokens and pins what the camera names', async () => {
    const device = await camera({});
    const { description } = await look(device);
    expect(description.streams).toMatchObject([
      { token: 'p&1', uri: 'rtsp://127.0.0.1:554/one?a=1&b=2', codec: 'h264' },
    ]);
    expect(device.asked.at(-1)?.text).toContain('<o:ProfileToken>p&amp;1</o:ProfileToken>');
    expect(device.asked.at(-1)?.path).toBe('/onvif/media');
  });

  const broken: readonly [string, Reply][] = [
    ['faults', refuse],
    ['hangs up', hangUp],
    ['answers with a web page', '<html><body/></html>'],
    ['never answers', () => undefined],
  ];
  it.each(broken)('falls back to Media1 where the Media2 it claims %s', async (_what, reply) => {
    const list = servicesOf(service(media1, 'http://a/m1'), service(media2, 'http://a/m2'));
    const { description } = await look(await camera({ GetServices: list, '/m2 GetProfiles': reply }));
    expect(description.streams.length).toBe(1);
    expect(description.remarks).toEqual([
      expect.stringMatching(/^media2 profiles: /u),
      expect.stringMatching(/^media2 profiles: /u),
    ]);
  });

  it('falls back to Media1 where Media2 tells profiles but no addresses', async () => {
    const list = servicesOf(service(media1, 'http://a/m1'), service(media2, 'http://a/m2'));
    const profile = `<Profiles token="t"><Configurations>${encoder('VideoEncoder', 'H264', 640, 360)}</Configurations></Profiles>`;
    const { description } = await look(
      await camera({ GetServices: list, '/m2 GetProfiles': profilesOf(profile), '/m2 GetStreamUri': refuse }),
    );
    expect(description.streams).toMatchObject([{ token: 'p&1' }]);
  });

  it('asks for the older list where there is no list of services', async () => {
    const capabilities =
      '<GetCapabilitiesResponse><Capabilities><Media><XAddr>http://10.0.0.9:2020/old</XAddr></Media></Capabilities></GetCapabilitiesResponse>';
    const device = await camera({ GetServices: refuse, GetCapabilities: envelope(capabilities) });
    const { description } = await look(device);
    expect(description.streams.length).toBe(1);
    expect(device.asked.at(-1)?.path).toBe('/old');
    expect(description.services).toContain(media1);
  });

  it('asks the device service for profiles where there is no list at all', async () => {
    const { description } = await look(await camera({ GetServices: refuse, GetCapabilities: hangUp }));
    expect(description.streams.length).toBe(1);
  });

  it('takes the first of two addresses', async () => {
    const device = await camera({
      GetServices: servicesOf(service(media1, 'http://10.0.0.9/first http://[fe80::1]/second')),
    });
    await look(device);
    expect(device.asked.at(-1)?.path).toBe('/first');
  });

  it('says that a recorder has more than it describes', async () => {
    const channel = (token: string) =>
      `<Profiles token="${token}"><VideoSourceConfiguration><SourceToken>${token}</SourceToken></VideoSourceConfiguration>${encoder('VideoEncoderConfiguration', 'H264', 640, 360)}</Profiles>`;
    const { description } = await look(await camera({ GetProfiles: profilesOf(channel('c1'), channel('c2')) }));
    expect(description.streams.map(({ token }) => token)).toEqual(['c1']);
    expect(description.remarks).toEqual(['profiles: 2 video sources, the first is described']);
  });

  it('stops at the first hint of a lock, before any account was sent', async () => {
    const device = await camera({
      GetSystemDateAndTime: (response) => response.writeHead(400).end(fault('Failed', 'The device is locked')),
    });
    await expect(look(device)).rejects.toBeInstanceOf(AccountRefusedError);
    expect(device.asked.length).toBe(1);
  });

  it('goes on without a time', async () => {
    const { clockOffsetMs, description } = await look(await camera({ GetSystemDateAndTime: refuse }));
    expect([clockOffsetMs, description.streams.length]).toEqual([null, 1]);
  });

  it('does not put a description without streams in the place of one with', async () => {
    const before = (await look(await camera({}))).description;
    const device = await camera({ GetProfiles: refuse });
    expect((await look(device)).description.streams).toEqual([]);
    await expect(look(device, before)).rejects.toThrow('no longer tells its streams');
  });

  it('rejects where nobody answers at all', async () => {
    const device = await camera({ GetSystemDateAndTime: hangUp });
    await expect(look(device)).rejects.toMatchObject({ reason: 'hung_up' });
    expect(device.asked.length).toBe(1);
  });
});
