import { setTimeout as wait } from 'node:timers/promises';

/** Why something could not be had from an address. `status` is the HTTP status where one was answered. */
export interface DownloadRefusal {
  readonly reason: 'status' | 'not-answered' | 'deadline' | 'too-large';
  readonly status: number | null;
}

export interface DownloadLimits {
  /** Files asked for at a time. */
  readonly concurrency: number;
  /** Bytes of one file, after decompression. */
  readonly maxFileBytes: number;
  /** For one try at one file. */
  readonly tryDeadlineMs: number;
  /** Tries at one file; only silence, 429 and 5xx are tried again. */
  readonly tries: number;
  /** Before the second try; twice as long before each further one, and as long as the server asks, up to 30 s. */
  readonly retryDelayMs: number;
}

export const downloadLimits: DownloadLimits = {
  concurrency: 6,
  maxFileBytes: 2_000_000,
  tryDeadlineMs: 30_000,
  tries: 4,
  retryDelayMs: 1_000,
};

const longestRetryDelayMs = 30_000;

interface Try {
  readonly result: Uint8Array | DownloadRefusal;
  /** Milliseconds the server asks to wait; null where it does not, or not in seconds. */
  readonly retryAfterMs: number | null;
}

async function readBody(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array | DownloadRefusal> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > maxBytes) return { reason: 'too-large', status: null };
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function retryAfter(answer: Response): number | null {
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
}

async function tryOnce(address: URL, limits: DownloadLimits, signal: AbortSignal): Promise<Try> {
  try {
    const ended = AbortSignal.any([signal, AbortSignal.timeout(limits.tryDeadlineMs)]);
    const answer = await fetch(address, { signal: ended, redirect: 'error' });
    if (!answer.ok) {
      await answer.body?.cancel();
      return { result: { reason: 'status', status: answer.status }, retryAfterMs: retryAfter(answer) };
    }
    const result = await readBody(answer.body ?? new ReadableStream(), limits.maxFileBytes);
    return { result, retryAfterMs: null };
  } catch {
    // Whatever broke (no name, no connection, cut in the middle, a redirection), there is no answer to be used.
    return { result: { reason: signal.aborted ? 'deadline' : 'not-answered', status: null }, retryAfterMs: null };
  }
}

function isWorthAnotherTry({ reason, status }: DownloadRefusal): boolean {
  return reason === 'not-answered' || status === 429 || (status !== null && status >= 500);
}

/**
 * The bytes at an address, tried again within `limits` while the server is silent or busy. `signal` is the deadline of
 * the whole; never throws.
 */
export async function download(
  address: URL,
  limits: DownloadLimits,
  signal: AbortSignal,
): Promise<Uint8Array | DownloadRefusal> {
  for (let tried = 1; ; tried += 1) {
    const { result, retryAfterMs } = await tryOnce(address, limits, signal);
    if (result instanceof Uint8Array || tried >= limits.tries || !isWorthAnotherTry(result)) return result;
    const delayMs = Math.min(longestRetryDelayMs, retryAfterMs ?? limits.retryDelayMs * 2 ** (tried - 1));
    try {
      await wait(delayMs, undefined, { signal });
    } catch {
      return { reason: 'deadline', status: null };
    }
  }
}
