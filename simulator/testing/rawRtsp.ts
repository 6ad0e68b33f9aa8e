import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { authorise } from './digestClient.ts';
import type { ListedCamera } from './testCity.ts';

export interface RawReply {
  readonly status: number;
  /** Names in lower case; of several headers of one name the values in order. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

/** One RTP or RTCP packet. */
export interface RawPacket {
  readonly channel: number;
  readonly bytes: Buffer;
}

type Item = RawReply | RawPacket | 'closed';

/** A bare RTSP client that shows everything that comes, in order. */
export class RawRtsp {
  readonly socket: Socket;
  readonly #items: Item[] = [];
  readonly #wake: (() => void)[] = [];
  #buffer: Buffer = Buffer.alloc(0);
  #cseq = 0;
  #challenges: readonly string[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#push('closed'));
  }

  static async connect(url: string): Promise<RawRtsp> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new RawRtsp(socket);
  }

  /** Sends a request and gives the next reply; packets before it are dropped. Throws when the connection ends or time is up. */
  async ask(method: string, url: string, headers: readonly string[] = [], deadlineMs = 5_000): Promise<RawReply> {
    this.socket.write([`${method} ${url} RTSP/1.0`, `CSeq: ${++this.#cseq}`, ...headers, '', ''].join('\r\n'));
    for (;;) {
      const item = await this.next(deadlineMs);
      if (item === 'closed') throw new Error('the connection was closed');
      if ('status' in item) return item;
    }
  }

  /** As `ask`, answering a challenge once. */
  async askAs(
    camera: Pick<ListedCamera, 'username' | 'password'>,
    method: string,
    url: string,
    headers: readonly string[] = [],
    deadlineMs = 5_000,
  ): Promise<RawReply> {
    const sign = () => `Authorization: ${authorise(this.#challenges, method, url, camera)}`;
    const first = await this.ask(
      method,
      url,
      this.#challenges.length === 0 ? headers : [...headers, sign()],
      deadlineMs,
    );
    if (first.status !== 401) return first;
    this.#challenges = first.headers.get('www-authenticate') ?? [];
    return this.ask(method, url, [...headers, sign()], deadlineMs);
  }

  /** DESCRIBE, SETUP and PLAY; gives the reply to PLAY, which may take `deadlineMs`. */
  async play(
    camera: Pick<ListedCamera, 'username' | 'password'>,
    url: string,
    channels = '0-1',
    deadlineMs = 5_000,
  ): Promise<RawReply> {
    await this.askAs(camera, 'DESCRIBE', url);
    const transport = `Transport: RTP/AVP/TCP;unicast;interleaved=${channels}`;
    const setUp = await this.askAs(camera, 'SETUP', `${url}/trackID=1`, [transport]);
    const [session = ''] = (setUp.headers.get('session')?.[0] ?? '').split(';');
    return this.askAs(camera, 'PLAY', `${url}/`, [`Session: ${session}`], deadlineMs);
  }

  /** What comes next; throws after the deadline. */
  async next(deadlineMs = 5_000): Promise<Item> {
    const deadline = AbortSignal.timeout(Math.ceil(deadlineMs));
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) return item;
      if (deadline.aborted) throw new Error(`nothing came within ${deadlineMs} ms`);
      await new Promise<void>((resolve) => {
        this.#wake.push(resolve);
        deadline.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  /** Packets of a channel until `enough` says so. */
  async packets(
    channel: number,
    enough: (packets: readonly RawPacket[]) => boolean,
    deadlineMs = 5_000,
  ): Promise<RawPacket[]> {
    const packets: RawPacket[] = [];
    const endMs = performance.now() + deadlineMs;
    while (!enough(packets)) {
      const item = await this.next(Math.max(1, endMs - performance.now()));
      if (item === 'closed') throw new Error('the connection was closed');
      if ('channel' in item && item.channel === channel) packets.push(item);
    }
    return packets;
  }

  /** Resolves when the other side has ended the connection; throws after the deadline. */
  async closed(deadlineMs = 5_000): Promise<void> {
    const endMs = performance.now() + deadlineMs;
    while ((await this.next(Math.max(1, endMs - performance.now()))) !== 'closed');
  }

  close(): void {
    this.socket.destroy();
  }

  #push(item: Item): void {
    this.#items.push(item);
    for (const wake of this.#wake.splice(0)) wake();
  }

  #take(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (let item = this.#cut(); item !== null; item = this.#cut()) this.#push(item);
  }

  #cut(): Item | null {
    const bytes = this.#buffer;
    if (bytes[0] === 0x24) {
      const end = bytes.length < 4 ? Number.POSITIVE_INFINITY : 4 + bytes.readUInt16BE(2);
      if (bytes.length < end) return null;
      this.#buffer = bytes.subarray(end);
      return { channel: bytes.readUInt8(1), bytes: bytes.subarray(4, end) };
    }
    const headEnd = bytes.indexOf('\r\n\r\n');
    if (headEnd < 0) return null;
    const [first = '', ...lines] = bytes.toString('utf8', 0, headEnd).split('\r\n');
    const headers = new Map<string, string[]>();
    for (const line of lines) {
      const [name = '', ...rest] = line.split(':');
      const key = name.toLowerCase();
      headers.set(key, [...(headers.get(key) ?? []), rest.join(':').trim()]);
    }
    const end = headEnd + 4 + Number(headers.get('content-length')?.[0] ?? 0);
    if (bytes.length < end) return null;
    this.#buffer = bytes.subarray(end);
    return { status: Number(first.split(' ')[1]), headers, body: bytes.toString('utf8', headEnd + 4, end) };
  }
}

export function sequenceOf({ bytes }: RawPacket): number {
  return bytes.readUInt16BE(2);
}

export function timestampOf({ bytes }: RawPacket): number {
  return bytes.readUInt32BE(4);
}

/** Type of the unit that starts in an H.264 packet; null in the middle of one. */
export function h264Start({ bytes }: RawPacket): number | null {
  const type = bytes.readUInt8(12) & 0x1f;
  if (type !== 28) return type;
  const fragment = bytes.readUInt8(13);
  return (fragment & 0x80) === 0 ? null : fragment & 0x1f;
}

/** As `h264Start`, of an H.265 packet. */
export function h265Start({ bytes }: RawPacket): number | null {
  const type = (bytes.readUInt8(12) >> 1) & 0x3f;
  if (type !== 49) return type;
  const fragment = bytes.readUInt8(14);
  return (fragment & 0x80) === 0 ? null : fragment & 0x3f;
}
