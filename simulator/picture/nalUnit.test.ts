import { describe, expect, it } from 'vitest';
import { nalTypes, nalUnit } from './nalUnit.ts';

describe('nalUnit', () => {
  it('begins with a header of a reference unit', () => {
    expect([...nalUnit(nalTypes.idrSlice, Uint8Array.of(9))]).toEqual([0x65, 9]);
  });

  it.each([
    [
      [0, 0, 0],
      [0, 0, 3, 0],
    ],
    [
      [0, 0, 1],
      [0, 0, 3, 1],
    ],
    [
      [0, 0, 3, 0, 0, 2],
      [0, 0, 3, 3, 0, 0, 3, 2],
    ],
    [
      [0, 0, 0, 0, 0],
      [0, 0, 3, 0, 0, 3, 0],
    ],
    [
      [0, 0, 4, 0, 1],
      [0, 0, 4, 0, 1],
    ],
  ])('keeps start codes out of %j', (payload, expected) => {
    expect([...nalUnit(nalTypes.slice, Uint8Array.from(payload)).subarray(1)]).toEqual(expected);
  });
});
