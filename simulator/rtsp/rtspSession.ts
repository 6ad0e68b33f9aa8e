import type { Writable } from 'node:stream';
import type { CameraState } from '../cameraState.ts';
import type { Profile } from '../city/city.ts';
import type { LiveStream, Viewer } from './liveStream.ts';
import type { LiveStreams } from './liveStreams.ts';
import { onChannel, type Packets } from './rtpPacketiser.ts';

/** Bytes that may wait in a connection before pictures are left out until the next key frame. */
const maxWaitingBytes = 1_000_000;
/** And how far the queue must have run down before that key frame is taken. */
const resumeBytes = 250_000;

export interface SessionCounts {
  framesSent: number;
  framesDropped: number;
}

/** One SETUP'd stream on one connection. A slow reader loses pictures, never memory of ours. */
export class RtspSession implements Viewer {
  readonly id: string;
  readonly state: CameraState;
  readonly profile: Profile;
  readonly #socket: Writable;
  readonly #channels: { readonly rtp: number; readonly rtcp: number };
  readonly #streams: LiveStreams;
  readonly #counts: SessionCounts;
  #stream: LiveStream | null = null;
  #waitsForKeyFrame = false;

  constructor(parts: {
    readonly id: string;
    readonly state: CameraState;
    readonly profile: Profile;
    readonly socket: Writable;
    readonly channels: { readonly rtp: number; readonly rtcp: number };
    readonly streams: LiveStreams;
    readonly counts: SessionCounts;
  }) {
    this.id = parts.id;
    this.state = parts.state;
    this.profile = parts.profile;
    this.#socket = parts.socket;
    this.#channels = parts.channels;
    this.#streams = parts.streams;
    this.#counts = parts.counts;
  }

  get playing(): boolean {
    return this.#stream !== null;
  }

  /** Starts with the next picture, key frame or not, as many cameras do; null: the camera is full. */
  play(): LiveStream | null {
    this.#stream ??= this.#streams.join(this.state, this.profile, this);
    return this.#stream;
  }

  stop(): void {
    if (this.#stream !== null) this.#streams.leave(this.state, this.profile, this);
    this.#stream = null;
  }

  picture(packets: Packets, keyFrame: boolean): void {
    const waiting = this.#socket.writableLength;
    const takes = this.#waitsForKeyFrame ? keyFrame && waiting <= resumeBytes : waiting <= maxWaitingBytes;
    if (!takes) {
      this.#waitsForKeyFrame = true;
      this.#counts.framesDropped++;
      return;
    }
    this.#waitsForKeyFrame = false;
    this.#counts.framesSent++;
    this.#socket.write(onChannel(packets.bytes, this.#channels.rtp));
  }

  report(make: (channel: number) => Buffer): void {
    if (this.#socket.writableLength <= maxWaitingBytes) this.#socket.write(make(this.#channels.rtcp));
  }

  gap(): void {
    this.#waitsForKeyFrame = true;
  }
}
