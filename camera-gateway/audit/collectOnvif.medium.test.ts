import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '@khue/domain/clock';
import type { Store } from '@khue/store/store';
import { openTestStore } from '@khue/store/testing/testDatabase';
import { endpointOf } from '../onvif/testing/endpoint.ts';
import { type HostileCamera, startHostileCamera, timeReply } from '../onvif/testing/hostileCamera.ts';
import { createCameraProbe } from '../probe/cameraProbe.ts';
import { CredentialQuarantine } from '../probe/credentialQuarantine.ts';
import { type ScriptedServer, startScriptedServer } from '../rtsp/testing/scriptedServer.ts';
import { openGuard } from '../testing/openGuard.ts';
import { AuditAccount } from './account.ts';
import { collectOnvif } from './collectOnvif.ts';
import { EvidenceBook } from './evidenceBook.ts';

let store: Store;
let close: () => Promise<void>;
let camera: HostileCamera;
let stream: ScriptedServer;

beforeAll(async () => {
  ({ store, close } = await openTestStore());
  camera = await startHostileCamera(({ operation }, response) => {
    const challenge = 'Digest realm="127.0.0.1", nonce="1", qop="auth"';
    if (operation === 'GetSystemDateAndTime') response.end(timeReply(new Date()));
    else response.writeHead(401, { 'WWW-Authenticate': challenge }).end();
  });
  // It takes by RTSP what it refuses by ONVIF.
  stream = await startScriptedServer(({ headers, reply }) => {
    if (headers.has('authorization')) reply(200);
    else reply(401, ['WWW-Authenticate: Digest realm="c", nonce="1"']);
  });
});

afterAll(async () => {
  await camera.powerOff();
  await stream.stop();
  await close();
});

it('an account that a camera refuses is sent to its device once, and its alarm is raised', async () => {
  const credentials = { username: 'khue', password: 'wrong' };
  const endpoint = endpointOf({ address: { onvifUrl: camera.url }, credentials });
  const quarantine = new CredentialQuarantine(systemClock);
  const account = await AuditAccount.of({ store: store.audits, quarantine, clock: systemClock }, endpoint);
  const of = { campaignId: '', cameraId: '', permissionId: '', tool: '' };
  const book = new EvidenceBook({ ...of, clock: systemClock, hosts: ['127.0.0.1'] });
  await collectOnvif({
    address: endpoint.address,
    account,
    book,
    clock: systemClock,
    guard: openGuard,
    signal: AbortSignal.timeout(20_000),
  });
  expect(camera.asked.filter(({ authorization }) => authorization !== null)).toHaveLength(1);
  expect(account.credentials).toBeNull();
  expect(book.evidence.map(({ body }) => body).join()).not.toContain('127.0.0.1');

  // Probes find it refusing for as long as its alarm needs to be raised.
  const probed = createCameraProbe({ clock: systemClock, quarantine, timeoutMs: 5_000, guard: openGuard });
  expect(quarantine.restsUntil(endpoint.camera.id, credentials)).toBeGreaterThan(Date.now() + 240_000);
  const target = { cameraId: endpoint.camera.id, site: 'MP-01', rtspUrl: stream.url, credentials };
  expect(await probed(target, AbortSignal.timeout(10_000))).toMatchObject({ state: 'unauthorised' });
  expect(stream.requests.some(({ headers }) => headers.has('authorization'))).toBe(false);

  // Another channel of the same recorder does not try it again.
  const channel = endpointOf({
    id: '0199c0de-0000-7000-8000-000000000002',
    address: { onvifUrl: camera.url },
    credentials,
  });
  const next = await AuditAccount.of({ store: store.audits, quarantine, clock: systemClock }, channel);
  expect(next.credentials).toBeNull();
});
