import { describe, expect, it } from 'vitest';
import { BlockCoder } from './blockCoding.ts';
import { createLevels } from './macroblockLevels.ts';

function largestError(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] ?? 0))), 0);
}

const gradient = Uint8Array.from({ length: 256 }, (_, i) => 40 + 6 * (i & 15) + 5 * (i >> 4));

describe('BlockCoder', () => {
  it.each([
    [12, 3],
    [24, 9],
    [36, 36],
  ])('restores an Intra_16x16 macroblock at QP %i to within %i', (qp, limit) => {
    const decoded = new Uint8Array(256);
    new BlockCoder(qp).whole(gradient, decoded, 0, 16, new Uint8Array(256).fill(128), createLevels());
    expect(largestError(gradient, decoded)).toBeLessThanOrEqual(limit);
  });

  it('restores chroma to within a few steps', () => {
    const source = gradient.slice(0, 64);
    const decoded = new Uint8Array(64);
    new BlockCoder(24).chroma(source, decoded, 0, 8, new Uint8Array(64).fill(128), createLevels(), 0, true);
    expect(largestError(source, decoded)).toBeLessThanOrEqual(9);
  });

  it('leaves nothing to write where the prediction is right', () => {
    const levels = createLevels();
    new BlockCoder(26).whole(gradient, new Uint8Array(256), 0, 16, gradient, levels);
    expect([...levels.lumaDc, ...levels.luma].every((level) => level === 0)).toBe(true);
  });
});
