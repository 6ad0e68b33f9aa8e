import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onlyPrivateNetworks } from '@khue/domain/cameraNetwork';
import { systemClock } from '@khue/domain/clock';
import { createConnectGuard } from './connectGuard.ts';
import { OnvifError } from './onvif/onvifError.ts';
import { postXml } from './onvif/httpExchange.ts';
import { startHostileCamera } from './onvif/testing/hostileCamera.ts';
import { probeRtsp } from './probe/probe.ts';
import { openRtspStream } from './rtsp/stream.ts';
import { openGuard } from './testing/openGuard.ts';

/** Something on this machine that is no camera. */
let service: Server;
let port: number;
let connections = 0;

/** Every name leads to this machine. */
const rebinding = createConnectGuard(onlyPrivateNetworks, (_name, _options, callback) =>
  callback(null, [
    { address: '127.0.0.1', family: 4 },
    { address: '::ffff:127.0.0.1', family: 6 },
  ]),
);

beforeEach(async () => {
  connections = 0;
  service = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  const address = service.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});

afterEach(async () => {
  service.close();
  await once(service, 'close');
});

const hosts = [
  '127.0.0.1',
  'localhost',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '127.1',
  '[::ffff:127.0.0.1]',
  '[::1]',
];
const limits = { deadlineMs: 5_000, connectMs: 2_000, maxReplyBytes: 1_000 };
const signal = () => new AbortController().signal;

function probe(host: string, guard?: typeof rebinding) {
  const url = `rtsp://${host}:${port}/main`;
  return probeRtsp({ url, credentials: null, clock: systemClock, signal: signal(), timeoutMs: 3_000, guard });
}

describe('an address that is no place for a camera', () => {
  it.each(hosts)('is not probed: %s', async (host) => {
    expect(await probe(host)).toMatchObject({ state: 'unknown', reason: 'address_refused' });
    expect(connections).toBe(0);
  });

  it.each(hosts)('is not played from: %s', async (host) => {
    const url = `rtsp://${host}:${port}/main`;
    const opening = openRtspStream({ url, credentials: null, clock: systemClock, signal: signal() });
    await expect(opening).rejects.toMatchObject({ reason: 'address_refused' });
    expect(connections).toBe(0);
  });

  it.each(hosts)('is not asked by ONVIF: %s', async (host) => {
    const url = `http://${host}:${port}/onvif/device_service`;
    await expect(postXml(url, '<x/>', {}, limits, signal())).rejects.toMatchObject({ reason: 'address_refused' });
    expect(connections).toBe(0);
  });

  it('is not reached by a name that resolves to it', async () => {
    expect(await probe('camera.example', rebinding)).toMatchObject({ reason: 'address_refused' });
    for (const scheme of ['http', 'https']) {
      const asking = postXml(`${scheme}://camera.example:${port}/`, '<x/>', {}, limits, signal(), rebinding);
      await expect(asking).rejects.toMatchObject({ reason: 'address_refused' });
    }
    expect(connections).toBe(0);
  });

  it('is not reached by a redirect', async () => {
    const camera = await startHostileCamera((_asked, response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${port}/` }).end(),
    );
    const asking = postXml(camera.url, '<x/>', {}, limits, signal(), openGuard);
    await expect(asking).rejects.toThrow(OnvifError);
    await camera.powerOff();
    expect(connections).toBe(0);
  });
});
