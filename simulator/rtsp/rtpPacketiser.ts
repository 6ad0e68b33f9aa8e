import type { Codec } from '../city/city.ts';

/** Largest RTP payload: fits an Ethernet frame with all headers (RFC 6184 and RFC 7798 leave the size open). */
const maxPayload = 1400;
const rtpHeader = 12;
/** `$`, channel, length (RFC 2326 §10.12). */
const interleavedHeader = 4;
const overhead = interleavedHeader + rtpHeader;

/** What RTP and its carriage on the RTSP connection need to know of a picture. */
export interface PacketContext {
  readonly codec: Codec;
  readonly payloadType: number;
  readonly ssrc: number;
  /** Of the first packet, 16 bit. */
  readonly sequence: number;
  /** 90 kHz, 32 bit. */
  readonly timestamp: number;
  /** How many of the first units go into one aggregation packet; 0 or 1: none. */
  readonly aggregate: number;
}

export interface Packets {
  /** Interleaved frames on channel 0, one after the other. */
  readonly bytes: Buffer;
  readonly count: number;
  /** Payload octets, for sender reports. */
  readonly octets: number;
}

/**
 * Packs the NAL units of one picture into RTP packets (H.264: RFC 6184 single NAL units, STAP-A, FU-A; H.265: RFC 7798
 * single NAL units, AP, FU), each in its interleaved frame, in one buffer. The last packet carries the marker.
 */
export function packetise(units: readonly Uint8Array[], context: PacketContext): Packets {
  const unitHeader = context.codec === 'h264' ? 1 : 2;
  const aggregated = context.aggregate > 1 ? units.slice(0, context.aggregate) : [];
  const single = units.slice(aggregated.length);
  const writer = new PacketWriter(sizeOf(aggregated, single, unitHeader), context);
  if (aggregated.length > 0) writer.aggregation(aggregated, unitHeader);
  for (const unit of single) {
    if (unit.length <= maxPayload) writer.whole(unit);
    else writer.fragments(unit, unitHeader);
  }
  return writer.finish();
}

function sizeOf(aggregated: readonly Uint8Array[], single: readonly Uint8Array[], unitHeader: number): number {
  let size = 0;
  if (aggregated.length > 0) {
    size += overhead + unitHeader + aggregated.reduce((sum, unit) => sum + 2 + unit.length, 0);
  }
  for (const unit of single) {
    if (unit.length <= maxPayload) size += overhead + unit.length;
    else {
      const body = unit.length - unitHeader;
      size += body + Math.ceil(body / fragmentRoom(unitHeader)) * (overhead + unitHeader + 1);
    }
  }
  return size;
}

/** Bytes of a unit in one fragment: the payload less the payload header and the FU header. */
function fragmentRoom(unitHeader: number): number {
  return maxPayload - unitHeader - 1;
}

class PacketWriter {
  readonly #bytes: Buffer;
  readonly #context: PacketContext;
  #offset = 0;
  #lastPacket = 0;
  #count = 0;

  constructor(size: number, context: PacketContext) {
    this.#bytes = Buffer.allocUnsafeSlow(size);
    this.#context = context;
  }

  whole(unit: Uint8Array): void {
    this.#begin(unit.length);
    this.#put(unit);
  }

  fragments(unit: Uint8Array, unitHeader: number): void {
    const room = fragmentRoom(unitHeader);
    const header = fragmentHeader(unit, unitHeader);
    for (let from = unitHeader; from < unit.length; from += room) {
      const until = Math.min(from + room, unit.length);
      this.#begin(unitHeader + 1 + until - from);
      this.#put(header.indicator);
      const start = from === unitHeader ? 0x80 : 0;
      const end = until === unit.length ? 0x40 : 0;
      this.#bytes[this.#offset++] = start | end | header.type;
      this.#put(unit.subarray(from, until));
    }
  }

  /** RFC 6184 §5.7.1 (STAP-A, type 24) and RFC 7798 §4.4.2 (AP, type 48). */
  aggregation(units: readonly Uint8Array[], unitHeader: number): void {
    this.#begin(unitHeader + units.reduce((sum, unit) => sum + 2 + unit.length, 0));
    this.#put(
      unitHeader === 1 ? [(Math.max(...units.map((unit) => (unit[0] ?? 0) & 0x60)) & 0x60) | 24] : [48 << 1, 1],
    );
    for (const unit of units) {
      this.#offset = this.#bytes.writeUInt16BE(unit.length, this.#offset);
      this.#put(unit);
    }
  }

  finish(): Packets {
    const marker = this.#lastPacket + interleavedHeader + 1;
    if (this.#count > 0) this.#bytes[marker] = (this.#bytes[marker] ?? 0) | 0x80;
    return { bytes: this.#bytes, count: this.#count, octets: this.#bytes.length - this.#count * overhead };
  }

  #begin(payload: number): void {
    const { payloadType, sequence, timestamp, ssrc } = this.#context;
    const bytes = this.#bytes;
    this.#lastPacket = this.#offset;
    let at = bytes.writeUInt16BE(0x2400, this.#offset);
    at = bytes.writeUInt16BE(rtpHeader + payload, at);
    at = bytes.writeUInt16BE(0x8000 | payloadType, at);
    at = bytes.writeUInt16BE((sequence + this.#count) & 0xffff, at);
    at = bytes.writeUInt32BE(timestamp, at);
    this.#offset = bytes.writeUInt32BE(ssrc, at);
    this.#count++;
  }

  #put(part: ArrayLike<number>): void {
    this.#bytes.set(part, this.#offset);
    this.#offset += part.length;
  }
}

interface FragmentHeader {
  readonly indicator: readonly number[];
  readonly type: number;
}

/** RFC 6184 §5.8 (FU-A, type 28) and RFC 7798 §4.4.3 (FU, type 49). */
function fragmentHeader(unit: Uint8Array, unitHeader: number): FragmentHeader {
  const [first = 0, second = 0] = unit;
  if (unitHeader === 1) return { indicator: [(first & 0xe0) | 28], type: first & 0x1f };
  return { indicator: [(first & 0x81) | (49 << 1), second], type: (first >> 1) & 0x3f };
}

/** The same packets on other channels: a copy with the channel byte changed in every frame. */
export function onChannel(bytes: Buffer, channel: number): Buffer {
  if (channel === 0) return bytes;
  const copy = Buffer.from(bytes);
  for (let at = 0; at < copy.length; at += interleavedHeader + copy.readUInt16BE(at + 2)) copy[at + 1] = channel;
  return copy;
}
