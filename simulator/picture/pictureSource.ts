import { readdir } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { EncodingThread } from './encodingThread.ts';
import { StripEncoder } from './hevc/stripEncoder.ts';
import { OverlayEncoder } from './overlayEncoder.ts';
import { loopFrames } from './sceneLoop.ts';
import { createSceneSource } from './sceneSource.ts';
import { h264Coding, h265Coding, type StreamCoding } from './streamCoding.ts';
import { mainShape, type StreamShape, subShape, withFrameNum } from './streamSyntax.ts';

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
  /**
   * Scene black, as of a covered lens; the overlay strip stays. It turns black at once; turn it off at a key frame,
   * else the scene is broken until the next one.
   */
  readonly black: boolean;
  /**
   * A camera that hangs: the scene stands still at the key frame at or before this index, while n goes on. (To repeat
   * one picture as it is, repeat n and overlay.)
   */
  readonly stillAt?: number;
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
  /**
   * Pictures from key frame to key frame: 12 (one second; the default of H.264), 24 (the default of H.265), 60 or 120 (a
   * slow camera's ten seconds).
   */
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
  /** Resolves when the scene is encoded in this profile, with the default distance of key frames; rejects on failure. */
  ready(scene: string, profile: PictureProfile, codec: PictureCodec, signal?: AbortSignal): Promise<void>;
  /** Ends the worker thread. */
  close(): Promise<void>;
}

const shapes: Readonly<Record<PictureProfile, StreamShape>> = { main: mainShape, sub: subShape };
const defaultGopFrames: Readonly<Record<PictureCodec, number>> = { h264: 12, h265: 24 };
const blackColour = '#000000';
const waitingColour = '#30373c';

/** Opens the library of synthetic scenes; `cacheDir` keeps encoded scenes between starts, null keeps nothing. */
export async function createPictureSources(options: { readonly cacheDir: string | null }): Promise<PictureLibrary> {
  const files = await readdir(new URL('../scenes/', import.meta.url));
  const scenes = files.filter((name) => name.endsWith('.svg')).map((name) => name.slice(0, -4));
  const thread = new EncodingThread(options.cacheDir);
  const [main, sub] = await Promise.all([openProfile(thread, 'main'), openProfile(thread, 'sub')]);
  return new SceneLibrary(scenes.toSorted(), thread, { main, sub });
}

/** What is there before any scene: slices of the two plain pictures, and encoders of the strip. */
interface ReadyCodec {
  readonly black: readonly Uint8Array[];
  readonly waiting: readonly Uint8Array[];
  coding(gopFrames: number): StreamCoding;
}
type ReadyProfile = Readonly<Record<PictureCodec, ReadyCodec>>;

async function openProfile(thread: EncodingThread, profile: PictureProfile): Promise<ReadyProfile> {
  const stream = shapes[profile];
  const plain = async (codec: PictureCodec): Promise<Pick<ReadyCodec, 'black' | 'waiting'>> => {
    const [black, waiting] = await Promise.all([
      plainSlices(thread, blackColour, profile, codec),
      plainSlices(thread, waitingColour, profile, codec),
    ]);
    return { black, waiting };
  };
  const [h264, h265] = await Promise.all([plain('h264'), plain('h265')]);
  const overlay = new OverlayEncoder(stream);
  const strip = new StripEncoder(stream);
  const codecs: ReadyProfile = {
    h264: { ...h264, coding: (gopFrames) => h264Coding(stream, overlay, gopFrames) },
    h265: { ...h265, coding: (gopFrames) => h265Coding(stream, strip, gopFrames) },
  };
  for (const codec of [codecs.h264, codecs.h265]) await warm(codec.coding(2));
  return codecs;
}

/** Draws all usual characters once: the first pictures of many cameras come at once. */
async function warm(coding: StreamCoding): Promise<void> {
  for (const frameNum of [0, 1]) {
    const overlay = { clockMs: 0, counter: 1_234_567_890, label: 'MP-THPT-01 C02' };
    coding.strip(overlay, { frameNum, group: 0 });
    await setImmediate();
  }
}

/** Slices of a picture of one colour, by their place in the longest group. */
async function plainSlices(
  thread: EncodingThread,
  scene: string,
  profile: PictureProfile,
  codec: PictureCodec,
): Promise<readonly Uint8Array[]> {
  const slices = await thread.encode({ scene, profile, codec, gopFrames: loopFrames });
  if (codec === 'h265') return slices;
  const [key, delta] = slices;
  if (key === undefined || delta === undefined) throw new Error('a plain picture has two slices');
  return Array.from({ length: loopFrames }, (_, n) => (n === 0 ? key : withFrameNum(delta, n)));
}

type SceneJob = Parameters<EncodingThread['encode']>[0];

interface Encoded {
  readonly done: Promise<void>;
  units: readonly Uint8Array[] | null;
}

class SceneLibrary implements PictureLibrary {
  readonly scenes: readonly string[];
  readonly #thread: EncodingThread;
  readonly #encoded = new Map<string, Encoded>();
  readonly #profiles: Readonly<Record<PictureProfile, ReadyProfile>>;

  constructor(
    scenes: readonly string[],
    thread: EncodingThread,
    profiles: Readonly<Record<PictureProfile, ReadyProfile>>,
  ) {
    this.scenes = scenes;
    this.#thread = thread;
    this.#profiles = profiles;
  }

  source(scene: string, profile: PictureProfile, codec: PictureCodec, options: SourceOptions = {}): PictureSource {
    const gopFrames = options.gopFrames ?? defaultGopFrames[codec];
    this.#check(scene, gopFrames);
    const ready = this.#profiles[profile][codec];
    let encoded: Encoded | undefined;
    return createSceneSource({
      stream: shapes[profile],
      coding: ready.coding(gopFrames),
      gopFrames,
      scene: () => {
        encoded ??= this.#encode({ scene, profile, codec, gopFrames });
        return encoded.units;
      },
      black: ready.black,
      waiting: ready.waiting,
    });
  }

  async ready(scene: string, profile: PictureProfile, codec: PictureCodec, signal?: AbortSignal): Promise<void> {
    const gopFrames = defaultGopFrames[codec];
    this.#check(scene, gopFrames);
    signal?.throwIfAborted();
    const { done } = this.#encode({ scene, profile, codec, gopFrames });
    if (signal === undefined) return done;
    const { promise, reject } = Promise.withResolvers<never>();
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      await Promise.race([done, promise]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  close(): Promise<void> {
    return this.#thread.close();
  }

  #check(scene: string, gopFrames: number): void {
    if (!this.scenes.includes(scene)) throw new RangeError(`there is no scene ${scene}`);
    if (loopFrames % gopFrames !== 0) throw new RangeError(`gopFrames must divide ${loopFrames}`);
  }

  /** Encodes once for all sources; what fails stays failed, and its sources go on with the waiting picture. */
  #encode(job: SceneJob): Encoded {
    const key = `${job.scene} ${job.profile} ${job.codec} ${job.gopFrames}`;
    const known = this.#encoded.get(key);
    if (known !== undefined) return known;
    const encoded: Encoded = { done: this.#fill(() => encoded, job), units: null };
    encoded.done.catch(() => undefined);
    this.#encoded.set(key, encoded);
    return encoded;
  }

  async #fill(encoded: () => Encoded, job: SceneJob): Promise<void> {
    const units = await this.#thread.encode(job);
    encoded().units = units;
  }
}
