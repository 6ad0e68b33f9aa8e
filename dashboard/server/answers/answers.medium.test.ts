import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

describe('answers', () => {
  it('speaks Vietnamese unless English is asked for', async () => {
    const vietnamese = await dashboard.app.inject('/api/schools');
    const english = await dashboard.app.inject({ url: '/api/schools', headers: { 'accept-language': 'en' } });
    expect(vietnamese.json().message).toMatch(/đăng nhập/u);
    expect(vietnamese.headers['content-language']).toBe('vi');
    expect(english.json().message).toBe('Sign in to see this.');
  });

  it('says 404 to an unknown path and 405 with the known methods to a wrong one', async () => {
    expect((await dashboard.get('/api/nothing')).json()).toMatchObject({ code: 'KHUE_NOT_FOUND' });
    const wrong = await dashboard.ask({ method: 'PUT', url: '/api/session' });
    expect(wrong.statusCode).toBe(405);
    expect(wrong.headers['allow']).toBe('DELETE, GET, HEAD, POST');
    expect(wrong.json()).toMatchObject({ code: 'KHUE_METHOD_NOT_ALLOWED' });
    expect((await dashboard.get('/api/tickets')).statusCode).toBe(405);
  });

  it('answers HEAD like GET without a body', async () => {
    const answer = await dashboard.ask({ method: 'HEAD', url: '/api/session' });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe('');
  });

  it.each(['/api/%zz', '/api/schools/%00', '/api/schools/..%2f..%2fetc%2fpasswd', '/api/schools/not-an-id'])(
    'takes %s for the mistake of the caller',
    async (url) => {
      const answer = await dashboard.get(url);
      expect(answer.statusCode).toBeGreaterThanOrEqual(400);
      expect(answer.statusCode).toBeLessThan(500);
      expect(answer.json()).toHaveProperty('code');
    },
  );

  it('refuses JSON that is none, and JSON that is too large', async () => {
    const headers = { 'content-type': 'application/json' };
    const broken = await dashboard.ask({ method: 'POST', url: '/api/tickets', headers, payload: '{"cameraId":' });
    expect(broken.json()).toMatchObject({ code: 'KHUE_INPUT_INVALID' });
    const payload = JSON.stringify({ purpose: 'x'.repeat(100_000) });
    const large = await dashboard.ask({ method: 'POST', url: '/api/tickets', headers, payload });
    expect(large.statusCode).toBe(413);
    expect(large.json()).toMatchObject({ details: { limit: '64 kB' } });
  });

  it('forbids the page what it does not need', async () => {
    const { headers } = await dashboard.app.inject('/healthz');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("worker-src 'self' blob:");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*/u);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
    expect(headers['permissions-policy']).toContain('microphone=()');
  });

  it('gives every answer an id of its own', async () => {
    const ids = [await dashboard.get('/api/session'), await dashboard.get('/api/nothing')].map(
      ({ headers }) => headers['x-request-id'],
    );
    expect(new Set(ids).size).toBe(2);
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/u);
  });
});
