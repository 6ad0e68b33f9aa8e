/**
 * Feeds fragments of one channel into a <video> through MSE: `sequence` mode, a short buffer, the live edge chased. A new
 * init segment changes the type in place; a broken decoder, a refused segment or a full buffer begins a new media source, ever
 * later (`restarts.ts`), until the stream counts as one that this browser cannot decode.
 */
import type { VideoFragment } from '@khue/domain/video';
import { createArrivals } from './arrivals.ts';
import { chase } from './chase.ts';
import { createRestarts } from './restarts.ts';

/** Seconds kept behind the picture on screen. */
const keepBehindS = 3;
/** Fragments waiting for the buffer; beyond it everything up to the next key frame is dropped. */
const queueLimit = 150;

interface Waiting {
  readonly payload: Uint8Array<ArrayBuffer>;
  readonly kind: 'init' | 'media';
  readonly arrivedAt: number;
}

export interface MediaFeed {
  /** Type of the fragments that follow, from the notice `playing`. */
  setMime(mime: string): void;
  push(fragment: VideoFragment): void;
  /** Arrival (gateway clock, ms) of the frame at a media time of the element. */
  arrivalOf(mediaTimeS: number): number | null;
  /** A frame came on screen: what failed before is forgiven. */
  frameShown(): void;
  /** True when every restart failed: the stream is refused until `tryAgain` or another stream. */
  gaveUp(): boolean;
  tryAgain(): void;
  /** Keeps the element at the live edge; called a few times a second. */
  tend(): void;
  /** Lets the element and all memory go. */
  end(): void;
}

/** True where this browser says it plays the type. */
export function playsMime(mime: string): boolean {
  return typeof MediaSource !== 'undefined' && MediaSource.isTypeSupported(mime);
}

export function createMediaFeed(video: HTMLVideoElement): MediaFeed {
  const arrivals = createArrivals();
  const restarts = createRestarts();
  let source: MediaSource | null = null;
  let buffer: SourceBuffer | null = null;
  let url: string | null = null;
  let mime: string | null = null;
  let init: Waiting | null = null;
  let queue: Waiting[] = [];
  let appending: Waiting | null = null;
  let waitForKey = true;
  /** Runs between a failure and the next try. */
  let rest: ReturnType<typeof setTimeout> | null = null;
  let gaveUp = false;

  function release(): void {
    if (url !== null) URL.revokeObjectURL(url);
    url = null;
    source = null;
    buffer = null;
    appending = null;
    arrivals.clear();
  }

  function begin(): void {
    release();
    const opened = new MediaSource();
    source = opened;
    url = URL.createObjectURL(opened);
    opened.addEventListener('sourceopen', () => {
      if (opened === source) openBuffer(opened);
    });
    video.src = url;
  }

  function openBuffer(opened: MediaSource): void {
    if (mime === null || buffer !== null) return;
    let made: SourceBuffer;
    try {
      made = opened.addSourceBuffer(mime);
    } catch {
      failed();
      return;
    }
    made.mode = 'sequence';
    made.addEventListener('updateend', () => {
      if (made === buffer) appended(made);
    });
    buffer = made;
    pump();
  }

  /** Starts over with the last init segment. */
  function restart(): void {
    if (rest !== null) clearTimeout(rest);
    rest = null;
    gaveUp = false;
    queue = init === null ? [] : [init];
    waitForKey = true;
    begin();
  }

  /** A decoder error, a refused segment, a buffer that cannot be emptied. One failure is told more than once. */
  function failed(): void {
    if (rest !== null || gaveUp) return;
    queue = [];
    const waitMs = restarts.failed();
    if (waitMs === null) gaveUp = true;
    else rest = setTimeout(restart, waitMs);
  }

  /** No media is taken now: a restart is waited for, or there will be none. */
  function resting(): boolean {
    return rest !== null || gaveUp;
  }

  function appended(made: SourceBuffer): void {
    const done = appending;
    appending = null;
    const ranges = made.buffered;
    if (done?.kind === 'media' && ranges.length > 0) arrivals.note(ranges.end(ranges.length - 1), done.arrivedAt);
    if (video.paused) video.play().catch(() => {});
    pump();
  }

  function trimmed(made: SourceBuffer): boolean {
    const ranges = made.buffered;
    if (ranges.length === 0) return false;
    const until = video.currentTime - keepBehindS;
    // Emptied in steps of two seconds, not at every fragment.
    if (until - ranges.start(0) < 2) return false;
    made.remove(0, until);
    return true;
  }

  function pump(): void {
    if (resting() || buffer === null || buffer.updating || source?.readyState !== 'open') return;
    if (video.error !== null) {
      failed();
      return;
    }
    if (trimmed(buffer)) return;
    const next = queue.shift();
    if (next === undefined) return;
    appending = next;
    try {
      if (next.kind === 'init' && mime !== null) buffer.changeType(mime);
      buffer.appendBuffer(next.payload);
    } catch {
      // QuotaExceeded although trimmed, or a buffer that died with its decoder: both are cured by a new source.
      failed();
    }
  }

  function onError(): void {
    if (url !== null) failed();
  }

  function tryAgain(): void {
    restarts.forget();
    if (resting()) restart();
  }
  video.addEventListener('error', onError);

  return {
    setMime: (next) => {
      const other = mime !== null && next !== mime;
      mime = next;
      // Another type, or a stream that begins once more after it was given up, may be one that can be decoded.
      if (other || gaveUp) tryAgain();
      if (source === null) begin();
      else if (source.readyState === 'open' && buffer === null) openBuffer(source);
    },
    push: (fragment) => {
      // A copy: the payload is a view into the whole message.
      const waiting: Waiting = {
        payload: fragment.payload.slice(),
        kind: fragment.kind,
        arrivedAt: fragment.arrivedAt,
      };
      if (fragment.kind === 'init') {
        init = waiting;
        waitForKey = true;
        // A restart takes it from there.
        if (resting()) return;
      } else if (resting()) {
        return;
      } else if (waitForKey && !fragment.keyFrame) {
        return;
      } else {
        waitForKey = false;
      }
      if (queue.length >= queueLimit) {
        queue = init === null ? [] : [init];
        waitForKey = true;
        return;
      }
      queue.push(waiting);
      pump();
    },
    frameShown: () => restarts.decoded(),
    gaveUp: () => gaveUp,
    tryAgain,
    arrivalOf: (mediaTimeS) => arrivals.find(mediaTimeS),
    tend: () => {
      const ranges = buffer?.buffered;
      if (ranges === undefined || ranges.length === 0) return;
      const end = ranges.end(ranges.length - 1);
      const lag = end - video.currentTime;
      const start = ranges.start(ranges.length - 1);
      const move = chase(lag);
      if (move.kind === 'jump' || video.currentTime < start) {
        video.currentTime = Math.max(start, end - (move.kind === 'jump' ? move.behindEndS : 0));
        video.playbackRate = 1;
      } else if (video.playbackRate !== move.rate) {
        video.playbackRate = move.rate;
      }
    },
    end: () => {
      video.removeEventListener('error', onError);
      if (rest !== null) clearTimeout(rest);
      rest = null;
      queue = [];
      init = null;
      release();
      video.removeAttribute('src');
      video.load();
    },
  };
}
