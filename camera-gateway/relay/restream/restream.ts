/**
 * HTTP-FLV for other systems: `GET /flv/{ticket}.flv`. The hub (node-media-server) fans out; this front redeems the
 * ticket, names the stream itself and bounds what waits for each reader, for the hub checks and bounds nothing.
 */
import { type ClientRequest, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { TicketClaims } from '@khue/domain/ticket';
import type { CameraFeeds, FeedViewing } from '../cameraFeeds.ts';
import type { Revocations } from '../revocations.ts';
import type { Redeemed, TicketDesk } from '../ticketDesk.ts';
import type { ViewLog } from '../viewLog.ts';
import { FlvPublisher } from './flvPublisher.ts';
import type { Hub } from './hub.ts';

export interface RestreamLimits {
  readonly maxReaders: number;
  /** What may wait for one reader; beyond it he is disconnected. */
  readonly maxReaderQueueBytes: number;
  /** What may wait for the hub, per camera; beyond it pictures up to the next key frame are dropped. */
  readonly maxHubQueueBytes: number;
}

export interface RestreamDeps {
  readonly feeds: CameraFeeds;
  readonly tickets: Pick<TicketDesk, 'redeem'>;
  readonly revocations: Pick<Revocations, 'covers'>;
  readonly views: Pick<ViewLog, 'begin'>;
  readonly hub: Hub;
}

interface Published {
  readonly name: string;
  readonly publisher: FlvPublisher;
  readonly viewing: FeedViewing;
  readonly readers: Set<Reader>;
}

interface Reader {
  readonly claims: TicketClaims;
  end(reason: string): void;
}

const ticketPath = /^\/flv\/([\w-]{1,40}\.[\w-]{1,4000}\.[\w-]{1,100})\.flv$/u;

/** The hub's file header announces audio as well; players then wait for a sound that never comes. */
const flagsOffset = 4;
const videoOnly = 1;

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'cache-control': 'no-store' });
  response.end();
}

/** Whether a request is for the restream at all. */
export function isRestreamPath(url: string): boolean {
  return url.startsWith('/flv/');
}

export class Restream {
  readonly #deps: RestreamDeps;
  readonly #limits: RestreamLimits;
  readonly #published = new Map<string, Published>();
  #readers = 0;
  #slowReadersClosed = 0;

  constructor(deps: RestreamDeps, limits: RestreamLimits) {
    this.#deps = deps;
    this.#limits = limits;
  }

  metrics(): { readonly restreamReaders: number; readonly slowRestreamReadersClosed: number } {
    return { restreamReaders: this.#readers, slowRestreamReadersClosed: this.#slowReadersClosed };
  }

  /** Answers 403 to a bad ticket, 404 to another path, 503 beyond the limits or without the hub; else endless FLV. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const ticket = ticketPath.exec(request.url ?? '')?.[1];
    if (request.method !== 'GET' || ticket === undefined) return answer(response, 404);
    if (this.#readers >= this.#limits.maxReaders) return answer(response, 503);
    this.#readers += 1;
    response.once('close', () => {
      this.#readers -= 1;
    });
    try {
      const redeemed = await this.#deps.tickets.redeem(ticket);
      if (redeemed === null) return answer(response, 403);
      const playUrl = await this.#publish(redeemed.claims);
      if (playUrl === null) answer(response, 503);
      else if (this.#deps.revocations.covers(redeemed.claims)) answer(response, 403);
      else this.#relay(playUrl, redeemed, response);
    } catch {
      answer(response, 503);
    }
  }

  /** Ends the readers whose right has ended; returns how many. */
  revoke(hasEnded: (claims: TicketClaims) => boolean): number {
    const readers = [...this.#published.values()].flatMap((published) => [...published.readers]);
    const revoked = readers.filter(({ claims }) => hasEnded(claims));
    for (const reader of revoked) reader.end('revoked');
    return revoked.length;
  }

  /** Ends every reader and the hub. */
  async stop(): Promise<void> {
    for (const published of this.#published.values()) this.#end(published, 'shutdown');
    await this.#deps.hub.stop();
  }

  /** Sees to it that the stream is on the hub; gives the address to read it from, or null where there are too many. */
  async #publish({ cameraId, profile }: TicketClaims): Promise<string | null> {
    const name = `${cameraId}-${profile}`;
    const url = await this.#deps.hub.streamUrl(name);
    if (this.#published.has(name)) return url;
    const { maxHubQueueBytes } = this.#limits;
    const limits = { maxChannelQueueBytes: maxHubQueueBytes, maxViewerQueueBytes: maxHubQueueBytes };
    const publisher = new FlvPublisher(url, limits, () => {
      const ended = this.#published.get(name);
      if (ended?.publisher === publisher) this.#end(ended, 'stream_ended');
    });
    const viewing = this.#deps.feeds.view(cameraId, profile, publisher, maxHubQueueBytes);
    if (viewing === null || publisher.ended) {
      viewing?.end();
      publisher.end();
      return null;
    }
    this.#published.set(name, { name, publisher, viewing, readers: new Set() });
    return url;
  }

  #relay(playUrl: string, redeemed: Redeemed, response: ServerResponse): void {
    const { claims } = redeemed;
    const published = this.#published.get(`${claims.cameraId}-${claims.profile}`);
    if (published === undefined) return answer(response, 503);
    if (response.destroyed) {
      if (published.readers.size === 0) this.#end(published, 'left');
      return;
    }
    const upstream = get(playUrl, { agent: false });
    const view = this.#deps.views.begin(redeemed);
    const reader: Reader = {
      claims,
      end: (reason) => {
        view.end(reason);
        upstream.destroy();
        response.destroy();
      },
    };
    published.readers.add(reader);
    response.once('close', () => {
      view.end('left');
      upstream.destroy();
      published.readers.delete(reader);
      if (published.readers.size === 0) this.#end(published, 'left');
    });
    upstream.on('error', () => {
      if (response.headersSent) reader.end('stream_ended');
      else answer(response, 503);
    });
    upstream.once('response', (incoming) => this.#pour(incoming, upstream, response));
  }

  /** The hub holds what is not read without a limit, so it is always read; the limit is here. */
  #pour(incoming: IncomingMessage, upstream: ClientRequest, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'video/x-flv', 'cache-control': 'no-store' });
    let offset = 0;
    incoming.on('data', (chunk: Buffer) => {
      if (offset <= flagsOffset && flagsOffset < offset + chunk.length) chunk[flagsOffset - offset] = videoOnly;
      offset += chunk.length;
      if (response.writableLength + chunk.length <= this.#limits.maxReaderQueueBytes) {
        response.write(chunk);
        return;
      }
      this.#slowReadersClosed += 1;
      upstream.destroy();
      response.destroy();
    });
    incoming.on('close', () => response.destroy());
  }

  #end(published: Published, reason: string): void {
    if (this.#published.get(published.name) === published) this.#published.delete(published.name);
    published.publisher.end();
    published.viewing.end();
    for (const reader of published.readers) reader.end(reason);
  }
}
