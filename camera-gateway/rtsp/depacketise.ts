import type { Codec } from '@khue/domain/camera';
import type { AccessUnitAssembler } from './accessUnitAssembler.ts';

/**
 * Takes the NAL units out of an RTP payload, `bytes` from `from` to `to`. A packet type that is not
 * supported damages the picture; types that the RFC leaves undefined are skipped.
 */
export type Depacketise = (assembler: AccessUnitAssembler, bytes: Buffer, from: number, to: number) => void;

const startBit = 0x80;
const endBit = 0x40;

/** RFC 6184, 5.2: packet types of the non-interleaved mode. */
const singleTimeAggregationA = 24;
const fragmentationUnitA = 28;
/** RFC 7798, 4.4. */
const aggregationPacket = 48;
const fragmentationUnit = 49;
const payloadContentInformation = 50;

function depacketiseH264(assembler: AccessUnitAssembler, bytes: Buffer, from: number, to: number): void {
  const indicator = bytes[from] ?? 0;
  const type = indicator & 0x1f;
  if (type === fragmentationUnitA && to - from > 2) {
    const header = bytes[from + 1] ?? 0;
    if ((header & startBit) !== 0) assembler.openUnit((indicator & 0xe0) | (header & 0x1f), null);
    assembler.extendUnit(bytes, from + 2, to);
    if ((header & endBit) !== 0) assembler.closeUnit();
  } else if (type >= 1 && type <= 23) assembler.addUnit(bytes, from, to);
  else if (type === singleTimeAggregationA) addAggregated(assembler, bytes, from + 1, to);
  else if (type !== 0 && type < 30) assembler.damage();
}

function depacketiseH265(assembler: AccessUnitAssembler, bytes: Buffer, from: number, to: number): void {
  if (to - from < 3) {
    assembler.damage();
    return;
  }
  const first = bytes[from] ?? 0;
  const second = bytes[from + 1] ?? 0;
  const type = (first >> 1) & 0x3f;
  if (type === fragmentationUnit && to - from > 3) {
    const header = bytes[from + 2] ?? 0;
    if ((header & startBit) !== 0) assembler.openUnit((first & 0x81) | ((header & 0x3f) << 1), second);
    assembler.extendUnit(bytes, from + 3, to);
    if ((header & endBit) !== 0) assembler.closeUnit();
  } else if (type < aggregationPacket) assembler.addUnit(bytes, from, to);
  else if (type === aggregationPacket) addAggregated(assembler, bytes, from + 2, to);
  else if (type <= payloadContentInformation) assembler.damage();
}

/** NAL units behind 16-bit sizes. */
function addAggregated(assembler: AccessUnitAssembler, bytes: Buffer, from: number, to: number): void {
  let at = from;
  while (at + 2 < to) {
    const end = at + 2 + bytes.readUInt16BE(at);
    if (end > to || end === at + 2) break;
    assembler.addUnit(bytes, at + 2, end);
    at = end;
  }
  if (at !== to) assembler.damage();
}

export const depacketisers: Readonly<Record<Codec, Depacketise>> = { h264: depacketiseH264, h265: depacketiseH265 };
