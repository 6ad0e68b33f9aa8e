import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CameraStatus } from '@khue/domain/cameraStatus';
import { systemClock } from '@khue/domain/clock';
import type { CameraProbe, ProbeTarget } from './cameraProbe.ts';
import type { ProbeOutcome } from './probe.ts';
import { createProbeScheduler, type ProbeSchedulerConfig, type ProbeSchedulerDeps } from './scheduler.ts';
import { endpoint } from './testing/endpoint.ts';

const nothing = { latencyMs: null, codec: null, width: null, height: null };
const online: ProbeOutcome = { ...nothing, state: 'online', reason: 'answers', latencyMs: 5 };
const timedOut: ProbeOutcome = { ...nothing, state: 'offline', reason: 'timeout' };
const intervalMs = 15_000;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
});

afterEach(() => {
  vi.useRealTimers();
});

/** A scheduler whose cameras answer as `answer` says after `takesMs`. */
function schedule(
  answer: (target: ProbeTarget) => ProbeOutcome,
  takesMs = 10,
  more: Partial<ProbeSchedulerDeps> & { readonly config?: Partial<ProbeSchedulerConfig> } = {},
) {
  const statuses: CameraStatus[] = [];
  const probed: { readonly cameraId: string; readonly at: number }[] = [];
  const running = { now: 0, most: 0, bySite: new Map<string, number>(), mostBySite: 0 };
  const probe: CameraProbe = async (target, signal) => {
    probed.push({ cameraId: target.cameraId, at: Date.now() });
    running.now += 1;
    running.most = Math.max(running.most, running.now);
    const atSite = (running.bySite.get(target.site) ?? 0) + 1;
    running.bySite.set(target.site, atSite);
    running.mostBySite = Math.max(running.mostBySite, atSite);
    await new Promise((resolve) => {
      setTimeout(resolve, takesMs);
      signal.addEventListener('abort', resolve);
    });
    running.now -= 1;
    running.bySite.set(target.site, (running.bySite.get(target.site) ?? 1) - 1);
    return answer(target);
  };
  const scheduler = createProbeScheduler(
    { clock: systemClock, onStatus: (status) => statuses.push(status), probe, ...more },
    { intervalMs, ...more.config },
  );
  return { scheduler, statuses, probed, running };
}

const cameras = (count: number, schoolId?: string) =>
  Array.from({ length: count }, () =>
    endpoint({ url: 'rtsp://camera/', ...(schoolId === undefined ? {} : { schoolId }) }),
  );

/** Lets time go by until something has happened: when a camera's turn comes within the interval follows from its id. */
async function advanceUntil(happened: () => boolean, withinMs: number = intervalMs): Promise<void> {
  const deadline = Date.now() + withinMs + 50;
  while (!happened() && Date.now() < deadline) await vi.advanceTimersByTimeAsync(10);
}

describe('probe scheduler', () => {
  it('asks 2,000 cameras once per interval each, evenly', async () => {
    const { scheduler, probed, running } = schedule(() => online);
    scheduler.setCameras(cameras(2_000));
    await vi.advanceTimersByTimeAsync(intervalMs * 3 + 200);
    const perCamera = Map.groupBy(probed, ({ cameraId }) => cameraId);
    expect([...perCamera.values()].every(({ length }) => length >= 3 && length <= 4)).toBe(true);
    const perSecond = Map.groupBy(probed, ({ at }) => Math.floor((at - 1_700_000_000_000) / 1_000));
    expect(Math.max(...[...perSecond.values()].map(({ length }) => length))).toBeLessThan(200);
    expect(running.most).toBeLessThan(60);
    expect(scheduler.metrics()).toMatchObject({ cameras: 2_000, missedTurns: 0 });
    expect(scheduler.metrics().probesPerSecond).toBeGreaterThan(110);
    await scheduler.stop();
  });

  it('gives each camera its turn at the same place of every interval', async () => {
    const { scheduler, probed } = schedule(() => online);
    scheduler.setCameras(cameras(1));
    await vi.advanceTimersByTimeAsync(intervalMs * 3 + 100);
    const [first = 0, ...others] = probed.map(({ at }) => at);
    expect(others.map((at) => at - first)).toEqual(others.map((_, index) => (index + 1) * intervalMs));
    await scheduler.stop();
  });

  it('keeps to its limits in all and at one school', async () => {
    const config = { maxInFlight: 10, maxInFlightPerSite: 3 };
    const { scheduler, running } = schedule(() => online, 900, { config });
    scheduler.setCameras([...cameras(100, 'school A'), ...cameras(100)]);
    await vi.advanceTimersByTimeAsync(intervalMs * 2);
    expect([running.most, running.mostBySite]).toEqual([10, 3]);
    await scheduler.stop();
  });

  it('asks an unanswering camera once more after 2 s before it calls it offline', async () => {
    let answer = online;
    const { scheduler, statuses, probed } = schedule(() => answer);
    scheduler.setCameras(cameras(1));
    await advanceUntil(() => statuses.length === 1);
    answer = timedOut;
    // Up to the very status that tells: a camera whose turn comes early in the interval is soon asked again.
    await advanceUntil(() => statuses.length === 2, intervalMs + 2_200);
    expect(statuses.map(({ state, changed }) => [state, changed])).toEqual([
      ['online', true],
      ['offline', true],
    ]);
    const [, second, third] = probed.map(({ at }) => at);
    expect((third ?? 0) - (second ?? 0)).toBeLessThan(2_200);
    await scheduler.stop();
  });

  it('says nothing of one lost probe between two good ones', async () => {
    let count = 0;
    const { scheduler, statuses } = schedule(() => ((count += 1) === 2 ? timedOut : online));
    scheduler.setCameras(cameras(1));
    await vi.advanceTimersByTimeAsync(intervalMs * 3);
    expect(statuses.every(({ state }) => state === 'online')).toBe(true);
    expect(statuses.map(({ since }) => since)).toEqual(statuses.map(() => statuses[0]?.since));
    await scheduler.stop();
  });

  it('finds a school of 20 cameras cut off within an interval and 7 s', async () => {
    let cut = false;
    const { scheduler, statuses } = schedule(() => (cut ? timedOut : online), 2_500);
    scheduler.setCameras(cameras(20, 'large school'));
    await vi.advanceTimersByTimeAsync(intervalMs * 3);
    cut = true;
    const before = statuses.length;
    await vi.advanceTimersByTimeAsync(intervalMs + 7_000);
    const lost = new Set(
      statuses
        .slice(before)
        .filter(({ state }) => state === 'offline')
        .map(({ cameraId }) => cameraId),
    );
    expect(lost.size).toBe(20);
    await scheduler.stop();
  });

  it('looks soon where somebody asks, but not twice within a second nor at strangers', async () => {
    const [camera = endpoint({ url: null })] = cameras(1);
    const { scheduler, probed } = schedule(() => online);
    scheduler.setCameras([camera]);
    // Its own turn first, so that the next one is far from what is asked for here.
    await advanceUntil(() => probed.length === 1);
    await vi.advanceTimersByTimeAsync(2_000);
    for (let hint = 0; hint < 50; hint += 1) {
      scheduler.probeSoon(camera.camera.id);
      scheduler.probeSoon('stranger');
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(probed).toHaveLength(2);
    await scheduler.stop();
  });

  it('goes on with the state and since that were known before it began', async () => {
    const [camera = endpoint({ url: null })] = cameras(1);
    const since = '2023-01-01T00:00:00.000Z';
    const { scheduler, statuses } = schedule(() => online);
    scheduler.remember([
      { ...online, cameraId: camera.camera.id, observedAt: since, since, changed: true, clockOffsetMs: null },
    ]);
    scheduler.setCameras([camera]);
    await advanceUntil(() => statuses.length === 1);
    expect(statuses[0]).toMatchObject({ state: 'online', since, changed: false });
    await scheduler.stop();
  });

  it('calls a camera degraded whose clock is off', async () => {
    const { scheduler, statuses } = schedule(() => online, 10, { clockOffset: () => -9_000 });
    scheduler.setCameras(cameras(1));
    await advanceUntil(() => statuses.length === 1);
    expect(statuses[0]).toMatchObject({ state: 'degraded', reason: 'clock_offset', clockOffsetMs: -9_000 });
    await scheduler.stop();
  });

  it('follows the inventory: new cameras get turns, removed ones none, changed ones at once', async () => {
    const [stays = endpoint({ url: null }), leaves = stays] = cameras(2);
    const { scheduler, statuses, probed } = schedule(() => online);
    scheduler.setCameras([stays, leaves]);
    await vi.advanceTimersByTimeAsync(intervalMs);
    const comes = endpoint({ url: 'rtsp://new/' });
    const changed = { ...stays, credentials: { username: 'admin', password: 'mới' } };
    probed.length = 0;
    statuses.length = 0;
    scheduler.setCameras([changed, comes]);
    await vi.advanceTimersByTimeAsync(200);
    expect(probed.map(({ cameraId }) => cameraId)).toContain(stays.camera.id);
    await vi.advanceTimersByTimeAsync(intervalMs);
    expect(new Set(statuses.map(({ cameraId }) => cameraId))).toEqual(new Set([stays.camera.id, comes.camera.id]));
    await scheduler.stop();
  });

  it('goes on after a bug in a probe, and tells of it', async () => {
    const bugs: unknown[] = [];
    const { scheduler, statuses } = schedule(
      () => {
        if (bugs.length === 0) throw new TypeError('a bug');
        return online;
      },
      10,
      { onUnexpected: (error) => bugs.push(error) },
    );
    scheduler.setCameras(cameras(1));
    await advanceUntil(() => bugs.length + statuses.length === 2, intervalMs * 2);
    expect([bugs.length, statuses.length]).toEqual([1, 1]);
    await scheduler.stop();
  });

  it('catches up with at most one round after a clock that leapt', async () => {
    const { scheduler, probed } = schedule(() => online);
    scheduler.setCameras(cameras(10));
    vi.setSystemTime(Date.now() + 86_400_000);
    await vi.advanceTimersByTimeAsync(200);
    expect(probed.length).toBeLessThanOrEqual(12);
    vi.setSystemTime(Date.now() - 86_400_000);
    probed.length = 0;
    await vi.advanceTimersByTimeAsync(intervalMs + 200);
    expect(new Set(probed.map(({ cameraId }) => cameraId)).size).toBe(10);
    await scheduler.stop();
  });

  it('tells nothing after stop', async () => {
    const { scheduler, statuses } = schedule(() => online, 500);
    scheduler.setCameras(cameras(100));
    await vi.advanceTimersByTimeAsync(1_000);
    const before = statuses.length;
    await scheduler.stop();
    await vi.advanceTimersByTimeAsync(intervalMs * 2);
    expect(statuses).toHaveLength(before);
  });
});
