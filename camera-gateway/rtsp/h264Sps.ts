import { BitReader, removeEmulationPrevention } from './bitReader.ts';
import type { SequenceParameters } from './sequenceParameters.ts';

const profilesWithChromaFormat = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);
const extendedSampleAspectRatio = 255;

function skipScalingList(reader: BitReader, size: number): void {
  let last = 8;
  let next = 8;
  for (let index = 0; index < size && next !== 0; index += 1) {
    next = (last + reader.signed() + 256) % 256;
    if (next !== 0) last = next;
  }
}

/** chroma_format_idc with separate planes counted as monochrome, which is how cropping counts them. */
function readChromaArrayType(reader: BitReader): number {
  const chromaFormat = reader.unsigned();
  const separatePlanes = chromaFormat === 3 && reader.flag();
  reader.unsigned();
  reader.unsigned();
  reader.skip(1);
  if (reader.flag()) {
    const lists = chromaFormat === 3 ? 12 : 8;
    for (let index = 0; index < lists; index += 1) if (reader.flag()) skipScalingList(reader, index < 6 ? 16 : 64);
  }
  return separatePlanes ? 0 : chromaFormat;
}

function skipPictureOrderCount(reader: BitReader): void {
  const type = reader.unsigned();
  if (type === 0) reader.unsigned();
  if (type !== 1) return;
  reader.skip(1);
  reader.signed();
  reader.signed();
  const cycle = reader.unsigned();
  if (cycle > 255) throw new RangeError('num_ref_frames_in_pic_order_cnt_cycle is over 255');
  for (let index = 0; index < cycle; index += 1) reader.signed();
}

/** Frames per second out of vui_parameters(), a field being half a frame (ITU-T H.264 E.2.1). */
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
  if (!reader.flag()) return null;
  const unitsInTick = reader.bits(32);
  const timeScale = reader.bits(32);
  return unitsInTick === 0 || timeScale === 0 ? null : timeScale / (2 * unitsInTick);
}

/** Reads a sequence parameter set (ITU-T H.264 7.3.2.1), header byte included. Throws a RangeError if it is cut. */
export function parseH264Sps(nalUnit: Uint8Array): SequenceParameters {
  const reader = new BitReader(removeEmulationPrevention(nalUnit.subarray(1)));
  const profile = reader.bits(8);
  reader.skip(8);
  const level = reader.bits(8) / 10;
  reader.unsigned();
  const chromaArrayType = profilesWithChromaFormat.has(profile) ? readChromaArrayType(reader) : 1;
  reader.unsigned();
  skipPictureOrderCount(reader);
  reader.unsigned();
  reader.skip(1);
  const widthInMacroblocks = reader.unsigned() + 1;
  const heightInMapUnits = reader.unsigned() + 1;
  const fieldFactor = reader.flag() ? 1 : 2;
  if (fieldFactor === 2) reader.skip(1);
  reader.skip(1);
  const crop = { left: 0, right: 0, top: 0, bottom: 0 };
  if (reader.flag()) {
    crop.left = reader.unsigned();
    crop.right = reader.unsigned();
    crop.top = reader.unsigned();
    crop.bottom = reader.unsigned();
  }
  const cropUnitX = chromaArrayType === 1 || chromaArrayType === 2 ? 2 : 1;
  const cropUnitY = (chromaArrayType === 1 ? 2 : 1) * fieldFactor;
  return {
    profile,
    level,
    width: widthInMacroblocks * 16 - cropUnitX * (crop.left + crop.right),
    height: heightInMapUnits * 16 * fieldFactor - cropUnitY * (crop.top + crop.bottom),
    frameRate: reader.flag() ? readFrameRate(reader) : null,
  };
}
