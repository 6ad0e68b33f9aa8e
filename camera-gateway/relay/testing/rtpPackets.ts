import type { ClipPicture } from './clip.ts';

const largestPayload = 1_400;
const fragmentationUnitA = 28;

/** RTP payloads of one NAL unit (RFC 6184: single NAL unit packet or FU-A). */
function payloadsOf(unit: Uint8Array): Buffer[] {
  if (unit.length <= largestPayload) return [Buffer.from(unit)];
  const [header = 0] = unit;
  const payloads: Buffer[] = [];
  for (let at = 1; at < unit.length; at += largestPayload) {
    const last = at + largestPayload >= unit.length;
    const flags = (at === 1 ? 0x80 : 0) | (last ? 0x40 : 0) | (header & 0x1f);
    const indicator = (header & 0xe0) | fragmentationUnitA;
    payloads.push(Buffer.concat([Buffer.from([indicator, flags]), unit.subarray(at, at + largestPayload)]));
  }
  return payloads;
}

/** One picture as interleaved RTP on channel 0 (RFC 2326, 10.12); `sequence` is that of its first packet. */
export function interleavedRtp(
  picture: ClipPicture,
  sequence: number,
  timestamp: number,
): { readonly bytes: Buffer; readonly packets: number } {
  const payloads = picture.flatMap(payloadsOf);
  const packets = payloads.map((payload, index) => {
    const marker = index === payloads.length - 1 ? 0x80 : 0;
    const header = Buffer.alloc(16);
    header.write('$', 0, 'latin1');
    header.writeUInt16BE(12 + payload.length, 2);
    header.writeUInt8(0x80, 4);
    header.writeUInt8(marker | 96, 5);
    header.writeUInt16BE((sequence + index) & 0xffff, 6);
    header.writeUInt32BE(timestamp >>> 0, 8);
    header.writeUInt32BE(0x1234abcd, 12);
    return Buffer.concat([header, payload]);
  });
  return { bytes: Buffer.concat(packets), packets: packets.length };
}
