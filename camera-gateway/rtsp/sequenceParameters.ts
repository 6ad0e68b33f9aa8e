import type { Codec } from '@khue/domain/camera';
import { parseH264Sps } from './h264Sps.ts';
import { parseH265Sps } from './h265Sps.ts';

/** What a sequence parameter set says of its pictures. */
export interface SequenceParameters {
  /** profile_idc (H.264) or general_profile_idc (H.265). */
  readonly profile: number;
  /** As people write it: 4.1 for level 4.1. */
  readonly level: number;
  /** Shown size in pixels, cropping applied. */
  readonly width: number;
  readonly height: number;
  /** Frames per second from the VUI timing, null where there is none. */
  readonly frameRate: number | null;
}

/** Reads an SPS, or null where it is cut, broken or says an impossible size. */
export function parseSps(codec: Codec, nalUnit: Uint8Array): SequenceParameters | null {
  try {
    const parameters = codec === 'h264' ? parseH264Sps(nalUnit) : parseH265Sps(nalUnit);
    const { width, height } = parameters;
    return width > 0 && height > 0 && width <= 16_384 && height <= 16_384 ? parameters : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
