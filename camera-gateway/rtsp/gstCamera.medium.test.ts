import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '@khue/domain/clock';
import { probeRtsp } from '../probe/probe.ts';
import { type GstCamera, startGstCamera } from '../testing/gstCamera.ts';
import { type AccessUnit, openRtspStream } from './stream.ts';
import { openGuard } from '../testing/openGuard.ts';

const account = { username: 'giám sát', password: 'mật khẩu:"ở đây"' };

describe.each(['h264', 'h265'] as const)('a camera of foreign make, %s', (codec) => {
  let camera: GstCamera;

  beforeAll(async () => {
    camera = await startGstCamera({ codec, ...account, width: 638, height: 358, frameRate: 15, pattern: 'ball' });
  });

  afterAll(() => camera.stop());

  const signal = () => new AbortController().signal;

  it('plays after digest, from a key frame on, at the pace of its frame rate', async () => {
    const stream = await openRtspStream({
      url: camera.url,
      credentials: account,
      clock: systemClock,
      signal: signal(),
      guard: openGuard,
    });
    const units: AccessUnit[] = [];
    stream.start({ onAccessUnit: (unit) => units.push(unit), onEnd: () => undefined });
    await expect.poll(() => units.length, { timeout: 15_000, interval: 20 }).toBeGreaterThan(45);
    await stream.close();
    expect(units.slice(0, 40).map(({ timestamp }) => timestamp)).toEqual(units.slice(0, 40).map((_, at) => at * 6_000));
    expect(units.slice(0, 32).filter(({ keyFrame }) => keyFrame).length).toBeGreaterThan(1);
    expect(units[0]?.keyFrame).toBe(true);
    expect(stream.track).toMatchObject({ codec, width: 638, height: 358, frameRate: 15 });
    expect(stream.track.parameterSets).toHaveLength(codec === 'h264' ? 2 : 3);
  });

  it('is online to a probe, with its codec and size', async () => {
    const outcome = await probeRtsp({
      guard: openGuard,
      url: camera.url,
      credentials: account,
      clock: systemClock,
      signal: signal(),
      timeoutMs: 5_000,
    });
    expect(outcome).toMatchObject({ state: 'online', reason: 'answers', codec, width: 638, height: 358 });
  });

  it('refuses a wrong password', async () => {
    const credentials = { ...account, password: 'sai' };
    const opening = openRtspStream({
      url: camera.url,
      credentials,
      clock: systemClock,
      signal: signal(),
      guard: openGuard,
    });
    await expect(opening).rejects.toMatchObject({ reason: 'unauthorised' });
  });
});
