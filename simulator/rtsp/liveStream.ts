import type { CameraRoster, CameraState } from '../cameraState.ts';
import type { Profile } from '../city/city.ts';
import { whole } from '../city/random.ts';
import type { PictureSource } from '../picture/pictureSource.ts';
import { pictureIndex } from './frameTimer.ts';
import { packetise, type Packets } from './rtpPacketiser.ts';
import { senderReport } from './senderReport.ts';
import { payloadType } from './sessionDescription.ts';

/** One client's place at a stream. */
export interface Viewer {
  /** A picture's packets on channel 0; the viewer may leave it out when its client is slow. */
  picture(packets: Packets, keyFrame: boolean): void;
  /** A sender report for the viewer's own channel. */
  report(make: (channel: number) => Buffer): void;
  /** Pictures were left out: nothing is of use before the next key frame. */
  gap(): void;
}

export interface LiveStreamParts {
  readonly state: CameraState;
  readonly profile: Profile;
  readonly roster: CameraRoster;
  /** The source with the usual distance of key frames, or with ten seconds. */
  readonly source: (tenSeconds: boolean) => PictureSource;
  /** Picture index at which the frame counters stood at their start. */
  readonly epoch: number;
}

/** Cameras let in only so many. */
const maxViewers = 32;
const reportEveryS = 5;
const clockRate = 90_000;

/** One stream of one camera while someone watches: each picture is made and packed once for all its viewers. */
export class LiveStream {
  readonly #parts: LiveStreamParts;
  readonly #viewers = new Set<Viewer>();
  readonly #ssrc = whole(Math.random, 2 ** 32);
  readonly #timestampBase = whole(Math.random, 2 ** 32);
  #sequence = whole(Math.random, 2 ** 16);
  #source: PictureSource;
  #stillAt: number | null = null;
  #black = false;
  #silent = false;
  #packets = 0;
  #octets = 0;

  constructor(parts: LiveStreamParts) {
    this.#parts = parts;
    this.#source = parts.source(this.#wantsTenSeconds());
  }

  get viewerCount(): number {
    return this.#viewers.size;
  }

  get frameRate(): number {
    return this.#source.frameRate;
  }

  /** False: the camera is full. */
  add(viewer: Viewer): boolean {
    if (this.#viewers.size >= maxViewers) return false;
    this.#viewers.add(viewer);
    return true;
  }

  remove(viewer: Viewer): void {
    this.#viewers.delete(viewer);
  }

  /** Sequence and timestamp of the next packet, for RTP-Info. */
  position(nowMs: number): { readonly sequence: number; readonly timestamp: number } {
    return { sequence: this.#sequence, timestamp: this.#timestamp(pictureIndex(nowMs, this.frameRate) + 1) };
  }

  /** Makes and sends picture `n`. */
  frame(n: number, gap: boolean): void {
    const { board } = this.#parts.roster;
    if (board.has(this.#parts.state.camera.code, 'silent') !== null) {
      this.#silent = true;
      return;
    }
    if (gap || this.#silent) for (const viewer of this.#viewers) viewer.gap();
    this.#silent = false;
    this.#changeSource(n);
    const keyFrame = n % this.#source.gopFrames === 0;
    this.#followFaults(keyFrame);
    const packets = this.#pack(n, keyFrame);
    for (const viewer of this.#viewers) viewer.picture(packets, keyFrame);
    this.#sequence = (this.#sequence + packets.count) & 0xffff;
    this.#packets += packets.count;
    this.#octets += packets.octets;
    if (n % (reportEveryS * this.frameRate) === 0) this.#report(n);
  }

  /** Another distance of key frames begins at a key frame of the new kind, so that no picture leans on a foreign one. */
  #changeSource(n: number): void {
    const wanted = this.#parts.source(this.#wantsTenSeconds());
    if (n % wanted.gopFrames === 0) this.#source = wanted;
  }

  #wantsTenSeconds(): boolean {
    return this.#parts.roster.board.has(this.#parts.state.camera.code, 'key_frame_10s') !== null;
  }

  /** Faults of the picture begin at once and end at a key frame, as the pictures in between lean on it. */
  #followFaults(keyFrame: boolean): void {
    const active = this.#parts.roster.board.get(this.#parts.state.camera.code);
    const kind = active?.fault.kind;
    if (active !== null && kind === 'frozen') this.#stillAt = pictureIndex(active.sinceMs, this.frameRate);
    else if (keyFrame) this.#stillAt = null;
    if (kind === 'black') this.#black = true;
    else if (keyFrame) this.#black = false;
  }

  #pack(n: number, keyFrame: boolean): Packets {
    const { state, profile, roster, epoch } = this.#parts;
    const { camera } = state;
    const drawn = this.#stillAt ?? n;
    const counter = (camera.firstCounter + drawn - epoch) >>> 0;
    const clockMs = (drawn * 1000) / this.frameRate + roster.clockOffsetMs(state);
    const overlay = { clockMs, counter, label: camera.code };
    const options = { keyFrame, black: this.#black };
    const picture = this.#source.picture(
      n,
      overlay,
      this.#stillAt === null ? options : { ...options, stillAt: this.#stillAt },
    );
    const sets = keyFrame ? this.#source.parameterSets : [];
    state.lastCounter[profile] = counter;
    return packetise([...sets, ...picture], {
      codec: this.#source.codec,
      payloadType,
      ssrc: this.#ssrc,
      sequence: this.#sequence,
      timestamp: this.#timestamp(n),
      aggregate: camera.make.aggregates ? sets.length : 0,
    });
  }

  #report(n: number): void {
    const { state, roster } = this.#parts;
    const report = {
      ssrc: this.#ssrc,
      clockMs: (n * 1000) / this.frameRate + roster.clockOffsetMs(state),
      timestamp: this.#timestamp(n),
      packets: this.#packets,
      octets: this.#octets,
    };
    for (const viewer of this.#viewers) viewer.report((channel) => senderReport(report, channel));
  }

  #timestamp(n: number): number {
    return (this.#timestampBase + n * (clockRate / this.frameRate)) % 2 ** 32;
  }
}
