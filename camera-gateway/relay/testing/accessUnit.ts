import type { AccessUnit, VideoTrack } from '../../rtsp/stream.ts';
import { type ClipPicture, smallClip } from './clip.ts';

const keySliceType = 5;

function typeOf(unit: Uint8Array): number {
  return (unit[0] ?? 0) & 0x1f;
}

/** A track as the RTSP client would describe a clip. */
export function trackOf(clip: readonly ClipPicture[], width: number, height: number): VideoTrack {
  const parameterSets = (clip[0] ?? []).filter((unit) => typeOf(unit) === 7 || typeOf(unit) === 8);
  return { codec: 'h264', width, height, frameRate: 25, parameterSets, clockRate: 90_000 };
}

/** A picture as the RTSP client would hand it over. */
export function accessUnit(picture: ClipPicture, timestamp: number, arrivedAt: number): AccessUnit {
  const lengthPrefixed = Buffer.concat(
    picture.flatMap((unit) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(unit.length);
      return [length, unit];
    }),
  );
  return {
    nalUnits: picture,
    lengthPrefixed,
    timestamp,
    keyFrame: picture.some((unit) => typeOf(unit) === keySliceType),
    arrivedAt,
    bytes: picture.reduce((sum, unit) => sum + unit.length, 0),
  };
}

/** The small clip `times` over at 25 frames a second. */
export function playClip(times: number, clip: readonly ClipPicture[] = smallClip): AccessUnit[] {
  return Array.from({ length: times * clip.length }, (_, index) =>
    accessUnit(clip[index % clip.length] ?? [], index * 3_600, 1_000_000 + index * 40),
  );
}
