import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { TopicMessage, TopicName } from '@khue/domain/bus';
import { Revoker } from './revoker.ts';

const revocation = { at: 1, accountId: null, sessionId: 's1', cameraId: null, schoolId: null };

function revoker(connected: boolean, publish: () => Promise<void>) {
  const closed: string[] = [];
  const told: TopicMessage<TopicName>[] = [];
  const gateway = { isAway: false };
  const clock = { at: 5_000, now: () => clock.at };
  const made = new Revoker({
    clock,
    bus: {
      publish: async (_topic, message) => {
        told.push(message);
        await publish();
      },
      metrics: () => ({ connected, invalid: 0, refused: 0 }),
    },
    log: pino({ level: 'silent' }),
    closePictures: (sessionId) => closed.push(sessionId),
    isGatewayAway: () => gateway.isAway,
  });
  return { made, closed, told, gateway, clock };
}

describe('revoker', () => {
  it('tells the bus, and leaves the other pictures of the session alone', async () => {
    const { made, closed, told } = revoker(true, async () => {});
    await made.revoke([revocation]);
    expect([told, closed]).toEqual([[revocation], []]);
  });

  it.each([
    ['is away', false, async () => {}],
    ['refuses it', true, () => Promise.reject(new Error('full'))],
    ['does not take it in time', true, () => new Promise<void>(() => {})],
  ])('cuts all pictures of the session itself where the bus %s', async (_name, connected, publish) => {
    const { made, closed } = revoker(connected, publish);
    const began = performance.now();
    await made.revoke([revocation]);
    expect(closed).toEqual(['s1']);
    expect(performance.now() - began).toBeLessThan(2_500);
    expect(made.metrics()).toEqual({ viewsRevoked: 1, viewsRevokedWithoutBus: 1 });
  });

  it('tells, as long as one may be redeemed, that tickets from before the start are worth nothing', async () => {
    const { made, told, closed, clock } = revoker(true, async () => {});
    const nothing = { accountId: null, sessionId: null, cameraId: null, schoolId: null };
    const earlier = { at: 5_000, ...nothing, everything: true };
    await made.revokeEarlier();
    clock.at += 60_000;
    await made.revokeEarlier();
    expect(told).toEqual([earlier, earlier]);
    clock.at += 30_000;
    await made.revokeEarlier();
    expect([told.length, closed]).toEqual([2, []]);
  });

  it('cuts all pictures of the session itself, once, where the gateway turns out to have missed it', async () => {
    const { made, closed, gateway } = revoker(true, async () => {});
    await made.revoke([revocation]);
    await made.revoke([]);
    expect(closed).toEqual([]);
    gateway.isAway = true;
    await made.revoke([]);
    await made.revoke([]);
    expect(closed).toEqual(['s1']);
  });
});
