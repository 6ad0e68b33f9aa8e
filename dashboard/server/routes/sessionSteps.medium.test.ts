import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { accountListSchema } from '@khue/domain/administration';
import { errorBodySchema, type Session, sessionSchema } from '@khue/domain/api';
import { ownAccountSchema, recoveryCodesSchema, secondFactorOfferSchema } from '@khue/domain/signIn';
import type { DashboardConfig } from '../config.ts';
import {
  chosenPassword,
  type Ground,
  openGround,
  openTestDashboard,
  type TestDashboard,
} from '../testing/testDashboard.ts';

/** A clock of the test: starts now, so that sessions the database has opened are good. */
function ownClock() {
  let aheadMs = 0;
  return { now: () => Date.now() + aheadMs, pass: (ms: number) => (aheadMs += ms) };
}

let clock: ReturnType<typeof ownClock>;
let ground: Ground;
let dashboard: TestDashboard;

/** A browser: keeps the cookie it is given. */
class Browser {
  cookie = '';

  async send(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    payload?: object,
  ): Promise<LightMyRequestResponse> {
    const options: InjectOptions = { method, url, headers: { cookie: this.cookie } };
    const answer = await dashboard.app.inject(payload === undefined ? options : { ...options, payload });
    const given = answer.cookies.find(({ name }) => name === 'khue_session');
    if (given !== undefined) this.cookie = `khue_session=${given.value}`;
    return answer;
  }

  async session(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object): Promise<Session> {
    return sessionSchema.parse((await this.send(method, url, payload)).json());
  }

  async signIn(password = chosenPassword): Promise<Session> {
    return this.session('POST', '/api/session', { name: ground.account.name, password });
  }
}

async function openWith(config: Partial<DashboardConfig> = {}): Promise<void> {
  dashboard = await openTestDashboard(ground, config);
}

beforeEach(async () => {
  clock = ownClock();
  ground = await openGround(clock);
  await openWith();
});

afterEach(async () => {
  await dashboard.close();
  await ground.close();
});

async function actions(): Promise<string[]> {
  return (await ground.store.log.list({}, { limit: 50 })).map(({ action }) => action);
}

function codeOf(secret: string): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now() });
}

/** Sets a second factor up in a full session. */
async function setUp(browser: Browser, password?: string): Promise<{ secret: string; recoveryCodes: string[] }> {
  const offered = await browser.send('POST', '/api/session/second-factor', { password });
  const { secret, uri } = secondFactorOfferSchema.parse(offered.json());
  expect(uri).toContain(`secret=${secret}`);
  const confirmed = await browser.send('PUT', '/api/session/second-factor', { code: codeOf(secret) });
  return { secret, ...recoveryCodesSchema.parse(confirmed.json()) };
}

describe('a one-time password', () => {
  it('opens nothing before it is changed, and is good for nothing afterwards', async () => {
    const oneTime =
      (await ground.store.accounts.resetPassword(ground.accountId, new Date(clock.now()), () => [])) ?? '';
    const browser = new Browser();
    expect(await browser.signIn(oneTime)).toMatchObject({ stage: 'change_password', permissions: [] });
    expect((await browser.send('GET', '/api/schools')).json()).toMatchObject({ code: 'KHUE_SIGN_IN_STEP' });
    const before = browser.cookie;
    const changed = await browser.session('PUT', '/api/session/password', { next: 'Mot-Sao-Khue-27' });
    expect(changed.stage).toBe('full');
    expect(changed.permissions).toContain('inventory.view');
    expect(browser.cookie).not.toBe(before);
    const stolen = await dashboard.app.inject({ url: '/api/session', headers: { cookie: before } });
    expect(stolen.statusCode).toBe(401);
    expect(
      (await new Browser().send('POST', '/api/session', { name: ground.account.name, password: oneTime })).statusCode,
    ).toBe(401);
    expect(await actions()).toContain('account.password_changed');
  });

  it.each([
    ['Sao-Khue-26', 'KHUE_PASSWORD_SHORT', '14 ký tự'],
    ['sao-khue-2026-sang', 'KHUE_PASSWORD_CLASSES', 'chữ hoa'],
    ['Truc.Ban-2026-Sang', 'KHUE_PASSWORD_HOLDS_NAME', 'tên'],
    [chosenPassword, 'KHUE_PASSWORD_USED_BEFORE', '10 mật khẩu'],
  ])('does not give way to %s', async (next, code, words) => {
    const oneTime =
      (await ground.store.accounts.resetPassword(ground.accountId, new Date(clock.now()), () => [])) ?? '';
    const browser = new Browser();
    await browser.signIn(oneTime);
    const answer = await browser.send('PUT', '/api/session/password', { next });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code, message: expect.stringContaining(words) });
  });
});

describe('a password', () => {
  it('of an administrator is changed every 60 days', async () => {
    clock.pass(60 * 24 * 3_600_000);
    expect(await new Browser().signIn()).toMatchObject({ stage: 'change_password' });
  });

  it('is changed only by whoever knows it, and ends the other sessions', async () => {
    const [browser, other] = [new Browser(), new Browser()];
    await browser.signIn();
    await other.signIn();
    const next = 'Mot-Sao-Khue-27';
    const wrong = await browser.send('PUT', '/api/session/password', { next, current: 'wrong' });
    expect(wrong.json()).toMatchObject({ code: 'KHUE_PASSWORD_WRONG' });
    expect((await browser.send('PUT', '/api/session/password', { next })).statusCode).toBe(400);
    expect((await browser.send('PUT', '/api/session/password', { next, current: chosenPassword })).statusCode).toBe(
      200,
    );
    expect((await browser.send('GET', '/api/schools')).statusCode).toBe(200);
    expect((await other.send('GET', '/api/schools')).statusCode).toBe(401);
  });
});

describe('a second factor', () => {
  it('is asked for after the password, each code once', async () => {
    const browser = new Browser();
    await browser.signIn();
    const { secret } = await setUp(browser, chosenPassword);
    const next = new Browser();
    expect(await next.signIn()).toMatchObject({ stage: 'second_factor', permissions: [] });
    expect((await next.send('PUT', '/api/session/password', { next: 'Mot-Sao-Khue-27' })).statusCode).toBe(403);
    expect((await next.send('POST', '/api/session/second-factor', {})).statusCode).toBe(403);
    const used = await next.send('POST', '/api/session/code', { code: codeOf(secret) });
    expect(used.json()).toMatchObject({ code: 'KHUE_CODE_WRONG' });
    clock.pass(30_000);
    const before = next.cookie;
    expect(await next.session('POST', '/api/session/code', { code: codeOf(secret) })).toMatchObject({ stage: 'full' });
    expect(next.cookie).not.toBe(before);
  });

  it('can be replaced by a recovery code, once', async () => {
    const browser = new Browser();
    await browser.signIn();
    const { recoveryCodes } = await setUp(browser, chosenPassword);
    const [code = ''] = recoveryCodes;
    const [first, second] = [new Browser(), new Browser()];
    await first.signIn();
    expect(await first.session('POST', '/api/session/code', { code })).toMatchObject({ stage: 'full' });
    await second.signIn();
    expect((await second.send('POST', '/api/session/code', { code })).statusCode).toBe(403);
    const account = ownAccountSchema.parse((await first.send('GET', '/api/account')).json());
    expect(account.secondFactor).toMatchObject({ isSet: true, recoveryCodesLeft: 9 });
  });

  it('is guessed at as little as a password', async () => {
    const browser = new Browser();
    await browser.signIn();
    await setUp(browser, chosenPassword);
    const guesser = new Browser();
    await guesser.signIn();
    const answers: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      answers.push((await guesser.send('POST', '/api/session/code', { code: `00000${n}` })).statusCode);
    }
    expect(answers).toEqual([403, 403, 403, 429]);
  });

  it('is not forgiven wrong codes for a right password', async () => {
    const browser = new Browser();
    await browser.signIn();
    await setUp(browser, chosenPassword);
    const answers: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      const guesser = new Browser();
      expect(await guesser.signIn()).toMatchObject({ stage: 'second_factor' });
      answers.push((await guesser.send('POST', '/api/session/code', { code: `00000${n}` })).statusCode);
    }
    expect(answers).toEqual([403, 403, 403, 429]);
    expect(await ground.store.accounts.unlock(ground.accountId, () => [])).toBe(true);
    await browser.send('DELETE', '/api/session');
    await browser.signIn();
    expect((await browser.send('POST', '/api/session/code', { code: '000009' })).statusCode).toBe(403);
  });

  it('takes no code any more after as many wrong ones as the installation allows, until an administrator lets it', async () => {
    await dashboard.close();
    await openWith({ wrongCodes: { limit: 2, windowMs: 3_600_000 } });
    const browser = new Browser();
    await browser.signIn();
    const { secret } = await setUp(browser, chosenPassword);
    const other = new Browser();
    await other.signIn();
    const send = async (code: string) =>
      errorBodySchema.parse((await other.send('POST', '/api/session/code', { code })).json());
    const answers = [await send('000000'), await send('000001'), await send(codeOf(secret))];
    expect(answers.map(({ code }) => code)).toEqual(['KHUE_CODE_WRONG', 'KHUE_CODE_WRONG', 'KHUE_CODES_USED_UP']);
    expect(answers.at(-1)?.message).toContain('60 phút');
    const refused = await ground.store.log.list({ action: 'session.refused' }, { limit: 2 });
    expect(refused.map(({ details }) => details['usedUp'])).toEqual([true, false]);
    const list = async () => accountListSchema.parse((await browser.send('GET', '/api/accounts')).json()).accounts;
    expect(await list()).toMatchObject([{ codesUsedUpUntil: expect.any(String) }]);
    expect((await browser.send('POST', `/api/accounts/${ground.accountId}/unlock`)).statusCode).toBe(204);
    expect(await list()).toMatchObject([{ codesUsedUpUntil: null }]);
    clock.pass(60_000);
    expect(await other.session('POST', '/api/session/code', { code: codeOf(secret) })).toMatchObject({ stage: 'full' });
  });

  it('has to be set up where a role asks for it and the installation insists', async () => {
    await dashboard.close();
    await openWith({ secondFactor: 'required' });
    const browser = new Browser();
    expect(await browser.signIn()).toMatchObject({ stage: 'set_up_second_factor' });
    expect((await browser.send('GET', '/api/schools')).statusCode).toBe(403);
    await setUp(browser);
    expect(await browser.session('GET', '/api/session')).toMatchObject({ stage: 'full' });
    const removed = await browser.session('DELETE', '/api/session/second-factor', { password: chosenPassword });
    expect(removed).toMatchObject({ stage: 'set_up_second_factor' });
    expect(await actions()).toEqual(
      expect.arrayContaining(['account.second_factor_set', 'account.second_factor_removed']),
    );
  });
});

describe('a session that nobody works on', () => {
  const idleMs = 5 * 60_000;

  it('locks after the shortest time of its roles, and opens by the password alone', async () => {
    const browser = new Browser();
    expect(await browser.signIn()).toMatchObject({ idleLockMs: idleMs, locked: false });
    clock.pass(idleMs - 1_000);
    await browser.send('GET', '/api/schools');
    clock.pass(2_000);
    expect((await browser.send('GET', '/api/schools')).json()).toMatchObject({ code: 'KHUE_SESSION_LOCKED' });
    expect(await browser.session('GET', '/api/session')).toMatchObject({ locked: true, permissions: [] });
    expect((await browser.send('PUT', '/api/session/password', { next: 'x' })).statusCode).toBe(401);
    expect((await browser.send('POST', '/api/session/unlock', { password: 'wrong' })).statusCode).toBe(403);
    const before = browser.cookie;
    const opened = await browser.session('POST', '/api/session/unlock', { password: chosenPassword });
    expect(opened).toMatchObject({ locked: false, stage: 'full' });
    expect(browser.cookie).not.toBe(before);
    expect((await browser.send('GET', '/api/schools')).statusCode).toBe(200);
    expect(await actions()).toEqual(expect.arrayContaining(['session.locked', 'session.unlocked']));
  });

  it('stays open while somebody is there', async () => {
    const browser = new Browser();
    await browser.signIn();
    for (let n = 0; n < 3; n += 1) {
      clock.pass(idleMs - 10_000);
      expect((await browser.send('POST', '/api/session/activity')).statusCode).toBe(204);
    }
    expect((await browser.send('GET', '/api/schools')).statusCode).toBe(200);
  });

  it('ends its sockets when it locks, and can be locked by its owner', async () => {
    const browser = new Browser();
    await browser.signIn();
    const session = await dashboard.parts.sessions.find(browser.cookie.split('=')[1]);
    const sessionId = session?.sessionId ?? '';
    expect([...(await dashboard.parts.sessions.good([sessionId]))]).toEqual([sessionId]);
    expect(await browser.session('POST', '/api/session/lock')).toMatchObject({ locked: true });
    expect([...(await dashboard.parts.sessions.good([sessionId]))]).toEqual([]);
    expect((await browser.send('DELETE', '/api/session')).statusCode).toBe(204);
  });
});

describe('a browser that its account has signed in with', () => {
  const cookieOf = ({ cookies }: LightMyRequestResponse, name: string) =>
    cookies.find((cookie) => cookie.name === name);
  const tryPassword = (password: string, known?: string): Promise<LightMyRequestResponse> =>
    dashboard.app.inject({
      method: 'POST',
      url: '/api/session',
      headers: known === undefined ? {} : { cookie: `khue_known=${known}` },
      payload: { name: ground.account.name, password },
    });

  it('is not locked by what strangers do from its address, and counts its own failures', async () => {
    const known = cookieOf(await tryPassword(chosenPassword), 'khue_known');
    expect(known).toMatchObject({ httpOnly: true, sameSite: 'Strict', maxAge: 400 * 24 * 3_600 });
    for (let n = 0; n < 8; n += 1) {
      await tryPassword('wrong');
      clock.pass(2_100);
    }
    expect((await tryPassword(chosenPassword)).statusCode).toBe(429);
    expect((await tryPassword(chosenPassword, 'A'.repeat(43))).statusCode).toBe(429);
    expect((await tryPassword(chosenPassword, known?.value)).statusCode).toBe(200);
    const own: number[] = [];
    for (let n = 0; n < 4; n += 1) own.push((await tryPassword('wrong', known?.value)).statusCode);
    expect(own).toEqual([401, 401, 401, 429]);
  });

  it('holds no right by it, and is known once the sign-in is whole', async () => {
    const browser = new Browser();
    const known = cookieOf(
      await browser.send('POST', '/api/session', { name: ground.account.name, password: chosenPassword }),
      'khue_known',
    );
    const { secret } = await setUp(browser, chosenPassword);
    const alone = { cookie: `khue_known=${known?.value ?? ''}` };
    expect((await dashboard.app.inject({ url: '/api/session', headers: alone })).statusCode).toBe(401);
    const other = new Browser();
    const half = await other.send('POST', '/api/session', { name: ground.account.name, password: chosenPassword });
    expect(cookieOf(half, 'khue_known')).toBeUndefined();
    clock.pass(60_000);
    const whole = await other.send('POST', '/api/session/code', { code: codeOf(secret) });
    expect(cookieOf(whole, 'khue_known')?.value).toHaveLength(43);
  });
});

describe("one's own sessions", () => {
  it('are listed, end one by one and all at once', async () => {
    const [here, there, third] = [new Browser(), new Browser(), new Browser()];
    for (const browser of [here, there, third]) await browser.signIn();
    const { sessions } = ownAccountSchema.parse((await here.send('GET', '/api/account')).json());
    expect(sessions.map(({ own }) => String(own)).toSorted()).toEqual(['false', 'false', 'true']);
    const mine = await dashboard.parts.sessions.find(there.cookie.split('=')[1]);
    expect((await here.send('DELETE', `/api/account/sessions/${mine?.sessionId ?? ''}`)).statusCode).toBe(204);
    expect((await there.send('GET', '/api/session')).statusCode).toBe(401);
    expect((await third.send('GET', '/api/session')).statusCode).toBe(200);
    expect((await here.send('DELETE', '/api/account/sessions')).statusCode).toBe(204);
    for (const browser of [here, third]) expect((await browser.send('GET', '/api/session')).statusCode).toBe(401);
    expect((await actions()).filter((action) => action === 'session.closed')).toHaveLength(3);
  });

  it('cannot be planted: a token that was there before signing in is worth nothing', async () => {
    const browser = new Browser();
    browser.cookie = 'khue_session=planted-by-somebody-else';
    await browser.signIn();
    expect(browser.cookie).not.toContain('planted');
    const planted = { cookie: 'khue_session=planted-by-somebody-else' };
    expect((await dashboard.app.inject({ url: '/api/session', headers: planted })).statusCode).toBe(401);
  });
});
