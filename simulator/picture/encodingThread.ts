import { Worker } from 'node:worker_threads';
import { type EncodingJob, jobResultSchema } from './encodingJob.ts';
import { unpackUnits } from './unitPacking.ts';

interface Waiting {
  readonly resolve: (units: readonly Uint8Array[]) => void;
  readonly reject: (error: Error) => void;
}

/** Asks the encoding thread; starts it with the first job. Jobs are as few as scenes, profiles, codecs and group lengths. */
export class EncodingThread {
  readonly #cacheDir: string | null;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;
  #closed = false;

  constructor(cacheDir: string | null) {
    this.#cacheDir = cacheDir;
  }

  /** NAL units of one loop of a scene, or of one group of a plain colour. */
  encode(job: Pick<EncodingJob, 'scene' | 'profile' | 'codec' | 'gopFrames'>): Promise<readonly Uint8Array[]> {
    if (this.#closed) return Promise.reject(new Error('the picture library is closed'));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker ??= this.#start();
      this.#worker.ref();
      this.#worker.postMessage({ ...job, id, cacheDir: this.#cacheDir } satisfies EncodingJob, []);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.terminate();
    this.#failAll(new Error('the picture library is closed'));
  }

  #start(): Worker {
    const worker = new Worker(new URL('./encodingWorker.ts', import.meta.url));
    worker.on('message', (message: unknown) => this.#finish(message));
    worker.on('error', (cause) => {
      this.#worker = undefined;
      this.#failAll(new Error('the encoding thread failed', { cause }));
    });
    return worker;
  }

  #finish(message: unknown): void {
    const result = jobResultSchema.parse(message);
    const waiting = this.#waiting.get(result.id);
    this.#waiting.delete(result.id);
    if (this.#waiting.size === 0) this.#worker?.unref();
    if (waiting === undefined) return;
    const units = 'packed' in result ? unpackUnits(result.packed) : null;
    if (units === null) waiting.reject(new Error('failure' in result ? result.failure : 'units do not fit'));
    else waiting.resolve(units);
  }

  #failAll(error: Error): void {
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}
