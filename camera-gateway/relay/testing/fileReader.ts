import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { videoSessionHeader } from '@khue/domain/video';
import { readBoxes, readFragment } from './boxReader.ts';

/** Somebody who fetches a file, as a program would. */
export class FileReader {
  readonly #request: ClientRequest;
  readonly #chunks: Buffer[] = [];
  #response: IncomingMessage | null = null;
  #closed = false;

  /** `sessionId`: whose session asks, as the dashboard says it. */
  constructor(port: number, path: string, sessionId?: string) {
    const headers = sessionId === undefined ? {} : { [videoSessionHeader]: sessionId };
    this.#request = get({ port, host: '127.0.0.1', path, agent: false, headers }, (response) => {
      this.#response = response;
      response.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
      response.on('error', () => undefined);
      response.on('close', () => {
        this.#closed = true;
      });
    });
    this.#request.on('error', () => {
      this.#closed = true;
    });
  }

  /** null until it was answered. */
  get status(): number | null {
    return this.#response?.statusCode ?? null;
  }

  get type(): string | undefined {
    return this.#response?.headers['content-type'];
  }

  /** `whole`, or `cut` where the answer broke off; null while it goes on. */
  get end(): 'whole' | 'cut' | null {
    if (!this.#closed) return null;
    return this.#response?.complete === true ? 'whole' : 'cut';
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  stopReading(): void {
    this.#response?.pause();
  }

  leave(): void {
    this.#request.destroy();
  }
}

/** The fragments of a file, each a `moof` and its `mdat`. */
export function fragmentsOf(file: Buffer): ReturnType<typeof readFragment>[] {
  const starts: number[] = [];
  let at = 0;
  for (const { type, body } of readBoxes(file)) {
    if (type === 'moof') starts.push(at);
    at += body.length + 8;
  }
  return starts.map((start, index) => readFragment(file.subarray(start, starts[index + 1] ?? file.length)));
}
