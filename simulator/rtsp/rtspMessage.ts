/** One request, without its body: no method that a camera knows needs one. */
export interface RtspRequest {
  readonly method: string;
  readonly url: string;
  /** Header names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
}

/** The client does not speak RTSP, or too much of it. */
export class RtspSyntaxError extends Error {
  override readonly name = 'RtspSyntaxError';
}

const maxHead = 16_384;
const maxBody = 65_536;
const maxHeaders = 64;
const startLine = /^([A-Z_]{1,32}) (\S{1,2048}) RTSP\/1\.0$/u;

/** Cuts a connection's bytes into requests; skips interleaved frames (receiver reports) and bodies. Holds one head at most. */
export class RtspReader {
  #rest: Buffer = Buffer.alloc(0);
  #skip = 0;

  /** Throws RtspSyntaxError; the connection is then of no further use. */
  push(chunk: Buffer): RtspRequest[] {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const requests: RtspRequest[] = [];
    for (;;) {
      const skipped = Math.min(this.#skip, bytes.length);
      this.#skip -= skipped;
      bytes = bytes.subarray(skipped + lineEndsAtStart(bytes.subarray(skipped)));
      if (bytes.length === 0) break;
      if (bytes[0] === 0x24) {
        if (bytes.length < 4) break;
        this.#skip = 4 + bytes.readUInt16BE(2);
        continue;
      }
      const end = bytes.subarray(0, maxHead).indexOf('\r\n\r\n');
      if (end < 0) {
        if (bytes.length >= maxHead) throw new RtspSyntaxError('the head of a request is too long');
        break;
      }
      const request = parseHead(bytes.toString('utf8', 0, end));
      requests.push(request);
      this.#skip = bodyLength(request);
      bytes = bytes.subarray(end + 4);
    }
    this.#rest = Buffer.from(bytes);
    return requests;
  }
}

/** Empty lines between requests are allowed, but not in the middle of what is being skipped. */
function lineEndsAtStart(bytes: Buffer): number {
  let count = 0;
  while (bytes[count] === 0x0d || bytes[count] === 0x0a) count++;
  return count;
}

function parseHead(head: string): RtspRequest {
  const [first = '', ...lines] = head.split('\r\n');
  const match = startLine.exec(first);
  const [, method, url] = match ?? [];
  if (method === undefined || url === undefined) throw new RtspSyntaxError('not a request line of RTSP 1.0');
  if (lines.length > maxHeaders) throw new RtspSyntaxError('too many headers');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) throw new RtspSyntaxError('a header without a name');
    headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { method, url, headers };
}

function bodyLength(request: RtspRequest): number {
  const text = request.headers.get('content-length') ?? '0';
  const length = /^\d{1,6}$/u.test(text) ? Number(text) : Number.NaN;
  if (!(length <= maxBody)) throw new RtspSyntaxError('the body of a request is too long');
  return length;
}

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  453: 'Not Enough Bandwidth',
  454: 'Session Not Found',
  455: 'Method Not Valid in This State',
  461: 'Unsupported Transport',
};

export interface RtspReply {
  readonly status: number;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

/** The reply as it goes over the wire; some devices write their header names in lower case. */
export function formatReply(reply: RtspReply, cseq: string, lowerCase: boolean): string {
  const body = reply.body ?? '';
  const headers: (readonly [string, string])[] = [['CSeq', cseq], ...(reply.headers ?? [])];
  if (body !== '') headers.push(['Content-Length', String(Buffer.byteLength(body))]);
  const lines = headers.map(([name, value]) => `${lowerCase ? name.toLowerCase() : name}: ${value}\r\n`);
  return `RTSP/1.0 ${reply.status} ${reasons[reply.status] ?? 'Unknown'}\r\n${lines.join('')}\r\n${body}`;
}

/** Interleaved channels that the client asks for; null where it takes no RTP over this connection (RFC 2326 §12.39). */
export function interleavedChannels(transport: string): { readonly rtp: number; readonly rtcp: number } | null {
  for (const offer of transport.slice(0, 1024).split(',')) {
    const parts = offer.split(';').map((part) => part.trim().toLowerCase());
    if (parts[0] !== 'rtp/avp/tcp') continue;
    const channels = parts.find((part) => part.startsWith('interleaved='));
    if (channels === undefined) return { rtp: 0, rtcp: 1 };
    const match = /^interleaved=(\d{1,3})(?:-(\d{1,3}))?$/u.exec(channels);
    const rtp = Number(match?.[1] ?? Number.NaN);
    const rtcp = Number(match?.[2] ?? rtp + 1);
    if (rtp <= 255 && rtcp <= 255) return { rtp, rtcp };
  }
  return null;
}
