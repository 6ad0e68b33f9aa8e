import { get, type IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type ClipCameraOptions, startClipCamera } from '../testing/clipCamera.ts';
import { endpointOf } from '../testing/endpoint.ts';
import { startTestRelay, type TestRelayOptions } from '../testing/testRelay.ts';

const patience = { timeout: 20_000, interval: 20 };
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function scene(cameraOptions: ClipCameraOptions = {}, options: Omit<TestRelayOptions, 'endpoints'> = {}) {
  const device = await startClipCamera(cameraOptions);
  cleanups.push(() => device.powerOff());
  const endpoint = endpointOf({ main: device.url('main'), sub: device.url('sub') });
  const house = await startTestRelay({ endpoints: [endpoint], ...options });
  cleanups.push(() => house.stop());
  return { device, endpoint, house };
}

/** Another system that reads a stream over HTTP. */
class FlvReader {
  readonly response: IncomingMessage;
  readonly #chunks: Buffer[] = [];
  #closed = false;

  private constructor(response: IncomingMessage) {
    this.response = response;
    response.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    response.on('error', () => undefined);
    response.on('close', () => {
      this.#closed = true;
    });
  }

  static async open(port: number, path: string): Promise<FlvReader> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ port, host: '127.0.0.1', path, agent: false }, resolve).on('error', reject);
    });
    return new FlvReader(response);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** First bytes of every video tag so far: `17 00` a sequence header, `17 01` a key frame, `27 01` another. */
  tags(): string[] {
    const bytes = Buffer.concat(this.#chunks);
    const tags: string[] = [];
    for (let at = 13; at + 13 <= bytes.length; ) {
      tags.push(bytes.toString('hex', at + 11, at + 13));
      at += 11 + bytes.readUIntBE(at + 1, 3) + 4;
    }
    return tags;
  }

  /** The file header. */
  header(): string {
    return Buffer.concat(this.#chunks).toString('hex', 0, 9);
  }

  leave(): void {
    this.response.destroy();
  }
}

describe('restream', () => {
  it('hands out a camera as FLV: the decoder configuration, a key frame, and on', async () => {
    const { endpoint, house } = await scene();
    const reader = await FlvReader.open(house.port, `/flv/${house.ticket(endpoint)}.flv`);
    await expect.poll(() => reader.tags().length, patience).toBeGreaterThan(30);
    expect(reader.response.headers['content-type']).toBe('video/x-flv');
    expect(reader.tags().slice(0, 3)).toEqual(['1700', '1701', '2701']);
  });

  it('announces video alone', async () => {
    const { endpoint, house } = await scene();
    const reader = await FlvReader.open(house.port, `/flv/${house.ticket(endpoint)}.flv`);
    await expect.poll(() => reader.header(), patience).toBe('464c56010100000009');
  });

  it('serves several readers over one pull and ends it after the last', async () => {
    const { device, endpoint, house } = await scene();
    const readers = [
      await FlvReader.open(house.port, `/flv/${house.ticket(endpoint)}.flv`),
      await FlvReader.open(house.port, `/flv/${house.ticket(endpoint)}.flv`),
    ];
    await expect.poll(() => readers.every((reader) => reader.tags().length > 5), patience).toBe(true);
    expect(device.counts().played).toBe(1);
    for (const reader of readers) reader.leave();
    await expect.poll(() => device.counts(), patience).toMatchObject({ tornDown: 1, playing: 0 });
  });

  it('redeems a ticket once', async () => {
    const { endpoint, house } = await scene();
    const path = `/flv/${house.ticket(endpoint)}.flv`;
    const first = await FlvReader.open(house.port, path);
    const second = await FlvReader.open(house.port, path);
    expect([first.response.statusCode, second.response.statusCode]).toEqual([200, 403]);
  });

  it.each(['/flv/', '/flv/live.flv', '/flv/../healthz', '/flv/a.b/c.flv', '/flv/%2e%2e.flv'])(
    'knows no %s',
    async (path) => {
      const { house } = await scene();
      expect((await FlvReader.open(house.port, path)).response.statusCode).toBe(404);
    },
  );

  it('outlives the hub: readers are let go, the next one is served by a new hub', async () => {
    const { endpoint, house } = await scene();
    const reader = await FlvReader.open(house.port, `/flv/${house.ticket(endpoint)}.flv`);
    await expect.poll(() => reader.tags().length, patience).toBeGreaterThan(5);
    process.kill(house.hub.processId ?? 0, 'SIGKILL');
    await expect.poll(() => [reader.closed, house.hub.processId], patience).toEqual([true, null]);
    const next = await FlvReader.open(house.port, `/flv/${house.ticket(endpoint)}.flv`);
    await expect.poll(() => next.tags().length, patience).toBeGreaterThan(5);
  });

  it('serves a reader who comes when the last one has just left', async () => {
    const { device, endpoint, house } = await scene();
    const first = await FlvReader.open(house.port, `/flv/${house.ticket(endpoint)}.flv`);
    await expect.poll(() => first.tags().length, patience).toBeGreaterThan(5);
    first.leave();
    await expect.poll(() => device.counts().playing, patience).toBe(0);
    const next = await FlvReader.open(house.port, `/flv/${house.ticket(endpoint)}.flv`);
    await expect.poll(() => next.tags().slice(0, 3), patience).toEqual(['1700', '1701', '2701']);
  });

  it('lets go of a reader who stops reading, before more than the limit waits for him', async () => {
    const { endpoint, house } = await scene(
      { paddingBytes: 100_000, framesPerSecond: 50 },
      { restream: { maxReaderQueueBytes: 400_000 } },
    );
    const reader = await FlvReader.open(house.port, `/flv/${house.ticket(endpoint)}.flv`);
    await expect.poll(() => reader.tags().length, patience).toBeGreaterThan(5);
    reader.response.pause();
    await expect.poll(() => house.restream.metrics().slowRestreamReadersClosed, patience).toBe(1);
    await expect.poll(() => house.restream.metrics().restreamReaders, patience).toBe(0);
  });
});
