import { describe, expect, it } from 'vitest';
import { readBoxes, readFragment } from '../testing/boxReader.ts';
import { mediaFragment, movedHead, readMediaFragment } from './mediaFragment.ts';

const sample = {
  sequence: 7,
  decodeTime: 2 ** 33 + 5,
  duration: 3_600,
  keyFrame: true,
  data: Buffer.from('0000000365aabb', 'hex'),
};

describe('media fragment', () => {
  it('is one movie fragment with its data behind it', () => {
    expect(readBoxes(mediaFragment(sample)).map((box) => box.type)).toEqual(['moof', 'mdat']);
  });

  it('gives back what was put in, beyond 32 bits of time', () => {
    const { flags: _flags, ...read } = readFragment(mediaFragment(sample));
    expect(read).toEqual({ sequence: 7, decodeTime: 2 ** 33 + 5, duration: 3_600, size: 7, data: sample.data });
  });

  it('marks a key frame as a place to start', () => {
    expect(readFragment(mediaFragment(sample)).flags).toBe(0x02000000);
  });

  it('marks any other frame as none', () => {
    expect(readFragment(mediaFragment({ ...sample, keyFrame: false })).flags).toBe(0x01010000);
  });

  it('can be read back for another container', () => {
    expect(readMediaFragment(mediaFragment(sample))).toEqual({
      decodeTime: 2 ** 33 + 5,
      duration: sample.duration,
      data: sample.data,
    });
  });

  it('moves to another number and place in time without touching what is shared', () => {
    const fragment = mediaFragment(sample);
    const moved = Buffer.concat([movedHead(fragment, { sequence: 1, decodeTime: 0 }), sample.data]);
    expect(readFragment(moved)).toEqual({ ...readFragment(fragment), sequence: 1, decodeTime: 0 });
    expect(readFragment(fragment)).toMatchObject({ sequence: 7, decodeTime: 2 ** 33 + 5 });
  });

  it('does not share memory between fragments', () => {
    const first = mediaFragment(sample);
    mediaFragment({ ...sample, sequence: 8 });
    expect(readFragment(first).sequence).toBe(7);
  });
});
