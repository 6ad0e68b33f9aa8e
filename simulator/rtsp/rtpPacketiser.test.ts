import { describe, expect, it } from 'vitest';
import { onChannel, type PacketContext, packetise } from './rtpPacketiser.ts';

const context: PacketContext = {
  codec: 'h264',
  payloadType: 96,
  ssrc: 0xdeadbeef,
  sequence: 65_534,
  timestamp: 0xfffffff0,
  aggregate: 0,
};

function unitOf(header: readonly number[], length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => header[index] ?? index % 251);
}

interface Packet {
  readonly channel: number;
  readonly marker: boolean;
  readonly sequence: number;
  readonly timestamp: number;
  readonly payload: Buffer;
}

function split(bytes: Buffer): Packet[] {
  const packets: Packet[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt16BE(at + 2);
    const rtp = bytes.subarray(at + 4, at + 4 + length);
    packets.push({
      channel: bytes.readUInt8(at + 1),
      marker: (rtp.readUInt8(1) & 0x80) !== 0,
      sequence: rtp.readUInt16BE(2),
      timestamp: rtp.readUInt32BE(4),
      payload: rtp.subarray(12),
    });
    at += 4 + length;
  }
  return packets;
}

/** What a receiver puts together again, written from the RFCs and not from the packetiser. */
function assemble(packets: readonly Packet[], codec: 'h264' | 'h265'): Buffer[] {
  const [aggregation, fragment, header] = codec === 'h264' ? [24, 28, 1] : [48, 49, 2];
  const units: Buffer[] = [];
  let open: Buffer[] = [];
  for (const { payload } of packets) {
    const first = payload.readUInt8(0);
    const type = codec === 'h264' ? first & 0x1f : (first >> 1) & 0x3f;
    if (type === aggregation) {
      for (let at = header; at < payload.length; at += 2 + payload.readUInt16BE(at)) {
        units.push(payload.subarray(at + 2, at + 2 + payload.readUInt16BE(at)));
      }
    } else if (type === fragment) {
      const fu = payload.readUInt8(header);
      const unitFirst = codec === 'h264' ? (first & 0xe0) | (fu & 0x1f) : (first & 0x81) | ((fu & 0x3f) << 1);
      if ((fu & 0x80) !== 0) open = [Buffer.from([unitFirst, ...payload.subarray(1, header)])];
      open.push(payload.subarray(header + 1));
      if ((fu & 0x40) !== 0) units.push(Buffer.concat(open));
    } else units.push(payload);
  }
  return units;
}

describe('RTP packets', () => {
  it.each([1, 2, 1399, 1400, 1401, 2797, 2798, 100_000])('carry an H.264 unit of %i bytes unchanged', (length) => {
    const unit = unitOf([0x65], length);
    const packets = split(packetise([unit], context).bytes);
    expect(assemble(packets, 'h264')).toEqual([Buffer.from(unit)]);
    expect(packets.every(({ payload }) => payload.length <= 1400)).toBe(true);
  });

  it.each([3, 1400, 1401, 5000, 100_000])('carry an H.265 unit of %i bytes unchanged', (length) => {
    const unit = unitOf([0x26, 0x01], length);
    expect(assemble(split(packetise([unit], { ...context, codec: 'h265' }).bytes), 'h265')).toEqual([
      Buffer.from(unit),
    ]);
  });

  it('mark the last packet of a picture only, and share one timestamp', () => {
    const packets = split(packetise([unitOf([0x65], 5000), unitOf([0x65], 50)], context).bytes);
    expect(packets.map((packet) => packet.marker)).toEqual([false, false, false, false, true]);
    expect(new Set(packets.map((packet) => packet.timestamp))).toEqual(new Set([0xfffffff0]));
  });

  it('count on across the end of the 16-bit sequence', () => {
    const packed = packetise([unitOf([0x65], 5000)], context);
    expect(split(packed.bytes).map((packet) => packet.sequence)).toEqual([65_534, 65_535, 0, 1]);
    expect(packed.count).toBe(4);
  });

  it.each(['h264', 'h265'] as const)('aggregate parameter sets where asked (%s)', (codec) => {
    const header = codec === 'h264' ? [0x67] : [0x42, 0x01];
    const units = [unitOf(header, 20), unitOf(header, 8), unitOf(codec === 'h264' ? [0x65] : [0x26, 1], 3000)];
    const packets = split(packetise(units, { ...context, codec, aggregate: 2 }).bytes);
    expect(packets).toHaveLength(4);
    expect(assemble(packets, codec)).toEqual(units.map((unit) => Buffer.from(unit)));
  });

  it('move to another channel without touching the shared bytes', () => {
    const { bytes } = packetise([unitOf([0x65], 5000)], context);
    const before = Buffer.from(bytes);
    expect(split(onChannel(bytes, 6)).every((packet) => packet.channel === 6)).toBe(true);
    expect(bytes).toEqual(before);
  });
});
