import { pictureAge } from '@khue/domain/video';
import { timescale } from '../fmp4/initSegment.ts';
import { type FileOrigin, fileHeader } from '../fmp4/fileHeader.ts';
import { movedHead, readMediaFragment } from '../fmp4/mediaFragment.ts';
import type { FeedListener, FeedState } from '../cameraFeed.ts';
import type { Fragment } from '../fragment.ts';

/** Where a file goes. Called synchronously. */
export interface FileSink {
  /** The file begins with this head; `mime` is its type with codecs. */
  begin(mime: string, header: Buffer): void;
  write(bytes: Buffer): void;
  /** Nothing follows: `complete`, or why it ends before its time or never began. */
  end(reason: string): void;
}

/** From when to when the pictures of a file arrived, ms since the epoch. */
export interface PictureSpan {
  readonly from: number;
  readonly to: number;
}

/**
 * Makes a file that stands alone out of a camera's fragments: it begins with a key frame at 0 and holds one init segment.
 * A camera that was lost, or sends another size, ends it: a gap would not show in the file.
 */
export class PictureFile implements FeedListener {
  readonly #sink: FileSink;
  readonly #origin: FileOrigin;
  /** Ticks; where it is unknown what will be there, 0 stands in the head until it is known. */
  readonly #plannedTicks: number;
  #init: Buffer | null = null;
  #mime: string | null = null;
  #startsAt: number | null = null;
  #sequence = 0;
  #ticks = 0;
  #span: PictureSpan | null = null;
  #endsWithNext = false;
  #ended = false;

  /** `seconds` null: ends when it is told to. */
  constructor(sink: FileSink, origin: FileOrigin, seconds: number | null) {
    this.#sink = sink;
    this.#origin = origin;
    this.#plannedTicks = (seconds ?? 0) * timescale;
  }

  /** null before the first picture. */
  get span(): PictureSpan | null {
    return this.#span;
  }

  /** How much it plays, ticks. */
  get ticks(): number {
    return this.#ticks;
  }

  /** What is there is enough where it is of `now` (ms since the epoch); where it is late or missing, the next picture ends it. */
  settle(now: number): void {
    const isOfNow = this.#span !== null && now - this.#span.to < pictureAge.lateMs;
    if (isOfNow) this.#end('complete');
    else this.#endsWithNext = true;
  }

  /** Takes no more pictures. */
  stop(): void {
    this.#ended = true;
  }

  onState(state: FeedState): void {
    if (this.#ended) return;
    if (state.state === 'playing') this.#mime = state.mime;
    else if (state.state === 'unsupported') this.#end('unsupported');
    else if (state.state === 'closed') this.#end(state.reason ?? 'closed');
    else if (this.#span !== null) this.#end('camera_lost');
  }

  onFragment(fragment: Fragment): void {
    if (this.#ended) return;
    if (fragment.kind === 'media') this.#take(fragment);
    else if (this.#span === null) this.#init = fragment.payload;
    else this.#end('stream_changed');
  }

  #take({ keyFrame, payload, arrivedAt }: Fragment): void {
    const { decodeTime, duration, data } = readMediaFragment(payload);
    if (this.#startsAt === null) {
      if (!keyFrame || this.#init === null || this.#mime === null) return;
      this.#startsAt = decodeTime;
      this.#sink.begin(this.#mime, fileHeader(this.#init, this.#plannedTicks, this.#origin));
    }
    this.#sequence += 1;
    const at = decodeTime - this.#startsAt;
    this.#sink.write(movedHead(payload, { sequence: this.#sequence, decodeTime: at }));
    this.#sink.write(data);
    this.#ticks = at + duration;
    this.#span = { from: this.#span?.from ?? arrivedAt, to: arrivedAt };
    const isLong = this.#plannedTicks > 0 && this.#ticks >= this.#plannedTicks;
    if (isLong || this.#endsWithNext) this.#end('complete');
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#sink.end(reason);
  }
}
