import { readdir } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { EncodingThread } from './encodingThread.ts';
import { OverlayEncoder } from './overlayEncoder.ts';
import { loopFrames } from './sceneLoop.ts';
import { createSceneSource } from './sceneSource.ts';
import { openClip } from './hevcSource.ts';
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
  /** Pictures from key frame to key frame: 12 (default, one second), 24, 60 or 120 (a slow camera's ten seconds). */
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

const shapes: Readonly<Record<PictureProfile, StreamShape>> = { main: mainShape, sub: subShape };
const defaultGopFrames = 12;
const blackColour = '#000000';
const waitingColour = '#30373c';

/** Opens the library of synthetic scenes; `cacheDir` keeps encoded scenes between starts, null keeps nothing. */
export async function createPictureSources(options: { readonly cacheDir: string | null }): Promise<PictureLibrary> {
  const files = await readdir(new URL('../scenes/', import.meta.url));
  const scenes = files.filter((name) => name.endsWith('.svg')).map((name) => name.slice(0, -4));
  const thread = new EncodingThread(options.cacheDir);
  const [plain, mainClip, subClip] = await Promise.all([preparePlain(thread), openClip('main'), openClip('sub')]);
  const strips = { main: await warmStrip(mainShape), sub: await warmStrip(subShape) };
  return new SceneLibrary(scenes.toSorted(), thread, plain, strips, { main: mainClip, sub: subClip });
}

/** An encoder that has drawn its characters before: the first pictures of many cameras come at once. */
async function warmStrip(stream: StreamShape): Promise<OverlayEncoder> {
  const strip = new OverlayEncoder(stream);
  for (const idr of [true, false]) {
    const overlay = { clockMs: 0, counter: 1_234_567_890, label: 'MP-THPT-01 C02' };
    strip.encode(overlay, { idr, frameNum: idr ? 0 : 1, idrParity: 0 });
    await setImmediate();
  }
  return strip;
}

/** Slices of the two plain pictures, which must be there before any scene. */
interface PlainPictures {
  readonly black: readonly Uint8Array[];
  readonly waiting: readonly Uint8Array[];
}

async function preparePlain(thread: EncodingThread): Promise<Readonly<Record<PictureProfile, PlainPictures>>> {
  const slices = async (scene: string, profile: PictureProfile): Promise<readonly Uint8Array[]> => {
    const [key, delta] = await thread.encode({ scene, profile, gopFrames: loopFrames });
    if (key === undefined || delta === undefined) throw new Error('a plain picture has two slices');
    return Array.from({ length: loopFrames }, (_, n) => (n === 0 ? key : withFrameNum(delta, n)));
  };
  const both = async (profile: PictureProfile): Promise<PlainPictures> => {
    const [black, waiting] = await Promise.all([slices(blackColour, profile), slices(waitingColour, profile)]);
    return { black, waiting };
  };
  const [main, sub] = await Promise.all([both('main'), both('sub')]);
  return { main, sub };
}

interface Encoded {
  readonly done: Promise<void>;
  units: readonly Uint8Array[] | null;
}

class SceneLibrary implements PictureLibrary {
  readonly scenes: readonly string[];
  readonly #thread: EncodingThread;
  readonly #plain: Readonly<Record<PictureProfile, PlainPictures>>;
  readonly #clips: Readonly<Record<PictureProfile, PictureSource>>;
  readonly #encoded = new Map<string, Encoded>();
  readonly #strips: Readonly<Record<PictureProfile, OverlayEncoder>>;

  constructor(
    scenes: readonly string[],
    thread: EncodingThread,
    plain: Readonly<Record<PictureProfile, PlainPictures>>,
    strips: Readonly<Record<PictureProfile, OverlayEncoder>>,
    clips: Readonly<Record<PictureProfile, PictureSource>>,
  ) {
    this.scenes = scenes;
    this.#thread = thread;
    this.#plain = plain;
    this.#strips = strips;
    this.#clips = clips;
  }

  source(scene: string, profile: PictureProfile, codec: PictureCodec, options: SourceOptions = {}): PictureSource {
    const gopFrames = options.gopFrames ?? defaultGopFrames;
    this.#check(scene, gopFrames);
    if (codec === 'h265') return this.#clips[profile];
    let encoded: Encoded | undefined;
    return createSceneSource({
      stream: shapes[profile],
      gopFrames,
      scene: () => {
        encoded ??= this.#encode(scene, profile, gopFrames);
        return encoded.units;
      },
      ...this.#plain[profile],
      strip: this.#strips[profile],
    });
  }

  async ready(scene: string, profile: PictureProfile, signal?: AbortSignal): Promise<void> {
    this.#check(scene, defaultGopFrames);
    signal?.throwIfAborted();
    const { done } = this.#encode(scene, profile, defaultGopFrames);
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
  #encode(scene: string, profile: PictureProfile, gopFrames: number): Encoded {
    const key = `${scene} ${profile} ${gopFrames}`;
    const known = this.#encoded.get(key);
    if (known !== undefined) return known;
    const encoded: Encoded = { done: this.#fill(() => encoded, scene, profile, gopFrames), units: null };
    encoded.done.catch(() => undefined);
    this.#encoded.set(key, encoded);
    return encoded;
  }

  async #fill(encoded: () => Encoded, scene: string, profile: PictureProfile, gopFrames: number): Promise<void> {
    const units = await this.#thread.encode({ scene, profile, gopFrames });
    encoded().units = units;
  }
}
