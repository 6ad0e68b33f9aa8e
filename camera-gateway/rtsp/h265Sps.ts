import { BitReader, removeEmulationPrevention } from './bitReader.ts';
import type { SequenceParameters } from './sequenceParameters.ts';

const extendedSampleAspectRatio = 255;

/** profile_tier_level() (ITU-T H.265 7.3.3): general_profile_idc and general_level_idc / 30. */
function readProfileTierLevel(reader: BitReader, subLayers: number): { profile: number; level: number } {
  reader.skip(3);
  const profile = reader.bits(5);
  reader.skip(32 + 48);
  const level = reader.bits(8) / 30;
  const present: { profile: boolean; level: boolean }[] = [];
  for (let index = 0; index < subLayers; index += 1) present.push({ profile: reader.flag(), level: reader.flag() });
  if (subLayers > 0) reader.skip(2 * (8 - subLayers));
  for (const layer of present) reader.skip((layer.profile ? 88 : 0) + (layer.level ? 8 : 0));
  return { profile, level };
}

function skipScalingListData(reader: BitReader): void {
  for (let size = 0; size < 4; size += 1) {
    for (let matrix = 0; matrix < 6; matrix += size === 3 ? 3 : 1) {
      if (!reader.flag()) {
        reader.unsigned();
        continue;
      }
      if (size > 1) reader.signed();
      const coefficients = Math.min(64, 1 << (4 + (size << 1)));
      for (let index = 0; index < coefficients; index += 1) reader.signed();
    }
  }
}

/** One st_ref_pic_set() (7.3.7); gives NumDeltaPocs, which the next set may build on. */
function skipReferencePictureSet(reader: BitReader, index: number, previousDeltas: number): number {
  if (index > 0 && reader.flag()) {
    reader.skip(1);
    reader.unsigned();
    let deltas = 0;
    for (let entry = 0; entry <= previousDeltas; entry += 1) {
      const used = reader.flag();
      if (used || reader.flag()) deltas += 1;
    }
    return deltas;
  }
  const deltas = reader.unsigned() + reader.unsigned();
  if (deltas > 32) throw new RangeError('a reference picture set has over 32 pictures');
  for (let entry = 0; entry < deltas; entry += 1) {
    reader.unsigned();
    reader.skip(1);
  }
  return deltas;
}

function skipReferencePictures(reader: BitReader, orderCountBits: number): void {
  const sets = reader.unsigned();
  if (sets > 64) throw new RangeError('over 64 reference picture sets');
  let deltas = 0;
  for (let index = 0; index < sets; index += 1) deltas = skipReferencePictureSet(reader, index, deltas);
  if (!reader.flag()) return;
  const longTerm = reader.unsigned();
  if (longTerm > 32) throw new RangeError('over 32 long-term reference pictures');
  reader.skip(longTerm * (orderCountBits + 1));
}

/** Frames per second out of vui_parameters() (E.2.1). */
function readFrameRate(reader: BitReader): number | null {
  if (reader.flag() && reader.bits(8) === extendedSampleAspectRatio) reader.skip(32);
  if (reader.flag()) reader.skip(1);
  if (reader.flag()) {
    reader.skip(4);
    if (reader.flag()) reader.skip(24);
  }
  if (reader.flag()) {
    reader.unsigned();
    reader.unsigned();
  }
  reader.skip(3);
  if (reader.flag()) for (let side = 0; side < 4; side += 1) reader.unsigned();
  if (!reader.flag()) return null;
  const unitsInTick = reader.bits(32);
  const timeScale = reader.bits(32);
  return unitsInTick === 0 || timeScale === 0 ? null : timeScale / unitsInTick;
}

/** Frame rate from what follows the picture size, up to the VUI (7.3.2.2.1). */
function readRateAfterSize(reader: BitReader, subLayers: number): number | null {
  reader.unsigned();
  reader.unsigned();
  const orderCountBits = reader.unsigned() + 4;
  const layersWithOrdering = reader.flag() ? subLayers + 1 : 1;
  for (let layer = 0; layer < layersWithOrdering * 3; layer += 1) reader.unsigned();
  for (let field = 0; field < 6; field += 1) reader.unsigned();
  if (reader.flag() && reader.flag()) skipScalingListData(reader);
  reader.skip(2);
  if (reader.flag()) {
    reader.skip(8);
    reader.unsigned();
    reader.unsigned();
    reader.skip(1);
  }
  skipReferencePictures(reader, orderCountBits);
  reader.skip(2);
  return reader.flag() ? readFrameRate(reader) : null;
}

/** Reads a sequence parameter set (ITU-T H.265 7.3.2.2), 2-byte header included. Throws a RangeError if it is cut. */
export function parseH265Sps(nalUnit: Uint8Array): SequenceParameters {
  const reader = new BitReader(removeEmulationPrevention(nalUnit.subarray(2)));
  reader.skip(4);
  const subLayers = reader.bits(3);
  reader.skip(1);
  const { profile, level } = readProfileTierLevel(reader, subLayers);
  reader.unsigned();
  const chromaFormat = reader.unsigned();
  const separatePlanes = chromaFormat === 3 && reader.flag();
  const codedWidth = reader.unsigned();
  const codedHeight = reader.unsigned();
  const crop = { left: 0, right: 0, top: 0, bottom: 0 };
  if (reader.flag()) {
    crop.left = reader.unsigned();
    crop.right = reader.unsigned();
    crop.top = reader.unsigned();
    crop.bottom = reader.unsigned();
  }
  const cropUnitX = !separatePlanes && (chromaFormat === 1 || chromaFormat === 2) ? 2 : 1;
  const cropUnitY = chromaFormat === 1 ? 2 : 1;
  return {
    profile,
    level,
    width: codedWidth - cropUnitX * (crop.left + crop.right),
    height: codedHeight - cropUnitY * (crop.top + crop.bottom),
    frameRate: readRateAfterSize(reader, subLayers),
  };
}
