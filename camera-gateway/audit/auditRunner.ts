import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { mayWorkAt } from '@khue/domain/auditHours';
import type { AuditPermission, AuditProfile, Evidence } from '@khue/domain/audit';
import { auditRules } from '@khue/domain/auditRules';
import { judgeCamera, type Unasked } from '@khue/domain/auditVerdict';
import { type CameraNetworks, readCameraNetworks } from '@khue/domain/cameraNetwork';
import type { Clock } from '@khue/domain/clock';
import type { ClaimedTask, FinishedTask } from '@khue/store/audit';
import type { CameraEndpoint, Store } from '@khue/store/store';
import { createConnectGuard } from '../connectGuard.ts';
import type { CredentialQuarantine } from '../probe/credentialQuarantine.ts';
import { AuditAccount, deviceKey } from './account.ts';
import { collectCamera } from './collect.ts';
import { EvidenceBook } from './evidenceBook.ts';
import { healthOf, registryOf } from './ground.ts';
import { readEvidence } from './readEvidence.ts';
import { NoTurnError, Turns } from './turns.ts';

export interface AuditRunnerDeps {
  readonly store: Pick<Store, 'audits' | 'cameras' | 'schools' | 'statuses'>;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn' | 'error'>;
  readonly quarantine: Pick<CredentialQuarantine, 'restsUntil' | 'refused'>;
  /** Where cameras may be at all; permissions narrow it. */
  readonly networks: CameraNetworks;
  /** From 0 to below 1. */
  readonly random: () => number;
}

export interface AuditRunnerConfig {
  readonly version: string;
  readonly maxCameras: number;
  /** At one school. Of them as many pull a stream as the limits of the campaign say. */
  readonly maxCamerasPerSchool: number;
  /** How long the main stream of a camera is played. */
  readonly sampleMs: number;
  /** Looked for work this often while there is none, and for stops while there is. */
  readonly lookEveryMs: number;
  /** Work on one camera belongs to whoever took it for so long, and is given up before. */
  readonly leaseMs: number;
  /** Cameras are begun within so long of each other, at random. */
  readonly jitterMs: number;
  /** Work that was begun so often without coming to an end is given up. */
  readonly maxAttempts: number;
}

/** A camera that is worked on, and the permission under which it is asked; null: nothing is asked yet. */
type Work = ClaimedTask & { permissionId: string | null };

interface Collecting {
  readonly task: Work;
  readonly endpoint: CameraEndpoint;
  readonly permission: AuditPermission;
  readonly networks: CameraNetworks;
  readonly signal: AbortSignal;
}

interface Running {
  readonly task: Work;
  readonly end: AbortController;
  readonly done: Promise<void>;
}

/**
 * Works off the audits that wait in the store, camera by camera, under the permissions on record. Whatever it has not
 * finished when it ends is taken up by the next one; what is finished is not asked again.
 */
export class AuditRunner {
  readonly #deps: AuditRunnerDeps;
  readonly #config: AuditRunnerConfig;
  readonly #stopped = new AbortController();
  readonly #running = new Map<string, Running>();
  /** Of devices: the channels of a recorder are asked one after the other, so that one refused account ends them all. */
  readonly #devices = new Turns();
  /** Of schools: streams that are pulled. */
  readonly #lines = new Turns();
  #wake = new AbortController();
  #loop: Promise<void> | null = null;
  #counts = { auditedCameras: 0, auditFailures: 0 };

  constructor(deps: AuditRunnerDeps, config: AuditRunnerConfig) {
    this.#deps = deps;
    this.#config = config;
    setMaxListeners(0, this.#stopped.signal);
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Gives back what it holds; resolves when nothing runs. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#wake.abort();
    await this.#loop;
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  metrics(): Record<string, number> {
    return { ...this.#counts, auditsInFlight: this.#running.size };
  }

  async #run(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      this.#wake = new AbortController();
      try {
        const resting = await this.#resting();
        await this.#heedStops(resting);
        await this.#takeWork(resting);
        await this.#deps.store.audits.endCampaigns(this.#now());
      } catch (error) {
        this.#deps.log.warn({ err: error }, 'audits cannot be looked for, and are looked for again');
      }
      const signal = AbortSignal.any([this.#stopped.signal, this.#wake.signal]);
      await delay(this.#config.lookEveryMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Campaigns that may not work at this hour. A profile without text asks for nothing, at any hour. */
  async #resting(): Promise<ReadonlySet<string>> {
    const { store, clock } = this.#deps;
    const closed = (await store.audits.openCampaigns()).filter((campaign) => !mayWorkAt(campaign, clock.now()));
    if (closed.length === 0) return new Set();
    const profiles = await store.audits.profiles();
    const placeholders = profiles.filter(({ state }) => state === 'placeholder');
    const asks = ({ profile, profileVersion }: (typeof closed)[number]): boolean =>
      !placeholders.some(({ name, version }) => name === profile && version === profileVersion);
    return new Set(closed.filter(asks).map(({ id }) => id));
  }

  async #heedStops(resting: ReadonlySet<string>): Promise<void> {
    for (const { task, end } of this.#running.values()) {
      if (resting.has(task.campaignId) || !(await this.#deps.store.audits.mayGoOn(task, this.#now()))) end.abort();
    }
  }

  async #takeWork(resting: ReadonlySet<string>): Promise<void> {
    const { store, clock } = this.#deps;
    while (this.#running.size < this.#config.maxCameras && !this.#stopped.signal.aborted) {
      const notOf = { schoolIds: this.#fullSchools(), campaignIds: [...resting] };
      const task = await store.audits.claimTask(new Date(clock.now()), this.#config.leaseMs, notOf);
      if (task === null) return;
      this.#begin(task);
    }
  }

  #now(): Date {
    return new Date(this.#deps.clock.now());
  }

  #fullSchools(): string[] {
    const counts = new Map<string, number>();
    for (const { task } of this.#running.values()) counts.set(task.schoolId, (counts.get(task.schoolId) ?? 0) + 1);
    return [...counts].filter(([, count]) => count >= this.#config.maxCamerasPerSchool).map(([schoolId]) => schoolId);
  }

  #begin(claimed: ClaimedTask): void {
    const task: Work = { ...claimed, permissionId: null };
    const key = `${task.campaignId} ${task.cameraId}`;
    const end = new AbortController();
    const late = AbortSignal.timeout(this.#config.leaseMs - 5_000);
    const signal = AbortSignal.any([end.signal, this.#stopped.signal, late]);
    setMaxListeners(0, signal);
    const done = this.#work(task, signal, end.signal).finally(() => {
      this.#running.delete(key);
      this.#wake.abort();
    });
    this.#running.set(key, { task, end, done });
  }

  /** Never rejects. */
  async #work(task: Work, signal: AbortSignal, ended: AbortSignal): Promise<void> {
    const { store, log } = this.#deps;
    try {
      await this.#audit(task, signal);
    } catch (error) {
      const isTold = this.#stopped.signal.aborted || ended.aborted || error instanceof NoTurnError;
      const isStopped = isTold || !(await this.#mayGoOn(task));
      try {
        if (isStopped) await store.audits.releaseTask(task);
        else await this.#failed(task, error);
      } catch (cause) {
        // Its lease runs out, and it is taken again.
        log.warn({ err: cause }, 'work on an audited camera could not be given back');
      }
    }
  }

  async #mayGoOn(task: Work): Promise<boolean> {
    return this.#deps.store.audits.mayGoOn(task, this.#now()).catch(() => true);
  }

  /** Left to its lease for the next attempt, or given up after the last. */
  async #failed(task: ClaimedTask, error: unknown): Promise<void> {
    this.#counts.auditFailures += 1;
    this.#deps.log.error({ err: error }, 'a camera could not be audited');
    if (task.attempts >= this.#config.maxAttempts) await this.#giveUp(task);
  }

  #giveUp(task: ClaimedTask): Promise<void> {
    return this.#finish(task, 'failed', 'collector_failed', { permission: null, evidence: [], endpoint: null });
  }

  async #audit(task: Work, signal: AbortSignal): Promise<void> {
    const { store, clock, random, networks } = this.#deps;
    // Those that took it before ended without saying what became of it.
    if (task.attempts > this.#config.maxAttempts) return this.#giveUp(task);
    const [endpoint] = await store.cameras.endpoints({ cameraIds: [task.cameraId] });
    if (endpoint === undefined) return this.#gone(task);
    // A profile without text asks for nothing.
    const isPlaceholder = (await this.#profile(task)).state === 'placeholder';
    if (isPlaceholder) return this.#finish(task, 'done', null, { permission: null, evidence: [], endpoint });
    const permissions = await store.audits.permissionsAt(new Date(clock.now()));
    const permission = permissions.find(({ schoolIds }) => schoolIds.includes(task.schoolId)) ?? null;
    const nothing = { permission, evidence: [], endpoint };
    if (permission === null) return this.#finish(task, 'skipped', 'no_permission', nothing);
    task.permissionId = permission.id;
    const permitted = narrowed(networks, permission);
    if (!isPermitted(permitted.ranges, endpoint)) return this.#finish(task, 'skipped', 'outside_ranges', nothing);
    await delay(random() * this.#config.jitterMs, undefined, { signal });
    // Schools may have the same addresses behind one gateway: a device is one of its school.
    await this.#devices.inTurn(`${task.schoolId} ${deviceKey(endpoint)}`, 1, signal, () =>
      this.#collect({ task, endpoint, permission, networks: permitted.networks, signal }),
    );
  }

  async #collect({ task, endpoint, permission, networks, signal }: Collecting): Promise<void> {
    const { store, clock } = this.#deps;
    const { campaignId, cameraId, schoolId, limits } = task;
    const tool = `khue ${this.#config.version}, ${task.profile} v${task.profileVersion}`;
    const hosts = hostsOf(endpoint);
    const book = new EvidenceBook({ campaignId, cameraId, permissionId: permission.id, tool, clock, hosts });
    await collectCamera({
      endpoint,
      permission,
      account: await AuditAccount.of({ ...this.#deps, store: store.audits }, endpoint),
      book,
      clock,
      guard: createConnectGuard(networks),
      signal,
      sampleMs: this.#config.sampleMs,
      onLine: (pull) => this.#lines.inTurn(schoolId, limits.streamsPerSchool, signal, pull),
      registry: await registryOf(store, endpoint),
      health: await healthOf(store, cameraId, clock.now()),
    });
    signal.throwIfAborted();
    await this.#finish(task, 'done', null, { permission, evidence: book.evidence, endpoint });
  }

  /** It hangs nowhere any more: nothing is said of it. */
  async #gone({ campaignId, cameraId }: ClaimedTask): Promise<void> {
    const at = this.#now();
    const nothing = { permissionId: null, evidence: [], verdicts: [] };
    await this.#deps.store.audits.finishTask({ campaignId, cameraId, state: 'skipped', at, ...nothing });
  }

  async #finish(
    task: ClaimedTask,
    state: FinishedTask['state'],
    unasked: Unasked,
    found: {
      readonly permission: AuditPermission | null;
      readonly evidence: readonly Evidence[];
      readonly endpoint: CameraEndpoint | null;
    },
  ): Promise<void> {
    const { store, clock } = this.#deps;
    const { campaignId, cameraId } = task;
    const at = new Date(clock.now());
    const verdicts = judgeCamera(auditRules, await this.#profile(task), {
      cameraId,
      zone: found.endpoint?.camera.zone ?? 'yard',
      readings: readEvidence(found.evidence),
      unasked,
      at: at.toISOString(),
    });
    const permissionId = found.permission?.id ?? null;
    const { evidence } = found;
    if (await store.audits.finishTask({ campaignId, cameraId, state, permissionId, evidence, verdicts, at })) {
      this.#counts.auditedCameras += 1;
    }
  }

  async #profile({ profile, profileVersion }: ClaimedTask): Promise<AuditProfile> {
    const profiles = await this.#deps.store.audits.profiles();
    const found = profiles.find(({ name, version }) => name === profile && version === profileVersion);
    if (found === undefined) throw new Error('an audit has lost its profile');
    return found;
  }
}

/** The networks of cameras, and of those only what a permission names. */
function narrowed(networks: CameraNetworks, { addressRanges }: AuditPermission) {
  const ranges = readCameraNetworks(addressRanges.join(','));
  const both: CameraNetworks = {
    refusalOf: (address, port) =>
      networks.refusalOf(address, port) ?? (ranges === null ? 'outside' : ranges.refusalOf(address, port)),
    refusalOfHost: (host, port) =>
      networks.refusalOfHost(host, port) ?? (ranges === null ? 'outside' : ranges.refusalOfHost(host, port)),
  };
  return { networks: both, ranges };
}

/** Names and addresses of a camera in the inventory. */
function hostsOf({ address }: CameraEndpoint): string[] {
  const urls = [address.onvifUrl, address.rtspMainUrl, address.rtspSubUrl];
  const hosts = urls.flatMap((text) => URL.parse(text ?? '')?.hostname.replace(/^\[(.*)\]$/u, '$1') ?? []);
  return [...new Set(hosts)];
}

/** Whether every registered address may be within the ranges; a name is judged once it is resolved. */
function isPermitted(ranges: CameraNetworks | null, { address }: CameraEndpoint): boolean {
  if (ranges === null) return false;
  return [address.onvifUrl, address.rtspMainUrl].every((text) => {
    const url = text === null ? null : URL.parse(text);
    return url === null || ranges.refusalOfHost(url.hostname, Number(url.port) || 80) === null;
  });
}
