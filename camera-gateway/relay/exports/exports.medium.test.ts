import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { TicketClaims } from '@khue/domain/ticket';
import { pictureFilePaths } from '@khue/domain/video';
import type { CameraEndpoint } from '@khue/store/store';
import { timescale } from '../fmp4/initSegment.ts';
import { boxAt, readBoxes } from '../testing/boxReader.ts';
import { type ClipCamera, type ClipCameraOptions, startClipCamera } from '../testing/clipCamera.ts';
import { endpointOf } from '../testing/endpoint.ts';
import { FileReader, fragmentsOf } from '../testing/fileReader.ts';
import { startTestRelay, type TestRelay, type TestRelayOptions } from '../testing/testRelay.ts';
import { TestViewer } from '../testing/testViewer.ts';

const patience = { timeout: 15_000, interval: 20 };
/** A file of so many seconds is made in as many, and what the machine needs beside them. */
const wholeFile = { timeout: 20_000, interval: 50 };
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

interface Scene {
  readonly device: ClipCamera;
  readonly gate: CameraEndpoint;
  readonly house: TestRelay;
}

async function scene(camera: ClipCameraOptions = {}, relay: Partial<TestRelayOptions> = {}): Promise<Scene> {
  const device = await startClipCamera(camera);
  cleanups.push(() => device.powerOff());
  const gate = endpointOf({ main: device.url('main'), sub: device.url('sub') });
  const house = await startTestRelay({ endpoints: [gate], ...relay });
  cleanups.push(() => house.stop());
  return { device, gate, house };
}

type Change = Partial<TicketClaims>;

function snapshot({ house, gate }: Scene, change: Change = {}): FileReader {
  const ticket = house.ticket(gate, 'sub', { kind: 'snapshot', ...change });
  return new FileReader(house.port, `${pictureFilePaths.snapshot}?ticket=${ticket}`);
}

function clip({ house, gate }: Scene, change: Change = {}): FileReader {
  const ticket = house.ticket(gate, 'sub', { kind: 'export', seconds: 5, ...change });
  return new FileReader(house.port, `${pictureFilePaths.export}?ticket=${ticket}`);
}

async function viewed({ house, gate }: Scene): Promise<TestViewer> {
  const viewer = await TestViewer.connect(house.port);
  viewer.send({ type: 'subscribe', channel: 0, ticket: house.ticket(gate) });
  await expect.poll(() => viewer.media(0).length, patience).toBeGreaterThan(5);
  return viewer;
}

const begun = (file: FileReader) => expect.poll(() => file.bytes.length, patience).toBeGreaterThan(2_000);
const released = ({ device }: Scene) => expect.poll(() => device.counts().playing, patience).toBe(0);

/** Seconds that a file says it plays. */
function saidSeconds(file: Buffer): number {
  return boxAt(file, 'moov/mvex/mehd').readUInt32BE(4) / timescale;
}

describe('a snapshot', () => {
  it('pulls a camera that nobody looks at, for one picture, and lets it go', async () => {
    const here = await scene();
    const file = snapshot(here);
    await expect.poll(() => file.end, patience).toBe('whole');
    expect([file.status, file.type]).toEqual([200, expect.stringMatching(/^video\/mp4; codecs="avc1\./u)]);
    const [picture, ...others] = fragmentsOf(file.bytes);
    expect([picture?.decodeTime, picture?.sequence, others.length]).toEqual([0, 1, 0]);
    expect(saidSeconds(file.bytes)).toBeCloseTo(0.04);
    await released(here);
    expect(here.house.logged).toMatchObject([
      {
        action: 'camera.snapshot',
        actorName: 'truc.ban',
        result: 'done',
        address: '192.0.2.7',
        object: { id: here.gate.camera.id },
        details: { purpose: 'Trực ban theo ca', bytes: file.bytes.length, ended: 'complete', zone: 'gate_street' },
      },
    ]);
  });

  it('of a camera that is shown holds its pictures since the last key frame, without another pull', async () => {
    const here = await scene();
    const viewer = await viewed(here);
    await expect.poll(() => viewer.media(0).length % 25, patience).toBeGreaterThan(4);
    const file = snapshot(here);
    await expect.poll(() => file.end, patience).toBe('whole');
    const pictures = fragmentsOf(file.bytes);
    expect(pictures.length).toBeGreaterThan(1);
    expect(pictures.map(({ decodeTime }) => decodeTime)).toEqual(pictures.map((_, index) => index * 3_600));
    expect(saidSeconds(file.bytes)).toBeCloseTo(pictures.length / 25);
    expect(here.device.counts().described).toBe(1);
    viewer.leave();
  });

  it('says where it comes from', async () => {
    const here = await scene();
    const file = snapshot(here, { note: 'Biên bản 07/BB' });
    await expect.poll(() => file.end, patience).toBe('whole');
    const list = boxAt(file.bytes, 'moov/udta/meta').subarray(4);
    const said = boxAt(list, 'ilst').toString('utf8');
    expect(said).toContain(`MÔ PHỎNG · SIMULATED · Cổng trường · ${here.gate.camera.code}`);
    expect(said).toContain('Trực ban theo ca · Biên bản 07/BB · truc.ban · 2');
  });

  it('is not there where the camera shows nothing in time, and that is written down', async () => {
    const here = await scene({}, { exports: { firstPictureMs: 200 } });
    await here.device.powerOff();
    const file = snapshot(here);
    await expect.poll(() => file.status, patience).toBe(504);
    await here.device.powerOn();
    expect(here.house.logged).toMatchObject([
      { action: 'camera.snapshot', result: 'failed', details: { bytes: 0, ended: 'no_picture' } },
    ]);
  });

  it('is not there of a camera that sends H.265 alone', async () => {
    const device = await startClipCamera({ mainCodec: 'H265' });
    cleanups.push(() => device.powerOff());
    const gate = endpointOf({ main: device.url('main'), sub: null });
    const house = await startTestRelay({ endpoints: [gate] });
    cleanups.push(() => house.stop());
    const file = snapshot({ device, gate, house }, { profile: 'main' });
    await expect.poll(() => file.status, patience).toBe(415);
  });
});

describe('a clip', () => {
  it('plays as long as its ticket says, from 0, and leaves the camera alone after', async () => {
    const here = await scene();
    const file = clip(here);
    await expect.poll(() => file.end, wholeFile).toBe('whole');
    const pictures = fragmentsOf(file.bytes);
    const last = pictures.at(-1);
    expect(pictures[0]).toMatchObject({ decodeTime: 0, flags: 0x02000000 });
    expect(pictures.map(({ sequence }) => sequence)).toEqual(pictures.map((_, index) => index + 1));
    expect(((last?.decodeTime ?? 0) + (last?.duration ?? 0)) / timescale).toBeCloseTo(5, 1);
    expect(saidSeconds(file.bytes)).toBe(5);
    expect(
      readBoxes(file.bytes)
        .map(({ type }) => type)
        .slice(0, 4),
    ).toEqual(['ftyp', 'moov', 'moof', 'mdat']);
    await released(here);
    const { result, action, details } = here.house.logged[0] ?? {};
    expect([action, result, details?.['ended'], details?.['seconds']]).toEqual([
      'camera.export',
      'done',
      'complete',
      5,
    ]);
    expect(details?.['bytes']).toBe(file.bytes.length);
    const lastsMs = Date.parse(String(details?.['to'])) - Date.parse(String(details?.['from']));
    expect(Math.abs(lastsMs - 5_000)).toBeLessThan(1_000);
  });

  it('is cut within five seconds when the right ends, and lets the camera go', async () => {
    const here = await scene();
    const sessionId = randomUUID();
    const [cut, other] = [clip(here, { sessionId, seconds: 60 }), clip(here, { seconds: 60 })];
    await Promise.all([begun(cut), begun(other)]);
    const revokedAt = performance.now();
    here.house.revoke({ sessionId, kind: 'export' });
    await expect.poll(() => cut.end, patience).toBe('cut');
    expect(performance.now() - revokedAt).toBeLessThan(5_000);
    expect(other.end).toBeNull();
    expect(here.house.logged).toMatchObject([
      { action: 'camera.export', result: 'done', sessionId, details: { ended: 'revoked', seconds: 60 } },
    ]);
    other.leave();
    await released(here);
  });

  it('ends with its reader, and lets the camera go', async () => {
    const here = await scene();
    const file = clip(here);
    await begun(file);
    file.leave();
    await released(here);
    expect(here.house.logged).toMatchObject([{ result: 'done', details: { ended: 'left' } }]);
    expect(here.house.exports.metrics().exports).toBe(0);
  });

  it('is cut, and counted, where its reader reads too slowly', async () => {
    const limits = { exports: { maxReaderQueueBytes: 1_000_000 } };
    const here = await scene({ paddingBytes: 100_000 }, limits);
    const file = clip(here, { seconds: 60 });
    await begun(file);
    file.stopReading();
    await expect.poll(() => here.house.logged.length, patience).toBe(1);
    expect(here.house.logged).toMatchObject([{ result: 'done', details: { ended: 'too_slow' } }]);
    expect(here.house.exports.metrics()).toEqual({ exports: 0, slowExportsCut: 1 });
    await released(here);
    file.leave();
  });

  it('ends where the camera does: a gap would not show', async () => {
    const here = await scene();
    const file = clip(here);
    await begun(file);
    await here.device.powerOff();
    await expect.poll(() => file.end, patience).toBe('cut');
    expect(here.house.logged).toMatchObject([{ result: 'done', details: { ended: 'camera_lost' } }]);
    await here.device.powerOn();
  });

  it('ends with the gateway, which writes it down', async () => {
    const here = await scene();
    const file = clip(here);
    await begun(file);
    here.house.exports.stop();
    await expect.poll(() => file.end, patience).toBe('cut');
    expect(here.house.logged).toMatchObject([{ details: { ended: 'shutdown' } }]);
  });
});

describe('files at once', () => {
  it('are two of an account', async () => {
    const here = await scene();
    const accountId = randomUUID();
    const running = [clip(here, { accountId }), clip(here, { accountId })];
    await Promise.all(running.map(begun));
    const third = clip(here, { accountId });
    await expect.poll(() => third.status, patience).toBe(429);
    expect(here.house.logged).toMatchObject([{ result: 'failed', details: { ended: 'too_many', bytes: 0 } }]);
    const another = snapshot(here);
    await expect.poll(() => another.status, patience).toBe(200);
    for (const file of running) file.leave();
  });

  it('are bounded over all accounts, and those refused keep their ticket', async () => {
    const here = await scene({}, { exports: { maxExports: 1 } });
    const first = clip(here);
    await begun(first);
    const ticket = here.house.ticket(here.gate, 'sub', { kind: 'snapshot' });
    const path = `${pictureFilePaths.snapshot}?ticket=${ticket}`;
    const early = new FileReader(here.house.port, path);
    await expect.poll(() => early.status, patience).toBe(429);
    first.leave();
    await expect.poll(() => here.house.exports.metrics().exports, patience).toBe(0);
    const again = new FileReader(here.house.port, path);
    await expect.poll(() => again.status, patience).toBe(200);
  });
});

const paths = Object.values(pictureFilePaths);

describe('a ticket for files', () => {
  it.each([
    ['a look', pictureFilePaths.snapshot, { kind: 'live' }],
    ['a look', pictureFilePaths.export, { kind: 'live' }],
    ['a snapshot', pictureFilePaths.export, { kind: 'snapshot' }],
    ['a clip', pictureFilePaths.snapshot, { kind: 'export', seconds: 5 }],
  ] as const)('of %s does not open %s', async (_name, path, change) => {
    const { house, gate, device } = await scene();
    const file = new FileReader(house.port, `${path}?ticket=${house.ticket(gate, 'sub', change)}`);
    await expect.poll(() => file.status, patience).toBe(403);
    expect(house.logged).toMatchObject([{ action: 'ticket.refused', details: { reason: 'wrong_kind' } }]);
    expect(device.counts().described).toBe(0);
  });

  it.each([
    ['snapshot', null],
    ['export', 5],
  ] as const)('of the kind %s opens no live picture', async (kind, seconds) => {
    const { house, gate } = await scene();
    const viewer = await TestViewer.connect(house.port);
    viewer.send({ type: 'subscribe', channel: 0, ticket: house.ticket(gate, 'sub', { kind, seconds }) });
    await expect.poll(() => viewer.states(0), patience).toEqual(['refused ticket']);
    viewer.leave();
  });

  it('is good once', async () => {
    const { house, gate } = await scene();
    const path = `${pictureFilePaths.snapshot}?ticket=${house.ticket(gate, 'sub', { kind: 'snapshot' })}`;
    const first = new FileReader(house.port, path);
    await expect.poll(() => first.end, patience).toBe('whole');
    const second = new FileReader(house.port, path);
    await expect.poll(() => second.status, patience).toBe(403);
  });

  it.each(paths)('that has expired, is forged, without a length or not there opens no %s', async (path) => {
    const { house, gate } = await scene();
    const kind = path === pictureFilePaths.export ? 'export' : 'snapshot';
    const seconds = kind === 'export' ? 5 : null;
    const good = house.ticket(gate, 'sub', { kind, seconds });
    const bad = [
      house.ticket(gate, 'sub', { kind, seconds, expiresAt: Date.now() - 1 }),
      `${good.slice(0, -4)}AAAA`,
      house.ticket(gate, 'sub', { kind: 'export', seconds: null }),
      house.ticket(gate, 'sub', { kind: 'export', seconds: 61 }),
      '',
    ];
    for (const ticket of bad) {
      const file = new FileReader(house.port, `${path}?ticket=${ticket}`);
      await expect.poll(() => file.status, patience).toBe(403);
    }
    expect(house.unexpected).toEqual([]);
  });

  it('opens nothing for the session of somebody else, as a look opens nothing', async () => {
    const { house, gate } = await scene();
    const [own, other] = [randomUUID(), randomUUID()];
    const path = `${pictureFilePaths.snapshot}?ticket=${house.ticket(gate, 'sub', { kind: 'snapshot', sessionId: own })}`;
    const taken = new FileReader(house.port, path, other);
    await expect.poll(() => taken.status, patience).toBe(403);
    const viewer = await TestViewer.connect(house.port, other);
    viewer.send({ type: 'subscribe', channel: 0, ticket: house.ticket(gate, 'sub', { sessionId: own }) });
    await expect.poll(() => viewer.states(0), patience).toEqual(['refused ticket']);
    viewer.leave();
    const reasons = house.logged.map(({ details }) => details['reason']);
    expect(reasons).toEqual(['wrong_session', 'wrong_session']);
    const kept = new FileReader(house.port, path, own);
    await expect.poll(() => kept.end, patience).toBe('whole');
  });

  it('is worth nothing once its right has ended', async () => {
    const here = await scene();
    const sessionId = randomUUID();
    const ticket = here.house.ticket(here.gate, 'sub', { kind: 'snapshot', sessionId });
    here.house.revoke({ sessionId, kind: 'snapshot' });
    const file = new FileReader(here.house.port, `${pictureFilePaths.snapshot}?ticket=${ticket}`);
    await expect.poll(() => file.status, patience).toBe(403);
  });
});
