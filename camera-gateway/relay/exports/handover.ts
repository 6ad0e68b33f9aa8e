import type { ServerResponse } from 'node:http';
import { setDuration } from '../fmp4/fileHeader.ts';
import type { FileSink } from './pictureFile.ts';

export interface HandoverLimits {
  /** What may wait for one reader; beyond it his file is cut. */
  readonly maxReaderQueueBytes: number;
  /** How long a reader may take for what waits when the file is complete. */
  readonly drainMs: number;
}

/** How a file went out. */
export interface HandedOver {
  /** `complete`, or why it was cut or never began. */
  readonly ended: string;
  /** Bytes that left, up to what the machine still holds. */
  readonly bytes: number;
}

/** What is answered where nothing was sent yet; every other reason is 503. */
const statusOf: Readonly<Record<string, number>> = {
  no_picture: 504,
  camera_lost: 504,
  stream_changed: 504,
  unsupported: 415,
  revoked: 403,
  too_many: 429,
};

/** Answers without a body. */
export function answer(response: ServerResponse, status: number): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { 'cache-control': 'no-store', 'content-length': 0 });
  response.end();
}

/** Hands a file to one reader while it is made. A reader sees that it was cut: the answer breaks off instead of ending. */
export abstract class Handover implements FileSink {
  protected readonly response: ServerResponse;
  protected readonly limits: HandoverLimits;
  readonly #onEnd: (result: HandedOver) => void;
  #sent = 0;
  #ended = false;
  #drain: NodeJS.Timeout | null = null;

  /** `onEnd` is called once. */
  constructor(response: ServerResponse, limits: HandoverLimits, onEnd: (result: HandedOver) => void) {
    this.response = response;
    this.limits = limits;
    this.#onEnd = onEnd;
    response.once('close', () => {
      if (this.#drain !== null) clearTimeout(this.#drain);
      this.#over(response.writableFinished ? 'complete' : 'left');
    });
  }

  abstract begin(mime: string, header: Buffer): void;
  abstract write(bytes: Buffer): void;

  end(reason: string): void {
    if (reason === 'complete') this.complete();
    else this.cut(reason);
  }

  /** Breaks the file off, or says why there is none. */
  cut(reason: string): void {
    if (this.#ended) return;
    const { response } = this;
    const sent = response.headersSent;
    this.#over(reason);
    if (sent) response.destroy();
    else answer(response, statusOf[reason] ?? 503);
  }

  protected complete(): void {
    this.#drain = setTimeout(() => this.cut('too_slow'), this.limits.drainMs);
    this.response.end();
  }

  protected send(bytes: Buffer): void {
    this.#sent += bytes.length;
    this.response.write(bytes);
  }

  #over(ended: string): void {
    if (this.#ended) return;
    this.#ended = true;
    const waiting = ended === 'complete' ? 0 : this.response.writableLength;
    this.#onEnd({ ended, bytes: Math.max(0, this.#sent - waiting) });
  }
}

const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** A file that is sent while its pictures come. */
export class ClipHandover extends Handover {
  begin(mime: string, header: Buffer): void {
    this.response.writeHead(200, { 'content-type': mime, ...headers });
    this.send(header);
  }

  write(bytes: Buffer): void {
    if (this.response.destroyed) return;
    if (this.response.writableLength + bytes.length > this.limits.maxReaderQueueBytes) this.cut('too_slow');
    else this.send(bytes);
  }
}

/** A file of what is there already: sent whole, with its length. */
export class SnapshotHandover extends Handover {
  readonly #ticks: () => number;
  #mime = '';
  #parts: Buffer[] = [];

  /** `ticks` gives how much the file plays once it is whole. */
  constructor(
    response: ServerResponse,
    limits: HandoverLimits,
    ticks: () => number,
    onEnd: (result: HandedOver) => void,
  ) {
    super(response, limits, onEnd);
    this.#ticks = ticks;
  }

  begin(mime: string, header: Buffer): void {
    this.#mime = mime;
    this.#parts = [header];
  }

  write(bytes: Buffer): void {
    this.#parts.push(bytes);
  }

  protected override complete(): void {
    const [header, ...pictures] = this.#parts;
    this.#parts = [];
    if (header === undefined) return this.cut('no_picture');
    setDuration(header, this.#ticks());
    const whole = Buffer.concat([header, ...pictures]);
    this.response.writeHead(200, { 'content-type': this.#mime, 'content-length': whole.length, ...headers });
    this.send(whole);
    super.complete();
  }
}
