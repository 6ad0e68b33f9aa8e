import { setMaxListeners } from 'node:events';
import type { CameraCredentials, CameraDescription } from '@khue/domain/camera';
import type { Clock } from '@khue/domain/clock';
import type { CameraEndpoint, Store } from '@khue/store/store';
import type { ConnectGuard } from '../connectGuard.ts';
import { CredentialQuarantine } from '../probe/credentialQuarantine.ts';
import { SiteQueue } from '../probe/siteQueue.ts';
import type { AllowedPorts } from './cameraUrl.ts';
import { describeCamera } from './describe.ts';
import { readClock } from './deviceClock.ts';
import { AccountRefusedError, OnvifError } from './onvifError.ts';

export interface DescriberDeps {
  readonly clock: Clock;
  /** Where cameras may be. */
  readonly guard: ConnectGuard;
  readonly store: Pick<Store['cameras'], 'saveDescription'>;
  /** Accounts that cameras refused elsewhere in the process: not tried here while they rest. */
  readonly quarantine: CredentialQuarantine;
  /** After the description was saved. Must not throw. */
  readonly onDescribed: (cameraId: string, description: CameraDescription) => void;
  /** A bug, or a store that does not take the description; the camera is described again later. */
  readonly onUnexpected: (error: unknown) => void;
  /** From 0 to below 1. */
  readonly random: () => number;
}

export interface DescriberConfig {
  /** Every camera once in so long, ±10 %. */
  readonly describeIntervalMs: number;
  /** Every camera's clock once in so long, ±10 %. */
  readonly clockIntervalMs: number;
  /** Cameras that are new here are described within so long, spread evenly. */
  readonly firstSpreadMs: number;
  /** After a failure; doubled with each further one. */
  readonly retryMinMs: number;
  readonly retryMaxMs: number;
  /** How long an account rests after ONVIF refused it; doubled with each further refusal. */
  readonly refusedRestMinMs: number;
  readonly refusedRestMaxMs: number;
  readonly maxInFlight: number;
  /** At one school: its uplink is narrow, its recorder slow. */
  readonly maxInFlightPerSite: number;
  /** Ports that a camera may name besides those of the inventory, by camera id. */
  readonly allowedPorts?: ReadonlyMap<string, AllowedPorts>;
}

interface Entry {
  readonly endpoint: CameraEndpoint;
  describeAt: number;
  clockAt: number;
  describeFailures: number;
  clockFailures: number;
  offset: { readonly ms: number; readonly at: number } | null;
  /** What waits or runs: one thing per camera at a time. */
  job: 'describe' | 'clock' | null;
}

const tickMs = 250;
const maxClockRetryMs = 600_000;
/** Asked for again within this, a camera is not described again. */
const minSpacingMs = 10_000;
/** An offset read longer ago, in intervals, says nothing of now. */
const offsetLivesIntervals = 10;

/**
 * Describes every camera that has an ONVIF address, and keeps reading their clocks. Runs from the first `setCameras`
 * until `stop`. At most one question per camera waits, so what waits is bounded by the inventory.
 */
export class CameraDescriber {
  readonly #deps: DescriberDeps;
  readonly #config: DescriberConfig;
  /**
   * Its own beside the shared one: many makes keep ONVIF users apart, and an account that only ONVIF refuses must not
   * take away the pictures.
   */
  readonly #refused: CredentialQuarantine;
  readonly #queue: SiteQueue<Entry>;
  readonly #stopped = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #entries = new Map<string, Entry>();
  #timer: NodeJS.Timeout | null = null;
  #counts = { camerasDescribed: 0, describesFailed: 0, onvifAccountsRefused: 0, clockReads: 0, clockReadsFailed: 0 };

  constructor(deps: DescriberDeps, config: DescriberConfig) {
    const { maxInFlight, maxInFlightPerSite, refusedRestMinMs, refusedRestMaxMs } = config;
    this.#deps = deps;
    this.#config = config;
    this.#refused = new CredentialQuarantine(deps.clock, {
      firstRestMs: refusedRestMinMs,
      longestRestMs: refusedRestMaxMs,
      maxEntries: 100_000,
    });
    this.#queue = new SiteQueue({ maxInFlight, maxInFlightPerSite, maxInFlightPerDarkSite: maxInFlightPerSite });
    setMaxListeners(0, this.#stopped.signal);
  }

  /** The whole inventory. A camera whose ONVIF address or account has changed is described anew. */
  setCameras(endpoints: readonly CameraEndpoint[]): void {
    const last = this.#entries;
    this.#entries = new Map();
    for (const endpoint of endpoints) {
      if (endpoint.address.onvifUrl === null) continue;
      const known = last.get(endpoint.camera.id);
      const entry = known === undefined ? this.#newEntry(endpoint) : this.#keptEntry(known, endpoint);
      this.#entries.set(endpoint.camera.id, entry);
    }
    for (const cameraId of last.keys()) if (!this.#entries.has(cameraId)) this.#refused.forget(cameraId);
    if (!this.#stopped.signal.aborted) this.#timer ??= setInterval(() => this.#turn(), tickMs);
  }

  /** Somebody wants this camera described now. Within 10 s of the last time nothing happens; a resting account rests on. */
  describeSoon(cameraId: string): void {
    const entry = this.#entries.get(cameraId);
    if (entry === undefined) return;
    const describedAt = Date.parse(entry.endpoint.description?.describedAt ?? '');
    const now = this.#deps.clock.now();
    if (now - describedAt < minSpacingMs) return;
    entry.describeAt = now;
  }

  /** The camera's clock minus ours, ms, as last read; null where it is not known or was read too long ago. */
  clockOffset(cameraId: string): number | null {
    const offset = this.#entries.get(cameraId)?.offset ?? null;
    if (offset === null) return null;
    const age = this.#deps.clock.now() - offset.at;
    return age > this.#config.clockIntervalMs * offsetLivesIntervals ? null : offset.ms;
  }

  metrics(): Record<string, number> {
    return { ...this.#counts, onvifInFlight: this.#queue.inFlight, onvifWaiting: this.#queue.waiting };
  }

  /** Ends what runs; nothing is saved or told afterwards. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#stopped.abort();
    await Promise.all(this.#running);
  }

  #newEntry(endpoint: CameraEndpoint): Entry {
    const { clock, random } = this.#deps;
    const { clockIntervalMs, describeIntervalMs, firstSpreadMs } = this.#config;
    const now = clock.now();
    const describedAt = Date.parse(endpoint.description?.describedAt ?? '');
    const due = Number.isNaN(describedAt) ? now : describedAt + describeIntervalMs;
    return {
      endpoint,
      describeAt: Math.max(now, Math.min(due, now + describeIntervalMs)) + random() * firstSpreadMs,
      clockAt: now + random() * clockIntervalMs,
      describeFailures: 0,
      clockFailures: 0,
      offset: null,
      job: null,
    };
  }

  #keptEntry(known: Entry, endpoint: CameraEndpoint): Entry {
    if (sameTarget(known.endpoint, endpoint)) return Object.assign(known, { endpoint });
    const now = this.#deps.clock.now();
    return { ...this.#newEntry(endpoint), describeAt: now, offset: known.offset };
  }

  #turn(): void {
    const now = this.#deps.clock.now();
    for (const entry of this.#entries.values()) {
      if (entry.job !== null) continue;
      if (entry.describeAt <= now) this.#enqueue(entry, 'describe');
      else if (entry.clockAt <= now) this.#enqueue(entry, 'clock');
    }
    this.#dispatch();
  }

  /** Clocks before descriptions: they are short, and what they show is waited for. */
  #enqueue(entry: Entry, job: 'describe' | 'clock'): void {
    entry.job = job;
    this.#queue.push(entry.endpoint.camera.schoolId, entry, job === 'clock');
  }

  #dispatch(): void {
    while (!this.#stopped.signal.aborted) {
      const next = this.#queue.take();
      if (next === null) return;
      const run = this.#run(next.item, next.key).finally(() => this.#running.delete(run));
      this.#running.add(run);
    }
  }

  /** Still in the inventory with this address and account, and nobody has stopped. */
  #isWanted(entry: Entry): boolean {
    return this.#entries.get(entry.endpoint.camera.id) === entry && !this.#stopped.signal.aborted;
  }

  /** Never rejects. */
  async #run(entry: Entry, site: string): Promise<void> {
    try {
      if (this.#isWanted(entry)) await (entry.job === 'clock' ? this.#readClock(entry) : this.#describe(entry));
    } catch (error) {
      this.#deps.onUnexpected(error);
    } finally {
      entry.job = null;
      this.#queue.done(site, null);
      this.#dispatch();
    }
  }

  async #readClock(entry: Entry): Promise<void> {
    const { clock, guard } = this.#deps;
    const { camera, address } = entry.endpoint;
    const { clockIntervalMs } = this.#config;
    try {
      const signal = this.#stopped.signal;
      const ms = await readClock({ address, clock, signal, guard, ...this.#portsOf(camera.id) });
      this.#counts.clockReads += 1;
      this.#clockRead(entry, ms);
    } catch (error) {
      if (!(error instanceof OnvifError)) throw error;
      this.#counts.clockReadsFailed += 1;
      const retryMs = doubled(clockIntervalMs, entry.clockFailures, Math.max(clockIntervalMs, maxClockRetryMs));
      entry.clockFailures += 1;
      entry.clockAt = clock.now() + this.#jittered(retryMs);
    }
  }

  #clockRead(entry: Entry, ms: number): void {
    const now = this.#deps.clock.now();
    entry.offset = { ms, at: now };
    entry.clockFailures = 0;
    entry.clockAt = now + this.#jittered(this.#config.clockIntervalMs);
  }

  async #describe(entry: Entry): Promise<void> {
    const { clock, store, onDescribed } = this.#deps;
    const { endpoint } = entry;
    const { id } = endpoint.camera;
    const restsUntil = this.#restsUntil(id, endpoint.credentials);
    if (restsUntil !== null) {
      entry.describeAt = restsUntil + this.#deps.random() * this.#config.firstSpreadMs;
      return;
    }
    entry.describeAt = clock.now() + this.#jittered(this.#retryMs(entry));
    try {
      const { description, evidence, clockOffsetMs } = await this.#look(endpoint);
      if (!this.#isWanted(entry)) return;
      this.#refused.forget(id);
      if (clockOffsetMs !== null) this.#clockRead(entry, clockOffsetMs);
      await store.saveDescription(description, evidence);
      if (!this.#isWanted(entry)) return;
      this.#counts.camerasDescribed += 1;
      entry.describeFailures = 0;
      entry.describeAt = clock.now() + this.#jittered(this.#config.describeIntervalMs);
      onDescribed(id, description);
    } catch (error) {
      this.#failed(entry, error);
    }
  }

  #look(endpoint: CameraEndpoint): ReturnType<typeof describeCamera> {
    const { clock, guard } = this.#deps;
    return describeCamera({
      endpoint,
      clock,
      guard,
      signal: this.#stopped.signal,
      ...this.#portsOf(endpoint.camera.id),
    });
  }

  #failed(entry: Entry, error: unknown): void {
    if (this.#stopped.signal.aborted) return;
    const { camera, credentials } = entry.endpoint;
    this.#counts.describesFailed += 1;
    entry.describeAt = this.#deps.clock.now() + this.#jittered(this.#retryMs(entry));
    entry.describeFailures += 1;
    if (!(error instanceof OnvifError)) throw error;
    if (!(error instanceof AccountRefusedError) || credentials === null) return;
    this.#counts.onvifAccountsRefused += 1;
    this.#refused.refused(camera.id, credentials);
  }

  /** The later end of the two rests of an account; null if it may be tried. */
  #restsUntil(cameraId: string, credentials: CameraCredentials | null): number | null {
    if (credentials === null) return null;
    const rests = [this.#refused, this.#deps.quarantine].map((one) => one.restsUntil(cameraId, credentials));
    const ends = rests.filter((end) => end !== null);
    return ends.length === 0 ? null : Math.max(...ends);
  }

  #retryMs(entry: Entry): number {
    return doubled(this.#config.retryMinMs, entry.describeFailures, this.#config.retryMaxMs);
  }

  #portsOf(cameraId: string): { readonly allowedPorts?: AllowedPorts } {
    const allowedPorts = this.#config.allowedPorts?.get(cameraId);
    return allowedPorts === undefined ? {} : { allowedPorts };
  }

  #jittered(durationMs: number): number {
    return durationMs * (0.9 + 0.2 * this.#deps.random());
  }
}

function doubled(firstMs: number, times: number, longestMs: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(times, 20));
}

function sameTarget(a: CameraEndpoint, b: CameraEndpoint): boolean {
  return (
    a.address.onvifUrl === b.address.onvifUrl &&
    a.address.rtspMainUrl === b.address.rtspMainUrl &&
    a.address.rtspSubUrl === b.address.rtspSubUrl &&
    a.camera.schoolId === b.camera.schoolId &&
    a.credentials?.username === b.credentials?.username &&
    a.credentials?.password === b.credentials?.password
  );
}
