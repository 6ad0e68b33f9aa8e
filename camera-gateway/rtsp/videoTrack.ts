import { ParameterSets } from './parameterSets.ts';
import type { VideoMedia } from './sdp.ts';
import { parseSps } from './sequenceParameters.ts';
import type { VideoTrack } from './stream.ts';

/** The track as the description and the parameter sets seen so far say it. */
export class TrackObserver {
  readonly #media: VideoMedia;
  readonly #sets: ParameterSets;
  #track: VideoTrack;

  constructor(media: VideoMedia) {
    this.#media = media;
    this.#sets = new ParameterSets(media.codec);
    this.#sets.update(media.parameterSets);
    this.#track = this.#describe();
  }

  get track(): VideoTrack {
    return this.#track;
  }

  /** Looks for parameter sets among the NAL units of a picture. */
  observe(nalUnits: readonly Uint8Array[]): void {
    if (this.#sets.update(nalUnits)) this.#track = this.#describe();
  }

  #describe(): VideoTrack {
    const { codec, clockRate, dimensions, frameRate } = this.#media;
    const sps = this.#sets.sequenceParameterSet;
    const parameters = sps === null ? null : parseSps(codec, sps);
    return {
      codec,
      clockRate,
      width: parameters?.width ?? dimensions?.width ?? null,
      height: parameters?.height ?? dimensions?.height ?? null,
      frameRate: parameters?.frameRate ?? frameRate,
      parameterSets: this.#sets.list,
    };
  }
}
