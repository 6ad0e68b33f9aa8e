import { setTimeout as delay } from 'node:timers/promises';
import type { CameraEndpoint } from '@khue/store/store';

/** Whoever in the gateway works on every camera: probes, descriptions, feeds. */
export interface InventoryFollower {
  /** The whole inventory, each time it was read. */
  setCameras(endpoints: readonly CameraEndpoint[]): void;
}

export interface InventoryDeps {
  readonly read: () => Promise<CameraEndpoint[]>;
  readonly followers: readonly InventoryFollower[];
  readonly onFailure: (error: unknown) => void;
}

export interface InventoryConfig {
  /** Read again after so long though nobody said it had changed: a message may be lost. */
  readonly refreshIntervalMs: number;
  readonly retryAfterMs: number;
}

/** The cameras the gateway speaks to, as last read from the store. One read at a time; wishes in between become one. */
export class Inventory {
  readonly #deps: InventoryDeps;
  readonly #config: InventoryConfig;
  readonly #stopped = new AbortController();
  #byId: ReadonlyMap<string, CameraEndpoint> = new Map();
  #wanted = new AbortController();
  #failing = false;

  constructor(deps: InventoryDeps, config: InventoryConfig) {
    this.#deps = deps;
    this.#config = config;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** The last read failed: what is known may be old. */
  get failing(): boolean {
    return this.#failing;
  }

  endpoint(cameraId: string): CameraEndpoint | undefined {
    return this.#byId.get(cameraId);
  }

  /** Reads for the first time, rejecting where that fails, and from then on keeps up until `stop`. */
  async start(): Promise<void> {
    await this.#read();
    void this.#follow();
  }

  /** Something changed: reads again as soon as possible. */
  readSoon(): void {
    this.#wanted.abort();
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #follow(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      const { refreshIntervalMs, retryAfterMs } = this.#config;
      await this.#pause(this.#failing ? retryAfterMs : refreshIntervalMs);
      if (this.#stopped.signal.aborted) return;
      this.#wanted = new AbortController();
      try {
        await this.#read();
      } catch (error) {
        this.#failing = true;
        if (!this.#stopped.signal.aborted) this.#deps.onFailure(error);
      }
    }
  }

  async #read(): Promise<void> {
    const endpoints = await this.#deps.read();
    if (this.#stopped.signal.aborted) return;
    this.#failing = false;
    this.#byId = new Map(endpoints.map((endpoint) => [endpoint.camera.id, endpoint]));
    for (const follower of this.#deps.followers) follower.setCameras(endpoints);
  }

  async #pause(waitMs: number): Promise<void> {
    const signal = AbortSignal.any([this.#stopped.signal, this.#wanted.signal]);
    try {
      await delay(waitMs, undefined, { signal });
    } catch {
      // Woken early, to read or to stop.
    }
  }
}
