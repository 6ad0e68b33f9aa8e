import type { LightMyRequestResponse } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RoleMap } from '../signIn/identityConfig.ts';
import { startIdentityProvider, type TestIdentityProvider } from '../testing/identityProvider.ts';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';

const publicOrigin = 'http://khue.example';
const callback = '/api/sign-in/identity/callback';
const roleMap: RoleMap = {
  claim: 'groups',
  rules: [
    { value: 'truc-ban', role: 'operator', scopeCode: null, relation: 'territorial' },
    { value: 'quy-hoach', role: 'planner', scopeCode: null, relation: 'territorial' },
    { value: 'phuong', role: 'unit_viewer', scopeCode: 'khong-co', relation: 'territorial' },
  ],
};

let ground: Ground;
let provider: TestIdentityProvider;
let dashboard: TestDashboard;

beforeEach(async () => {
  ground = await openGround();
  provider = await startIdentityProvider(`${publicOrigin}${callback}`);
  const { issuer, clientId, clientSecret } = provider;
  const identityProvider = { issuer, clientId, clientSecret, title: 'Sở GD&ĐT', roleMap };
  dashboard = await openTestDashboard(ground, { publicOrigin, identityProvider });
});

afterEach(async () => {
  await dashboard.close();
  await provider.stop();
  await ground.close();
});

function cookieOf(answer: LightMyRequestResponse, name: string): string {
  const cookie = answer.cookies.find((one) => one.name === name);
  return `${name}=${cookie?.value ?? ''}`;
}

/** Leaves for the provider: where to, and what this browser remembers. */
async function leave(): Promise<{ url: URL; pending: string }> {
  const answer = await dashboard.app.inject('/api/sign-in/identity');
  expect(answer.statusCode).toBe(303);
  const [cookie] = answer.cookies;
  expect(cookie).toMatchObject({ name: 'khue_identity', httpOnly: true, sameSite: 'Lax' });
  return { url: new URL(answer.headers.location ?? ''), pending: cookieOf(answer, 'khue_identity') };
}

function comeBack(back: URL, pending: string): Promise<LightMyRequestResponse> {
  return dashboard.app.inject({ url: `${back.pathname}${back.search}`, headers: { cookie: pending } });
}

async function signIn(): Promise<LightMyRequestResponse> {
  const { url, pending } = await leave();
  return comeBack(await provider.signIn(url.href), pending);
}

async function rolesOf(answer: LightMyRequestResponse): Promise<string[]> {
  const cookie = cookieOf(answer, 'khue_session');
  const session = await dashboard.app.inject({ url: '/api/session', headers: { cookie } });
  const grants = await ground.store.access.grants({ accountId: session.json().accountId });
  return grants.filter(({ grant }) => grant.validTo === null).map(({ grant }) => grant.role);
}

describe('sign-in through an identity provider', () => {
  it('lets people in with the roles that their claims give, and follows every change', async () => {
    provider.person = { subject: 'lan', name: 'Nguyễn Thị Lan', groups: ['truc-ban', 'quy-hoach', 'khac'] };
    const first = await signIn();
    expect([first.statusCode, first.headers.location]).toEqual([303, '/?phien=moi']);
    expect((await rolesOf(first)).toSorted()).toEqual(['operator', 'planner']);
    provider.person = { ...provider.person, name: 'Nguyễn Lan', groups: ['quy-hoach'] };
    const second = await signIn();
    expect(await rolesOf(second)).toEqual(['planner']);
    const cookie = cookieOf(second, 'khue_session');
    const session = await dashboard.app.inject({ url: '/api/session', headers: { cookie } });
    expect(session.json()).toMatchObject({ accountName: 'lan', displayName: 'Nguyễn Lan', stage: 'full' });
    expect((await dashboard.app.inject('/api/sign-in')).json()).toEqual({ identityProvider: 'Sở GD&ĐT' });
  });

  it('asks with PKCE, state and nonce', async () => {
    const { url } = await leave();
    expect(url.origin).toBe(provider.issuer);
    const asked = Object.fromEntries(url.searchParams);
    expect(asked).toMatchObject({ response_type: 'code', code_challenge_method: 'S256' });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked[name]?.length).toBeGreaterThan(30);
  });

  it.each([
    ['no role fits', [], 'KHUE_IDENTITY_WITHOUT_ROLE'],
    ['its place is not in the registry', ['phuong'], 'KHUE_IDENTITY_WITHOUT_ROLE'],
  ])('turns people away where %s', async (_why, groups, code) => {
    provider.person = { subject: 'khach', name: 'Khách', groups };
    const answer = await signIn();
    expect(answer.headers.location).toBe(`/?loi=${code}`);
    expect(answer.cookies.map(({ name }) => name)).not.toContain('khue_session');
  });

  it('refuses an answer with another state, and one that this browser never asked for', async () => {
    provider.person = { subject: 'lan', name: 'Lan', groups: ['truc-ban'] };
    const { url, pending } = await leave();
    const back = await provider.signIn(url.href);
    const stranger = await dashboard.app.inject({ url: `${back.pathname}${back.search}` });
    expect(stranger.headers.location).toBe('/?loi=KHUE_IDENTITY_REFUSED');
    const other = await leave();
    expect((await comeBack(back, other.pending)).headers.location).toBe('/?loi=KHUE_IDENTITY_REFUSED');
    back.searchParams.set('state', 'x'.repeat(43));
    expect((await comeBack(back, pending)).headers.location).toBe('/?loi=KHUE_IDENTITY_REFUSED');
    const log = await ground.store.log.list({ action: 'session.refused' }, { limit: 10 });
    expect(log).toHaveLength(3);
  });

  it('lets nobody fill the log or wear the provider out with answers that were never asked for', async () => {
    const made = Array.from({ length: 120 }, () => dashboard.app.inject(`${callback}?code=x&state=y`));
    const answers = await Promise.all(made);
    const turnedAway = answers.filter(({ statusCode }) => statusCode === 429).length;
    expect(turnedAway).toBeGreaterThan(10);
    const log = await ground.store.log.list({ action: 'session.refused' }, { limit: 200 });
    expect(log).toHaveLength(answers.length - turnedAway);
  });

  it('refuses a code that was used before', async () => {
    provider.person = { subject: 'lan', name: 'Lan', groups: ['truc-ban'] };
    const { url, pending } = await leave();
    const back = await provider.signIn(url.href);
    expect((await comeBack(back, pending)).headers.location).toBe('/?phien=moi');
    expect((await comeBack(back, pending)).headers.location).toBe('/?loi=KHUE_IDENTITY_REFUSED');
  });

  it('refuses an answer that was made for another nonce', async () => {
    provider.person = { subject: 'lan', name: 'Lan', groups: ['truc-ban'] };
    const { url, pending } = await leave();
    url.searchParams.set('nonce', 'y'.repeat(43));
    const back = await provider.signIn(url.href);
    expect((await comeBack(back, pending)).headers.location).toBe('/?loi=KHUE_IDENTITY_REFUSED');
  });

  it('says that the provider does not answer, before and after', async () => {
    provider.person = { subject: 'lan', name: 'Lan', groups: ['truc-ban'] };
    const { url, pending } = await leave();
    const back = await provider.signIn(url.href);
    await provider.stop();
    expect((await comeBack(back, pending)).headers.location).toBe('/?loi=KHUE_IDENTITY_PROVIDER_AWAY');
    const { issuer, clientId, clientSecret } = provider;
    const identityProvider = { issuer, clientId, clientSecret, title: 'Sở', roleMap };
    const restarted = await openTestDashboard(ground, { publicOrigin, identityProvider });
    const answer = await restarted.app.inject('/api/sign-in/identity');
    await restarted.close();
    expect(answer.headers.location).toBe('/?loi=KHUE_IDENTITY_PROVIDER_AWAY');
  });

  it('gives no password that a locked session could be opened by', async () => {
    provider.person = { subject: 'lan', name: 'Lan', groups: ['truc-ban'] };
    const first = await signIn();
    const cookie = cookieOf(first, 'khue_session');
    expect((await dashboard.app.inject({ url: '/api/session', headers: { cookie } })).statusCode).toBe(200);
    const unlock = {
      method: 'POST',
      url: '/api/session/unlock',
      payload: { password: 'x' },
      headers: { cookie },
    } as const;
    expect((await dashboard.app.inject(unlock)).json()).toMatchObject({ code: 'KHUE_NO_LOCAL_PASSWORD' });
  });
});
