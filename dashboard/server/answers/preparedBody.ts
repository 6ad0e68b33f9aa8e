import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

type Encoding = 'br' | 'gzip' | 'identity';

/** Below this, compressing costs more than it saves. */
const smallBytes = 1_024;

/** A body that many will ask for: hashed once, compressed once per encoding, on first demand. */
export class PreparedBody {
  readonly contentType: string;
  /** First 16 hexadecimal digits of the SHA-256 of what the body says. */
  readonly version: string;
  readonly #identity: Buffer;
  readonly #encoded = new Map<Encoding, Promise<Buffer>>();

  /** `identity`: the bytes; `says`: what the version is made of, where that is not the bytes. */
  constructor(contentType: string, identity: string | Uint8Array, says: string | Uint8Array = identity) {
    this.contentType = contentType;
    this.#identity = Buffer.from(identity);
    this.version = createHash('sha256').update(says).digest('hex').slice(0, 16);
  }

  /** Weak, because the encodings share it. */
  get etag(): string {
    return `W/"${this.version}"`;
  }

  /** The bytes in one encoding. */
  async bytes(encoding: Encoding): Promise<Buffer> {
    if (encoding === 'identity' || this.#identity.length < smallBytes) return this.#identity;
    const known = this.#encoded.get(encoding);
    if (known) return known;
    const made =
      encoding === 'gzip'
        ? compressGzip(this.#identity)
        : compressBrotli(this.#identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
    this.#encoded.set(encoding, made);
    return made;
  }

  /** The encoding a body of this size is sent in. */
  encodingFor(acceptEncoding: string | undefined): Encoding {
    return this.#identity.length < smallBytes ? 'identity' : acceptedEncoding(acceptEncoding);
  }
}

/** The best encoding a client takes; `q=0` refuses one. */
export function acceptedEncoding(acceptEncoding: string | undefined): Encoding {
  const taken = new Set(
    (acceptEncoding ?? '')
      .toLowerCase()
      .split(',')
      .filter((part) => !/;\s*q=0(\.0*)?\s*$/u.test(part))
      .map((part) => part.split(';')[0]?.trim()),
  );
  if (taken.has('br')) return 'br';
  return taken.has('gzip') ? 'gzip' : 'identity';
}

function knows(ifNoneMatch: string | undefined, body: PreparedBody): boolean {
  return (ifNoneMatch ?? '').split(',').some((tag) => tag.trim() === body.etag || tag.trim() === '*');
}

/** Sends a prepared body, or 304 where the client has it. */
export async function sendPrepared(
  request: FastifyRequest,
  reply: FastifyReply,
  body: PreparedBody,
  cacheControl: string,
): Promise<FastifyReply> {
  reply.headers({ etag: body.etag, 'cache-control': cacheControl, vary: 'accept-encoding' });
  if (knows(request.headers['if-none-match'], body)) return reply.code(304).send();
  const encoding = body.encodingFor(request.headers['accept-encoding']);
  const bytes = await body.bytes(encoding);
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
  return reply.code(200).header('content-type', body.contentType).send(bytes);
}
