import cookie from '@fastify/cookie';
import Fastify, { type FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { guardRoutes } from './guard.ts';
import { sampleGrantId, sampleRights } from '../testing/sampleRights.ts';

const person = {
  sessionId: 's1',
  token: 'good',
  account: { id: 'a1', name: 'truc.ban', displayName: 'Trực ban', kind: 'person' as const },
  stage: 'full' as const,
  locked: false,
};

const rights = sampleRights(['inventory.view']);
let lookedAgain = 0;

async function guarded(used: string[] = [], noted: unknown[] = []): Promise<FastifyInstance> {
  const app = Fastify();
  await app.register(cookie);
  guardRoutes(app, {
    sessionOf: async (request) => (request.cookies['khue_session'] === 'good' ? person : null),
    rights: {
      of: async () => rights,
      used: (ids) => void used.push(...ids),
      lookAgain: () => {
        lookedAgain += 1;
      },
    },
    refusals: { note: (error, { route }) => void noted.push([route, error]) },
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

  it('tells which grants were used, and of what was refused where', async () => {
    const [used, noted]: [string[], unknown[]] = [[], []];
    const app = await guarded(used, noted);
    app.get('/api/held', { config: { access: 'inventory.view' } }, async () => 'open');
    app.get('/api/unheld/:id', { config: { access: 'account.manage' } }, async () => 'open');
    const cookies = { khue_session: 'good' };
    await app.inject({ url: '/api/held', cookies });
    await app.inject({ url: '/api/unheld/7', cookies });
    expect(used).toEqual([sampleGrantId]);
    expect(noted).toEqual([['GET /api/unheld/:id', expect.objectContaining({ code: 'KHUE_NOT_ALLOWED' })]]);
  });

  it('does not take a grant over a part of the city for one over the house', async () => {
    const held = sampleRights(['inventory.view', 'system.view'], '4f7d0e4e-07b4-4a0e-9d5a-0a3f3e9d9b11');
    expect([held.holds('inventory.view'), held.holds('system.view')]).toEqual([true, false]);
  });

  it('closes the plugins below it, too', async () => {
    const app = await guarded();
    await app.register(async (child) => {
      child.get('/api/deep', { config: { access: 'signed_in' } }, async () => 'open');
    });
    expect((await app.inject('/api/deep')).json()).toMatchObject({ code: 'KHUE_SIGN_IN_REQUIRED' });
  });

  it('has rights looked at again after whatever may have changed them, and after nothing else', async () => {
    const app = await guarded();
    app.get('/api/read', { config: { access: 'public' } }, async () => 'read');
    app.post('/api/write', { config: { access: 'public' } }, async () => 'written');
    lookedAgain = 0;
    await app.inject('/api/read');
    expect(lookedAgain).toBe(0);
    await app.inject({ method: 'POST', url: '/api/write' });
    expect(lookedAgain).toBe(1);
  });
});
