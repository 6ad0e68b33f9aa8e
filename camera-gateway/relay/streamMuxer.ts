import type { AccessUnit, VideoTrack } from '../rtsp/stream.ts';
import { type InitSegment, initSegment } from './fmp4/initSegment.ts';
import { mediaFragment } from './fmp4/mediaFragment.ts';
import { Timeline } from './fmp4/timeline.ts';
import type { Fragment } from './fragment.ts';

/** What one picture became: a new init segment before it where the track changed. */
export interface MuxedPicture {
  readonly init: InitSegment | null;
  readonly fragments: readonly Fragment[];
}

const nothing: MuxedPicture = { init: null, fragments: [] };

/** Turns the pictures of a camera into fragmented MP4, over any number of sessions. H.264 only. */
export class StreamMuxer {
  readonly #timeline = new Timeline();
  #track: VideoTrack | null = null;
  #awaitsKeyFrame = true;
  #sequence = 0;

  /** A new connection to the camera: the next key frame comes with an init segment. */
  beginSession(track: VideoTrack): void {
    this.#timeline.beginSession(track.clockRate, track.frameRate);
    this.#track = null;
    this.#awaitsKeyFrame = true;
  }

  /** Muxes a picture of `track`. Before the first key frame with known parameter sets there is nothing to show. */
  push(track: VideoTrack, unit: AccessUnit): MuxedPicture {
    if (this.#awaitsKeyFrame && !unit.keyFrame) return nothing;
    const init = track === this.#track ? null : initSegment(track);
    if (track !== this.#track && (init === null || !unit.keyFrame)) {
      this.#awaitsKeyFrame = true;
      return nothing;
    }
    this.#track = track;
    this.#awaitsKeyFrame = false;
    const media = this.#media(unit);
    if (init === null) return { init, fragments: [media] };
    const head: Fragment = { kind: 'init', keyFrame: false, arrivedAt: unit.arrivedAt, payload: init.bytes };
    return { init, fragments: [head, media] };
  }

  #media(unit: AccessUnit): Fragment {
    this.#sequence += 1;
    const moment = this.#timeline.place(unit.timestamp, unit.arrivedAt);
    const payload = mediaFragment({
      sequence: this.#sequence,
      decodeTime: moment.decodeTime,
      duration: moment.duration,
      keyFrame: unit.keyFrame,
      data: unit.lengthPrefixed,
    });
    return { kind: 'media', keyFrame: unit.keyFrame, arrivedAt: unit.arrivedAt, payload };
  }
}
