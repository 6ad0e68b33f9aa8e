import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { CameraCredentials, Codec, StreamProfile } from '@khue/domain/camera';
import type { Clock } from '@khue/domain/clock';
import type { ChannelState } from '@khue/domain/video';
import { type AccessUnit, type openRtspStream, RtspError, type RtspStream } from '../rtsp/stream.ts';
import type { Fragment } from './fragment.ts';
import { GroupOfPictures } from './groupOfPictures.ts';
import { type ReconnectConfig, reconnectDelayMs } from './reconnectDelay.ts';
import { StreamMuxer } from './streamMuxer.ts';

/** What viewers are told about a feed, as in the notice of `@khue/domain/video`. */
export interface FeedState {
  readonly state: Exclude<ChannelState, 'refused'>;
  readonly reason: string | null;
  readonly attempt: number;
  readonly codec: Codec | null;
  readonly mime: string | null;
  readonly profile: StreamProfile;
}

/** One who looks on. Called synchronously; must be quick and must not throw. */
export interface FeedListener {
  onState(state: FeedState): void;
  onFragment(fragment: Fragment): void;
}

export interface CameraFeedConfig extends ReconnectConfig {
  /** Largest group of pictures kept for new viewers. */
  readonly maxGroupBytes: number;
  /** A stream that shows nothing for so long after it was opened is given up. */
  readonly firstPictureTimeoutMs: number;
  /** A stream that played for so long counts as well again: the next loss starts with the shortest delay. */
  readonly steadyAfterMs: number;
}

/** Where a feed pulls from, asked anew before every try. */
export interface FeedSource {
  readonly url: string;
  readonly credentials: CameraCredentials | null;
}

export interface CameraFeedDeps {
  readonly clock: Clock;
  readonly openStream: typeof openRtspStream;
  readonly source: () => FeedSource | null;
  /** Not before this moment (ms since the epoch) may the camera be asked again. */
  readonly notBefore: () => number;
  readonly onCodec: (codec: Codec) => void;
  /** A try failed or a stream ended by itself. */
  readonly onLost: (reason: string) => void;
  /** A bug: the feed goes on as if the camera had answered badly. */
  readonly onUnexpected: (error: unknown) => void;
  readonly onBytes: (bytes: number) => void;
  /** 0..1 */
  readonly random: () => number;
}

type Outcome = { readonly kind: 'lost'; readonly reason: string } | { readonly kind: 'unsupported' };

/**
 * One pull of one stream of a camera, for any number of viewers. It runs from its making until `stop` and tries again
 * for ever; it keeps no more than the init segment and the group of pictures since the last key frame.
 */
export class CameraFeed {
  readonly profile: StreamProfile;
  readonly #deps: CameraFeedDeps;
  readonly #config: CameraFeedConfig;
  readonly #listeners = new Set<FeedListener>();
  readonly #group: GroupOfPictures;
  readonly #muxer = new StreamMuxer();
  readonly #stopped = new AbortController();
  readonly #finished: Promise<void>;
  #restart = new AbortController();
  #failedTries = 0;
  #state: FeedState;
  #init: Fragment | null = null;

  constructor(profile: StreamProfile, deps: CameraFeedDeps, config: CameraFeedConfig) {
    this.profile = profile;
    this.#deps = deps;
    this.#config = config;
    this.#group = new GroupOfPictures(config.maxGroupBytes);
    this.#state = { state: 'connecting', reason: null, attempt: 1, codec: null, mime: null, profile };
    this.#finished = this.#run();
  }

  get viewers(): number {
    return this.#listeners.size;
  }

  /** Tells a viewer how things stand and, where the kept pictures are at most `maxReplayBytes`, sends those. */
  attach(listener: FeedListener, maxReplayBytes: number): void {
    this.#listeners.add(listener);
    listener.onState(this.#state);
    if (this.#init === null) return;
    listener.onFragment(this.#init);
    if (this.#group.bytes > maxReplayBytes) return;
    for (const fragment of this.#group.fragments) listener.onFragment(fragment);
  }

  detach(listener: FeedListener): void {
    this.#listeners.delete(listener);
  }

  /** Lets all viewers go and gives them back, for another feed or for a last word. */
  detachAll(): FeedListener[] {
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    return listeners;
  }

  /** Address or account changed: ends the stream and begins at once with the new ones. */
  restart(): void {
    this.#failedTries = 0;
    this.#restart.abort();
  }

  /** Ends the stream (TEARDOWN) and resolves when it is let go. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#finished;
  }

  async #run(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      this.#restart = new AbortController();
      const signal = AbortSignal.any([this.#stopped.signal, this.#restart.signal]);
      await this.#waitUntilAllowed(signal);
      if (signal.aborted) continue;
      this.#tell({ state: 'connecting', attempt: this.#failedTries + 1 });
      const outcome = await this.#play(signal);
      this.#group.clear();
      this.#init = null;
      if (signal.aborted || outcome === null) continue;
      this.#failedTries += 1;
      const pauseMs = this.#settle(outcome);
      await pause(pauseMs, signal);
    }
  }

  async #waitUntilAllowed(signal: AbortSignal): Promise<void> {
    const waitMs = this.#deps.notBefore() - this.#deps.clock.now();
    if (waitMs <= 0) return;
    this.#tell({ state: 'lost', reason: 'unauthorised', attempt: this.#failedTries });
    await pause(waitMs, signal);
  }

  /** Tells the viewers how a try ended; gives the time to wait before the next. */
  #settle(outcome: Outcome): number {
    if (outcome.kind === 'unsupported') {
      this.#tell({ state: 'unsupported', reason: 'h265', attempt: 0, codec: 'h265', mime: null });
      return this.#config.refusedRetryMs;
    }
    this.#deps.onLost(outcome.reason);
    this.#tell({ state: 'lost', reason: outcome.reason, attempt: this.#failedTries, mime: null });
    if (outcome.reason === 'unauthorised' || outcome.reason === 'no_address') return this.#config.refusedRetryMs;
    return reconnectDelayMs(this.#failedTries, this.#config, this.#deps.random());
  }

  /** One connection from opening to its end; null where it was ended from this side. */
  async #play(signal: AbortSignal): Promise<Outcome | null> {
    const source = this.#deps.source();
    if (source === null) return { kind: 'lost', reason: 'no_address' };
    let stream: RtspStream;
    try {
      stream = await this.#deps.openStream({ ...source, clock: this.#deps.clock, signal });
    } catch (error) {
      if (signal.aborted) return null;
      if (error instanceof RtspError) return { kind: 'lost', reason: error.reason };
      this.#deps.onUnexpected(error);
      return { kind: 'lost', reason: 'bad_reply' };
    }
    this.#deps.onCodec(stream.track.codec);
    if (stream.track.codec !== 'h264') {
      await stream.close();
      return { kind: 'unsupported' };
    }
    return this.#pull(stream);
  }

  async #pull(stream: RtspStream): Promise<Outcome> {
    const openedAt = this.#deps.clock.now();
    this.#muxer.beginSession(stream.track);
    let sawNothing = false;
    const timer = setTimeout(() => {
      sawNothing = this.#init === null;
      if (sawNothing) void stream.close();
    }, this.#config.firstPictureTimeoutMs);
    const error = await new Promise<RtspError | null>((resolve) => {
      stream.start({ onAccessUnit: (unit) => this.#receive(stream, unit), onEnd: resolve });
    });
    clearTimeout(timer);
    await stream.close();
    if (this.#deps.clock.now() - openedAt >= this.#config.steadyAfterMs && !sawNothing) this.#failedTries = 0;
    if (sawNothing) return { kind: 'lost', reason: 'no_video' };
    return { kind: 'lost', reason: error?.reason ?? 'connection_reset' };
  }

  #receive(stream: RtspStream, unit: AccessUnit): void {
    this.#deps.onBytes(unit.bytes);
    const { init, fragments } = this.#muxer.push(stream.track, unit);
    if (init !== null) {
      this.#tell({ state: 'playing', reason: null, attempt: 0, codec: 'h264', mime: init.mime });
    }
    for (const fragment of fragments) {
      if (fragment.kind === 'init') this.#init = fragment;
      else this.#group.push(fragment);
      for (const listener of this.#listeners) listener.onFragment(fragment);
    }
  }

  #tell(change: Partial<FeedState>): void {
    const state = { ...this.#state, ...change };
    if (isDeepStrictEqual(state, this.#state)) return;
    this.#state = state;
    for (const listener of this.#listeners) listener.onState(this.#state);
  }
}

/** Waits, or less where the signal says so; never rejects. */
async function pause(waitMs: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(waitMs, undefined, { signal });
  } catch {
    // Woken early: the caller looks at the signal.
  }
}
