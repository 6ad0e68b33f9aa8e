import { describe, expect, it } from 'vitest';
import type { CameraStatus } from '@khue/domain/cameraStatus';
import { StatusBuffer } from './statusBuffer.ts';

function status(cameraId: string, second: number, changed: boolean): CameraStatus {
  const observedAt = new Date(second * 1_000).toISOString();
  return {
    cameraId,
    state: 'online',
    reason: 'answers',
    observedAt,
    since: observedAt,
    changed,
    latencyMs: 3,
    codec: null,
    width: null,
    height: null,
    clockOffsetMs: null,
  };
}

describe('statuses waiting for the store', () => {
  it('keeps one heartbeat a minute and camera', () => {
    const buffer = new StatusBuffer(100);
    for (let second = 0; second <= 120; second += 15) buffer.add(status('a', second, false));
    expect(buffer.take(100).map((entry) => Date.parse(entry.observedAt) / 1_000)).toEqual([0, 60, 120]);
  });

  it('keeps every change', () => {
    const buffer = new StatusBuffer(100);
    for (let second = 0; second < 5; second += 1) buffer.add(status('a', second, true));
    expect(buffer.size).toBe(5);
  });

  it('gives up the oldest heartbeats first at its limit, and counts them', () => {
    const buffer = new StatusBuffer(3);
    buffer.add(status('a', 0, false));
    buffer.add(status('b', 1, true));
    buffer.add(status('c', 2, false));
    buffer.add(status('d', 3, true));
    expect(buffer.take(10).map((entry) => entry.cameraId)).toEqual(['b', 'd', 'c']);
    expect(buffer.dropped).toBe(1);
  });

  it('stores what was put back before what came later', () => {
    const buffer = new StatusBuffer(10);
    buffer.add(status('a', 0, true));
    const batch = buffer.take(1);
    buffer.add(status('a', 1, true));
    buffer.putBack(batch);
    expect(buffer.take(2).map((entry) => Date.parse(entry.observedAt))).toEqual([0, 1_000]);
  });
});
