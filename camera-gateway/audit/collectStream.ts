import { setTimeout as delay } from 'node:timers/promises';
import { RtspConnection } from '../rtsp/connection.ts';
import { RtspError } from '../rtsp/rtspError.ts';
import { type AccessUnit, openRtspStream } from '../rtsp/stream.ts';
import type { CollectOptions } from './collectOnvif.ts';
import { outcomeOfRtsp } from './outcome.ts';
import { requireReadOnly } from './readOnly.ts';

const connectTimeoutMs = 2_500;
const replyTimeoutMs = 6_000;
/** Beyond the sample, for the first key frame and a stream that stutters. */
const graceMs = 12_000;

export interface StreamOptions extends CollectOptions {
  readonly rtspUrl: string;
  readonly sampleMs: number;
  /** Pulls the stream when it is this camera's turn on the school's line. */
  readonly onLine: (pull: () => Promise<void>) => Promise<void>;
}

/** DESCRIBE by nobody and by the account, then the stream for a while: only its video is pulled, never its sound. */
export async function collectStream(options: StreamOptions): Promise<void> {
  const isThere = await describeAs(options, 'anonymous.rtsp', null);
  if (!isThere || options.account.credentials === null) return;
  if (await describeAs(options, 'rtsp.describe', options.account.credentials)) {
    await options.onLine(() => sample(options));
  }
}

/** False where nobody answered, or the account was refused. */
async function describeAs(
  { rtspUrl, book, guard, signal, account }: StreamOptions,
  kind: 'anonymous.rtsp' | 'rtsp.describe',
  credentials: CollectOptions['account']['credentials'],
): Promise<boolean> {
  requireReadOnly('rtsp', 'DESCRIBE');
  const askedAtMs = book.now();
  let connection: RtspConnection | null = null;
  const take = (outcome: string, answer: string): void => {
    const challenges = connection?.challenges ?? [];
    const told = challenges.length === 0 ? {} : { challenges: challenges.join(' | ').slice(0, 2_000) };
    book.add(kind, { outcome, askedAtMs, answeredAtMs: book.now(), ...told }, answer);
  };
  try {
    connection = await RtspConnection.open({
      url: rtspUrl,
      credentials,
      connectTimeoutMs,
      replyTimeoutMs,
      readBufferBytes: 8_192,
      signal,
      onFrame: () => undefined,
      guard,
    });
    const reply = await connection.request('DESCRIBE', connection.requestUrl, ['Accept: application/sdp']);
    const isDone = reply.status >= 200 && reply.status < 300;
    const outcome = isDone ? 'answered' : reply.status === 403 ? 'unauthorised' : 'not_offered';
    take(outcome, `RTSP/1.0 ${reply.status}\n\n${reply.body}`);
    return isDone || kind === 'anonymous.rtsp';
  } catch (error) {
    if (!(error instanceof RtspError) || signal.aborted) throw error;
    const outcome = outcomeOfRtsp(error.reason);
    take(outcome, '');
    if (outcome === 'unauthorised' && credentials !== null) await account.refused();
    return outcome === 'unauthorised' && kind === 'anonymous.rtsp';
  } finally {
    await connection?.close();
  }
}

/** What is counted of the pictures while they come. */
class Measured {
  readonly #startedAt: number;
  firstKeyFrameMs: number | null = null;
  frames = 0;
  bytes = 0;
  longestKeyFrameTicks = 0;
  #first = 0;
  #last = 0;
  #lastKey = 0;

  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  get ticks(): number {
    return this.#last - this.#first;
  }

  take({ timestamp, keyFrame, bytes, arrivedAt }: AccessUnit): void {
    if (this.frames === 0) {
      if (!keyFrame) return;
      this.firstKeyFrameMs = Math.max(0, arrivedAt - this.#startedAt);
      this.#first = timestamp;
      this.#lastKey = timestamp;
    }
    this.frames += 1;
    this.bytes += bytes;
    this.#last = timestamp;
    this.longestKeyFrameTicks = Math.max(this.longestKeyFrameTicks, timestamp - this.#lastKey);
    if (keyFrame) this.#lastKey = timestamp;
  }
}

async function sample({ rtspUrl, book, guard, signal, account, clock, sampleMs }: StreamOptions): Promise<void> {
  for (const method of ['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY', 'TEARDOWN']) requireReadOnly('rtsp', method);
  const startedAt = book.now();
  const measured = new Measured(startedAt);
  const { credentials } = account;
  const ended = new AbortController();
  try {
    const options = { url: rtspUrl, credentials, clock, signal, guard, connectTimeoutMs, replyTimeoutMs };
    const stream = await openRtspStream({ ...options, silenceTimeoutMs: replyTimeoutMs });
    const { clockRate } = stream.track;
    let broken: RtspError | null = null;
    stream.start({
      onAccessUnit(unit) {
        measured.take(unit);
        if ((measured.ticks / clockRate) * 1_000 >= sampleMs) ended.abort();
      },
      onEnd(error) {
        broken = error;
        ended.abort();
      },
    });
    await delay(sampleMs + graceMs, undefined, { signal: ended.signal }).catch(() => undefined);
    const { codec, width, height } = stream.track;
    await stream.close();
    signal.throwIfAborted();
    book.add(
      'rtp.sample',
      { outcome: 'answered', askedAtMs: startedAt, answeredAtMs: book.now() },
      JSON.stringify(
        {
          codec,
          width,
          height,
          firstKeyFrameMs: measured.firstKeyFrameMs,
          seconds: measured.ticks / clockRate,
          frames: measured.frames,
          bytes: measured.bytes,
          longestKeyFrameS: measured.frames === 0 ? null : measured.longestKeyFrameTicks / clockRate,
          endedBy: endReason(broken),
        },
        null,
        2,
      ),
    );
  } catch (error) {
    if (!(error instanceof RtspError) || signal.aborted) throw error;
    const outcome = outcomeOfRtsp(error.reason);
    book.add('rtp.sample', { outcome, askedAtMs: startedAt, answeredAtMs: book.now(), remark: error.message }, '');
    if (outcome === 'unauthorised') await account.refused();
  }
}

function endReason(error: RtspError | null): string {
  return error === null ? 'the audit' : error.reason;
}
