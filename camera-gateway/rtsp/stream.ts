import type { CameraCredentials, Codec } from '@khue/domain/camera';
import type { Clock } from '@khue/domain/clock';
import type { ConnectGuard } from '../connectGuard.ts';
import { PlayingStream } from './playingStream.ts';
import { RtspError } from './rtspError.ts';

export { RtspError };

/** Video track as described by SDP and parameter sets. */
export interface VideoTrack {
  readonly codec: Codec;
  /** Shown size in pixels (cropping applied). */
  readonly width: number | null;
  readonly height: number | null;
  /** Frames per second. */
  readonly frameRate: number | null;
  /** SPS, PPS or VPS, SPS, PPS without start codes; may be empty until seen in band. */
  readonly parameterSets: readonly Uint8Array[];
  /** Ticks per second of `AccessUnit.timestamp`. */
  readonly clockRate: number;
}

/** One coded picture. Its bytes are the receiver's to keep. */
export interface AccessUnit {
  /** Without start codes or lengths, in decoding order; parameter sets included when in band. */
  readonly nalUnits: readonly Uint8Array[];
  /** The same NAL units, each behind its big-endian 4-byte length, in one piece: a sample of an MP4 `mdat` as it is. */
  readonly lengthPrefixed: Uint8Array;
  /** Unwrapped ticks of `clockRate`, strictly increasing within a session. */
  readonly timestamp: number;
  readonly keyFrame: boolean;
  /** When its last packet was received, ms since the epoch. */
  readonly arrivedAt: number;
  /** Sum of the NAL units' sizes. */
  readonly bytes: number;
}

export interface RtspStreamOptions {
  /** `rtsp://host[:port]/path`, without credentials. */
  readonly url: string;
  readonly credentials: CameraCredentials | null;
  readonly clock: Clock;
  /** Ends the stream: TEARDOWN, then `onEnd(null)`. */
  readonly signal: AbortSignal;
  /** Default 5,000. */
  readonly connectTimeoutMs?: number;
  /** For each request, default 5,000. */
  readonly replyTimeoutMs?: number;
  /** Longest time without RTP of the video track, default 8,000; then the stream ends with `stream_silent`. */
  readonly silenceTimeoutMs?: number;
  /** Where it may connect to; left out: private networks. */
  readonly guard?: ConnectGuard;
}

/** Both are called synchronously while the socket is read: they must be quick and must not throw. */
export interface RtspStreamHandlers {
  /** The first unit, and the first after a loss, is a key frame; damaged units and those that need them are left out. */
  onAccessUnit(unit: AccessUnit): void;
  /** Called once, last: null after `close` or abort, otherwise why the stream ended. */
  onEnd(error: RtspError | null): void;
}

/** A stream that plays. */
export interface RtspStream {
  /** A new object whenever parameter sets seen in band change it: compare by identity. */
  readonly track: VideoTrack;
  /** Call once, right after opening: units that arrive before are held up to a small limit. */
  start(handlers: RtspStreamHandlers): void;
  /** TEARDOWN, then the socket is closed, within 1 s. May be called again. */
  close(): Promise<void>;
}

/** Connects and plays the video track over TCP. Rejects with an `RtspError`. */
export function openRtspStream(options: RtspStreamOptions): Promise<RtspStream> {
  return PlayingStream.open(options);
}
