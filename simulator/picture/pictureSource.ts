/** What is drawn live on every picture of one camera. */
export interface Overlay {
  /** Time drawn on the picture: ms since the Unix epoch, shown in Asia/Ho_Chi_Minh. */
  readonly clockMs: number;
  /** Frame counter, unsigned 32 bit. */
  readonly counter: number;
  /** Camera label such as "MP-THPT-01 C02". */
  readonly label: string;
}

export type PictureCodec = 'h264' | 'h265';
export type PictureProfile = 'main' | 'sub';

export interface PictureOptions {
  /** A wish only: key frames come by frame index every `gopFrames` (see PictureSource.gopFrames). */
  readonly keyFrame: boolean;
  /** Scene black, as of a covered lens; the overlay strip stays. */
  readonly black: boolean;
}

/** Endless pictures of one scene; shared by every camera that shows the scene. */
export interface PictureSource {
  readonly codec: PictureCodec;
  readonly width: number;
  readonly height: number;
  /** Pictures per second. */
  readonly frameRate: number;
  /** A key frame is every picture whose index is a multiple of this. */
  readonly gopFrames: number;
  /** H.264: SPS, PPS. H.265: VPS, SPS, PPS. No start codes. */
  readonly parameterSets: readonly Uint8Array[];
  /**
   * NAL units (no start codes, no parameter sets) of picture `n` (an integer >= 0 that grows by one per picture).
   * The same n gives the same scene; only the overlay differs between cameras.
   */
  picture(n: number, overlay: Overlay, options: PictureOptions): readonly Uint8Array[];
}

export interface SourceOptions {
  /** Pictures from key frame to key frame; default one second's worth. */
  readonly gopFrames?: number;
}

export interface PictureLibrary {
  /** Names of all scenes, sorted. */
  readonly scenes: readonly string[];
  /**
   * Never blocks: until the scene has been encoded (in a worker thread, once; kept in the cache directory) the source
   * gives a plain picture with the overlay. Await `ready` to be sure of the scene. Throws RangeError on an unknown scene.
   */
  source(scene: string, profile: PictureProfile, codec: PictureCodec, options?: SourceOptions): PictureSource;
  /** Resolves when the scene is encoded in this profile; rejects when encoding failed. */
  ready(scene: string, profile: PictureProfile, signal?: AbortSignal): Promise<void>;
  /** Ends the worker thread. */
  close(): Promise<void>;
}

/** Opens the library of synthetic scenes; `cacheDir` keeps encoded scenes between starts, null keeps nothing. */
export function createPictureSources(options: { readonly cacheDir: string | null }): Promise<PictureLibrary> {
  return Promise.reject(new Error(`not yet built (${String(options.cacheDir)})`));
}
