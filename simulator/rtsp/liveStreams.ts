import { type CameraRoster, type CameraState, codecOf } from '../cameraState.ts';
import type { Profile } from '../city/city.ts';
import type { PictureLibrary, PictureSource } from '../picture/pictureSource.ts';
import { FrameTimer, pictureIndex } from './frameTimer.ts';
import { LiveStream, type Viewer } from './liveStream.ts';

const tenSecondsOfFrames = 120;

/** All streams that someone watches, and one timer per frame rate that drives them. */
export class LiveStreams {
  readonly #roster: CameraRoster;
  readonly #library: PictureLibrary;
  readonly #startMs: number;
  readonly #streams = new Map<string, LiveStream>();
  readonly #timers = new Map<number, FrameTimer>();
  readonly #sources = new Map<string, PictureSource>();

  constructor(roster: CameraRoster, library: PictureLibrary) {
    this.#roster = roster;
    this.#library = library;
    this.#startMs = roster.now();
  }

  /** The pictures of a stream; null: the camera has no such stream. Bounded: one per scene, profile, codec and distance. */
  source({ camera }: CameraState, profile: Profile, tenSeconds = false): PictureSource | null {
    const codec = codecOf(camera, profile);
    if (codec === null) return null;
    const key = `${camera.scene}/${profile}/${codec}/${tenSeconds}`;
    const known = this.#sources.get(key);
    if (known !== undefined) return known;
    const options = tenSeconds ? { gopFrames: tenSecondsOfFrames } : {};
    const source = this.#library.source(camera.scene, profile, codec, options);
    this.#sources.set(key, source);
    return source;
  }

  /** Resolves when the scene of a stream is encoded; rejects where that fails and where the signal is aborted. */
  async ready({ camera }: CameraState, profile: Profile, signal: AbortSignal): Promise<void> {
    const codec = codecOf(camera, profile);
    if (codec !== null) await this.#library.ready(camera.scene, profile, codec, signal);
  }

  /** Joins a stream; null: no such stream, or it is full. */
  join(state: CameraState, profile: Profile, viewer: Viewer): LiveStream | null {
    const key = keyOf(state, profile);
    const stream = this.#streams.get(key) ?? this.#open(state, profile);
    if (stream === null || !stream.add(viewer)) return null;
    this.#streams.set(key, stream);
    this.#drive(stream.frameRate);
    return stream;
  }

  leave(state: CameraState, profile: Profile, viewer: Viewer): void {
    const key = keyOf(state, profile);
    const stream = this.#streams.get(key);
    stream?.remove(viewer);
    if (stream?.viewerCount === 0) this.#streams.delete(key);
    if (this.#streams.size === 0) this.stop();
  }

  viewers(state: CameraState, profile: Profile): number {
    return this.#streams.get(keyOf(state, profile))?.viewerCount ?? 0;
  }

  get size(): number {
    return this.#streams.size;
  }

  stop(): void {
    for (const timer of this.#timers.values()) timer.stop();
    this.#timers.clear();
  }

  #open(state: CameraState, profile: Profile): LiveStream | null {
    const usual = this.source(state, profile);
    if (usual === null) return null;
    return new LiveStream({
      state,
      profile,
      roster: this.#roster,
      source: (tenSeconds) => this.source(state, profile, tenSeconds) ?? usual,
      epoch: pictureIndex(this.#startMs, usual.frameRate),
    });
  }

  #drive(frameRate: number): void {
    if (this.#timers.has(frameRate)) return;
    const timer = new FrameTimer(
      frameRate,
      () => this.#roster.now(),
      (n, gap) => {
        for (const stream of this.#streams.values()) if (stream.frameRate === frameRate) stream.frame(n, gap);
      },
    );
    this.#timers.set(frameRate, timer);
  }
}

function keyOf(state: CameraState, profile: Profile): string {
  return `${state.camera.code}/${profile}`;
}
