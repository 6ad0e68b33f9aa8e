import { describe, expect, it } from 'vitest';
import { cameraStatusSchema } from '@khue/domain/cameraStatus';
import { judge, needsConfirmation, toStatus } from './cameraHealth.ts';
import type { ProbeOutcome } from './probe.ts';

const limits = { slowAfterMs: 2_000, clockOffsetLimitMs: 5_000 };
const online: ProbeOutcome = {
  state: 'online',
  reason: 'answers',
  latencyMs: 20,
  codec: 'h264',
  width: 1920,
  height: 1080,
};
const offline: ProbeOutcome = {
  state: 'offline',
  reason: 'timeout',
  latencyMs: null,
  codec: null,
  width: null,
  height: null,
};

describe('judging a camera', () => {
  it.each([
    ['answers', 20, null, 'online'],
    ['answers', 2_000, 5_000, 'online'],
    ['slow', 2_001, null, 'degraded'],
    ['clock_offset', 20, 5_001, 'degraded'],
    ['clock_offset', 3_000, -5_001, 'degraded'],
  ])('says %s after %d ms with a clock %s ms off', (reason, latencyMs, offset, state) => {
    expect(judge({ ...online, latencyMs }, offset, limits)).toMatchObject({ state, reason });
  });

  it('leaves what is worse than its clock', () => {
    expect(judge(offline, 99_999, limits)).toBe(offline);
  });

  it.each([
    ['online', true],
    ['degraded', true],
    ['unauthorised', true],
    ['offline', false],
    ['unknown', false],
  ] as const)('asks again before it says offline after %s: %s', (state, again) => {
    expect(needsConfirmation(offline, { state, since: 0 })).toBe(again);
  });

  it('does not ask again what was never seen, nor for anything but offline', () => {
    expect(needsConfirmation(offline, null)).toBe(false);
    expect(needsConfirmation({ ...offline, state: 'unauthorised' }, { state: 'online', since: 0 })).toBe(false);
  });
});

describe('a status', () => {
  const cameraId = '7f1f9f0e-3c55-4a3c-8f06-0b6a2f1d1a11';

  it('fits the bus, begins with a change, and keeps its since while the state stays', () => {
    const first = toStatus(cameraId, online, -120, null, 1_000);
    const second = toStatus(cameraId, online, null, { state: 'online', since: 1_000 }, 9_000);
    expect(cameraStatusSchema.parse(first)).toEqual(first);
    expect([first.changed, second.changed]).toEqual([true, false]);
    expect([second.since, second.observedAt]).toEqual([new Date(1_000).toISOString(), new Date(9_000).toISOString()]);
  });

  it('moves since with the state', () => {
    const status = toStatus(cameraId, offline, null, { state: 'online', since: 1_000 }, 9_000);
    expect(status).toMatchObject({ changed: true, state: 'offline', since: new Date(9_000).toISOString() });
  });
});
