import { describe, expect, it } from 'vitest';
import { createPlanes } from './planes.ts';
import { SliceEncoder } from './sliceEncoder.ts';
import { parameterSets, subShape, withFrameNum, withOtherIdrParity } from './streamSyntax.ts';

describe('parameterSets', () => {
  it('say Constrained Baseline and the level', () => {
    const [sequence = new Uint8Array(), picture = new Uint8Array()] = parameterSets(subShape);
    expect([...sequence.subarray(0, 4)]).toEqual([0x67, 66, 0xc0, 22]);
    expect(picture[0]).toBe(0x68);
  });
});

describe('a stored slice', () => {
  const planes = createPlanes(64, 32);
  planes.y.fill(90);

  it('takes any frame_num in place, as if encoded with it', () => {
    const encoder = new SliceEncoder(4, 2, 27);
    const stored = encoder.key(planes, false, 1);
    for (let frameNum = 1; frameNum < 256; frameNum++) {
      expect(withFrameNum(stored, frameNum)).toEqual(encoder.key(planes, false, frameNum));
    }
  });

  it('changes idr_pic_id and nothing else', () => {
    const stored = new SliceEncoder(4, 2, 27).key(planes, true, 0);
    const other = withOtherIdrParity(stored);
    expect(Array.from(other, (byte, i) => byte ^ (stored[i] ?? 0)).filter((change) => change !== 0)).toEqual([1]);
    expect(withOtherIdrParity(other)).toEqual(stored);
  });
});

describe('SliceEncoder', () => {
  it('codes an unchanged picture in a few bytes', () => {
    const planes = createPlanes(320, 160);
    const encoder = new SliceEncoder(20, 10, 27);
    encoder.key(planes, true, 0);
    expect(encoder.delta(planes, new Uint8Array(200).fill(1), 1).length).toBeLessThan(10);
  });

  it('keeps close to the source over key and delta pictures', () => {
    const planes = createPlanes(320, 160);
    const encoder = new SliceEncoder(20, 10, 27);
    for (let n = 0; n < 6; n++) {
      for (let i = 0; i < planes.y.length; i++) {
        const x = i % 320;
        const y = Math.floor(i / 320);
        planes.y[i] = Math.hypot(x - 60 - 20 * n, y - 80) < 40 ? 210 : 60 + x / 4;
      }
      if (n === 0) encoder.key(planes, true, 0);
      else encoder.delta(planes, new Uint8Array(200).fill(1), n);
      const error = planes.y.reduce((sum, value, i) => sum + (value - (encoder.decoded.y[i] ?? 0)) ** 2, 0);
      expect(10 * Math.log10(255 ** 2 / (error / planes.y.length))).toBeGreaterThan(36);
    }
  });
});
