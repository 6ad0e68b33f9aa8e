import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { sampleClaims } from '@khue/domain/testing/sampleClaims';
import { signTicket } from '@khue/domain/ticket';
import { type VideoRequest, videoRequestSchema } from '@khue/domain/video';
import { boxAt, readFragment } from './testing/boxReader.ts';
import { type ClipCamera, type ClipCameraOptions, startClipCamera } from './testing/clipCamera.ts';
import { endpointOf } from './testing/endpoint.ts';
import { startTestRelay, type TestRelay, type TestRelayOptions } from './testing/testRelay.ts';
import { TestViewer } from './testing/testViewer.ts';

const patience = { timeout: 15_000, interval: 20 };
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function camera(options: ClipCameraOptions = {}): Promise<ClipCamera> {
  const started = await startClipCamera(options);
  cleanups.push(() => started.powerOff());
  return started;
}

async function relay(options: TestRelayOptions): Promise<TestRelay> {
  const started = await startTestRelay(options);
  cleanups.push(() => started.stop());
  return started;
}

/** One camera with both streams, a relay that knows it, and a viewer who looks at nothing yet. */
async function scene(cameraOptions: ClipCameraOptions = {}, options: Omit<TestRelayOptions, 'endpoints'> = {}) {
  const device = await camera(cameraOptions);
  const credentials = { username: 'khue', password: 'stored' };
  const endpoint = endpointOf({ main: device.url('main'), sub: device.url('sub'), credentials });
  const house = await relay({ endpoints: [endpoint], ...options });
  const viewer = await TestViewer.connect(house.port);
  return { device, endpoint, house, viewer };
}

describe('relay', () => {
  it('sends an init segment and then a gapless row of fragments that begins with a key frame', async () => {
    const { endpoint, house, viewer } = await scene();
    viewer.send({ type: 'subscribe', channel: 3, ticket: house.ticket(endpoint) });
    await expect.poll(() => viewer.media(3).length, patience).toBeGreaterThan(30);
    const [init, first] = viewer.fragments;
    expect([init?.kind, first?.kind, first?.keyFrame]).toEqual(['init', 'media', true]);
    expect(viewer.fragments.map((fragment) => fragment.sequence)).toEqual(
      viewer.fragments.map((_, index) => index + 1),
    );
  });

  it('says connecting, then playing with the type for the player', async () => {
    const { endpoint, house, viewer } = await scene();
    viewer.send({ type: 'subscribe', channel: 0, ticket: house.ticket(endpoint, 'main') });
    await expect.poll(() => viewer.states(0).at(-1), patience).toBe('playing');
    expect(viewer.states(0)[0]).toBe('connecting');
    expect(viewer.notices.at(-1)).toMatchObject({
      codec: 'h264',
      mime: 'video/mp4; codecs="avc1.42C00C"',
      profile: 'main',
      attempt: 0,
    });
  });

  it('gives every fragment its place on one timeline and the moment of its arrival', async () => {
    const { endpoint, house, viewer } = await scene();
    viewer.send({ type: 'subscribe', channel: 0, ticket: house.ticket(endpoint) });
    await expect.poll(() => viewer.media(0).length, patience).toBeGreaterThan(10);
    const times = viewer.media(0).map(({ payload }) => readFragment(Buffer.from(payload)).decodeTime);
    expect(times.slice(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => index * 3_600));
    expect(Math.abs(Date.now() - (viewer.media(0).at(-1)?.arrivedAt ?? 0))).toBeLessThan(2_000);
  });

  it('starts a second viewer at once from the last key frame, over the same pull', async () => {
    const { device, endpoint, house, viewer } = await scene();
    viewer.send({ type: 'subscribe', channel: 0, ticket: house.ticket(endpoint) });
    await expect.poll(() => viewer.media(0).length, patience).toBeGreaterThan(35);
    const second = await TestViewer.connect(house.port);
    second.send({ type: 'subscribe', channel: 9, ticket: house.ticket(endpoint) });
    await expect.poll(() => second.fragments.length, patience).toBeGreaterThan(1);
    expect(second.fragments.slice(0, 2).map((fragment) => [fragment.kind, fragment.keyFrame])).toEqual([
      ['init', false],
      ['media', true],
    ]);
    expect(boxAt(Buffer.from(second.fragments[0]?.payload ?? []), 'moov').length).toBeGreaterThan(100);
    expect(device.counts().played).toBe(1);
  });

  it('ends the session with the camera shortly after the last viewer has left', async () => {
    const { device, endpoint, house, viewer } = await scene();
    viewer.send({ type: 'subscribe', channel: 0, ticket: house.ticket(endpoint) });
    await expect.poll(() => viewer.media(0).length, patience).toBeGreaterThan(0);
    viewer.leave();
    await expect.poll(() => device.counts(), patience).toMatchObject({ tornDown: 1, playing: 0 });
    expect(house.feeds.size).toBe(0);
  });

  it('keeps the pull for a viewer who comes back while it lingers', async () => {
    const { device, endpoint, house, viewer } = await scene({}, { feeds: { lingerMs: 5_000 } });
    viewer.send({ type: 'subscribe', channel: 0, ticket: house.ticket(endpoint) });
    await expect.poll(() => viewer.media(0).length, patience).toBeGreaterThan(0);
    viewer.send({ type: 'unsubscribe', channel: 0 });
    viewer.send({ type: 'subscribe', channel: 1, ticket: house.ticket(endpoint) });
    await expect.poll(() => viewer.media(1).length, patience).toBeGreaterThan(5);
    expect(device.counts()).toMatchObject({ played: 1, tornDown: 0 });
  });

  it('finds back to a camera that was restarted, on the same timeline', async () => {
    const { device, endpoint, house, viewer } = await scene();
    viewer.send({ type: 'subscribe', channel: 0, ticket: house.ticket(endpoint) });
    await expect.poll(() => viewer.media(0).length, patience).toBeGreaterThan(5);
    await device.powerOff();
    await expect.poll(() => viewer.states(0), patience).toContain('lost connection_refused');
    const before = viewer.media(0).length;
    await device.powerOn();
    await expect.poll(() => viewer.media(0).length, patience).toBeGreaterThan(before + 5);
    const times = viewer.media(0).map(({ payload }) => readFragment(Buffer.from(payload)).decodeTime);
    expect((times[before] ?? 0) - (times[before - 1] ?? 0)).toBe(3_600);
    expect(viewer.media(0)[before]?.keyFrame).toBe(true);
    expect(house.probed).toContain(endpoint.camera.id);
  });

  it('does not ask a camera again that refused the account, not even for a new viewer', async () => {
    const { device, endpoint, house, viewer } = await scene({ refusing: true }, { feeds: { lingerMs: 50 } });
    viewer.send({ type: 'subscribe', channel: 0, ticket: house.ticket(endpoint) });
    await expect.poll(() => viewer.states(0), patience).toContain('lost unauthorised');
    const asked = device.counts().described;
    viewer.leave();
    await expect.poll(() => house.feeds.size, patience).toBe(0);
    const second = await TestViewer.connect(house.port);
    second.send({ type: 'subscribe', channel: 0, ticket: house.ticket(endpoint, 'main') });
    await expect.poll(() => second.states(0), patience).toContain('lost unauthorised');
    expect(device.counts().described).toBe(asked);
  });

  it('tries a refused camera at once when its account was changed', async () => {
    const { device, endpoint, house, viewer } = await scene({ refusing: true });
    viewer.send({ type: 'subscribe', channel: 0, ticket: house.ticket(endpoint) });
    await expect.poll(() => viewer.states(0), patience).toContain('lost unauthorised');
    const asked = device.counts().described;
    house.setEndpoints([{ ...endpoint, credentials: { username: 'khue', password: 'new' } }]);
    await expect.poll(() => device.counts().described, patience).toBeGreaterThan(asked);
  });

  it('shows the H.264 stream where the one asked for is H.265', async () => {
    const { endpoint, house, viewer } = await scene({ mainCodec: 'H265' });
    viewer.send({ type: 'subscribe', channel: 0, ticket: house.ticket(endpoint, 'main') });
    await expect.poll(() => viewer.media(0).length, patience).toBeGreaterThan(5);
    expect(viewer.notices.at(-1)).toMatchObject({ state: 'playing', profile: 'sub', codec: 'h264' });
  });

  it('says so where a camera offers nothing but H.265', async () => {
    const device = await camera({ mainCodec: 'H265' });
    const endpoint = endpointOf({ main: device.url('main'), sub: null });
    const house = await relay({ endpoints: [endpoint] });
    const viewer = await TestViewer.connect(house.port);
    viewer.send({ type: 'subscribe', channel: 0, ticket: house.ticket(endpoint, 'main') });
    await expect.poll(() => viewer.states(0).at(-1), patience).toBe('unsupported h265');
  });

  it('says so where no address is known', async () => {
    const endpoint = endpointOf({ main: null, sub: null });
    const house = await relay({ endpoints: [endpoint] });
    const viewer = await TestViewer.connect(house.port);
    viewer.send({ type: 'subscribe', channel: 0, ticket: house.ticket(endpoint) });
    await expect.poll(() => viewer.states(0).at(-1), patience).toBe('lost no_address');
  });

  it('goes on undisturbed when the camera has described itself', async () => {
    const { device, endpoint, house, viewer } = await scene();
    viewer.send({ type: 'subscribe', channel: 0, ticket: house.ticket(endpoint) });
    await expect.poll(() => viewer.media(0).length, patience).toBeGreaterThan(0);
    const { description } = endpointOf({ main: null, sub: null, codecs: { main: 'h264', sub: 'h264' } });
    house.setEndpoints([{ ...endpoint, description }]);
    const before = viewer.media(0).length;
    await expect.poll(() => viewer.media(0).length, patience).toBeGreaterThan(before + 10);
    expect(device.counts()).toMatchObject({ played: 1, tornDown: 0 });
  });

  it('closes the channel of a camera that left the inventory', async () => {
    const { device, endpoint, house, viewer } = await scene();
    viewer.send({ type: 'subscribe', channel: 0, ticket: house.ticket(endpoint) });
    await expect.poll(() => viewer.media(0).length, patience).toBeGreaterThan(0);
    house.setEndpoints([]);
    await expect.poll(() => viewer.states(0).at(-1), patience).toBe('closed camera_removed');
    await expect.poll(() => device.counts().tornDown, patience).toBe(1);
  });
});

describe('tickets at the relay', () => {
  it('refuses a ticket that was used before', async () => {
    const { endpoint, house, viewer } = await scene();
    const ticket = house.ticket(endpoint);
    viewer.send({ type: 'subscribe', channel: 0, ticket });
    viewer.send({ type: 'subscribe', channel: 1, ticket });
    await expect.poll(() => viewer.states(1), patience).toEqual(['refused ticket']);
    expect(house.counts.refusedTickets).toBe(1);
  });

  it.each([
    ['forged', (ticket: string) => `${ticket.slice(0, -4)}AAAA`],
    ['malformed', () => 'nothing'],
  ])('refuses a %s ticket', async (_name, spoil) => {
    const { endpoint, house, viewer } = await scene();
    viewer.send({ type: 'subscribe', channel: 0, ticket: spoil(house.ticket(endpoint)) });
    await expect.poll(() => viewer.states(0), patience).toEqual(['refused ticket']);
  });

  it('refuses an expired ticket', async () => {
    const { endpoint, house, viewer } = await scene();
    viewer.send({
      type: 'subscribe',
      channel: 0,
      ticket: house.ticket(endpoint, 'sub', { expiresAt: Date.now() - 1 }),
    });
    await expect.poll(() => viewer.states(0), patience).toEqual(['refused ticket']);
  });

  it('refuses a ticket of another house', async () => {
    const { endpoint, viewer } = await scene();
    const { id: cameraId, schoolId, zone } = endpoint.camera;
    const claims = sampleClaims({ issuedAt: Date.now(), cameraId, schoolId, zone });
    for (const [channel, id] of ['test', 'another'].entries()) {
      viewer.send({ type: 'subscribe', channel, ticket: signTicket(claims, { id, key: randomBytes(32) }) });
      await expect.poll(() => viewer.states(channel), patience).toEqual(['refused ticket']);
    }
  });

  it('refuses a ticket for a camera that is not in the inventory', async () => {
    const { house, viewer } = await scene();
    viewer.send({ type: 'subscribe', channel: 0, ticket: house.ticket(endpointOf({ main: null, sub: null })) });
    await expect.poll(() => viewer.states(0), patience).toEqual(['refused ticket']);
  });
});

describe('messages of a viewer', () => {
  /** Every message there is, as somebody without a ticket would say it; a new one stops the type check until it stands here. */
  const withoutTicket: { readonly [Type in VideoRequest['type']]: Extract<VideoRequest, { type: Type }> } = {
    subscribe: { type: 'subscribe', channel: 0, ticket: '' },
    unsubscribe: { type: 'unsubscribe', channel: 1 },
    ping: { type: 'ping', sentAt: 1 },
  };

  it('are those of the protocol', () => {
    const types = videoRequestSchema.options.map(({ shape }) => shape.type.value);
    expect(types.toSorted()).toEqual(Object.keys(withoutTicket).toSorted());
  });

  it('open no camera without a ticket, whatever they are', async () => {
    const { device, house, viewer } = await scene();
    for (const message of Object.values(withoutTicket)) viewer.send(message);
    await expect.poll(() => viewer.states(0), patience).toEqual(['refused ticket']);
    await expect.poll(() => viewer.notices.some(({ type }) => type === 'pong'), patience).toBe(true);
    expect([house.feeds.size, device.counts().described, viewer.fragments.length]).toEqual([0, 0, 0]);
  });

  it('reach no channel of another viewer', async () => {
    const { endpoint, house, viewer } = await scene();
    viewer.send({ type: 'subscribe', channel: 0, ticket: house.ticket(endpoint) });
    await expect.poll(() => viewer.media(0).length, patience).toBeGreaterThan(0);
    const other = await TestViewer.connect(house.port);
    for (const message of Object.values(withoutTicket)) other.send(message);
    other.send({ type: 'unsubscribe', channel: 0 });
    await expect.poll(() => other.notices.some(({ type }) => type === 'pong'), patience).toBe(true);
    const seen = viewer.media(0).length;
    await expect.poll(() => viewer.media(0).length, patience).toBeGreaterThan(seen + 5);
    expect([viewer.states(0).at(-1), other.fragments.length]).toEqual(['playing', 0]);
  });
});

describe('viewers at the relay', () => {
  it('answers a ping with both clocks', async () => {
    const { viewer } = await scene();
    viewer.send({ type: 'ping', sentAt: 12_345 });
    await expect.poll(() => viewer.notices[0], patience).toMatchObject({ type: 'pong', sentAt: 12_345 });
  });

  it('carries at most 64 cameras on one connection', async () => {
    const { endpoint, house, viewer } = await scene();
    for (let channel = 0; channel < 65; channel += 1) {
      viewer.send({ type: 'subscribe', channel, ticket: house.ticket(endpoint) });
    }
    await expect.poll(() => viewer.states(64), patience).toEqual(['closed too_many_channels']);
    await expect.poll(() => viewer.media(63).length, patience).toBeGreaterThan(0);
  });

  it('limits how fast a connection may subscribe', async () => {
    const { endpoint, house, viewer } = await scene({}, { viewers: { subscribeBurst: 2, subscribePerSecond: 0.001 } });
    for (let channel = 0; channel < 3; channel += 1) {
      viewer.send({ type: 'subscribe', channel, ticket: house.ticket(endpoint) });
    }
    await expect.poll(() => viewer.states(2), patience).toEqual(['closed too_many_requests']);
  });

  it.each([
    ['text that is no JSON', '{'],
    ['JSON that is no request', '{"type":"subscribe"}'],
    ['bytes', new Uint8Array([1, 2, 3])],
  ])('disconnects who sends %s', async (_name, message) => {
    const { viewer } = await scene();
    viewer.sendRaw(message);
    await expect.poll(() => viewer.closeCode, patience).toBe(1003);
  });

  it('disconnects who sends a message beyond the size of a request', async () => {
    const { viewer } = await scene();
    viewer.sendRaw('x'.repeat(10_000));
    await expect.poll(() => viewer.closeCode, patience).toBe(1009);
  });

  it('takes no more viewers than it is set to', async () => {
    const { house } = await scene({}, { viewers: { maxViewers: 1 } });
    await expect(TestViewer.connect(house.port)).rejects.toThrow('503');
  });

  it('skips to the next key frame for a viewer who reads too slowly, and to nobody else', async () => {
    const limits = { maxViewerQueueBytes: 400_000, maxChannelQueueBytes: 400_000 };
    const { endpoint, house, viewer } = await scene(
      { paddingBytes: 100_000, framesPerSecond: 50 },
      { viewers: limits },
    );
    const other = await TestViewer.connect(house.port);
    viewer.send({ type: 'subscribe', channel: 0, ticket: house.ticket(endpoint) });
    other.send({ type: 'subscribe', channel: 0, ticket: house.ticket(endpoint) });
    await expect.poll(() => viewer.media(0).length, patience).toBeGreaterThan(0);
    viewer.stopReading();
    await expect.poll(() => house.counts.droppedFragments, patience).toBeGreaterThan(50);
    const seenBefore = viewer.media(0).length;
    viewer.readAgain();
    await expect.poll(() => viewer.media(0).length, patience).toBeGreaterThan(seenBefore + 60);
    const gaps = (all: TestViewer) =>
      all
        .media(0)
        .filter((fragment, index, list) => index > 0 && fragment.sequence - (list[index - 1]?.sequence ?? 0) > 1);
    expect(gaps(viewer).length).toBeGreaterThan(0);
    expect(gaps(viewer).every((fragment) => fragment.keyFrame)).toBe(true);
    expect(gaps(other)).toEqual([]);
  });

  it('disconnects a viewer who reads nothing at all, and holds no more than the limit for him until then', async () => {
    const limits = { maxViewerQueueBytes: 400_000, stalledAfterMs: 2_500, inspectionIntervalMs: 50 };
    const { endpoint, house, viewer } = await scene(
      { paddingBytes: 100_000, framesPerSecond: 50 },
      { viewers: limits },
    );
    viewer.send({ type: 'subscribe', channel: 0, ticket: house.ticket(endpoint) });
    await expect.poll(() => viewer.media(0).length, patience).toBeGreaterThan(0);
    viewer.stopReading();
    await expect.poll(() => house.counts.droppedFragments, patience).toBeGreaterThan(0);
    const { bytesOut } = house.counts;
    await expect.poll(() => house.counts.slowViewersClosed, patience).toBe(1);
    await expect.poll(() => house.viewers(), patience).toBe(0);
    expect(house.counts.bytesOut - bytesOut).toBeLessThan(400_000);
  });
});
