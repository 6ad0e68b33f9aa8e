import { readFile } from 'node:fs/promises';
import type { PictureProfile, PictureSource } from './pictureSource.ts';
import { mainShape, subShape } from './streamSyntax.ts';
import { unpackUnits } from './unitPacking.ts';

/** Pictures from key frame to key frame in the stored clips. */
const clipGopFrames = 24;
const parameterSetCount = 3;

/**
 * The stored H.265 clip of a profile: one scene for all cameras, marked MÔ PHỎNG and H.265, without clock, counter or
 * covered lens.
 */
export async function openClip(profile: PictureProfile): Promise<PictureSource> {
  const units = unpackUnits(await readFile(new URL(`./clips/${profile}.units`, import.meta.url)));
  if (units === null) throw new Error(`the H.265 clip ${profile} is damaged`);
  const pictures = units.slice(parameterSetCount);
  const { width, height, frameRate } = profile === 'main' ? mainShape : subShape;
  return {
    codec: 'h265',
    width,
    height,
    frameRate,
    gopFrames: clipGopFrames,
    parameterSets: units.slice(0, parameterSetCount),
    picture: (n, _overlay, options) => {
      const still = options.stillAt === undefined ? n : options.stillAt - (options.stillAt % clipGopFrames);
      const picture = pictures[still % pictures.length];
      if (picture === undefined) throw new RangeError(`picture ${n} is not a whole number from 0`);
      return [picture];
    },
  };
}
