/**
 * One WebSocket for all pictures of the page (contract: domain/video.ts). Every channel asks for a ticket of its own each
 * time it subscribes; after a break all channels subscribe anew with fresh tickets. The socket opens with the first
 * channel and closes a little after the last.
 */
import type { StreamProfile } from '@khue/domain/camera';
import type { Clock } from '@khue/domain/clock';
import {
  decodeFragment,
  maxVideoChannels,
  type VideoFragment,
  type VideoNotice,
  videoNoticeSchema,
  type VideoRequest,
} from '@khue/domain/video';
import { RequestError } from '../data/http.ts';
import { createGatewayClock, type GatewayClock } from './gatewayClock.ts';

export type ChannelNotice = Extract<VideoNotice, { type: 'state' }>;

export interface ChannelEvents {
  readonly onNotice: (notice: ChannelNotice) => void;
  readonly onFragment: (fragment: VideoFragment) => void;
}

export interface VideoSocketDeps {
  readonly clock: Clock;
  readonly serverClock: Clock;
  readonly openSocket: () => WebSocket;
  readonly fetchTicket: (cameraId: string, profile: StreamProfile, signal: AbortSignal) => Promise<string>;
}

interface Channel {
  readonly number: number;
  readonly cameraId: string;
  readonly profile: StreamProfile;
  readonly events: ChannelEvents;
  readonly ending: AbortController;
  failures: number;
  /** What it was refused for is not mended by a new connection: nothing else is told until it plays. */
  refused: boolean;
  retry: ReturnType<typeof setTimeout> | null;
}

const pingEveryMs = 2_000;
/** No answer to a ping for this long: the line is dead, whatever TCP believes. */
const silentAfterMs = 10_000;
const lingerMs = 4_000;
const firstRetryMs = 500;
const lastRetryMs = 8_000;

/** Waits ever longer, with jitter, so that a room full of screens does not come back in one instant. */
function backOffMs(failures: number): number {
  return Math.min(lastRetryMs, firstRetryMs * 2 ** failures) * (0.75 + Math.random() / 2);
}

export class VideoSocket {
  readonly clock: GatewayClock;
  readonly #deps: VideoSocketDeps;
  readonly #channels = new Map<number, Channel>();
  #socket: WebSocket | null = null;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #linger: ReturnType<typeof setTimeout> | null = null;
  #ping: ReturnType<typeof setInterval> | null = null;
  #heardAt = 0;
  #nextNumber = 1;

  constructor(deps: VideoSocketDeps) {
    this.#deps = deps;
    this.clock = createGatewayClock(deps.clock, deps.serverClock);
  }

  /** Opens a channel for a camera; the answer closes it. Beyond `maxVideoChannels` the channel is `closed` at once. */
  open(cameraId: string, profile: StreamProfile, events: ChannelEvents): () => void {
    if (this.#channels.size >= maxVideoChannels) {
      events.onNotice(localNotice(0, 'closed', 'too_many_channels'));
      return () => {};
    }
    const channel: Channel = {
      number: this.#takeNumber(),
      cameraId,
      profile,
      events,
      ending: new AbortController(),
      failures: 0,
      refused: false,
      retry: null,
    };
    this.#channels.set(channel.number, channel);
    if (this.#linger !== null) clearTimeout(this.#linger);
    this.#linger = null;
    if (this.#socket === null) this.#connect();
    else if (this.#socket.readyState === WebSocket.OPEN) void this.#subscribe(channel);
    return () => this.#close(channel);
  }

  #takeNumber(): number {
    while (this.#channels.has(this.#nextNumber)) this.#nextNumber = (this.#nextNumber + 1) % 65_536;
    const taken = this.#nextNumber;
    this.#nextNumber = (this.#nextNumber + 1) % 65_536;
    return taken;
  }

  #close(channel: Channel): void {
    if (!this.#channels.delete(channel.number)) return;
    channel.ending.abort();
    if (channel.retry !== null) clearTimeout(channel.retry);
    this.#send({ type: 'unsubscribe', channel: channel.number });
    if (this.#channels.size === 0) this.#linger = setTimeout(() => this.#hangUp(), lingerMs);
  }

  #hangUp(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    if (this.#ping !== null) clearInterval(this.#ping);
    this.#retry = null;
    this.#ping = null;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #connect(): void {
    if (this.#retry !== null) return;
    const socket = this.#deps.openSocket();
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.addEventListener('open', () => {
      if (socket !== this.#socket) return;
      this.#heardAt = this.#deps.clock.now();
      this.#startPings();
      for (const channel of this.#channels.values()) void this.#subscribe(channel);
    });
    socket.addEventListener('message', (event) => {
      if (socket === this.#socket) this.#receive(event.data);
    });
    socket.addEventListener('close', () => {
      if (socket === this.#socket) this.#broken();
    });
  }

  #broken(): void {
    this.#hangUp();
    // What was refused is asked for again by whoever opens a channel anew, not by the line.
    if ([...this.#channels.values()].every(({ refused }) => refused)) return;
    for (const { number, events, refused } of this.#channels.values()) {
      if (!refused) events.onNotice(localNotice(number, 'connecting', 'socket'));
    }
    this.#retry = setTimeout(() => {
      this.#retry = null;
      this.#connect();
    }, backOffMs(this.#failures));
    this.#failures += 1;
  }

  #startPings(): void {
    const ping = (): void => {
      if (this.#deps.clock.now() - this.#heardAt > silentAfterMs) this.#broken();
      else this.#send({ type: 'ping', sentAt: this.#deps.clock.now() });
    };
    ping();
    this.#ping = setInterval(ping, pingEveryMs);
  }

  async #subscribe(channel: Channel): Promise<void> {
    try {
      const ticket = await this.#deps.fetchTicket(channel.cameraId, channel.profile, channel.ending.signal);
      this.#send({ type: 'subscribe', channel: channel.number, ticket });
    } catch (error) {
      if (channel.ending.signal.aborted) return;
      const refused = error instanceof RequestError && (error.status === 403 || error.status === 404);
      if (!refused) this.#subscribeLater(channel);
      else if (!channel.refused) this.#refuse(channel, localNotice(channel.number, 'refused', 'ticket'));
    }
  }

  #subscribeLater(channel: Channel): void {
    if (channel.retry !== null) return;
    channel.retry = setTimeout(
      () => {
        channel.retry = null;
        if (this.#socket?.readyState === WebSocket.OPEN) void this.#subscribe(channel);
      },
      backOffMs(channel.failures + 1),
    );
    channel.failures += 1;
  }

  #receive(data: unknown): void {
    this.#heardAt = this.#deps.clock.now();
    if (data instanceof ArrayBuffer) {
      const fragment = decodeFragment(new Uint8Array(data));
      this.#channels.get(fragment.channel)?.events.onFragment(fragment);
      return;
    }
    if (typeof data !== 'string') return;
    const notice = videoNoticeSchema.parse(JSON.parse(data));
    if (notice.type === 'pong') this.clock.learn(notice.sentAt, notice.gatewayNow, this.#heardAt);
    else this.#heed(notice);
  }

  #heed(notice: ChannelNotice): void {
    const channel = this.#channels.get(notice.channel);
    if (channel === undefined) return;
    if (notice.state === 'playing') {
      channel.refused = false;
      channel.failures = 0;
      this.#failures = 0;
    }
    // A ticket may have expired on the way, and a gateway that shut a channel may take it again: both are asked anew.
    const expired = notice.state === 'refused' && notice.reason === 'ticket' && channel.failures < 2;
    if (expired || notice.state === 'closed') this.#subscribeLater(channel);
    if (notice.state === 'refused' && !expired) this.#refuse(channel, notice);
    else if (!expired) channel.events.onNotice(notice);
  }

  #refuse(channel: Channel, notice: ChannelNotice): void {
    channel.refused = true;
    channel.events.onNotice(notice);
  }

  #send(request: VideoRequest): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(request));
  }
}

function localNotice(channel: number, state: ChannelNotice['state'], reason: string): ChannelNotice {
  return { type: 'state', channel, state, reason, attempt: 0, codec: null, mime: null, profile: null };
}
