import { describe, expect, it } from 'vitest';
import { createPictureMemory, isSamePicture } from './samePicture.ts';

const size = 32 * 18 * 4;

function picture(change: (i: number) => number = () => 0): Uint8ClampedArray {
  return Uint8ClampedArray.from({ length: size }, (_, i) => 100 + change(i));
}

describe('same picture', () => {
  it('is one without any difference', () => {
    expect(isSamePicture(picture(), picture())).toBe(true);
  });

  it('stays the same when coding rounds a few values', () => {
    expect(
      isSamePicture(
        picture(),
        picture((i) => (i < 68 ? 3 : 0)),
      ),
    ).toBe(true);
  });

  it('is another one when a digit of the clock changed', () => {
    expect(
      isSamePicture(
        picture(),
        picture((i) => (i === 40 ? 6 : 0)),
      ),
    ).toBe(false);
  });

  it('is another one when a sensor makes noise all over it', () => {
    expect(
      isSamePicture(
        picture(),
        picture((i) => (i % 6 === 0 ? 1 : 0)),
      ),
    ).toBe(false);
  });
});

describe('memory of pictures', () => {
  it('knows a frozen picture again although its key frames are coded differently', () => {
    const memory = createPictureMemory();
    const keyFrame = picture((i) => (i % 3 === 0 ? 20 : 0));
    expect([picture(), keyFrame, picture(), keyFrame, picture()].map((one) => memory.isNew(one))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('finds every picture of a running clock new', () => {
    const memory = createPictureMemory();
    const seconds = Array.from({ length: 60 }, (_, second) => picture((i) => (i === 40 + second ? 30 : 0)));
    expect([...seconds, ...seconds].every((one) => memory.isNew(one))).toBe(true);
  });
});
