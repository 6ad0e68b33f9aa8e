import { randomUUID } from 'node:crypto';
import type { CameraStatus } from '@khue/domain/cameraStatus';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../store.ts';
import { sampleStatus } from '../testing/sampleInventory.ts';
import { databaseServers, openTestStore } from '../testing/testDatabase.ts';

describe.each(databaseServers)('statuses on %s', (server) => {
  let store: Store;
  let close: () => Promise<void>;
  const camera = randomUUID();

  beforeEach(async () => {
    ({ store, close } = await openTestStore(server));
  });

  afterEach(() => close());

  it('are read back as the gateway said them', async () => {
    const status = sampleStatus(camera, '2026-11-24T01:00:00.125Z', {
      state: 'offline',
      reason: 'timeout',
      since: '2026-11-24T00:59:00Z',
      latencyMs: null,
      codec: null,
      width: null,
      height: null,
      clockOffsetMs: null,
    });
    await store.statuses.record([status, sampleStatus(randomUUID(), '2026-11-24T01:00:00Z')]);
    expect(await store.statuses.current({ cameraIds: [camera] })).toEqual([status]);
    expect(await store.statuses.current()).toHaveLength(2);
  });

  it('are not overwritten by an older message, in the same batch or a later one', async () => {
    const newest = sampleStatus(camera, '2026-11-24T01:00:00.500Z', { state: 'offline', reason: 'timeout' });
    const older = sampleStatus(camera, '2026-11-24T01:00:00Z');
    await store.statuses.record([newest, older]);
    await store.statuses.record([older]);
    expect(await store.statuses.current()).toEqual([newest]);
  });

  it('may come many times for many cameras at once, from several writers in any order', async () => {
    const cameras = Array.from({ length: 2_000 }, () => randomUUID());
    const batch = (minute: number): CameraStatus[] =>
      cameras.map((id) => sampleStatus(id, `2026-11-24T01:0${minute}:00Z`));
    await Promise.all([
      store.statuses.record([...batch(0), ...batch(3)]),
      store.statuses.record([...batch(2), ...batch(1)].toReversed()),
    ]);
    const current = await store.statuses.current();
    expect(current).toHaveLength(2_000);
    expect(new Set(current.map((status) => status.observedAt))).toEqual(new Set(['2026-11-24T01:03:00Z']));
  });

  it('tell the changes of a camera between two moments, led by the state at the first', async () => {
    const at = (time: string, state: CameraStatus['state']): CameraStatus =>
      sampleStatus(camera, `2026-11-24T${time}Z`, { state });
    await store.statuses.record([
      at('00:57:00', 'offline'),
      at('00:59:00', 'online'),
      at('01:00:00', 'online'),
      at('01:02:00', 'offline'),
      at('01:03:30', 'offline'),
      at('01:06:30', 'online'),
      at('01:08:00', 'offline'),
      sampleStatus(randomUUID(), '2026-11-24T01:01:00Z', { state: 'degraded' }),
    ]);
    const history = await store.statuses.history(
      camera,
      new Date('2026-11-24T00:59:30Z'),
      new Date('2026-11-24T01:08:00Z'),
    );
    expect(history.map(({ at: moment, state }) => [moment.toISOString(), state])).toEqual([
      ['2026-11-24T00:59:00.000Z', 'online'],
      ['2026-11-24T01:02:00.000Z', 'offline'],
      ['2026-11-24T01:06:30.000Z', 'online'],
    ]);
  });

  it('count as unknown from three minutes after a sample that no other follows, until the next one', async () => {
    const online = ['00:00:00', '01:00:00', '01:01:00', '01:20:00'];
    await store.statuses.record(online.map((time) => sampleStatus(camera, `2026-11-24T${time}Z`)));
    const history = async (from: string, to: string): Promise<string[]> => {
      const steps = await store.statuses.history(
        camera,
        new Date(`2026-11-24T${from}Z`),
        new Date(`2026-11-24T${to}Z`),
      );
      return steps.map(({ at, state }) => `${at.toISOString().slice(11, 19)} ${state}`);
    };
    const first = ['00:00:00 online', '00:03:00 unknown', '01:00:00 online', '01:04:00 unknown', '01:20:00 online'];
    expect(await history('00:30:00', '02:00:00')).toEqual([...first, '01:23:00 unknown']);
    expect(await history('00:30:00', '01:23:00')).toEqual(first);
    expect(await history('00:30:00', '00:45:00')).toEqual(first.slice(0, 2));
  });

  it('have no history where nothing was heard', async () => {
    expect(await store.statuses.history(camera, new Date(0), new Date())).toEqual([]);
  });

  it('are counted by the minute', async () => {
    const times = ['01:00:01', '01:00:59', '01:02:00', '00:10:00'];
    await store.statuses.record(times.map((time) => sampleStatus(randomUUID(), `2026-11-24T${time}Z`)));
    expect(await store.statuses.samplesPerMinute(new Date('2026-11-24T01:00:00Z'))).toEqual([
      { at: new Date('2026-11-24T01:00:00Z'), samples: 2 },
      { at: new Date('2026-11-24T01:02:00Z'), samples: 1 },
    ]);
  });

  it('are dropped by age, the latest state of a camera excepted', async () => {
    await store.statuses.record([
      sampleStatus(camera, '2026-11-01T12:00:00Z'),
      sampleStatus(camera, '2026-11-20T12:00:00Z'),
    ]);
    await store.statuses.dropBefore(new Date('2026-11-10T00:00:00Z'));
    const minutes = await store.statuses.samplesPerMinute(new Date(0));
    await store.statuses.dropBefore(new Date('2026-11-22T00:00:00Z'));
    expect(minutes.map(({ at }) => at.toISOString())).toEqual(['2026-11-20T12:00:00.000Z']);
    expect(await store.statuses.samplesPerMinute(new Date(0))).toEqual([]);
    expect(await store.statuses.current()).toHaveLength(1);
  });
});
