import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sessionSchema } from '@khue/domain/api';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';

let ground: Ground;
let dashboard: TestDashboard;

beforeAll(async () => {
  ground = await openGround();
});

afterAll(async () => {
  await ground.close();
});

beforeEach(async () => {
  dashboard = await openTestDashboard(ground);
  await ground.store.accounts.unlock(ground.accountId, () => []);
  return async () => dashboard.close();
});

function signIn(payload: unknown, headers: Record<string, string> = {}) {
  return dashboard.app.inject({
    method: 'POST',
    url: '/api/session',
    headers: { 'content-type': 'application/json', ...headers },
    payload: JSON.stringify(payload),
  });
}

describe('session', () => {
  it('hands out a cookie that scripts cannot read and other sites cannot send', async () => {
    const answer = await signIn(ground.account);
    expect(answer.statusCode).toBe(200);
    expect(sessionSchema.parse(answer.json())).toMatchObject({ accountName: 'truc.ban', displayName: 'Trực ban' });
    expect(answer.cookies.map(({ name }) => name)).toEqual(['khue_session', 'khue_known']);
    expect(answer.cookies[1]).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
    expect(answer.cookies[0]).toMatchObject({ name: 'khue_session', httpOnly: true, sameSite: 'Strict', path: '/' });
    expect(answer.cookies[0]?.secure).toBeUndefined();
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('marks the cookie as secure behind a trusted proxy that speaks https', async () => {
    await dashboard.close();
    dashboard = await openTestDashboard(ground, { trustedProxies: ['127.0.0.1'] });
    const answer = await signIn(ground.account, { 'x-forwarded-proto': 'https' });
    expect(answer.cookies[0]).toMatchObject({ name: '__Host-khue_session', secure: true, path: '/' });
  });

  it('does not believe a stranger about https', async () => {
    const answer = await signIn(ground.account, { 'x-forwarded-proto': 'https' });
    expect(answer.cookies[0]?.secure).toBeUndefined();
  });

  it('marks the cookie as secure where the configuration says so', async () => {
    await dashboard.close();
    dashboard = await openTestDashboard(ground, { cookieSecure: 'always' });
    const answer = await signIn(ground.account);
    expect(answer.cookies[0]?.secure).toBe(true);
    expect(answer.headers['strict-transport-security']).toMatch(/max-age/u);
  });

  it('says who is signed in', async () => {
    expect((await dashboard.get('/api/session')).json()).toMatchObject({ accountName: 'truc.ban' });
  });

  it('ends with sign-out, everywhere', async () => {
    const cookie = await dashboard.signIn();
    const out = await dashboard.app.inject({ method: 'DELETE', url: '/api/session', headers: { cookie } });
    expect(out.statusCode).toBe(204);
    expect(out.cookies[0]?.value).toBe('');
    const after = await dashboard.app.inject({ method: 'GET', url: '/api/session', headers: { cookie } });
    expect(after.statusCode).toBe(401);
  });

  it('closes the session a browser had before when it signs in again', async () => {
    const before = await dashboard.signIn();
    await signIn(ground.account, { cookie: before });
    const answer = await dashboard.app.inject({ method: 'GET', url: '/api/session', headers: { cookie: before } });
    expect(answer.statusCode).toBe(401);
  });

  it('tells a wrong password and an unknown account in the same words', async () => {
    const wrong = await signIn({ name: 'truc.ban', password: 'wrong' });
    const unknown = await signIn({ name: 'nobody', password: 'wrong' });
    expect(wrong.statusCode).toBe(401);
    expect(wrong.json()).toEqual(unknown.json());
    expect(wrong.json()).toMatchObject({ code: 'KHUE_SIGN_IN_REFUSED' });
    expect(wrong.cookies).toEqual([]);
  });

  it('makes a guesser wait and says for how long', async () => {
    const answers = [];
    for (let n = 0; n < 4; n += 1) answers.push(await signIn({ name: 'truc.ban', password: `guess-${n}` }));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401, 429]);
    expect(answers[3]?.json()).toMatchObject({ code: 'KHUE_TOO_MANY_ATTEMPTS' });
    expect(Number(answers[3]?.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('names the fields that do not fit, not their values', async () => {
    const answer = await signIn({ name: 'truc.ban', password: 17_171_717 });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'KHUE_INPUT_INVALID', details: { fields: 'password' } });
    expect(answer.body).not.toContain('17171717');
  });

  it('writes neither passwords nor session tokens to the log', async () => {
    const cookie = await dashboard.signIn();
    await signIn({ name: 'truc.ban', password: 'a-wrong-password' });
    const text = ground.logText();
    expect(text).toContain('/api/session');
    for (const secret of [ground.account.password, 'a-wrong-password', cookie.split('=')[1] ?? 'no cookie']) {
      expect(text).not.toContain(secret);
    }
  });
});
