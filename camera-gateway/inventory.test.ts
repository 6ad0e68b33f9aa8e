import { afterEach, describe, expect, it } from 'vitest';
import type { CameraDescription } from '@khue/domain/camera';
import type { CameraEndpoint } from '@khue/store/store';
import { Inventory } from './inventory.ts';
import { endpointOf } from './relay/testing/endpoint.ts';

const patience = { timeout: 5_000, interval: 5 };
const never = { refreshIntervalMs: 3_600_000, retryAfterMs: 5 };
const one = endpointOf({ main: null, sub: null });
const two = endpointOf({ main: null, sub: null });
let inventory: Inventory | null = null;

afterEach(() => inventory?.stop());

function described(cameraId: string, describedAt: string): CameraDescription {
  const texts = { manufacturer: null, model: null, firmwareVersion: null, serialNumber: null, hardwareId: null };
  const picture = { codec: null, width: null, height: null, frameRate: null };
  const streams = [{ profile: 'main' as const, token: 'p1', uri: 'rtsp://camera/live', ...picture }];
  return { cameraId, describedAt, ...texts, services: [], streams, remarks: [] };
}

/** An inventory over reads that are given one after the other; the last is given again. */
function inventoryOf(reads: (() => Promise<CameraEndpoint[]>)[], config = never) {
  const told: number[] = [];
  const failures: unknown[] = [];
  let count = 0;
  const made = new Inventory(
    {
      read: () => {
        count += 1;
        return (reads[count - 1] ?? reads.at(-1) ?? (async () => []))();
      },
      followers: [{ setCameras: (endpoints) => told.push(endpoints.length) }],
      onFailure: (error) => failures.push(error),
    },
    config,
  );
  inventory = made;
  return { made, told, failures, reads: () => count };
}

describe('inventory', () => {
  it('tells its followers what it read', async () => {
    const { made, told } = inventoryOf([async () => [one]]);
    await made.start();
    expect([told, made.endpoint(one.camera.id)]).toEqual([[1], one]);
  });

  it('does not start without having read', async () => {
    const { made } = inventoryOf([() => Promise.reject(new Error('no database'))]);
    await expect(made.start()).rejects.toThrow('no database');
  });

  it('reads again when told that something changed', async () => {
    const { made, told } = inventoryOf([async () => [one], async () => [one, two]]);
    await made.start();
    made.readSoon();
    await expect.poll(() => told, patience).toEqual([1, 2]);
  });

  it('makes one read of many wishes that come during a read', async () => {
    const gate = Promise.withResolvers<void>();
    const slow = async () => {
      await gate.promise;
      return [one];
    };
    const { made, told, reads } = inventoryOf([async () => [], slow, async () => [one, two]]);
    await made.start();
    made.readSoon();
    await expect.poll(reads, patience).toBe(2);
    for (let wish = 0; wish < 10; wish += 1) made.readSoon();
    gate.resolve();
    await expect.poll(() => told, patience).toEqual([0, 1, 2]);
    expect(reads()).toBe(3);
  });

  it('keeps what it knows over a failed read, and tries again', async () => {
    const broken = () => Promise.reject(new Error('gone'));
    const { made, failures, told } = inventoryOf([async () => [one], broken, async () => [two]]);
    await made.start();
    made.readSoon();
    await expect.poll(() => told, patience).toEqual([1, 1]);
    expect([failures.length, made.failing, made.endpoint(two.camera.id)]).toEqual([1, false, two]);
  });

  it('holds a description at once, and tells the followers of many together', async () => {
    const { made, told } = inventoryOf([async () => [one, two]]);
    await made.start();
    for (const { camera } of [one, two]) made.described(described(camera.id, '2026-01-02T00:00:00.000Z'));
    expect(made.endpoint(one.camera.id)?.description?.streams[0]?.uri).toBe('rtsp://camera/live');
    await expect.poll(() => told, patience).toEqual([2, 2]);
  });

  it('tells nobody of a description that moves no stream', async () => {
    const { made, told } = inventoryOf([async () => [one, two], async () => [one]]);
    await made.start();
    made.described(described(one.camera.id, '2026-01-02T00:00:00.000Z'));
    await expect.poll(() => told, patience).toEqual([2, 2]);
    made.described(described(one.camera.id, '2026-01-03T00:00:00.000Z'));
    made.readSoon();
    await expect.poll(() => told, patience).toEqual([2, 2, 1]);
  });

  it('keeps a description over a read that began before it was saved, until a later one brings it', async () => {
    const older = { ...one, description: described(one.camera.id, '2026-01-01T00:00:00.000Z') };
    const newer = described(one.camera.id, '2026-01-02T00:00:00.000Z');
    const newest = { ...one, description: described(one.camera.id, '2026-01-03T00:00:00.000Z') };
    const { made, reads } = inventoryOf([async () => [older], async () => [older], async () => [newest]]);
    await made.start();
    made.described(newer);
    made.readSoon();
    await expect.poll(reads, patience).toBe(2);
    expect(made.endpoint(one.camera.id)?.description).toEqual(newer);
    made.readSoon();
    await expect.poll(() => made.endpoint(one.camera.id)?.description, patience).toEqual(newest.description);
  });

  it('reads by itself after a while', async () => {
    const { made, reads } = inventoryOf([async () => []], { refreshIntervalMs: 5, retryAfterMs: 5 });
    await made.start();
    await expect.poll(reads, patience).toBeGreaterThan(2);
  });
});
