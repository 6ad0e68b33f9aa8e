import { describe, expect, it } from 'vitest';
import type { Fragment } from './fragment.ts';
import { GroupOfPictures } from './groupOfPictures.ts';

function media(keyFrame: boolean, size: number): Fragment {
  return { kind: 'media', keyFrame, arrivedAt: 0, payload: Buffer.alloc(size) };
}

describe('group of pictures', () => {
  it('keeps everything since the last key frame', () => {
    const group = new GroupOfPictures(1_000);
    const [old, key, next] = [media(true, 100), media(true, 100), media(false, 50)];
    for (const fragment of [old, key, next]) group.push(fragment);
    expect(group.fragments).toEqual([key, next]);
  });

  it('keeps nothing before the first key frame', () => {
    const group = new GroupOfPictures(1_000);
    group.push(media(false, 100));
    expect(group.fragments).toEqual([]);
  });

  it('empties itself over its limit and stays empty until the next key frame', () => {
    const group = new GroupOfPictures(250);
    for (const fragment of [media(true, 100), media(false, 100), media(false, 100), media(false, 10)])
      group.push(fragment);
    expect(group.bytes).toBe(0);
  });

  it('begins again with the next key frame', () => {
    const group = new GroupOfPictures(250);
    for (const fragment of [media(true, 200), media(false, 100), media(true, 100)]) group.push(fragment);
    expect(group.bytes).toBe(100);
  });
});
