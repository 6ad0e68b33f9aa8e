import { setMaxListeners } from 'node:events';
import type { CameraStatus } from '@khue/domain/cameraStatus';
import type { Clock } from '@khue/domain/clock';
import { RateMeter } from '@khue/domain/rateMeter';
import type { CameraEndpoint } from '@khue/store/store';
import type { ConnectGuard } from '../connectGuard.ts';
import { judge, type KnownState, needsConfirmation, toStatus } from './cameraHealth.ts';
import { type CameraProbe, createCameraProbe, type ProbeTarget } from './cameraProbe.ts';
import { CredentialQuarantine } from './credentialQuarantine.ts';
import type { ProbeOutcome } from './probe.ts';
import { ProbeWheel } from './probeWheel.ts';
import { SiteQueue } from './siteQueue.ts';
import { sameTarget, toProbeTarget } from './probeTarget.ts';

export interface ProbeSchedulerDeps {
  readonly clock: Clock;
  /** Every observation, a change or not. Called synchronously; must be quick and must not throw. */
  readonly onStatus: (status: CameraStatus) => void;
  /** A bug while probing; the camera is asked again in the next round. */
  readonly onUnexpected?: (error: unknown) => void;
  /** Camera clock minus ours, ms, as ONVIF last told; null where it is not known. */
  readonly clockOffset?: (cameraId: string) => number | null;
  /** Shared with whoever else signs in to cameras. */
  readonly quarantine?: CredentialQuarantine;
  /** Where cameras may be; left out: in private networks. */
  readonly guard?: ConnectGuard;
  /** How a camera is probed; RTSP where nothing is given. */
  readonly probe?: CameraProbe;
}

export interface ProbeSchedulerConfig {
  /** Every camera once in so long. */
  readonly intervalMs: number;
  /** Default 300. */
  readonly maxInFlight?: number;
  /** At one school, default 4. */
  readonly maxInFlightPerSite?: number;
  /** At a school from which nothing comes back, default 32. */
  readonly maxInFlightPerDarkSite?: number;
  /** For one probe, default 5,000. */
  readonly timeoutMs?: number;
  /** A camera that stops answering is asked again after so long before it is called offline, default 2,000. */
  readonly confirmAfterMs?: number;
  /** Default 2,000. */
  readonly slowAfterMs?: number;
  /** Default 5,000. */
  readonly clockOffsetLimitMs?: number;
}

export interface ProbeScheduler {
  /** The whole inventory; cameras that stay keep their state and their turn. */
  setCameras(endpoints: readonly CameraEndpoint[]): void;
  /** What was known before this process began, so that `since` goes on. Cameras it already knows better are left. */
  remember(statuses: readonly CameraStatus[]): void;
  /** Somebody saw a reason to look at this camera now. At most once per second and camera. */
  probeSoon(cameraId: string): void;
  metrics(): {
    readonly cameras: number;
    readonly probesPerSecond: number;
    readonly inFlight: number;
    readonly waiting: number;
    /** Turns that passed because the camera's last probe had not ended or begun. */
    readonly missedTurns: number;
  };
  /** Ends the probes in flight; nothing is told afterwards. */
  stop(): Promise<void>;
}

interface Entry {
  target: ProbeTarget;
  known: KnownState | null;
  /** The last inventory it was in. */
  inventory: number;
  busy: boolean;
  confirming: boolean;
  lastProbedAt: number;
}

const minSpacingMs = 1_000;
const darkReasons: ReadonlySet<string> = new Set(['timeout', 'host_unreachable']);

/** Asks every camera in its turn, from the first `setCameras` until `stop`. */
export function createProbeScheduler(deps: ProbeSchedulerDeps, config: ProbeSchedulerConfig): ProbeScheduler {
  return new Scheduler(deps, config);
}

class Scheduler implements ProbeScheduler {
  readonly #deps: ProbeSchedulerDeps;
  readonly #config: Required<ProbeSchedulerConfig>;
  readonly #quarantine: CredentialQuarantine;
  readonly #probe: CameraProbe;
  readonly #entries = new Map<string, Entry>();
  readonly #wheel: ProbeWheel;
  readonly #queue: SiteQueue<Entry>;
  readonly #running = new Set<Promise<void>>();
  readonly #stopped = new AbortController();
  readonly #rate: RateMeter;
  readonly #tickMs: number;
  #remembered = new Map<string, KnownState>();
  #lastTickAt: number;
  #missedTurns = 0;
  #inventory = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(deps: ProbeSchedulerDeps, config: ProbeSchedulerConfig) {
    const filled = {
      maxInFlight: 300,
      maxInFlightPerSite: 4,
      maxInFlightPerDarkSite: 32,
      timeoutMs: 5_000,
      confirmAfterMs: 2_000,
      slowAfterMs: 2_000,
      clockOffsetLimitMs: 5_000,
      ...config,
    };
    this.#deps = deps;
    this.#config = filled;
    this.#quarantine = deps.quarantine ?? new CredentialQuarantine(deps.clock);
    this.#probe =
      deps.probe ??
      createCameraProbe({
        clock: deps.clock,
        quarantine: this.#quarantine,
        timeoutMs: filled.timeoutMs,
        guard: deps.guard,
      });
    this.#queue = new SiteQueue(filled);
    this.#tickMs = Math.min(100, Math.max(5, filled.intervalMs / 20));
    this.#wheel = new ProbeWheel(Math.max(1, Math.round(filled.intervalMs / this.#tickMs)));
    this.#rate = new RateMeter(deps.clock);
    this.#lastTickAt = deps.clock.now();
    setMaxListeners(0, this.#stopped.signal);
  }

  setCameras(endpoints: readonly CameraEndpoint[]): void {
    if (this.#stopped.signal.aborted) return;
    this.#inventory += 1;
    for (const endpoint of endpoints) this.#put(toProbeTarget(endpoint));
    for (const [cameraId, entry] of this.#entries) {
      if (entry.inventory !== this.#inventory) this.#remove(cameraId);
    }
    this.#start();
  }

  remember(statuses: readonly CameraStatus[]): void {
    for (const { cameraId, state, since } of statuses) {
      const known = { state, since: Date.parse(since) };
      const entry = this.#entries.get(cameraId);
      if (entry !== undefined) entry.known ??= known;
      else if (this.#remembered.size < 1_000_000) this.#remembered.set(cameraId, known);
    }
  }

  probeSoon(cameraId: string): void {
    const entry = this.#entries.get(cameraId);
    if (entry === undefined || entry.confirming) return;
    if (this.#deps.clock.now() - entry.lastProbedAt < minSpacingMs) return;
    this.#enqueue(entry, true);
    this.#dispatch();
  }

  metrics(): ReturnType<ProbeScheduler['metrics']> {
    return {
      cameras: this.#entries.size,
      probesPerSecond: this.#rate.perSecond(),
      inFlight: this.#queue.inFlight,
      waiting: this.#queue.waiting,
      missedTurns: this.#missedTurns,
    };
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#stopped.abort();
    await Promise.all(this.#running);
  }

  #put(target: ProbeTarget): void {
    const entry = this.#entries.get(target.cameraId);
    if (entry === undefined) {
      const known = this.#remembered.get(target.cameraId) ?? null;
      this.#remembered.delete(target.cameraId);
      const inventory = this.#inventory;
      const lastProbedAt = Number.NEGATIVE_INFINITY;
      this.#entries.set(target.cameraId, { target, known, inventory, busy: false, confirming: false, lastProbedAt });
      this.#wheel.add(target.cameraId);
      return;
    }
    entry.inventory = this.#inventory;
    if (!sameTarget(entry.target, target)) {
      entry.target = target;
      this.#wheel.addSingle(target.cameraId, 1);
    }
  }

  #remove(cameraId: string): void {
    this.#entries.delete(cameraId);
    this.#wheel.remove(cameraId);
    this.#quarantine.forget(cameraId);
  }

  #start(): void {
    if (this.#timer !== null) return;
    this.#lastTickAt = this.#deps.clock.now();
    this.#timer = setInterval(() => this.#turn(), this.#tickMs);
  }

  /** Moves the wheel to now: after a stall by one round at most, after a clock set back by one tick. */
  #turn(): void {
    const elapsed = this.#deps.clock.now() - this.#lastTickAt;
    const ticks = elapsed < 0 ? 1 : Math.min(this.#wheel.slots, Math.floor(elapsed / this.#tickMs));
    const behind = elapsed < 0 || ticks === this.#wheel.slots;
    this.#lastTickAt = behind ? this.#deps.clock.now() : this.#lastTickAt + ticks * this.#tickMs;
    for (let tick = 0; tick < ticks; tick += 1) this.#advance();
    this.#dispatch();
  }

  #advance(): void {
    const { regular, single } = this.#wheel.advance();
    for (const cameraId of single) {
      const entry = this.#entries.get(cameraId);
      if (entry !== undefined) this.#enqueue(entry, true);
    }
    for (const cameraId of regular) {
      const entry = this.#entries.get(cameraId);
      if (entry === undefined || entry.confirming) continue;
      if (!this.#enqueue(entry, false)) this.#missedTurns += 1;
    }
  }

  #enqueue(entry: Entry, urgent: boolean): boolean {
    if (entry.busy) return false;
    entry.busy = true;
    this.#queue.push(entry.target.site, entry, urgent);
    return true;
  }

  #dispatch(): void {
    while (!this.#stopped.signal.aborted) {
      const next = this.#queue.take();
      if (next === null) return;
      if (!this.#isWanted(next.item)) {
        this.#queue.done(next.key, null);
        continue;
      }
      const run = this.#run(next.item, next.key).finally(() => this.#running.delete(run));
      this.#running.add(run);
    }
  }

  /** Still in the inventory, and nobody has stopped. */
  #isWanted(entry: Entry): boolean {
    return this.#entries.get(entry.target.cameraId) === entry && !this.#stopped.signal.aborted;
  }

  async #run(entry: Entry, site: string): Promise<void> {
    const { target } = entry;
    let dark: boolean | null = null;
    try {
      const outcome = await this.#probe(target, this.#stopped.signal);
      dark = outcome.state === 'offline' && darkReasons.has(outcome.reason);
      if (this.#isWanted(entry)) this.#conclude(entry, outcome);
    } catch (error) {
      entry.confirming = false;
      this.#deps.onUnexpected?.(error);
    } finally {
      entry.busy = false;
      this.#queue.done(site, dark);
      this.#dispatch();
    }
  }

  #conclude(entry: Entry, raw: ProbeOutcome): void {
    const { cameraId } = entry.target;
    const now = this.#deps.clock.now();
    entry.lastProbedAt = now;
    this.#rate.mark();
    const clockOffsetMs = this.#deps.clockOffset?.(cameraId) ?? null;
    const outcome = judge(raw, clockOffsetMs, this.#config);
    if (!entry.confirming && needsConfirmation(outcome, entry.known)) {
      entry.confirming = true;
      this.#wheel.addSingle(cameraId, this.#config.confirmAfterMs / this.#tickMs);
      return;
    }
    entry.confirming = false;
    const status = toStatus(cameraId, outcome, clockOffsetMs, entry.known, now);
    entry.known = { state: status.state, since: Date.parse(status.since) };
    this.#deps.onStatus(status);
  }
}
