import { setTimeout as delay } from 'node:timers/promises';
import type { CameraDescription } from '@khue/domain/camera';
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

/** Descriptions come in crowds after a start; the followers hear of new addresses together. */
const tellAfterMs = 500;

/** The cameras the gateway speaks to, as last read from the store. One read at a time; wishes in between become one. */
export class Inventory {
  readonly #deps: InventoryDeps;
  readonly #config: InventoryConfig;
  readonly #stopped = new AbortController();
  /** What cameras told since a read that did not know it yet; of cameras of the inventory only. */
  readonly #told = new Map<string, CameraDescription>();
  #byId = new Map<string, CameraEndpoint>();
  #telling: NodeJS.Timeout | null = null;
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

  /** A camera told what it is, and that is saved: in force at once, and soon with the followers if streams moved. */
  described(description: CameraDescription): void {
    const endpoint = this.#byId.get(description.cameraId);
    if (endpoint === undefined || this.#stopped.signal.aborted) return;
    this.#told.set(description.cameraId, description);
    this.#byId.set(description.cameraId, { ...endpoint, description });
    if (streamsOf(endpoint.description) === streamsOf(description)) return;
    this.#telling ??= setTimeout(() => this.#tell(), tellAfterMs);
  }

  stop(): void {
    this.#stopped.abort();
    if (this.#telling !== null) clearTimeout(this.#telling);
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
    this.#byId = new Map(endpoints.map((endpoint) => [endpoint.camera.id, this.#withTold(endpoint)]));
    for (const cameraId of this.#told.keys()) if (!this.#byId.has(cameraId)) this.#told.delete(cameraId);
    this.#tell();
  }

  /** A read that began before a description was saved must not bring back the one before. */
  #withTold(endpoint: CameraEndpoint): CameraEndpoint {
    const told = this.#told.get(endpoint.camera.id);
    if (told === undefined) return endpoint;
    if ((endpoint.description?.describedAt ?? '') < told.describedAt) return { ...endpoint, description: told };
    this.#told.delete(endpoint.camera.id);
    return endpoint;
  }

  #tell(): void {
    if (this.#telling !== null) clearTimeout(this.#telling);
    this.#telling = null;
    const endpoints = [...this.#byId.values()];
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

/** What followers look at in a description. */
function streamsOf(description: CameraDescription | null): string {
  return JSON.stringify(description?.streams ?? []);
}
