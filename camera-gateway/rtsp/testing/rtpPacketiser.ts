import type { Codec } from '@khue/domain/camera';

export interface PacketiserOptions {
  readonly codec: Codec;
  /** Larger NAL units are fragmented. */
  readonly maxPayloadBytes: number;
  /** Puts neighbours that fit together into one packet. */
  readonly aggregate: boolean;
}

/** RTP payloads of one picture (RFC 6184 packetization mode 1, RFC 7798). */
export function payloadsOf(nalUnits: readonly Uint8Array[], options: PacketiserOptions): Buffer[] {
  const payloads: Buffer[] = [];
  let together: Uint8Array[] = [];
  const flush = () => {
    if (together.length > 1) payloads.push(aggregation(together, options.codec));
    else payloads.push(...together.map((unit) => Buffer.from(unit)));
    together = [];
  };
  for (const unit of nalUnits) {
    const size = together.reduce((sum, other) => sum + 2 + other.length, 2 + 2 + unit.length);
    if (!options.aggregate || size > options.maxPayloadBytes) flush();
    if (unit.length > options.maxPayloadBytes) payloads.push(...fragments(unit, options));
    else together.push(unit);
  }
  flush();
  return payloads;
}

function aggregation(units: readonly Uint8Array[], codec: Codec): Buffer {
  const header = codec === 'h264' ? [24] : [48 << 1, 1];
  const sized = units.flatMap((unit) => [Buffer.from([unit.length >> 8, unit.length & 0xff]), unit]);
  return Buffer.concat([Buffer.from(header), ...sized]);
}

function fragments(unit: Uint8Array, { codec, maxPayloadBytes }: PacketiserOptions): Buffer[] {
  const [first = 0, second = 0] = unit;
  const headerBytes = codec === 'h264' ? 1 : 2;
  const step = maxPayloadBytes - headerBytes - 1;
  const pieces: Buffer[] = [];
  for (let at = headerBytes; at < unit.length; at += step) {
    const flags = (at === headerBytes ? 0x80 : 0) | (at + step >= unit.length ? 0x40 : 0);
    const header =
      codec === 'h264'
        ? [(first & 0xe0) | 28, flags | (first & 0x1f)]
        : [(first & 0x81) | (49 << 1), second, flags | ((first >> 1) & 0x3f)];
    pieces.push(Buffer.concat([Buffer.from(header), unit.subarray(at, at + step)]));
  }
  return pieces;
}

export interface PacketFields {
  readonly sequence: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly payloadType?: number;
  readonly source?: number;
}

/** One RTP packet. */
export function rtpPacket(payload: Uint8Array, fields: PacketFields): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt8(0x80, 0);
  header.writeUInt8((fields.marker ? 0x80 : 0) | (fields.payloadType ?? 96), 1);
  header.writeUInt16BE(fields.sequence & 0xffff, 2);
  header.writeUInt32BE(fields.timestamp >>> 0, 4);
  header.writeUInt32BE(fields.source ?? 0x5eed, 8);
  return Buffer.concat([header, payload]);
}

/** An interleaved frame (RFC 2326, 10.12). */
export function interleaved(channel: number, packet: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0x24, channel, packet.length >> 8, packet.length & 0xff]), packet]);
}
