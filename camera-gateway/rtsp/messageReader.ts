import { RtspError } from './rtspError.ts';

/** A reply of an RTSP server. */
export interface RtspReply {
  readonly status: number;
  /** Values by lower-case name, in the order they came. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

export interface MessageHandlers {
  onReply(reply: RtspReply): void;
  /** An interleaved frame: `bytes` from `from` to `to`, valid only during the call. */
  onFrame(channel: number, bytes: Buffer, from: number, to: number): void;
}

/** A message whose head, or whose body, is longer than this ends the connection. */
const maxHeadBytes = 65_536;
const maxBodyBytes = 65_536;

const dollar = 0x24;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const frameHeadBytes = 4;

/** Index behind the empty line that ends the head beginning at `from`; -1 where it is not there yet. */
function headEnd(bytes: Buffer, from: number, to: number): number {
  for (let at = bytes.indexOf(lineFeed, from); at >= 0 && at < to; at = bytes.indexOf(lineFeed, at + 1)) {
    if (at + 1 < to && bytes[at + 1] === lineFeed) return at + 2;
    if (at + 2 < to && bytes[at + 1] === carriageReturn && bytes[at + 2] === lineFeed) return at + 3;
  }
  return -1;
}

interface Head {
  /** Null for a request of the server. */
  readonly status: number | null;
  readonly headers: Map<string, string[]>;
  readonly bodyBytes: number;
}

function parseHead(text: string): Head {
  const [start = '', ...lines] = text.split(/\r?\n/u);
  const reply = /^RTSP\/\d\.\d\s+(\d{3})/u.exec(start);
  if (reply === null && !/^[A-Z_]+ \S+ RTSP\/\d\.\d$/u.test(start)) {
    throw new RtspError('bad_reply', 'the answer is not RTSP');
  }
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const values = headers.get(name);
    if (values === undefined) headers.set(name, [line.slice(colon + 1).trim()]);
    else values.push(line.slice(colon + 1).trim());
  }
  const length = headers.get('content-length')?.[0] ?? '0';
  const bodyBytes = /^\d{1,9}$/u.test(length) ? Number(length) : Number.POSITIVE_INFINITY;
  if (bodyBytes > maxBodyBytes) throw new RtspError('bad_reply', `a body is over ${maxBodyBytes} bytes`);
  return { status: reply === null ? null : Number(reply[1]), headers, bodyBytes };
}

/**
 * Cuts the bytes of a connection into replies and interleaved frames (RFC 2326, 10.12), in place; only what is cut off
 * at the end of a read is copied. Keeps at most one message (128 kB). Throws an `RtspError` on what is not RTSP.
 */
export class MessageReader {
  readonly #handlers: MessageHandlers;
  /** Beginning of a message that is not complete. */
  #kept = Buffer.allocUnsafe(4_096);
  #keptBytes = 0;
  /** Set once the head of a kept message is complete. */
  #keptHead: { readonly head: Head; readonly end: number } | null = null;

  constructor(handlers: MessageHandlers) {
    this.#handlers = handlers;
  }

  /** Takes the next bytes; they may be overwritten afterwards. */
  feed(bytes: Buffer): void {
    let at = this.#keptBytes === 0 ? 0 : this.#completeKept(bytes);
    while (at < bytes.length) {
      const first = bytes[at];
      if (first === dollar) {
        const end = at + frameHeadBytes <= bytes.length ? at + frameHeadBytes + bytes.readUInt16BE(at + 2) : Infinity;
        if (end > bytes.length) break;
        this.#handlers.onFrame(bytes[at + 1] ?? 0, bytes, at + frameHeadBytes, end);
        at = end;
      } else if (first === carriageReturn || first === lineFeed) {
        at += 1;
      } else {
        const end = this.#takeText(bytes, at);
        if (end < 0) break;
        at = end;
      }
    }
    if (at < bytes.length) this.#keep(bytes, at, bytes.length);
  }

  /** Delivers the text message at `at`; gives the index behind it, or -1 where it is not complete. */
  #takeText(bytes: Buffer, at: number): number {
    const end = headEnd(bytes, at, bytes.length);
    if (end < 0) return -1;
    const head = parseHead(bytes.toString('utf8', at, end));
    if (end + head.bodyBytes > bytes.length) {
      this.#keptHead = { head, end: end - at };
      return -1;
    }
    this.#deliver(head, bytes.toString('utf8', end, end + head.bodyBytes));
    return end + head.bodyBytes;
  }

  #deliver(head: Head, body: string): void {
    if (head.status !== null) this.#handlers.onReply({ status: head.status, headers: head.headers, body });
  }

  /** Adds to the kept message what belongs to it; gives how many bytes that took. */
  #completeKept(bytes: Buffer): number {
    let at = 0;
    while (at < bytes.length && this.#keptBytes > 0) {
      const end = Math.min(bytes.length, at + this.#wanted(bytes, at));
      this.#keep(bytes, at, end);
      at = end;
      if (this.#kept[0] === dollar) this.#finishFrame();
      else this.#finishText();
    }
    return at;
  }

  /** How many of the next bytes surely belong to the kept message, at least one. */
  #wanted(bytes: Buffer, at: number): number {
    if (this.#kept[0] === dollar) {
      if (this.#keptBytes < frameHeadBytes) return frameHeadBytes - this.#keptBytes;
      return frameHeadBytes + this.#kept.readUInt16BE(2) - this.#keptBytes;
    }
    if (this.#keptHead !== null) return this.#keptHead.end + this.#keptHead.head.bodyBytes - this.#keptBytes;
    const line = bytes.indexOf(lineFeed, at);
    return line < 0 ? bytes.length - at : line + 1 - at;
  }

  #finishFrame(): void {
    if (this.#keptBytes < frameHeadBytes) return;
    const end = frameHeadBytes + this.#kept.readUInt16BE(2);
    if (this.#keptBytes < end) return;
    this.#keptBytes = 0;
    this.#handlers.onFrame(this.#kept[1] ?? 0, this.#kept, frameHeadBytes, end);
  }

  #finishText(): void {
    if (this.#keptHead === null) {
      const end = headEnd(this.#kept, Math.max(0, this.#keptBytes - 4), this.#keptBytes);
      if (end < 0) return;
      this.#keptHead = { head: parseHead(this.#kept.toString('utf8', 0, end)), end };
    }
    const { head, end } = this.#keptHead;
    if (this.#keptBytes < end + head.bodyBytes) return;
    this.#keptBytes = 0;
    this.#keptHead = null;
    this.#deliver(head, this.#kept.toString('utf8', end, end + head.bodyBytes));
  }

  #keep(bytes: Buffer, from: number, to: number): void {
    const total = this.#keptBytes + to - from;
    const first = this.#keptBytes > 0 ? this.#kept[0] : bytes[from];
    if (first !== dollar && this.#keptHead === null && total > maxHeadBytes) {
      throw new RtspError('bad_reply', `a head is over ${maxHeadBytes} bytes`);
    }
    if (total > this.#kept.length) {
      const larger = Buffer.allocUnsafe(2 ** Math.ceil(Math.log2(total)));
      this.#kept.copy(larger, 0, 0, this.#keptBytes);
      this.#kept = larger;
    }
    bytes.copy(this.#kept, this.#keptBytes, from, to);
    this.#keptBytes = total;
  }
}
