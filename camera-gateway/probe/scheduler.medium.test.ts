import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { CameraStatus } from '@khue/domain/cameraStatus';
import { systemClock } from '@khue/domain/clock';
import {
  answerPlainly,
  isAuthorised,
  type ScriptedServer,
  type ServerScript,
  startScriptedServer,
} from '../rtsp/testing/scriptedServer.ts';
import { CredentialQuarantine } from './credentialQuarantine.ts';
import { createProbeScheduler, type ProbeSchedulerConfig, type ProbeSchedulerDeps } from './scheduler.ts';
import { endpoint } from './testing/endpoint.ts';
import { openGuard } from '../testing/openGuard.ts';

const patience = { timeout: 10_000, interval: 20 };
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function device(script: ServerScript = answerPlainly, port = 0): Promise<ScriptedServer> {
  const started = await startScriptedServer(script, port);
  cleanups.push(() => started.stop().catch(() => undefined));
  return started;
}

function schedule(config: Partial<ProbeSchedulerConfig> = {}, deps: Partial<ProbeSchedulerDeps> = {}) {
  const statuses: CameraStatus[] = [];
  const scheduler = createProbeScheduler(
    { clock: systemClock, guard: openGuard, onStatus: (status) => statuses.push(status), ...deps },
    { intervalMs: 300, confirmAfterMs: 100, timeoutMs: 500, ...config },
  );
  cleanups.push(() => scheduler.stop());
  return { scheduler, statuses, states: () => statuses.map(({ state, reason }) => `${state} ${reason}`) };
}

const account = { username: 'khuê', password: 'đúng' };
const guarded: ServerScript = (exchange) =>
  isAuthorised(exchange, { ...account, nonce: 'n1' })
    ? answerPlainly(exchange)
    : exchange.reply(401, ['WWW-Authenticate: Digest realm="cam", nonce="n1"']);

describe('probing over real sockets', () => {
  it('finds 400 cameras online at one address, each in its turn, and closes what it opened', async () => {
    const server = await device();
    const { scheduler, statuses } = schedule({ intervalMs: 2_000, timeoutMs: 5_000 });
    scheduler.setCameras(Array.from({ length: 400 }, () => endpoint({ url: server.url })));
    await expect.poll(() => new Set(statuses.map(({ cameraId }) => cameraId)).size, patience).toBe(400);
    expect(new Set(statuses.map(({ state, width }) => `${state} ${width}`))).toEqual(new Set(['online 640']));
    await scheduler.stop();
    await expect.poll(() => server.connections(), patience).toBe(0);
    expect(new Set(server.requests.map(({ method }) => method))).toEqual(new Set(['OPTIONS', 'DESCRIBE']));
  });

  it('sees a camera go and come back', async () => {
    const server = await device();
    const { scheduler, states } = schedule();
    scheduler.setCameras([endpoint({ url: server.url })]);
    await expect.poll(() => states().at(-1), patience).toBe('online answers');
    await server.stop();
    await expect.poll(() => states().at(-1), patience).toBe('offline connection_refused');
    await device(answerPlainly, server.port);
    await expect.poll(() => states().at(-1), patience).toBe('online answers');
  });

  it('sends a wrong password once, says unauthorised meanwhile, and takes a changed one at once', async () => {
    const server = await device(guarded);
    const quarantine = new CredentialQuarantine(systemClock);
    const { scheduler, states } = schedule({}, { quarantine });
    const camera = { cameraId: randomUUID(), schoolId: randomUUID(), url: server.url };
    scheduler.setCameras([endpoint({ ...camera, credentials: { ...account, password: 'sai' } })]);
    await expect.poll(() => states().length, patience).toBeGreaterThan(4);
    expect(new Set(states())).toEqual(new Set(['unauthorised unauthorised']));
    expect(server.requests.filter(({ headers }) => headers.has('authorization'))).toHaveLength(1);
    scheduler.setCameras([endpoint({ ...camera, credentials: account })]);
    await expect.poll(() => states().at(-1), patience).toBe('online answers');
  });

  it('sees that a camera whose account rests is gone', async () => {
    const server = await device(guarded);
    const { scheduler, states } = schedule();
    scheduler.setCameras([endpoint({ url: server.url, credentials: { ...account, password: 'sai' } })]);
    await expect.poll(() => states().at(-1), patience).toBe('unauthorised unauthorised');
    await server.stop();
    await expect.poll(() => states().at(-1), patience).toBe('offline connection_refused');
  });

  it('calls a camera slow that answers slowly, and offline one that never does', async () => {
    const slow = await device((exchange) => void setTimeout(() => answerPlainly(exchange), 60));
    const silent = await device(() => undefined);
    const { scheduler, states } = schedule({ slowAfterMs: 50 });
    scheduler.setCameras([endpoint({ url: slow.url }), endpoint({ url: silent.url }), endpoint({ url: null })]);
    await expect
      .poll(() => [...new Set(states())].toSorted(), patience)
      .toEqual(['degraded slow', 'offline timeout', 'unknown no_address']);
  });

  it('stops at once with probes in flight', async () => {
    const silent = await device(() => undefined);
    const { scheduler } = schedule({ timeoutMs: 30_000 });
    scheduler.setCameras(Array.from({ length: 20 }, () => endpoint({ url: silent.url })));
    await expect.poll(() => scheduler.metrics().inFlight, patience).toBe(20);
    await scheduler.stop();
    await expect.poll(() => silent.connections(), patience).toBe(0);
  });
});
