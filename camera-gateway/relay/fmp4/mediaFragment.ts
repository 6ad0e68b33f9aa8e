/** Movie fragments of one sample each: a picture leaves as soon as it is whole (ISO/IEC 14496-12, 8.8). */
import { ascii, box, fullBox, u32 } from './boxes.ts';
import { trackId } from './initSegment.ts';

/** One picture and its place in time. */
export interface MediaSample {
  /** Number of the fragment, from 1. */
  readonly sequence: number;
  /** Ticks of the init segment's timescale. */
  readonly decodeTime: number;
  readonly duration: number;
  readonly keyFrame: boolean;
  /** NAL units, each behind its 4-byte length. */
  readonly data: Uint8Array;
}

/** sample_flags: an I picture depends on none; the others do and are no place to start (8.8.3.1). */
const keyFrameFlags = 0x02000000;
const otherFrameFlags = 0x01010000;

const defaultBaseIsMoof = 0x020000;
const offsetDurationSizeFlags = 0x000701;

/** The boxes before the picture; every one is alike but for the numbers at `field`. */
const head = Buffer.concat([
  box(
    'moof',
    fullBox('mfhd', 0, 0, u32(0)),
    box(
      'traf',
      fullBox('tfhd', 0, defaultBaseIsMoof, u32(trackId)),
      fullBox('tfdt', 1, 0, u32(0, 0)),
      fullBox('trun', 0, offsetDurationSizeFlags, u32(1, 0, 0, 0, 0)),
    ),
  ),
  u32(0),
  ascii('mdat'),
]);

const run = head.indexOf('trun', 0, 'latin1') + 8;
const field = {
  sequence: head.indexOf('mfhd', 0, 'latin1') + 8,
  decodeTime: head.indexOf('tfdt', 0, 'latin1') + 8,
  dataOffset: run + 4,
  duration: run + 8,
  size: run + 12,
  flags: run + 16,
  mdatSize: head.length - 8,
} as const;

/** One `moof` and `mdat`; the only copy of the picture that the relay makes, shared by all its viewers. */
export function mediaFragment(sample: MediaSample): Buffer {
  const bytes = Buffer.allocUnsafe(head.length + sample.data.length);
  head.copy(bytes);
  bytes.set(sample.data, head.length);
  bytes.writeUInt32BE(sample.sequence >>> 0, field.sequence);
  bytes.writeBigUInt64BE(BigInt(sample.decodeTime), field.decodeTime);
  bytes.writeUInt32BE(head.length, field.dataOffset);
  bytes.writeUInt32BE(sample.duration, field.duration);
  bytes.writeUInt32BE(sample.data.length, field.size);
  bytes.writeUInt32BE(sample.keyFrame ? keyFrameFlags : otherFrameFlags, field.flags);
  bytes.writeUInt32BE(8 + sample.data.length, field.mdatSize);
  return bytes;
}

/** What `mediaFragment` put in; times in ticks. `data` is a view, not a copy. */
export function readMediaFragment(bytes: Buffer): {
  readonly decodeTime: number;
  readonly duration: number;
  readonly data: Buffer;
} {
  const decodeTime = Number(bytes.readBigUInt64BE(field.decodeTime));
  return { decodeTime, duration: bytes.readUInt32BE(field.duration), data: bytes.subarray(head.length) };
}

/** The boxes before the picture of a fragment, with another number and place in time: for a file that begins at 0. */
export function movedHead(
  bytes: Buffer,
  { sequence, decodeTime }: Pick<MediaSample, 'sequence' | 'decodeTime'>,
): Buffer {
  const moved = Buffer.from(bytes.subarray(0, head.length));
  moved.writeUInt32BE(sequence >>> 0, field.sequence);
  moved.writeBigUInt64BE(BigInt(decodeTime), field.decodeTime);
  return moved;
}
