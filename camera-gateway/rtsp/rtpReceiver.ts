import type { Codec } from '@khue/domain/camera';
import type { Clock } from '@khue/domain/clock';
import { AccessUnitAssembler, type AssembledUnit } from './accessUnitAssembler.ts';
import { type Depacketise, depacketisers } from './depacketise.ts';
import { isSliceByte, type PictureKind, pictureKind } from './pictureKind.ts';
import { RtpTimeline } from './rtpTimeline.ts';
import type { AccessUnit } from './stream.ts';

export interface RtpReceiverOptions {
  readonly codec: Codec;
  readonly payloadType: number;
  readonly clockRate: number;
  readonly clock: Clock;
  /** Called before the picture that carries them. */
  readonly onParameterSets: (nalUnits: readonly Uint8Array[]) => void;
  readonly onAccessUnit: (unit: AccessUnit) => void;
}

/** What was received, since the beginning. */
export interface RtpCounts {
  packets: number;
  /** Packets that a gap in the sequence numbers says are missing. */
  lostPackets: number;
  /** Packets that are not RTP of this payload type. */
  strangePackets: number;
  /** Pictures not handed on: damaged, or built on a damaged one. */
  leftOutUnits: number;
}

const rtpHeaderBytes = 12;

/**
 * RTP packets (RFC 3550) of one H.264 or H.265 source in, pictures out. A picture ends with the marker bit or where
 * the timestamp changes; some cameras set the marker after every slice, then only the timestamp counts. A marker before
 * the first slice is not believed.
 */
export class RtpReceiver {
  readonly counts: RtpCounts = { packets: 0, lostPackets: 0, strangePackets: 0, leftOutUnits: 0 };
  readonly #options: RtpReceiverOptions;
  readonly #depacketise: Depacketise;
  readonly #isSlice: (firstByte: number) => boolean;
  readonly #assembler = new AccessUnitAssembler();
  readonly #timeline: RtpTimeline;
  #source = -1;
  #sequence = -1;
  #timestamp = -1;
  #lastEnded = -1;
  #markerEndsPicture = true;
  #waitsForKeyFrame = true;

  constructor(options: RtpReceiverOptions) {
    this.#options = options;
    this.#depacketise = depacketisers[options.codec];
    this.#isSlice = isSliceByte[options.codec];
    this.#timeline = new RtpTimeline(options.clockRate);
  }

  /** Takes one packet, `bytes` from `from` to `to`; they may be overwritten afterwards. */
  receive(bytes: Buffer, from: number, to: number): void {
    const first = bytes[from] ?? 0;
    const second = bytes[from + 1] ?? 0;
    const payload = payloadStart(bytes, from, to);
    const end = (first & 0x20) === 0 ? to : to - (bytes[to - 1] ?? 0);
    if (payload < 0 || end < payload || (second & 0x7f) !== this.#options.payloadType) {
      this.counts.strangePackets += 1;
      return;
    }
    this.counts.packets += 1;
    if (!this.#follow(bytes.readUInt32BE(from + 8), bytes.readUInt16BE(from + 2))) return;
    const timestamp = bytes.readUInt32BE(from + 4);
    if (timestamp !== this.#timestamp && !this.#assembler.empty) this.#endPicture();
    this.#timestamp = timestamp;
    if (end > payload) this.#depacketise(this.#assembler, bytes, payload, end);
    const marker = (second & 0x80) !== 0;
    if (marker && this.#markerEndsPicture && this.#assembler.hasUnit(this.#isSlice)) this.#endPicture();
  }

  /** Looks for a new source and for gaps; false for a packet that was here before. */
  #follow(source: number, sequence: number): boolean {
    if (source !== this.#source) {
      if (this.#source >= 0) this.#lose();
      this.#source = source;
      this.#timeline.restart();
    } else if (sequence === this.#sequence) {
      return false;
    } else {
      const missing = (sequence - this.#sequence - 1) & 0xffff;
      this.counts.lostPackets += missing < 0x8000 ? missing : 1;
      if (missing > 0) this.#lose();
    }
    this.#sequence = sequence;
    return true;
  }

  /** Something is missing: the picture at hand is gone, and those after it up to a key frame. */
  #lose(): void {
    if (!this.#assembler.empty) this.#assembler.damage();
    this.#waitsForKeyFrame = true;
  }

  #endPicture(): void {
    const unit = this.#assembler.finish();
    const kind = unit === null ? null : pictureKind(this.#options.codec, unit.nalUnits);
    const repeated = this.#timestamp === this.#lastEnded;
    this.#lastEnded = this.#timestamp;
    if (unit === null || kind === null) this.#leaveOut();
    else if (kind.hasSlice && !kind.beginsWithFirstSlice) {
      if (repeated) this.#markerEndsPicture = false;
      this.#leaveOut();
    } else this.#hand(unit, kind);
  }

  #leaveOut(): void {
    this.counts.leftOutUnits += 1;
    this.#waitsForKeyFrame = true;
  }

  #hand({ nalUnits, lengthPrefixed }: AssembledUnit, { keyFrame, hasSlice, hasParameterSets }: PictureKind): void {
    if (hasParameterSets) this.#options.onParameterSets(nalUnits);
    if (!hasSlice) return;
    if (this.#waitsForKeyFrame && !keyFrame) {
      this.counts.leftOutUnits += 1;
      return;
    }
    this.#waitsForKeyFrame = false;
    const arrivedAt = this.#options.clock.now();
    const timestamp = this.#timeline.ticksOf(this.#timestamp, arrivedAt);
    const bytes = lengthPrefixed.length - 4 * nalUnits.length;
    this.#options.onAccessUnit({ nalUnits, lengthPrefixed, timestamp, keyFrame, arrivedAt, bytes });
  }
}

/** Where the payload of an RTP packet begins, behind contributing sources and extension; -1 for what is not RTP. */
function payloadStart(bytes: Buffer, from: number, to: number): number {
  const first = bytes[from] ?? 0;
  if (to - from < rtpHeaderBytes || first >> 6 !== 2) return -1;
  let at = from + rtpHeaderBytes + 4 * (first & 0x0f);
  if ((first & 0x10) !== 0) {
    if (at + 4 > to) return -1;
    at += 4 + 4 * bytes.readUInt16BE(at + 2);
  }
  return at > to ? -1 : at;
}
