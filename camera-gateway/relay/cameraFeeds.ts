import type { StreamProfile } from '@khue/domain/camera';
import type { Clock } from '@khue/domain/clock';
import type { CameraEndpoint } from '@khue/store/store';
import type { CredentialQuarantine } from '../probe/credentialQuarantine.ts';
import type { openRtspStream } from '../rtsp/stream.ts';
import { CameraFeed, type CameraFeedConfig, type FeedListener, type FeedSource, type FeedState } from './cameraFeed.ts';
import { type SeenCodecs, streamCandidates } from './streamChoice.ts';

export interface CameraFeedsConfig extends CameraFeedConfig {
  /** How long a feed goes on after its last viewer has left. */
  readonly lingerMs: number;
  readonly maxFeeds: number;
}

export interface CameraFeedsDeps {
  readonly clock: Clock;
  readonly openStream: typeof openRtspStream;
  readonly endpoint: (cameraId: string) => CameraEndpoint | undefined;
  /** Accounts that cameras have refused; shared with the probes. */
  readonly quarantine: CredentialQuarantine;
  /** Asks for a probe of a camera whose stream died. */
  readonly probeSoon: (cameraId: string) => void;
  readonly onUnexpected: (error: unknown) => void;
  /** 0..1 */
  readonly random: () => number;
}

interface RunningFeed {
  readonly feed: CameraFeed;
  readonly cameraId: string;
  /** Address and account it pulls with, to see changes. */
  sourceText: string;
  release: NodeJS.Timeout | null;
}

export interface FeedViewing {
  /** The viewer leaves. May be called again. */
  end(): void;
}

function keyOf(cameraId: string, profile: StreamProfile): string {
  return `${cameraId}/${profile}`;
}

function closedState(reason: string, profile: StreamProfile): FeedState {
  return { state: 'closed', reason, attempt: 0, codec: null, mime: null, profile };
}

/** All feeds: one pull per stream of a camera, from the first viewer until shortly after the last. */
export class CameraFeeds {
  readonly #deps: CameraFeedsDeps;
  readonly #config: CameraFeedsConfig;
  readonly #feeds = new Map<string, RunningFeed>();
  readonly #feedOf = new Map<FeedListener, RunningFeed>();
  readonly #stopping = new Set<Promise<void>>();
  /** Codecs met on the wire, per camera of the inventory. */
  readonly #seen = new Map<string, SeenCodecs>();
  #bytesIn = 0;
  #stopped = false;

  constructor(deps: CameraFeedsDeps, config: CameraFeedsConfig) {
    this.#deps = deps;
    this.#config = config;
  }

  get size(): number {
    return this.#feeds.size;
  }

  get bytesIn(): number {
    return this.#bytesIn;
  }

  /** Shows a camera to a listener; null where there are too many feeds. Nothing to pull from is told as `lost`. */
  view(cameraId: string, asked: StreamProfile, listener: FeedListener, maxReplayBytes: number): FeedViewing | null {
    const running = this.#runningFeed(cameraId, this.#choose(cameraId, asked));
    if (running === null) return null;
    this.#attach(running, listener, maxReplayBytes);
    return { end: () => this.#leave(listener) };
  }

  /** The inventory was read again: ends feeds of cameras that are gone, restarts those whose address or account changed. */
  inventoryChanged(): void {
    for (const [key, running] of this.#feeds) {
      if (this.#deps.endpoint(running.cameraId) === undefined) {
        this.#endFeed(key, running, 'camera_removed');
        continue;
      }
      const sourceText = this.#sourceText(running.cameraId, running.feed.profile);
      if (sourceText === running.sourceText) continue;
      running.sourceText = sourceText;
      this.#seen.delete(running.cameraId);
      running.feed.restart();
    }
    for (const cameraId of this.#seen.keys()) {
      if (this.#deps.endpoint(cameraId) === undefined) this.#seen.delete(cameraId);
    }
  }

  /** Ends every feed; the viewers hear `closed`. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const [key, running] of this.#feeds) this.#endFeed(key, running, 'shutdown');
    await Promise.allSettled(this.#stopping);
  }

  #choose(cameraId: string, asked: StreamProfile): StreamProfile {
    const endpoint = this.#deps.endpoint(cameraId);
    const [first] = endpoint === undefined ? [] : streamCandidates(endpoint, asked, this.#seen.get(cameraId));
    return first?.profile ?? asked;
  }

  #source(cameraId: string, profile: StreamProfile): FeedSource | null {
    const endpoint = this.#deps.endpoint(cameraId);
    if (endpoint === undefined) return null;
    const stream = streamCandidates(endpoint, profile).find((candidate) => candidate.profile === profile);
    return stream === undefined ? null : { url: stream.url, credentials: endpoint.credentials };
  }

  #sourceText(cameraId: string, profile: StreamProfile): string {
    return JSON.stringify(this.#source(cameraId, profile));
  }

  /** A refused account is left alone for a while, whoever looks; another one may be tried at once. */
  #notBefore(cameraId: string): number {
    const credentials = this.#deps.endpoint(cameraId)?.credentials ?? null;
    return credentials === null ? 0 : (this.#deps.quarantine.restsUntil(cameraId, credentials) ?? 0);
  }

  #noteRefusal(cameraId: string): void {
    const credentials = this.#deps.endpoint(cameraId)?.credentials ?? null;
    if (credentials !== null) this.#deps.quarantine.refused(cameraId, credentials);
  }

  #runningFeed(cameraId: string, profile: StreamProfile): RunningFeed | null {
    const key = keyOf(cameraId, profile);
    const existing = this.#feeds.get(key);
    if (existing !== undefined) return existing;
    if (this.#stopped || (this.#feeds.size >= this.#config.maxFeeds && !this.#releaseAnUnwatched())) return null;
    const running: RunningFeed = {
      feed: this.#makeFeed(cameraId, profile),
      cameraId,
      sourceText: this.#sourceText(cameraId, profile),
      release: null,
    };
    this.#feeds.set(key, running);
    return running;
  }

  #makeFeed(cameraId: string, profile: StreamProfile): CameraFeed {
    const { clock, openStream, onUnexpected, random } = this.#deps;
    return new CameraFeed(
      profile,
      {
        clock,
        openStream,
        onUnexpected,
        random,
        source: () => this.#source(cameraId, profile),
        notBefore: () => this.#notBefore(cameraId),
        onCodec: (codec) => {
          this.#deps.quarantine.forget(cameraId);
          this.#seen.set(cameraId, { ...this.#seen.get(cameraId), [profile]: codec });
          if (codec === 'h265') this.#moveViewers(cameraId, profile);
        },
        onLost: (reason) => {
          if (reason === 'unauthorised') this.#noteRefusal(cameraId);
          this.#deps.probeSoon(cameraId);
        },
        onBytes: (bytes) => {
          this.#bytesIn += bytes;
        },
      },
      this.#config,
    );
  }

  /** A stream turned out to be H.265: its viewers go to the camera's other stream, if that may be H.264. */
  #moveViewers(cameraId: string, from: StreamProfile): void {
    const running = this.#feeds.get(keyOf(cameraId, from));
    const to = this.#choose(cameraId, from);
    const target = running === undefined || to === from ? null : this.#runningFeed(cameraId, to);
    if (running === undefined || target === null) return;
    for (const listener of running.feed.detachAll()) this.#attach(target, listener, this.#config.maxGroupBytes);
    this.#releaseLater(keyOf(cameraId, from), running);
  }

  #attach(running: RunningFeed, listener: FeedListener, maxReplayBytes: number): void {
    if (running.release !== null) clearTimeout(running.release);
    running.release = null;
    this.#feedOf.set(listener, running);
    running.feed.attach(listener, maxReplayBytes);
  }

  #leave(listener: FeedListener): void {
    const running = this.#feedOf.get(listener);
    if (running === undefined) return;
    this.#feedOf.delete(listener);
    running.feed.detach(listener);
    if (running.feed.viewers === 0) this.#releaseLater(keyOf(running.cameraId, running.feed.profile), running);
  }

  #releaseLater(key: string, running: RunningFeed): void {
    if (running.release !== null || this.#feeds.get(key) !== running) return;
    running.release = setTimeout(() => this.#endFeed(key, running, 'released'), this.#config.lingerMs);
  }

  #releaseAnUnwatched(): boolean {
    for (const [key, running] of this.#feeds) {
      if (running.feed.viewers > 0) continue;
      this.#endFeed(key, running, 'released');
      return true;
    }
    return false;
  }

  #endFeed(key: string, running: RunningFeed, reason: string): void {
    if (running.release !== null) clearTimeout(running.release);
    this.#feeds.delete(key);
    for (const listener of running.feed.detachAll()) {
      this.#feedOf.delete(listener);
      listener.onState(closedState(reason, running.feed.profile));
    }
    const stopping = running.feed.stop().catch(this.#deps.onUnexpected);
    this.#stopping.add(stopping);
    void stopping.then(() => this.#stopping.delete(stopping));
  }
}
