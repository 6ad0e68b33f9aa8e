import { z } from 'zod';
import type { Clock } from '@khue/domain/clock';
import { onlyPrivateNetworks, readCameraNetworks } from '@khue/domain/cameraNetwork';
import { runImport } from '@khue/ingest/registry/runImport';
import type { Bus } from '@khue/store/bus/bus';
import type { Jobs } from '@khue/store/jobs';
import type { Store } from '@khue/store/store';
import { handInReports } from './syntheticReports.ts';

const camerasSchema = z.array(z.looseObject({ code: z.string(), school: z.string() }));
const healthSchema = z.looseObject({ metrics: z.record(z.string(), z.number()).optional() });

/** Its cameras are on this machine. */
const cityNetworks = readCameraNetworks('127.0.0.0/8') ?? onlyPrivateNetworks;

/** The synthetic city as the house meets it: over HTTP, like any other source. */
export interface SyntheticCity {
  /** Imports its schools and cameras the way a spreadsheet is imported; a second time changes nothing. */
  importInventory(signal: AbortSignal): Promise<{ schools: number; cameras: number }>;
  /** Hands in what its schools reported over three school years; a second time only what is not there. */
  handInReports(jobs: Pick<Jobs, 'enqueueSheet'>, signal: AbortSignal): Promise<number>;
  /** Tells the bus every 5 s how the simulator is, on its behalf: it does not speak on our bus. */
  watch(): { stop(): Promise<void> };
}

async function fetchBytes(url: string, signal: AbortSignal): Promise<Uint8Array> {
  const answer = await fetch(url, { signal });
  if (!answer.ok) throw new Error(`the simulator answered ${answer.status} to ${url}`);
  return new Uint8Array(await answer.arrayBuffer());
}

const beatMs = 5_000;

/** Ends what is synthetic and not listed, and tells the tiers where something ended. */
export async function closeSyntheticInventory(
  store: Store,
  bus: Bus,
  clock: Clock,
  cameraCodes: readonly string[],
  schoolCodes: readonly string[],
): Promise<void> {
  const at = new Date(clock.now());
  const cameras = await store.cameras.closeSynthetic(cameraCodes, at);
  const schools = await store.schools.closeSynthetic(schoolCodes, at);
  const changes = [['cameras', cameras] as const, ['schools', schools] as const];
  for (const [kind, changed] of changes) {
    if (changed > 0) await bus.publish('registryChanged', { kind, at: at.toISOString(), added: 0, changed });
  }
}

export function createSyntheticCity(
  {
    store,
    bus,
    clock,
    version,
  }: { readonly store: Store; readonly bus: Bus; readonly clock: Clock; readonly version: string },
  controlUrl: string,
): SyntheticCity {
  async function importFile(kind: 'schools' | 'cameras', signal: AbortSignal): Promise<number> {
    const bytes = await fetchBytes(`${controlUrl}/inventory/${kind}.csv`, signal);
    const fileName = `mo-phong-${kind}.csv`;
    const run = await runImport(
      { store, bus, clock, signal, onProgress: () => {}, actorName: 'khue start', networks: cityNetworks },
      { kind, fileName, bytes },
    );
    if (run.state !== 'done') throw new Error(`Không nhập được thành phố mô phỏng: ${run.failure ?? run.state}`);
    if (run.rejected > 0) throw new Error(`Thành phố mô phỏng có ${run.rejected} dòng bị từ chối (${kind}).`);
    return run.rowsTotal;
  }

  /** What an earlier, larger city left in the registry is not there any more. */
  async function closeOthers(signal: AbortSignal): Promise<void> {
    const bytes = await fetchBytes(`${controlUrl}/cameras`, signal);
    const cameras = camerasSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    const schools = new Set(cameras.map((camera) => camera.school));
    await closeSyntheticInventory(
      store,
      bus,
      clock,
      cameras.map((camera) => camera.code),
      [...schools],
    );
  }

  async function beat(startedAt: string): Promise<void> {
    let state: 'up' | 'down' = 'up';
    let metrics: Record<string, number> = {};
    try {
      const bytes = await fetchBytes(`${controlUrl}/healthz`, AbortSignal.timeout(beatMs - 1_000));
      metrics = healthSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))).metrics ?? {};
    } catch {
      state = 'down';
    }
    const at = new Date(clock.now()).toISOString();
    const remark = state === 'up' ? null : 'does not answer';
    await bus.publish('tierStatus', { tier: 'simulator', state, at, startedAt, version, metrics, remark }, 'simulator');
  }

  return {
    async importInventory(signal) {
      const schools = await importFile('schools', signal);
      const cameras = await importFile('cameras', signal);
      await closeOthers(signal);
      return { schools, cameras };
    },
    handInReports: (jobs, signal) =>
      handInReports({ store, jobs, clock, fetchBytes: (path) => fetchBytes(`${controlUrl}${path}`, signal) }),
    watch() {
      const startedAt = new Date(clock.now()).toISOString();
      let beating: Promise<void> = Promise.resolve();
      const next = (): void => {
        // A beat that the bus does not take is left out: silence is what the dashboard judges by.
        beating = beating.then(() => beat(startedAt)).catch(() => {});
      };
      next();
      const timer = setInterval(next, beatMs);
      return {
        async stop() {
          clearInterval(timer);
          await beating;
        },
      };
    },
  };
}
