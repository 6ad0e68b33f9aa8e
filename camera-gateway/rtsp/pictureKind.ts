import type { Codec } from '@khue/domain/camera';
import { nalUnitKinds } from './parameterSets.ts';

/** What the NAL units of a picture say of it. */
export interface PictureKind {
  /** Holds a coded slice. */
  readonly hasSlice: boolean;
  /** Its first slice is the picture's first. */
  readonly beginsWithFirstSlice: boolean;
  /** Decoding may begin here. */
  readonly keyFrame: boolean;
  readonly hasParameterSets: boolean;
}

const recoveryPoint = 6;

/** The first message of an H.264 SEI is a recovery point with recovery_frame_cnt 0 (ITU-T H.264 D.1.8). */
function isRecoveryPoint(sei: Uint8Array): boolean {
  return sei[1] === recoveryPoint && ((sei[3] ?? 0) & 0x80) !== 0;
}

/** Whether the first byte of a NAL unit says that it is a coded slice. */
export const isSliceByte: Readonly<Record<Codec, (firstByte: number) => boolean>> = {
  h264: (firstByte) => isSlice('h264', firstByte & 0x1f),
  h265: (firstByte) => isSlice('h265', (firstByte >> 1) & 0x3f),
};

function isSlice(codec: Codec, type: number): boolean {
  return codec === 'h264' ? type >= 1 && type <= 5 : type < 32;
}

function isKey(codec: Codec, type: number, unit: Uint8Array): boolean {
  if (codec === 'h265') return type >= 16 && type <= 21;
  return type === 5 || (type === 6 && isRecoveryPoint(unit));
}

/** Looks at the headers of a picture's NAL units. */
export function pictureKind(codec: Codec, nalUnits: readonly Uint8Array[]): PictureKind {
  const kinds = nalUnitKinds[codec];
  const headerBytes = codec === 'h264' ? 1 : 2;
  let firstSlice: Uint8Array | null = null;
  let keyFrame = false;
  let hasParameterSets = false;
  for (const unit of nalUnits) {
    const type = kinds.typeOf(unit[0] ?? 0);
    if (isSlice(codec, type)) firstSlice ??= unit;
    keyFrame ||= isKey(codec, type, unit);
    hasParameterSets ||= kinds.parameterSets.includes(type);
  }
  const hasSlice = firstSlice !== null;
  return {
    hasSlice,
    beginsWithFirstSlice: firstSlice !== null && ((firstSlice[headerBytes] ?? 0) & 0x80) !== 0,
    keyFrame: keyFrame && hasSlice,
    hasParameterSets,
  };
}
