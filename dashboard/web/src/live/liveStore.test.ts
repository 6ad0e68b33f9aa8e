import type { LiveIndex } from '@khue/domain/api';
import type { CameraState } from '@khue/domain/cameraStatus';
import { describe, expect, it } from 'vitest';
import { LiveStore } from './liveStore.ts';

const index: LiveIndex = { version: 7, cameras: ['c0', 'c1', 'c2'], schools: ['s0', 's0', 's1'] };

function snapshot(states: readonly CameraState[], sequence = 1, indexVersion = 7) {
  return { kind: 'snapshot', sequence, indexVersion, states } as const;
}

function delta(sequence: number, position: number, state: CameraState) {
  return { kind: 'delta', sequence, indexVersion: 7, changes: [{ position, state }] } as const;
}

function storeWith(...states: CameraState[]): LiveStore {
  const store = new LiveStore();
  store.setIndex(index);
  store.take(snapshot(states), 1_000);
  return store;
}

describe('live store', () => {
  it('counts cameras per school from a snapshot', () => {
    const store = storeWith('online', 'offline', 'online');
    expect([store.school('s0')?.severity, store.school('s1')?.severity]).toEqual(['high', 'normal']);
  });

  it('moves a school to critical when its last camera is lost', () => {
    const store = storeWith('online', 'offline', 'online');
    store.take(delta(2, 0, 'offline'), 2_000);
    expect(store.school('s0')).toMatchObject({ severity: 'critical', since: 2_000, total: 2 });
  });

  it('asks for a new connection when a sequence number is missing', () => {
    expect(storeWith('online', 'online', 'online').take(delta(3, 0, 'offline'), 2_000)).toBe('gap');
  });

  it('asks for a new connection when a delta comes before any snapshot', () => {
    const store = new LiveStore();
    store.setIndex(index);
    expect(store.take(delta(1, 0, 'offline'), 2_000)).toBe('gap');
  });

  it('asks for a new index when the frame counts by another version', () => {
    const store = storeWith('online', 'online', 'online');
    expect(store.take({ ...delta(2, 0, 'offline'), indexVersion: 8 }, 2_000)).toBe('otherIndex');
  });

  it('asks for a new index when told that it changed', () => {
    const store = storeWith('online', 'online', 'online');
    expect(store.take({ kind: 'indexChanged', sequence: 2, indexVersion: 8 }, 2_000)).toBe('otherIndex');
  });

  it('takes a snapshot anew after the sequence was restarted', () => {
    const store = storeWith('online', 'online', 'online');
    store.restartSequence();
    expect(store.take(snapshot(['offline', 'online', 'online']), 3_000)).toBe('taken');
  });

  it('calls everything unknown while the feed is not trusted', () => {
    const store = storeWith('online', 'offline', 'online');
    store.distrust();
    expect([store.school('s0')?.severity, store.cameraState('c0'), store.overview().counts.unknown]).toEqual([
      'unknown',
      'unknown',
      3,
    ]);
  });

  it('trusts again with the next frame', () => {
    const store = storeWith('online', 'offline', 'online');
    store.distrust();
    store.restartSequence();
    store.take(snapshot(['online', 'offline', 'online']), 9_000);
    expect([store.feed().trust, store.cameraState('c0')]).toEqual(['live', 'online']);
  });

  it('wakes only those who look at a school that changed', () => {
    const store = storeWith('online', 'online', 'online');
    const woken: string[] = [];
    store.subscribeSchool('s0', () => woken.push('s0'));
    store.subscribeSchool('s1', () => woken.push('s1'));
    store.take(delta(2, 2, 'degraded'), 2_000);
    expect(woken).toEqual(['s1']);
  });

  it('does not know since when a state lasts that it found at the start', () => {
    expect(storeWith('online', 'offline', 'online').school('s0')?.since).toBeNull();
  });
});
