/** Writes video tags of Flash Video (Adobe FLV and F4V specification 10.1, annex E), H.264 only. */
import { timescale } from '../fmp4/initSegment.ts';

const tagHeaderBytes = 11;
const videoHeaderBytes = 5;
const videoTag = 9;
const avcCodec = 7;
const keyFrameType = 1;
const interFrameType = 2;
const sequenceHeader = 0;
const nalUnits = 1;
const ticksPerMs = timescale / 1_000;

/** File header that announces video alone, and the size of the tag before the first: none. */
export const flvHeader = Buffer.from('464c5601010000000900000000', 'hex');

function tag(frameType: number, packetType: number, timeMs: number, data: Uint8Array): Buffer {
  const bodyBytes = videoHeaderBytes + data.length;
  const bytes = Buffer.alloc(tagHeaderBytes + bodyBytes + 4);
  bytes.writeUInt8(videoTag, 0);
  bytes.writeUIntBE(bodyBytes, 1, 3);
  bytes.writeUIntBE(timeMs & 0xffffff, 4, 3);
  bytes.writeUInt8((timeMs >>> 24) & 0xff, 7);
  bytes.writeUInt8((frameType << 4) | avcCodec, tagHeaderBytes);
  bytes.writeUInt8(packetType, tagHeaderBytes + 1);
  bytes.set(data, tagHeaderBytes + videoHeaderBytes);
  bytes.writeUInt32BE(tagHeaderBytes + bodyBytes, tagHeaderBytes + bodyBytes);
  return bytes;
}

/** Milliseconds of a decode time; they begin anew after 49 days, as the 32 bits of a tag do. */
function milliseconds(decodeTime: number): number {
  return Math.floor(decodeTime / ticksPerMs) % 2 ** 32;
}

/** The tag that must come before the first picture: an AVCDecoderConfigurationRecord. */
export function sequenceHeaderTag(configuration: Uint8Array): Buffer {
  return tag(keyFrameType, sequenceHeader, 0, configuration);
}

/** One picture, its NAL units behind 4-byte lengths; `decodeTime` in ticks of the init segment's timescale. */
export function pictureTag(decodeTime: number, keyFrame: boolean, data: Uint8Array): Buffer {
  return tag(keyFrame ? keyFrameType : interFrameType, nalUnits, milliseconds(decodeTime), data);
}
