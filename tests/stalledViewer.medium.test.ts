import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClipCamera, startClipCamera } from '@khue/camera-gateway/relay/testing/clipCamera';
import { TestViewer } from '@khue/camera-gateway/relay/testing/testViewer';
import { type GatewayProcess, startGatewayProcess } from './house/gatewayProcess.ts';
import { residentMb } from './house/processUsage.ts';
import { until } from './house/until.ts';

const stalledViewers = 8;
const framesPerSecond = 25;
/** 8 Mbit/s at 25 pictures a second. */
const paddingBytes = 40_000;
const measuredMs = 60_000;
const sampleEveryMs = 1_000;
/** The gateway tells its metrics every 5 s. */
const beatSeconds = 5;
/** From the middle of the first ten seconds to the middle of the last ten. Without limits it would be 480 MB. */
const allowedGrowthMb = 20;
/** Polls of memory in ten seconds. */
const settledPolls = 100;

let camera: ClipCamera;
let gateway: GatewayProcess;
const viewers: TestViewer[] = [];

async function watch(): Promise<TestViewer> {
  const viewer = await TestViewer.connect(gateway.port);
  viewers.push(viewer);
  for (const watched of gateway.cameras)
    viewer.send({ type: 'subscribe', channel: 0, ticket: gateway.ticket(watched) });
  await until(
    'a first picture',
    async () => viewer.media(0).length,
    (count) => count > 0,
    20_000,
  );
  return viewer;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Resolves once everything for the stalled viewers is dropped: their queues are full. */
async function queuesAreFull(): Promise<void> {
  const allOfABeat = stalledViewers * framesPerSecond * beatSeconds;
  let before = Number.NaN;
  let dropped = 0;
  await until(
    'full queues',
    async () => {
      const total = gateway.metrics()['droppedFragments'] ?? 0;
      if (total !== before) dropped = total - before;
      before = total;
      return dropped;
    },
    (perBeat) => perBeat >= 0.9 * allOfABeat,
    60_000,
  );
}

/**
 * Resolves once the gateway, its queues full, has come to the memory it works with: ten seconds in which it grows no
 * faster than it may while it is measured. What grows on and on never gets here.
 */
async function memorySettles(): Promise<void> {
  const polls: number[] = [];
  await until(
    'memory that has settled',
    async () => {
      polls.push(residentMb(gateway.pid));
      const recent = polls.slice(-settledPolls);
      return recent.length < settledPolls ? Number.POSITIVE_INFINITY : Math.max(...recent) - Math.min(...recent);
    },
    (growthMb) => growthMb < (allowedGrowthMb * 10_000) / measuredMs,
    60_000,
  );
}

beforeAll(async () => {
  camera = await startClipCamera({ framesPerSecond, paddingBytes });
  gateway = await startGatewayProcess({
    cameraUrls: [camera.url('main')],
    // Longer than the test: the viewers stay, and with them all that waits for them.
    environment: { KHUE_VIEWER_STALLED_AFTER_MS: '600000' },
  });
});

afterAll(async () => {
  for (const viewer of viewers) viewer.leave();
  await gateway.stop();
  await camera.powerOff();
});

describe('viewers that stop reading', () => {
  it('cost the gateway no more memory as time passes, and another viewer keeps its pictures', async () => {
    const reading = await watch();
    for (let i = 0; i < stalledViewers; i += 1) (await watch()).stopReading();
    await queuesAreFull();
    await memorySettles();
    const picturesBefore = reading.media(0).length;
    const samples: number[] = [];
    const end = performance.now() + measuredMs;
    while (performance.now() < end) {
      samples.push(residentMb(gateway.pid));
      await setTimeout(sampleEveryMs);
    }
    const growthMb = median(samples.slice(-10)) - median(samples.slice(0, 10));
    expect(growthMb).toBeLessThan(allowedGrowthMb);
    expect(gateway.metrics()['viewers']).toBe(stalledViewers + 1);
    const wanted = 0.8 * framesPerSecond * (measuredMs / 1_000);
    expect(reading.media(0).length - picturesBefore).toBeGreaterThan(wanted);
    expect(viewers.map((viewer) => viewer.closeCode)).toEqual(viewers.map(() => null));
  }, 240_000);
});
