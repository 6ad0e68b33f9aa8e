import { randomUUID } from 'node:crypto';
import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Permission } from '@khue/domain/access';
import { type PairingOffer, pairingOfferSchema, wallListSchema } from '@khue/domain/signIn';
import { addSampleAccount } from '@khue/store/testing/sampleAccounts';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';

let ground: Ground;
let dashboard: TestDashboard;

beforeAll(async () => {
  ground = await openGround();
  dashboard = await openTestDashboard(ground);
});

afterAll(async () => {
  await dashboard.close();
  await ground.close();
});

async function offer(remoteAddress: string): Promise<PairingOffer> {
  const answer = await dashboard.app.inject({ method: 'POST', url: '/api/wall-pairings', remoteAddress });
  return pairingOfferSchema.parse(answer.json());
}

function claim(secret: string): Promise<LightMyRequestResponse> {
  return dashboard.app.inject({ method: 'POST', url: '/api/wall-pairings/claim', payload: { secret } });
}

function enrol(code: string, scopeId: string | null = null): Promise<LightMyRequestResponse> {
  const payload = { code, displayName: ' Phòng  trực ', scopeId, relation: 'territorial' };
  return dashboard.ask({ method: 'POST', url: '/api/walls', payload });
}

/** A paired display: its cookie. */
async function pairedWall(remoteAddress: string): Promise<string> {
  const { code, secret } = await offer(remoteAddress);
  expect((await claim(secret)).json()).toEqual({ state: 'waiting' });
  expect((await enrol(`${code.slice(0, 3).toLowerCase()} ${code.slice(3)}`)).statusCode).toBe(201);
  const claimed = await claim(secret);
  expect(claimed.json()).toEqual({ state: 'paired' });
  const [session] = claimed.cookies;
  return `${session?.name ?? ''}=${session?.value ?? ''}`;
}

describe('a wall display', () => {
  it('is let in by its code, looks, and changes nothing', async () => {
    const cookie = await pairedWall('10.1.0.1');
    const session = await dashboard.app.inject({ url: '/api/session', headers: { cookie } });
    expect(session.json()).toMatchObject({ isWall: true, displayName: 'Phòng trực', stage: 'full', idleLockMs: null });
    expect((await dashboard.app.inject({ url: '/api/schools', headers: { cookie } })).statusCode).toBe(200);
    for (const [method, url] of [
      ['POST', '/api/session/lock'],
      ['DELETE', '/api/account/sessions'],
      ['POST', '/api/walls'],
      ['POST', '/api/imports'],
    ] as const) {
      const answer = await dashboard.app.inject({ method, url, headers: { cookie } });
      expect({ url, code: answer.json().code }).toEqual({ url, code: 'KHUE_NOT_ALLOWED' });
    }
  });

  it('is turned out at once', async () => {
    const cookie = await pairedWall('10.1.0.2');
    const { walls } = wallListSchema.parse((await dashboard.get('/api/walls')).json());
    const id = walls.at(-1)?.id ?? '';
    expect((await dashboard.ask({ method: 'DELETE', url: `/api/walls/${id}` })).statusCode).toBe(204);
    expect((await dashboard.app.inject({ url: '/api/session', headers: { cookie } })).statusCode).toBe(401);
    expect((await dashboard.ask({ method: 'DELETE', url: `/api/walls/${id}` })).statusCode).toBe(404);
    const log = await ground.store.log.list({}, { limit: 50 });
    expect(log.map(({ action }) => action)).toEqual(expect.arrayContaining(['wall.paired', 'wall.revoked']));
  });

  it('is not let in by a wrong code, nor to a place that is not there', async () => {
    const { code } = await offer('10.1.0.3');
    expect((await enrol('AAAAAA')).json()).toMatchObject({ code: 'KHUE_PAIRING_UNKNOWN' });
    expect((await enrol('nonsense!')).json()).toMatchObject({ code: 'KHUE_PAIRING_UNKNOWN' });
    expect((await enrol(code, randomUUID())).json()).toMatchObject({ code: 'KHUE_NOT_FOUND' });
    expect((await claim('x'.repeat(43))).statusCode).toBe(404);
  });

  it('is let in by nobody who may not look there himself, unless he decides who may', async () => {
    const { code } = await offer('10.1.0.9');
    const payload = { code, displayName: 'Phòng trực', scopeId: null, relation: 'territorial' };
    const tried: [number, string | undefined][] = [];
    for (const permissions of [['wall.enrol'], ['wall.enrol', 'camera.live']] satisfies Permission[][]) {
      const name = `enroller_${permissions.length}`;
      const accountId = await addSampleAccount(ground.storeConfig.databaseUrl, name);
      const titles = { title: { vi: 'Người lắp màn hình', en: 'Enroller' } };
      const limits = { zones: ['yard' as const], idleLockMs: null, secondFactor: false, builtIn: false };
      await ground.store.access.saveRole({ name, ...titles, permissions, ...limits }, () => []);
      const scope = { scopeId: null, relation: 'territorial' as const, zones: null, validFrom: 0, validTo: null };
      await ground.store.access.addGrant({ accountId, role: name, ...scope }, null, () => []);
      const session = { accountId, stage: 'full', lifetimeMs: 3_600_000, address: null, agent: null } as const;
      const { token } = await ground.store.accounts.openSession({ ...session, at: new Date() }, () => []);
      const headers = { cookie: `khue_session=${token}` };
      const answer = await dashboard.app.inject({ method: 'POST', url: '/api/walls', payload, headers });
      tried.push([answer.statusCode, answer.json().code]);
    }
    expect(tried).toEqual([
      [403, 'KHUE_NOT_ALLOWED'],
      [201, undefined],
    ]);
  });

  it('gets five codes per address and no more', async () => {
    for (let n = 0; n < 5; n += 1) await offer('10.1.0.4');
    const answer = await dashboard.app.inject({ method: 'POST', url: '/api/wall-pairings', remoteAddress: '10.1.0.4' });
    expect(answer.statusCode).toBe(429);
  });
});
