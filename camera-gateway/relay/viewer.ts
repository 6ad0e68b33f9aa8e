import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import type { Clock } from '@khue/domain/clock';
import { encodeFragmentHeader, maxVideoChannels, type VideoNotice, videoRequestSchema } from '@khue/domain/video';
import type { TicketClaims } from '@khue/domain/ticket';
import { Allowance } from './allowance.ts';
import type { FeedState } from './cameraFeed.ts';
import type { CameraFeeds } from './cameraFeeds.ts';
import type { NumberedFragment } from './deliveryGate.ts';
import type { Redeemed, TicketDesk } from './ticketDesk.ts';
import type { OpenView, ViewLog } from './viewLog.ts';
import { type ChannelOutput, ViewerChannel } from './viewerChannel.ts';
import type { ViewerCounts, ViewerLimits } from './viewerLimits.ts';

export interface ViewerDeps {
  readonly clock: Clock;
  readonly feeds: CameraFeeds;
  readonly tickets: Pick<TicketDesk, 'redeem'>;
  readonly views: Pick<ViewLog, 'begin'>;
  readonly counts: ViewerCounts;
}

/** The right has ended; or nobody watches over the ticket any more, and another one may be asked for. */
export type RevokedBecause = 'ended' | 'askAnew';

/** WebSocket close codes, RFC 6455 7.4.1 and the IANA registry. */
const closeCode = { goingAway: 1001, unsupportedData: 1003, policy: 1008, tryAgainLater: 1013 } as const;

/** Notices are small but must not pile up either, behind a viewer that sends requests and reads nothing. */
const noticeReserveBytes = 256 * 1_024;
/** Requests of any kind: two walls set up at once, then a click every 50 ms. */
const requestBurst = 256;
const requestsPerSecond = 20;

function parseRequest(data: RawData, isBinary: boolean): ReturnType<typeof videoRequestSchema.safeParse> | null {
  if (isBinary || !Buffer.isBuffer(data)) return null;
  try {
    return videoRequestSchema.safeParse(JSON.parse(data.toString('utf8')));
  } catch {
    return null;
  }
}

/** A channel, what it was opened with, and its line in the log. */
interface OpenChannel {
  readonly channel: ViewerChannel;
  readonly claims: TicketClaims;
  readonly view: OpenView;
}

/** A browser's connection, through the dashboard, and the session it belongs to; null: unknown. */
interface Connection {
  readonly ws: WebSocket;
  readonly socket: Socket;
  readonly sessionId: string | null;
}

/** One browser: its channels, and what waits in its socket. */
export class Viewer implements ChannelOutput {
  readonly #ws: WebSocket;
  readonly #socket: Socket;
  readonly #sessionId: string | null;
  readonly #deps: ViewerDeps;
  readonly #limits: ViewerLimits;
  readonly #channels = new Map<number, OpenChannel>();
  /** Channels whose ticket is being looked at; a newer request for the same channel takes the place of the older one. */
  readonly #opening = new Map<number, symbol>();
  readonly #requests: Allowance;
  readonly #subscriptions: Allowance;
  /** Last moment at which nothing waited or something was written. */
  #readAt: number;
  #heardAt: number;

  constructor({ ws, socket, sessionId }: Connection, deps: ViewerDeps, limits: ViewerLimits) {
    this.#ws = ws;
    this.#socket = socket;
    this.#sessionId = sessionId;
    this.#deps = deps;
    this.#limits = limits;
    this.#requests = new Allowance(deps.clock, requestBurst, requestsPerSecond);
    this.#subscriptions = new Allowance(deps.clock, limits.subscribeBurst, limits.subscribePerSecond);
    this.#readAt = deps.clock.now();
    this.#heardAt = this.#readAt;
    ws.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    ws.on('ping', (data) => this.#onPing(data));
    ws.on('pong', () => this.#heard());
    ws.on('close', () => this.#endChannels('left'));
    // Broken frames and resets: `close` follows, and a viewer that leaves is nothing to report.
    ws.on('error', () => undefined);
  }

  queuedBytes(): number {
    return this.#ws.bufferedAmount;
  }

  sendState(channel: number, state: FeedState): void {
    this.#notify({ type: 'state', channel, ...state });
  }

  /** Header and picture leave as two frames of one message: the picture is shared by all viewers, never copied. */
  sendFragment(channel: number, { fragment, sequence }: NumberedFragment, written: () => void): void {
    const { kind, keyFrame, arrivedAt, payload } = fragment;
    const header = encodeFragmentHeader({ kind, keyFrame, channel, sequence, arrivedAt });
    this.#socket.cork();
    this.#ws.send(header, { binary: true, fin: false });
    this.#ws.send(payload, { binary: true, fin: true }, () => {
      written();
      this.#readAt = this.#deps.clock.now();
    });
    this.#socket.uncork();
    this.#deps.counts.bytesOut += header.length + payload.length;
    this.#deps.counts.fragmentsOut += 1;
  }

  countDropped(fragments: number): void {
    this.#deps.counts.droppedFragments += fragments;
  }

  channelClosed(channel: number, ended: ViewerChannel, reason: string): void {
    if (this.#channels.get(channel)?.channel === ended) this.#endChannel(channel, reason);
    else ended.end();
  }

  /** Cuts the channels whose right has ended, and says why; returns how many. */
  revoke(hasEnded: (claims: TicketClaims) => boolean, why: RevokedBecause): number {
    let cut = 0;
    for (const [channel, { claims }] of this.#channels) {
      if (!hasEnded(claims)) continue;
      this.#endChannel(channel, 'revoked');
      if (why === 'ended') this.#refuse(channel, 'refused', 'revoked');
      else this.#refuse(channel, 'closed', 'ticket');
      cut += 1;
    }
    return cut;
  }

  /** Called at intervals: disconnects a viewer that stalls or has vanished, and asks the others for a sign of life. */
  inspect(): void {
    const now = this.#deps.clock.now();
    if (this.#ws.bufferedAmount === 0) this.#readAt = now;
    if (now - this.#readAt >= this.#limits.stalledAfterMs) {
      this.#disconnectAsSlow();
    } else if (now - this.#heardAt >= this.#limits.stalledAfterMs * 2) {
      this.#ws.terminate();
    } else if (this.#ws.bufferedAmount < noticeReserveBytes) {
      this.#ws.ping();
    }
  }

  /** Says goodbye; `terminate` follows where the other side does not answer. */
  goAway(): void {
    this.#endChannels('shutdown');
    this.#ws.close(closeCode.goingAway, 'shutdown');
  }

  terminate(): void {
    this.#ws.terminate();
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    this.#heard();
    if (!this.#requests.take()) return this.#ws.close(closeCode.policy, 'too many requests');
    const request = parseRequest(data, isBinary);
    if (request?.success !== true) return this.#ws.close(closeCode.unsupportedData, 'not a request');
    switch (request.data.type) {
      case 'subscribe':
        return void this.#subscribe(request.data.channel, request.data.ticket);
      case 'unsubscribe':
        return this.#endChannel(request.data.channel, 'left');
      case 'ping':
        return this.#notify({ type: 'pong', sentAt: request.data.sentAt, gatewayNow: this.#deps.clock.now() });
    }
  }

  /** A channel in use is taken over: so a tile changes from the small stream to the large one. */
  async #subscribe(channel: number, ticket: string): Promise<void> {
    this.#endChannel(channel, 'left');
    if (!this.#subscriptions.take()) return this.#refuse(channel, 'closed', 'too_many_requests');
    if (this.#channels.size + this.#opening.size >= maxVideoChannels)
      return this.#refuse(channel, 'closed', 'too_many_channels');
    const opening = Symbol();
    this.#opening.set(channel, opening);
    const redeemed = await this.#deps.tickets.redeem(ticket, { sessionId: this.#sessionId });
    if (this.#opening.get(channel) !== opening) return;
    this.#opening.delete(channel);
    if (redeemed === null) {
      this.#deps.counts.refusedTickets += 1;
      this.#refuse(channel, 'refused', 'ticket');
    } else this.#open(channel, redeemed);
  }

  #open(channel: number, redeemed: Redeemed): void {
    const { claims } = redeemed;
    const opened = new ViewerChannel(channel, this, this.#limits);
    this.#channels.set(channel, { channel: opened, claims, view: this.#deps.views.begin(redeemed) });
    const { maxChannelQueueBytes } = this.#limits;
    const viewing = this.#deps.feeds.view(claims.cameraId, claims.profile, opened, maxChannelQueueBytes);
    if (viewing !== null) return opened.hold(viewing);
    this.#endChannel(channel, 'too_many_feeds');
    this.#refuse(channel, 'closed', 'too_many_feeds');
  }

  #refuse(channel: number, state: 'closed' | 'refused', reason: string): void {
    this.#notify({ type: 'state', channel, state, reason, attempt: 0, codec: null, mime: null, profile: null });
  }

  #endChannel(channel: number, reason: string): void {
    this.#opening.delete(channel);
    const open = this.#channels.get(channel);
    if (open === undefined) return;
    this.#channels.delete(channel);
    open.channel.end();
    open.view.end(reason);
  }

  #endChannels(reason: string): void {
    this.#opening.clear();
    for (const channel of this.#channels.keys()) this.#endChannel(channel, reason);
  }

  #notify(notice: VideoNotice): void {
    if (this.#ws.bufferedAmount > this.#limits.maxViewerQueueBytes + noticeReserveBytes)
      return this.#disconnectAsSlow();
    this.#ws.send(JSON.stringify(notice));
  }

  #onPing(data: Buffer): void {
    this.#heard();
    if (!this.#requests.take()) return this.#ws.close(closeCode.policy, 'too many requests');
    if (this.#ws.bufferedAmount < noticeReserveBytes) this.#ws.pong(data);
  }

  #heard(): void {
    this.#heardAt = this.#deps.clock.now();
  }

  /** The close frame stands behind all that waits, so the socket is let go right after it was handed over. */
  #disconnectAsSlow(): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return;
    this.#deps.counts.slowViewersClosed += 1;
    this.#endChannels('too_slow');
    this.#ws.close(closeCode.tryAgainLater, 'too slow');
    setTimeout(() => this.#ws.terminate(), 1_000).unref();
  }
}
