import { describe, expect, it } from 'vitest';
import { pictureTag, sequenceHeaderTag } from './flvTags.ts';

describe('FLV tags', () => {
  it('begins with the decoder configuration', () => {
    expect(sequenceHeaderTag(Buffer.from('0142c00c', 'hex')).toString('hex')).toBe(
      '090000090000000000000017000000000142c00c00000014',
    );
  });

  it('marks a key frame and says its time in milliseconds', () => {
    expect(pictureTag(90_000, true, Buffer.from('aabb', 'hex')).toString('hex')).toBe(
      '090000070003e8000000001701000000aabb00000012',
    );
  });

  it('marks any other frame', () => {
    expect(pictureTag(0, false, Buffer.alloc(1))[11]).toBe(0x27);
  });

  it('puts the upper eight bits of the time behind the lower', () => {
    const fiveHoursMs = 18_000_000;
    const bytes = pictureTag(fiveHoursMs * 90, true, Buffer.alloc(1));
    expect(bytes.readUIntBE(4, 3) + bytes.readUInt8(7) * 2 ** 24).toBe(fiveHoursMs);
  });

  it('begins the time anew after 49 days', () => {
    expect(pictureTag((2 ** 32 + 7) * 90, true, Buffer.alloc(1)).readUIntBE(4, 3)).toBe(7);
  });
});
