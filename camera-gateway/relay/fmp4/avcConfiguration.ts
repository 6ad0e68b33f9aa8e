import { BitReader, removeEmulationPrevention } from '../../rtsp/bitReader.ts';
import { box, u16, u8 } from './boxes.ts';

const sequenceParameterSetType = 7;
const pictureParameterSetType = 8;

/** Profiles whose record ends with chroma format and bit depths (ISO/IEC 14496-15, 5.3.3.1.2). */
const highProfiles = new Set([100, 110, 122, 144]);

/** The parameter sets of an H.264 track, SPS apart from PPS. */
export interface AvcParameterSets {
  readonly sequence: readonly Uint8Array[];
  readonly picture: readonly Uint8Array[];
}

/** Sorts parameter sets; null while the SPS or the PPS is missing, for then nothing can be decoded. */
export function avcParameterSets(nalUnits: readonly Uint8Array[]): AvcParameterSets | null {
  const ofType = (type: number) => nalUnits.filter((unit) => unit.length >= 4 && ((unit[0] ?? 0) & 0x1f) === type);
  const pictures = nalUnits.filter((unit) => unit.length >= 2 && ((unit[0] ?? 0) & 0x1f) === pictureParameterSetType);
  const sets = { sequence: ofType(sequenceParameterSetType), picture: pictures };
  return sets.sequence.length === 0 || sets.picture.length === 0 ? null : sets;
}

/** Codec string of an SPS after RFC 6381, 3.3: `avc1.42C01E`. */
export function avcCodecString(sequenceParameterSet: Uint8Array): string {
  return `avc1.${Buffer.from(sequenceParameterSet.subarray(1, 4)).toString('hex').toUpperCase()}`;
}

/** chroma_format_idc and bit depths out of an SPS of a High profile (ITU-T H.264 7.3.2.1.1). */
function highProfileTail(sequenceParameterSet: Uint8Array): Buffer {
  const reader = new BitReader(removeEmulationPrevention(sequenceParameterSet.subarray(4)));
  reader.unsigned();
  const chromaFormat = reader.unsigned();
  if (chromaFormat === 3) reader.skip(1);
  const lumaDepth = reader.unsigned();
  const chromaDepth = reader.unsigned();
  return u8(0xfc | (chromaFormat & 3), 0xf8 | (lumaDepth & 7), 0xf8 | (chromaDepth & 7), 0);
}

function withLength(nalUnit: Uint8Array): Uint8Array[] {
  return [u16(nalUnit.length), nalUnit];
}

/** AVCDecoderConfigurationRecord in its box (ISO/IEC 14496-15, 5.3.3.1); samples carry 4-byte NAL unit lengths. */
export function avcConfigurationBox(sets: AvcParameterSets): Buffer {
  const [first = new Uint8Array(4)] = sets.sequence;
  const [, profile = 0, compatibility = 0, level = 0] = first;
  return box(
    'avcC',
    u8(1, profile, compatibility, level, 0xfc | 3, 0xe0 | sets.sequence.length),
    ...sets.sequence.flatMap(withLength),
    u8(sets.picture.length),
    ...sets.picture.flatMap(withLength),
    ...(highProfiles.has(profile) ? [highProfileTail(first)] : []),
  );
}

/** The AVCDecoderConfigurationRecord in an init segment, or null where it has none. A view, not a copy. */
export function findAvcConfiguration(initSegment: Buffer): Buffer | null {
  const at = initSegment.indexOf('avcC', 0, 'latin1');
  return at < 4 ? null : initSegment.subarray(at + 4, at - 4 + initSegment.readUInt32BE(at - 4));
}
