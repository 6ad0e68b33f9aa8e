import cookie from '@fastify/cookie';
import Fastify, { type FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { guardRoutes } from './guard.ts';

const person = { sessionId: 's1', token: 'good', account: { id: 'a1', name: 'truc.ban', displayName: 'Trực ban' } };

async function guarded(): Promise<FastifyInstance> {
  const app = Fastify();
  await app.register(cookie);
  guardRoutes(app, async (token) => (token === 'good' ? person : null), null);
  return app;
}

describe('guard of the routes', () => {
  it('stops the start at a route that does not say whether it is public', async () => {
    const app = await guarded();
    expect(() => app.get('/api/forgotten', async () => 'open')).toThrow(
      'GET /api/forgotten does not say whether it is public',
    );
  });

  it('lets only those in who have a session, and tells the route who it is', async () => {
    const app = await guarded();
    app.get('/api/closed', { config: { public: false } }, async (request) => request.signedIn?.account.name);
    expect((await app.inject('/api/closed')).statusCode).toBe(401);
    expect((await app.inject({ url: '/api/closed', cookies: { khue_session: 'bad' } })).statusCode).toBe(401);
    expect((await app.inject({ url: '/api/closed', cookies: { khue_session: 'good' } })).body).toBe('truc.ban');
  });

  it('closes the plugins below it, too', async () => {
    const app = await guarded();
    await app.register(async (child) => {
      child.get('/api/deep', { config: { public: false } }, async () => 'open');
    });
    expect((await app.inject('/api/deep')).json()).toMatchObject({ code: 'KHUE_SIGN_IN_REQUIRED' });
  });
});
