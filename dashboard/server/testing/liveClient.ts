import { once } from 'node:events';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { type RawData, WebSocket } from 'ws';
import { type AlarmFrame, alarmFrameSchema, type SchoolAlarms } from '@khue/domain/alarmApi';
import { decodeLiveFrame, type LiveFrame } from '@khue/domain/liveFeed';

/** Bytes of a message as ws hands it over. */
export function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
}

/** A browser on the live feed: keeps every frame it was sent. */
export class LiveClient {
  readonly frames: LiveFrame[] = [];
  /** What it was told of alarms, but for counts. */
  readonly alarmFrames: AlarmFrame[] = [];
  /** Counts of schools that it was told. */
  readonly countFrames: SchoolAlarms[][] = [];
  readonly socket: WebSocket;

  constructor(url: string, headers: OutgoingHttpHeaders = {}) {
    this.socket = new WebSocket(url, { headers });
    this.socket.on('message', (data, isBinary) => {
      const bytes = bytesOf(data);
      if (isBinary) this.frames.push(decodeLiveFrame(bytes));
      else this.#hear(alarmFrameSchema.parse(JSON.parse(bytes.toString('utf8'))));
    });
  }

  /** Resolves once connected; rejects where the server refuses. */
  async opened(): Promise<this> {
    await once(this.socket, 'open');
    return this;
  }

  #hear(frame: AlarmFrame): void {
    if (frame.kind === 'school_alarms') this.countFrames.push(frame.schools);
    else this.alarmFrames.push(frame);
  }

  get kinds(): string[] {
    return this.frames.map(({ kind }) => kind);
  }

  /** Whether sequences grow by one from frame to frame. */
  get isGapless(): boolean {
    return this.frames.every(({ sequence }, n) => sequence === (this.frames[0]?.sequence ?? 0) + n);
  }
}

/** Status and body with which a server refuses a WebSocket. */
export async function refusalOf(
  url: string,
  headers: OutgoingHttpHeaders = {},
): Promise<{ status: number; headers: IncomingHttpHeaders; body: unknown }> {
  const socket = new WebSocket(url, { headers });
  return new Promise((resolve, reject) => {
    socket.on('error', () => {});
    socket.once('open', () => reject(new Error('the server took the WebSocket in')));
    socket.once('unexpected-response', (_request, response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: JSON.parse(Buffer.concat(chunks).toString('utf8')),
        }),
      );
    });
  });
}
