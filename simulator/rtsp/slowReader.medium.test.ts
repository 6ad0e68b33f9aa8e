import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CameraRoster } from '../cameraState.ts';
import { buildCity } from '../city/city.ts';
import { FaultBoard } from '../faults/faultBoard.ts';
import { createPictureSources, type PictureLibrary } from '../picture/pictureSource.ts';
import { LiveStreams } from './liveStreams.ts';
import { packetise } from './rtpPacketiser.ts';
import { RtspSession } from './rtspSession.ts';

let library: PictureLibrary;

beforeAll(async () => {
  library = await createPictureSources({ cacheDir: null });
});

afterAll(() => library.close());

/** A connection whose client reads nothing until it is told to. */
class StalledConnection extends Writable {
  readonly taken: Buffer[] = [];
  #resume: (() => void) | null = null;
  #reads = false;

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.taken.push(chunk);
    if (this.#reads) done();
    else this.#resume = done;
  }

  readOn(): void {
    this.#reads = true;
    this.#resume?.();
  }
}

const picture = packetise([Uint8Array.from({ length: 50_000 }, () => 0x41)], {
  codec: 'h264',
  payloadType: 96,
  ssrc: 1,
  sequence: 0,
  timestamp: 0,
  aggregate: 0,
});

describe('a client that does not read', () => {
  it('loses pictures up to a key frame and never makes more than a million bytes wait', async () => {
    const city = buildCity({ schools: 1, cameras: 1, seed: 'khue' });
    const board = new FaultBoard(['MP-001-C01'], Date.now);
    const roster = new CameraRoster(city, board, Date.now);
    const state = roster.get('MP-001-C01');
    if (state === null) throw new Error('the city has no camera');
    const socket = new StalledConnection();
    const counts = { framesSent: 0, framesDropped: 0 };
    const streams = new LiveStreams(roster, library);
    const channels = { rtp: 0, rtcp: 1 };
    const session = new RtspSession({ id: '1', state, profile: 'main', socket, channels, streams, counts });

    for (let n = 0; n < 100; n++) session.picture(picture, n % 12 === 0);
    expect(socket.writableLength).toBeLessThan(1_000_000 + 2 * picture.bytes.length);
    expect(counts.framesSent + counts.framesDropped).toBe(100);
    expect(counts.framesDropped).toBeGreaterThan(70);

    socket.readOn();
    await expect.poll(() => socket.writableLength, { timeout: 5_000 }).toBe(0);
    const sentBefore = counts.framesSent;
    session.picture(picture, false);
    expect(counts.framesSent).toBe(sentBefore);
    session.picture(picture, true);
    session.picture(picture, false);
    expect(counts.framesSent).toBe(sentBefore + 2);
  });
});
