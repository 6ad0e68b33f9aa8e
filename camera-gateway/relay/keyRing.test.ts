import { describe, expect, it } from 'vitest';
import type { TicketKey } from '@khue/domain/ticket';
import { KeyRing } from './keyRing.ts';

function ringOf(stored: TicketKey[]) {
  const scene = { now: 1_000_000, reads: 0, failures: [] as unknown[], fails: false };
  const ring = new KeyRing({
    clock: { now: () => scene.now },
    read: async () => {
      scene.reads += 1;
      if (scene.fails) throw new Error('the store is away');
      return [...stored];
    },
    onFailure: (error) => scene.failures.push(error),
  });
  return { scene, ring };
}

const key = (id: string, expiresAt = 2_000_000): TicketKey => ({ id, key: Buffer.from(id), signsFrom: 0, expiresAt });

describe('key ring', () => {
  it('looks in the store for a key it does not know', async () => {
    const stored = [key('a')];
    const { ring } = ringOf(stored);
    expect(await ring.find('a')).toEqual(Buffer.from('a'));
    expect(await ring.find('b')).toBeUndefined();
  });

  it('reads once for all who ask together, and at most every 2 s for unknown keys', async () => {
    const stored = [key('a')];
    const { ring, scene } = ringOf(stored);
    await Promise.all(['x', 'y', 'z', 'a'].map((id) => ring.find(id)));
    expect(scene.reads).toBe(1);
    stored.push(key('b'));
    scene.now += 1_999;
    expect(await ring.find('b')).toBeUndefined();
    scene.now += 1;
    expect(await ring.find('b')).toEqual(Buffer.from('b'));
    expect(scene.reads).toBe(2);
  });

  it('goes on with the keys it has while the store is away', async () => {
    const { ring, scene } = ringOf([key('a')]);
    await ring.find('a');
    scene.fails = true;
    scene.now += 10_000;
    expect(await ring.find('b')).toBeUndefined();
    expect(await ring.find('a')).toEqual(Buffer.from('a'));
    expect(scene.failures).toHaveLength(1);
  });

  it('knows no key that is over', async () => {
    const { ring, scene } = ringOf([key('a', 1_000_010)]);
    expect(await ring.find('a')).toBeDefined();
    scene.now += 10;
    expect(await ring.find('a')).toBeUndefined();
  });
});
