import type { ServerResponse } from 'node:http';
import { citySecond } from '@khue/domain/cityTime';
import type { TicketClaims } from '@khue/domain/ticket';
import type { CameraFeeds, FeedViewing } from '../cameraFeeds.ts';
import type { FileOrigin } from '../fmp4/fileHeader.ts';
import type { Redeemed } from '../ticketDesk.ts';
import { ClipHandover, type HandedOver, type Handover, type HandoverLimits, SnapshotHandover } from './handover.ts';
import { PictureFile, type PictureSpan } from './pictureFile.ts';

export interface RunningExportLimits extends HandoverLimits {
  /** How long a camera has until its first picture. */
  readonly firstPictureMs: number;
  /** How much longer than it plays a file may take after that. */
  readonly overdueMs: number;
  /** Largest group of pictures that makes a file of one moment; a larger one is waited out. */
  readonly maxSnapshotBytes: number;
}

/** What became of a file. */
export interface ExportResult extends HandedOver {
  /** null where there was no picture. */
  readonly span: PictureSpan | null;
}

/** Written into the file: which camera, who took it, why and when; and that it is invented, where it is. */
function originOf({ claims, camera }: Redeemed, now: number): FileOrigin {
  const { purpose, note, accountName } = claims;
  const mark = camera.synthetic ? ['MÔ PHỎNG · SIMULATED'] : [];
  return {
    title: [...mark, camera.name, camera.code].join(' · '),
    comment: [...mark, purpose, ...(note === null ? [] : [note]), accountName, citySecond(now)].join(' · '),
    date: new Date(now).toISOString(),
  };
}

/** One file on its way: pulls the camera, ends on time, and lets the camera go whatever ends it. */
export class RunningExport {
  readonly claims: TicketClaims;
  readonly #limits: RunningExportLimits;
  readonly #handover: Handover;
  readonly #file: PictureFile;
  readonly #onEnd: (result: ExportResult) => void;
  readonly #startedAt: number;
  #viewing: FeedViewing | null = null;
  #deadline: NodeJS.Timeout | null = null;
  #ended = false;

  /** `onEnd` is called once, at the end; `now` in ms since the epoch. */
  constructor(
    redeemed: Redeemed,
    response: ServerResponse,
    now: number,
    limits: RunningExportLimits,
    onEnd: (result: ExportResult) => void,
  ) {
    this.claims = redeemed.claims;
    this.#limits = limits;
    this.#onEnd = onEnd;
    this.#startedAt = now;
    const over = (result: HandedOver): void => this.#over(result);
    this.#handover =
      this.claims.kind === 'snapshot'
        ? new SnapshotHandover(response, limits, () => this.#file.ticks, over)
        : new ClipHandover(response, limits, over);
    this.#file = new PictureFile(this.#handover, originOf(redeemed, now), this.claims.seconds);
  }

  start(feeds: Pick<CameraFeeds, 'view'>): void {
    const { cameraId, profile, kind } = this.claims;
    const isSnapshot = kind === 'snapshot';
    const { maxSnapshotBytes, maxReaderQueueBytes, firstPictureMs } = this.#limits;
    this.#deadline = setTimeout(() => this.#late(), firstPictureMs);
    const replayBytes = isSnapshot ? maxSnapshotBytes : maxReaderQueueBytes / 2;
    const viewing = feeds.view(cameraId, profile, this.#file, replayBytes);
    if (viewing === null) return this.cut('too_many_feeds');
    if (this.#ended) viewing.end();
    else this.#viewing = viewing;
    if (isSnapshot) this.#file.settle(this.#startedAt);
  }

  /** Ends it before its time. */
  cut(reason: string): void {
    this.#handover.cut(reason);
  }

  #late(): void {
    const { seconds } = this.claims;
    // A snapshot that is still waiting has nothing of now.
    if (this.#file.span === null || seconds === null) return this.cut('no_picture');
    this.#deadline = setTimeout(() => this.cut('overdue'), seconds * 1_000 + this.#limits.overdueMs);
  }

  #over(result: HandedOver): void {
    this.#ended = true;
    if (this.#deadline !== null) clearTimeout(this.#deadline);
    this.#file.stop();
    this.#viewing?.end();
    this.#onEnd({ ...result, span: this.#file.span });
  }
}
