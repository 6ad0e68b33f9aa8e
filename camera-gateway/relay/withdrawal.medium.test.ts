import { randomUUID } from 'node:crypto';
import { get } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { startClipCamera } from './testing/clipCamera.ts';
import { endpointOf } from './testing/endpoint.ts';
import { startTestRelay } from './testing/testRelay.ts';
import { TestViewer } from './testing/testViewer.ts';

const patience = { timeout: 15_000, interval: 20 };
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** Two cameras and a viewer of each: the first of one session, the second of another. */
async function scene() {
  const device = await startClipCamera();
  cleanups.push(() => device.powerOff());
  const [gate, yard] = [1, 2].map(() => endpointOf({ main: device.url('main'), sub: device.url('sub') }));
  if (gate === undefined || yard === undefined) throw new Error('two cameras are needed');
  const house = await startTestRelay({ endpoints: [gate, yard] });
  cleanups.push(() => house.stop());
  const viewer = await TestViewer.connect(house.port);
  const sessionId = randomUUID();
  viewer.send({ type: 'subscribe', channel: 0, ticket: house.ticket(gate, 'sub', { sessionId }) });
  viewer.send({ type: 'subscribe', channel: 1, ticket: house.ticket(yard, 'sub', { sessionId }) });
  await expect.poll(() => [viewer.media(0).length > 5, viewer.media(1).length > 5], patience).toEqual([true, true]);
  return { device, gate, yard, house, viewer, sessionId };
}

describe('a right that ends while a picture plays', () => {
  it('ends the picture and says why, and leaves the others alone', async () => {
    const { gate, house, viewer } = await scene();
    expect(house.revoke({ cameraId: gate.camera.id })).toEqual([1, 0]);
    await expect.poll(() => viewer.states(0).at(-1), patience).toBe('refused revoked');
    const [ended, other] = [viewer.media(0).length, viewer.media(1).length];
    await expect.poll(() => viewer.media(1).length, patience).toBeGreaterThan(other + 25);
    expect(viewer.media(0)).toHaveLength(ended);
    expect(viewer.states(1).at(-1)).toBe('playing');
  });

  it('ends all that a session looks at', async () => {
    const { house, viewer, sessionId, device } = await scene();
    expect(house.revoke({ sessionId })).toEqual([2, 0]);
    await expect
      .poll(() => [viewer.states(0).at(-1), viewer.states(1).at(-1)], patience)
      .toEqual(['refused revoked', 'refused revoked']);
    await expect.poll(() => device.counts().playing, patience).toBe(0);
  });

  it('leaves tickets worthless that were not used yet', async () => {
    const { gate, house, viewer, sessionId } = await scene();
    const kept = house.ticket(gate, 'sub', { sessionId });
    house.revoke({ sessionId });
    viewer.send({ type: 'subscribe', channel: 7, ticket: kept });
    await expect.poll(() => viewer.states(7), patience).toEqual(['refused ticket']);
    expect(house.logged.at(-1)).toMatchObject({ action: 'ticket.refused', sessionId, details: { reason: 'revoked' } });
  });

  it('ends readers of HTTP-FLV as well', async () => {
    const { gate, house } = await scene();
    const accountId = randomUUID();
    const path = `/flv/${house.ticket(gate, 'sub', { accountId })}.flv`;
    const reader = { bytes: 0, closed: false };
    get({ port: house.port, host: '127.0.0.1', path, agent: false }, (response) => {
      response.on('data', (chunk: Buffer) => {
        reader.bytes += chunk.length;
      });
      response.on('error', () => undefined);
      response.on('close', () => {
        reader.closed = true;
      });
    });
    await expect.poll(() => reader.bytes, patience).toBeGreaterThan(1_000);
    expect(house.revoke({ accountId })).toEqual([0, 1]);
    await expect.poll(() => reader.closed, patience).toBe(true);
    expect(house.logged.at(-1)).toMatchObject({ action: 'camera.viewed', details: { ended: 'revoked' } });
  });
});

describe('the log of looks', () => {
  it('says who looked at what, why, and from when to when', async () => {
    const { gate, house, viewer, sessionId } = await scene();
    viewer.send({ type: 'unsubscribe', channel: 0 });
    await expect.poll(() => house.logged.length, patience).toBe(1);
    expect(house.logged[0]).toMatchObject({
      actorName: 'truc.ban',
      action: 'camera.viewed',
      object: { kind: 'camera', id: gate.camera.id, name: gate.camera.code },
      result: 'done',
      address: '192.0.2.7',
      sessionId,
      details: { purpose: 'Trực ban theo ca', profile: 'sub', zone: 'gate_street', ended: 'left', wall: false },
    });
    const { from, to } = house.logged[0]?.details ?? {};
    expect(Date.parse(String(from))).toBeLessThan(Date.parse(String(to)));
  });

  it('ends with the line, with the gateway, and with the camera', async () => {
    const { house, viewer, yard } = await scene();
    house.setEndpoints([yard]);
    await expect.poll(() => house.logged.map(({ details }) => details['ended']), patience).toEqual(['camera_removed']);
    viewer.leave();
    await expect
      .poll(() => house.logged.map(({ details }) => details['ended']), patience)
      .toEqual(['camera_removed', 'left']);
    const other = await TestViewer.connect(house.port);
    other.send({ type: 'subscribe', channel: 0, ticket: house.ticket(yard) });
    await expect.poll(() => other.media(0).length, patience).toBeGreaterThan(0);
    await cleanups.pop()?.();
    expect(house.logged.at(-1)?.details['ended']).toBe('shutdown');
  });

  it('holds at most twenty refused tickets a minute', async () => {
    const { house, viewer } = await scene();
    for (let channel = 10; channel < 40; channel += 1) viewer.send({ type: 'subscribe', channel, ticket: 'forged' });
    await expect.poll(() => house.counts.refusedTickets, patience).toBe(30);
    const refusals = house.logged.filter(({ action }) => action === 'ticket.refused');
    expect(refusals).toHaveLength(20);
    expect(refusals[0]).toMatchObject({ actorId: null, result: 'refused', details: { reason: 'malformed' } });
  });
});
