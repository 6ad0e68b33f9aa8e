/**
 * Files of pictures: `GET /video/snapshot?ticket=` gives the pictures of this moment, `GET /video/clip?ticket=` those of
 * the next seconds, as fragmented MP4. The pictures are those of the feeds; what is here names no camera by itself.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '@khue/domain/clock';
import type { TicketClaims } from '@khue/domain/ticket';
import { type PictureFileKind, pictureFilePaths } from '@khue/domain/video';
import type { CameraFeeds } from '../cameraFeeds.ts';
import { askingSession, type Redeemed, type TicketDesk } from '../ticketDesk.ts';
import type { ViewLog } from '../viewLog.ts';
import { answer } from './handover.ts';
import { RunningExport, type RunningExportLimits } from './runningExport.ts';

export interface ExportLimits extends RunningExportLimits {
  /** Files on their way at once, of all and of one account. */
  readonly maxExports: number;
  readonly maxExportsPerAccount: number;
}

export interface ExportsDeps {
  readonly clock: Clock;
  readonly feeds: Pick<CameraFeeds, 'view'>;
  readonly tickets: Pick<TicketDesk, 'redeem'>;
  readonly views: Pick<ViewLog, 'exported'>;
}

const base = 'http://gateway';
const fileKinds = ['snapshot', 'export'] as const;

function kindOf(url: string): PictureFileKind | undefined {
  const [path] = url.split('?');
  return fileKinds.find((kind) => pictureFilePaths[kind] === path);
}

/** Whether a request is for a file of pictures at all. */
export function isExportPath(url: string): boolean {
  return kindOf(url) !== undefined;
}

export class Exports {
  readonly #deps: ExportsDeps;
  readonly #limits: ExportLimits;
  readonly #running = new Set<RunningExport>();
  #admitted = 0;
  #slowReadersCut = 0;

  constructor(deps: ExportsDeps, limits: ExportLimits) {
    this.#deps = deps;
    this.#limits = limits;
  }

  metrics(): { readonly exports: number; readonly slowExportsCut: number } {
    return { exports: this.#running.size, slowExportsCut: this.#slowReadersCut };
  }

  /**
   * Answers 403 to a bad ticket or where the right ends before the first picture, 404 to another path, 415 where the
   * camera sends H.265 alone, 429 beyond the limits, 504 where no picture comes in time; else the file, which breaks off
   * where it is cut.
   */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '';
    const kind = kindOf(url);
    if (request.method !== 'GET' || kind === undefined) return answer(response, 404);
    if (this.#admitted >= this.#limits.maxExports) return answer(response, 429);
    this.#admitted += 1;
    response.once('close', () => {
      this.#admitted -= 1;
    });
    const ticket = new URL(url, base).searchParams.get('ticket') ?? '';
    const redeemed = await this.#deps.tickets.redeem(ticket, { kind, sessionId: askingSession(request) });
    if (redeemed === null) answer(response, 403);
    else this.#begin(redeemed, response);
  }

  /** Cuts the files whose right has ended; returns how many. */
  revoke(hasEnded: (claims: TicketClaims) => boolean): number {
    const revoked = [...this.#running].filter(({ claims }) => hasEnded(claims));
    for (const one of revoked) one.cut('revoked');
    return revoked.length;
  }

  /** Cuts every file. */
  stop(): void {
    for (const one of this.#running) one.cut('shutdown');
  }

  #begin(redeemed: Redeemed, response: ServerResponse): void {
    const { clock, feeds, views } = this.#deps;
    const { accountId } = redeemed.claims;
    const own = [...this.#running].filter(({ claims }) => claims.accountId === accountId).length;
    const running = new RunningExport(redeemed, response, clock.now(), this.#limits, (result) => {
      this.#running.delete(running);
      if (result.ended === 'too_slow') this.#slowReadersCut += 1;
      views.exported(redeemed, result);
    });
    this.#running.add(running);
    if (response.destroyed) running.cut('left');
    else if (own >= this.#limits.maxExportsPerAccount) running.cut('too_many');
    else running.start(feeds);
  }
}
