/**
 * Whether two small read-backs of a picture are the same picture. A frozen camera goes on encoding: its key frames round a
 * few values a little differently. A living sensor moves many values by its noise, and the camera's own clock moves a few
 * by a lot; both make a picture another one.
 */

/** Largest difference of one value, of 255, that coding alone makes; a changed digit of a clock makes more. */
const codingDifference = 3;
/** Share of values that coding alone moves; noise moves more. */
const codingShare = 0.06;

/** Compares two RGBA read-backs of the same size. */
export function isSamePicture(a: Uint8ClampedArray, b: Uint8ClampedArray): boolean {
  let moved = 0;
  for (let i = 0; i < a.length; i += 1) {
    const difference = Math.abs((a[i] ?? 0) - (b[i] ?? 0));
    if (difference > codingDifference) return false;
    if (difference > 0) moved += 1;
  }
  return moved <= a.length * codingShare;
}

/** Pictures remembered: a frozen camera shows the same one coded as a key frame, after a key frame, and in between. */
const rememberedPictures = 4;

export interface PictureMemory {
  /** True where the picture is none of those remembered; it is remembered then, in place of the oldest. */
  readonly isNew: (picture: Uint8ClampedArray) => boolean;
}

/** Remembers the last different pictures. A running clock in the picture never shows one of them again. */
export function createPictureMemory(): PictureMemory {
  let known: readonly Uint8ClampedArray[] = [];
  return {
    isNew: (picture) => {
      if (known.some((other) => isSamePicture(other, picture))) return false;
      known = [...known.slice(1 - rememberedPictures), picture];
      return true;
    },
  };
}
