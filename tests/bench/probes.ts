import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { cameraNetworks, openGuard } from '@khue/camera-gateway/testing/openGuard';
import { createProbeScheduler } from '@khue/camera-gateway/probe/scheduler';
import { systemClock } from '@khue/domain/clock';
import { runImport } from '@khue/ingest/registry/runImport';
import type { CameraEndpoint } from '@khue/store/store';
import { openOwnDatabase } from '../house/gatewayProcess.ts';
import { freePort } from '@khue/store/embedded/freePort';
import { measureUsage } from '../house/processUsage.ts';
import type { BenchContext, Figure } from './figure.ts';

const cameras = 2_000;
const schools = 100;
/** As a house probes. */
const usualIntervalMs = 15_000;
/** More than can be done, to see how much is. */
const shortestIntervalMs = 1_000;
const settleMs = 5_000;
const measuredMs = 20_000;

/** The synthetic city's lists through the importer, for their endpoints. */
async function endpointsOf(control: string, signal: AbortSignal): Promise<CameraEndpoint[]> {
  const database = await openOwnDatabase();
  try {
    const deps = {
      store: database.store,
      bus: null,
      clock: systemClock,
      signal,
      onProgress: () => {},
      networks: cameraNetworks,
    };
    for (const kind of ['schools', 'cameras'] as const) {
      const answer = await fetch(`${control}/inventory/${kind}.csv`, { signal });
      const bytes = new Uint8Array(await answer.arrayBuffer());
      await runImport(deps, { kind, fileName: `${kind}.csv`, bytes });
    }
    return await database.store.cameras.endpoints();
  } finally {
    await database.close();
  }
}

interface Probing {
  readonly perSecond: number;
  readonly cpuPercent: number;
  readonly online: number;
}

async function probe(endpoints: readonly CameraEndpoint[], intervalMs: number, signal: AbortSignal): Promise<Probing> {
  let probed = 0;
  const online = new Set<string>();
  const onStatus = ({ cameraId, state }: { cameraId: string; state: string }): void => {
    probed += 1;
    if (state === 'online') online.add(cameraId);
  };
  const scheduler = createProbeScheduler({ clock: systemClock, guard: openGuard, onStatus }, { intervalMs });
  try {
    scheduler.setCameras(endpoints);
    await setTimeout(settleMs, undefined, { signal });
    const before = probed;
    const began = performance.now();
    const usage = measureUsage(process.pid);
    await setTimeout(measuredMs, undefined, { signal });
    const perSecond = ((probed - before) / (performance.now() - began)) * 1_000;
    return { perSecond, cpuPercent: usage().cpuPercent, online: online.size };
  } finally {
    await scheduler.stop();
  }
}

/** Probing 2,000 cameras of the synthetic city, which runs in a process of its own: only the prober is counted. */
export async function* probes({ say, signal }: BenchContext): AsyncGenerator<Figure> {
  const controlPort = await freePort();
  const city = fork(new URL('../../simulator/main.ts', import.meta.url), {
    execArgv: ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=4'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      KHUE_SIMULATOR_CONTROL_PORT: String(controlPort),
      KHUE_SIMULATOR_RTSP_PORTS: '0+4',
      KHUE_SIMULATOR_ONVIF_PORTS: '0+4',
      KHUE_SIMULATOR_SCHOOLS: String(schools),
      KHUE_SIMULATOR_CAMERAS: String(cameras),
    },
  });
  const gone = once(city, 'exit');
  try {
    await Promise.race([once(city, 'message', { signal }), gone]);
    // Cameras that are reached through ONVIF alone have no stream address before they are described.
    const endpoints = (await endpointsOf(`http://127.0.0.1:${controlPort}`, signal)).filter(
      ({ address }) => address.rtspMainUrl !== null,
    );
    const usual = await probe(endpoints, usualIntervalMs, signal);
    say(`${endpoints.length} cameras have a stream address; ${usual.online} of them online`);
    yield { name: 'probesOnline', value: usual.online, unit: 'cameras' };
    yield { name: 'probesEvery15s', value: usual.perSecond, unit: '1/s' };
    yield { name: 'probesEvery15sCpu', value: usual.cpuPercent, unit: '% of a core' };
    const most = await probe(endpoints, shortestIntervalMs, signal);
    yield { name: 'probesAtMost', value: most.perSecond, unit: '1/s' };
    yield { name: 'probesAtMostCpu', value: most.cpuPercent, unit: '% of a core' };
  } finally {
    city.kill('SIGTERM');
    await gone;
  }
}
