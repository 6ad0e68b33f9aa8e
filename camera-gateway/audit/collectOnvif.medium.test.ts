import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '@khue/domain/clock';
import type { Store } from '@khue/store/store';
import { openTestStore } from '@khue/store/testing/testDatabase';
import { endpointOf } from '../onvif/testing/endpoint.ts';
import { type HostileCamera, startHostileCamera, timeReply } from '../onvif/testing/hostileCamera.ts';
import { CredentialQuarantine } from '../probe/credentialQuarantine.ts';
import { openGuard } from '../testing/openGuard.ts';
import { AuditAccount } from './account.ts';
import { collectOnvif } from './collectOnvif.ts';
import { EvidenceBook } from './evidenceBook.ts';

let store: Store;
let close: () => Promise<void>;
let camera: HostileCamera;

beforeAll(async () => {
  ({ store, close } = await openTestStore());
  camera = await startHostileCamera(({ operation }, response) => {
    const challenge = 'Digest realm="127.0.0.1", nonce="1", qop="auth"';
    if (operation === 'GetSystemDateAndTime') response.end(timeReply(new Date()));
    else response.writeHead(401, { 'WWW-Authenticate': challenge }).end();
  });
});

afterAll(async () => {
  await camera.powerOff();
  await close();
});

it('an account that a camera refuses is sent to it once in an audit', async () => {
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
});
