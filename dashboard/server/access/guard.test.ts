import cookie from '@fastify/cookie';
import Fastify, { type FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import type { Holding } from '@khue/domain/access';
import { guardRoutes } from './guard.ts';
import { AccountRights } from './rights.ts';

const person = { sessionId: 's1', token: 'good', account: { id: 'a1', name: 'truc.ban', displayName: 'Trực ban' } };

const viewer: Holding = {
  role: {
    name: 'viewer',
    title: { vi: 'Người xem', en: 'Viewer' },
    permissions: ['inventory.view'],
    zones: [],
    idleLockMs: null,
    secondFactor: false,
    builtIn: false,
  },
  grant: {
    id: '7d0c1f0e-6d5f-4b6e-8a53-0d9a4c1f2b3a',
    accountId: 'a1',
    role: 'viewer',
    scopeId: null,
    relation: 'territorial',
    zones: null,
    validFrom: 0,
    validTo: null,
  },
};
const ground = { epoch: 1, placements: new Map(), closedZones: new Set<never>(), approvals: [] };
const rights = new AccountRights([viewer], ground, 1);

async function guarded(): Promise<FastifyInstance> {
  const app = Fastify();
  await app.register(cookie);
  guardRoutes(app, {
    sessionOf: async (token) => (token === 'good' ? person : null),
    rights: { of: async () => rights },
    publicOrigin: null,
  });
  return app;
}

describe('guard of the routes', () => {
  it('stops the start at a route that does not say who may ask', async () => {
    const app = await guarded();
    expect(() => app.get('/api/forgotten', async () => 'open')).toThrow('GET /api/forgotten does not say who may ask');
  });

  it('lets only those in who have a session, and tells the route who it is', async () => {
    const app = await guarded();
    app.get('/api/closed', { config: { access: 'signed_in' } }, async (request) => request.signedIn?.account.name);
    expect((await app.inject('/api/closed')).statusCode).toBe(401);
    expect((await app.inject({ url: '/api/closed', cookies: { khue_session: 'bad' } })).statusCode).toBe(401);
    expect((await app.inject({ url: '/api/closed', cookies: { khue_session: 'good' } })).body).toBe('truc.ban');
  });

  it('lets only those in who hold the permission that the route declares', async () => {
    const app = await guarded();
    app.get('/api/held', { config: { access: 'inventory.view' } }, async () => 'open');
    app.get('/api/unheld', { config: { access: 'account.manage' } }, async () => 'open');
    const cookies = { khue_session: 'good' };
    expect((await app.inject({ url: '/api/held', cookies })).statusCode).toBe(200);
    expect((await app.inject({ url: '/api/unheld', cookies })).json()).toMatchObject({ code: 'KHUE_NOT_ALLOWED' });
  });

  it('closes the plugins below it, too', async () => {
    const app = await guarded();
    await app.register(async (child) => {
      child.get('/api/deep', { config: { access: 'signed_in' } }, async () => 'open');
    });
    expect((await app.inject('/api/deep')).json()).toMatchObject({ code: 'KHUE_SIGN_IN_REQUIRED' });
  });
});
