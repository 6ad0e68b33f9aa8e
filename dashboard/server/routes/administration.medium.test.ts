import type { HTTPMethods, InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Permission, type Role, roleSchema } from '@khue/domain/access';
import {
  accessReviewSchema,
  accountListSchema,
  grantListSchema,
  passwordOnceSchema,
  placeListSchema,
  roleListSchema,
} from '@khue/domain/administration';
import { fillTwoWards, type TwoWards } from '../testing/twoWards.ts';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';

let ground: Ground;
let dashboard: TestDashboard;
let city: TwoWards;

beforeAll(async () => {
  ground = await openGround();
  city = await fillTwoWards(ground);
  dashboard = await openTestDashboard(ground);
});

afterAll(async () => {
  await dashboard.close();
  await ground.close();
});

function send(method: HTTPMethods, url: string, payload?: object): Promise<LightMyRequestResponse> {
  return dashboard.ask({ method, url, ...(payload !== undefined && { payload }) });
}

async function newAccount(name: string): Promise<{ id: string; password: string }> {
  const answer = await send('POST', '/api/accounts', { name, displayName: `Người ${name}`, kind: 'person' });
  expect(answer.statusCode).toBe(201);
  return passwordOnceSchema.parse(answer.json());
}

async function newGrant(accountId: string, role = 'operator', scopeId: string | null = null): Promise<string> {
  const grant = { accountId, role, scopeId, relation: 'territorial', zones: null, validTo: null };
  const answer = await send('POST', '/api/grants', grant);
  expect(answer.statusCode).toBe(201);
  return String(answer.json().id);
}

async function lastLogged(): Promise<unknown> {
  const [row] = await ground.store.log.list({}, { limit: 1 });
  return row;
}

async function signIn(name: string, password: string): Promise<LightMyRequestResponse> {
  return dashboard.app.inject({ method: 'POST', url: '/api/session', payload: { name, password } });
}

function codeOf(answer: LightMyRequestResponse): unknown {
  return [answer.statusCode, answer.json().code];
}

/** A session of an account that holds a role of its own with these permissions over the whole city. */
async function holderOf(
  name: string,
  permissions: Permission[],
): Promise<(options: InjectOptions) => Promise<LightMyRequestResponse>> {
  const role: Role = roleSchema.parse({
    name,
    title: { vi: name, en: name },
    permissions,
    zones: [],
    idleLockMs: null,
    secondFactor: false,
    builtIn: false,
  });
  await ground.store.access.saveRole(role, () => []);
  const { id } = await newAccount(name.replaceAll('_', '.'));
  await newGrant(id, name);
  const session = { accountId: id, stage: 'full', lifetimeMs: 3_600_000, address: null, agent: null } as const;
  const { token } = await ground.store.accounts.openSession({ ...session, at: new Date() }, () => []);
  return (options) => dashboard.app.inject({ ...options, headers: { cookie: `khue_session=${token}` } });
}

describe('accounts', () => {
  it('are made without a right, with a password that is told once and has to be changed', async () => {
    const { id, password } = await newAccount('lan.nguyen');
    expect(await lastLogged()).toMatchObject({ action: 'account.created', object: { id, name: 'lan.nguyen' } });
    const session = await signIn('lan.nguyen', password);
    expect(session.json()).toMatchObject({ stage: 'change_password', permissions: [] });
    const list = await send('GET', '/api/accounts');
    expect(list.body).not.toContain(password);
    const { accounts } = accountListSchema.parse(list.json());
    expect(accounts.find((account) => account.id === id)).toMatchObject({
      displayName: 'Người lan.nguyen',
      mustChangePassword: true,
      unused: false,
      roles: [],
    });
  });

  it('have one name each, of plain letters', async () => {
    await newAccount('hai');
    const twice = await send('POST', '/api/accounts', { name: 'hai', displayName: 'Hai', kind: 'person' });
    expect(codeOf(twice)).toEqual([409, 'KHUE_NAME_TAKEN']);
    const crooked = await send('POST', '/api/accounts', { name: 'Hải ơi', displayName: 'Hải', kind: 'person' });
    expect(codeOf(crooked)).toEqual([400, 'KHUE_INPUT_INVALID']);
    const empty = await send('POST', '/api/accounts', { name: 'trong', displayName: '   ', kind: 'person' });
    expect(codeOf(empty)).toEqual([400, 'KHUE_INPUT_INVALID']);
  });

  it('are disabled with their sessions, and enabled again', async () => {
    const { id, password } = await newAccount('tam');
    const cookies = (await signIn('tam', password)).cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    expect((await send('POST', `/api/accounts/${id}/disable`)).statusCode).toBe(204);
    expect(await lastLogged()).toMatchObject({ action: 'account.disabled', details: { sessionsEnded: 1 } });
    const after = await dashboard.app.inject({ url: '/api/session', headers: { cookie: cookies } });
    expect(after.statusCode).toBe(401);
    expect((await signIn('tam', password)).statusCode).toBe(401);
    expect((await send('POST', `/api/accounts/${id}/enable`)).statusCode).toBe(204);
    expect((await signIn('tam', password)).statusCode).toBe(200);
  });

  it('get a new password, and the old one is worth nothing', async () => {
    const { id, password } = await newAccount('quen');
    const reset = passwordOnceSchema.parse((await send('POST', `/api/accounts/${id}/password`)).json());
    expect((await signIn('quen', password)).statusCode).toBe(401);
    expect((await signIn('quen', reset.password)).statusCode).toBe(200);
    expect(await lastLogged()).toMatchObject({ action: 'session.opened' });
  });

  it('get another name for people to read, and the log says both', async () => {
    const { id } = await newAccount('doi');
    expect((await send('PATCH', `/api/accounts/${id}`, { displayName: ' Lê  Đổi ' })).statusCode).toBe(204);
    expect(await lastLogged()).toMatchObject({
      action: 'account.changed',
      details: { before: 'Người doi', after: 'Lê Đổi' },
    });
  });

  it('do not answer for wall displays or for nobody', async () => {
    const wall = await city.holder('wall_display');
    for (const id of [wall.accountId, '0d3a5f5e-54b9-44d5-9c3c-0a9c7a2b7a11']) {
      expect(codeOf(await send('POST', `/api/accounts/${id}/disable`))).toEqual([404, 'KHUE_NOT_FOUND']);
      expect(codeOf(await send('POST', `/api/accounts/${id}/password`))).toEqual([404, 'KHUE_NOT_FOUND']);
    }
  });

  it('keep the last administrator', async () => {
    const answer = await send('POST', `/api/accounts/${ground.accountId}/disable`);
    expect(codeOf(answer)).toEqual([409, 'KHUE_LAST_ADMINISTRATOR']);
  });

  it('are not changed by somebody who may less than their owner', async () => {
    const ask = await holderOf('account_desk', ['account.manage']);
    for (const change of ['password', 'disable']) {
      const answer = await ask({ method: 'POST', url: `/api/accounts/${ground.accountId}/${change}` });
      expect(codeOf(answer)).toEqual([403, 'KHUE_BEYOND_OWN_RIGHTS']);
    }
    const { id } = await newAccount('nho');
    expect((await ask({ method: 'POST', url: `/api/accounts/${id}/password` })).statusCode).toBe(200);
  });
});

describe('roles', () => {
  const trial = {
    title: { vi: 'Xem thử', en: 'Trial' },
    permissions: ['inventory.view'],
    zones: [],
    idleLockMs: 900_000,
    secondFactor: false,
  };

  it('are added, changed with both states in the log, and removed while nobody was given them', async () => {
    expect((await send('PUT', '/api/roles/xem_thu', trial)).statusCode).toBe(204);
    const more = { ...trial, permissions: ['inventory.view', 'system.view'] };
    expect((await send('PUT', '/api/roles/xem_thu', more)).statusCode).toBe(204);
    expect(await lastLogged()).toMatchObject({
      action: 'role.changed',
      details: { permissionsBefore: 'inventory.view', permissionsAfter: 'inventory.view system.view' },
    });
    expect((await send('DELETE', '/api/roles/xem_thu')).statusCode).toBe(204);
    expect(codeOf(await send('DELETE', '/api/roles/xem_thu'))).toEqual([404, 'KHUE_NOT_FOUND']);
  });

  it('that came with the product are changed, stay built in, and are not removed', async () => {
    expect((await send('PUT', '/api/roles/planner', trial)).statusCode).toBe(204);
    const { roles } = roleListSchema.parse((await send('GET', '/api/roles')).json());
    expect(roles.find(({ name }) => name === 'planner')).toMatchObject({ builtIn: true, title: trial.title });
    expect(codeOf(await send('DELETE', '/api/roles/planner'))).toEqual([409, 'KHUE_ROLE_BUILT_IN']);
  });

  it('that were granted are not removed', async () => {
    await send('PUT', '/api/roles/da_giao', trial);
    const { id } = await newAccount('giu.vai');
    await newGrant(id, 'da_giao');
    expect(codeOf(await send('DELETE', '/api/roles/da_giao'))).toEqual([409, 'KHUE_ROLE_IN_USE']);
  });

  it('leave somebody who administers', async () => {
    const answer = await send('PUT', '/api/roles/administrator', trial);
    expect(codeOf(answer)).toEqual([409, 'KHUE_LAST_ADMINISTRATOR']);
  });
});

describe('grants', () => {
  it('are told in words, and reach no further than their place', async () => {
    const { id, password } = await newAccount('phuong');
    await newGrant(id, 'unit_viewer', city.here.unitId);
    expect(await lastLogged()).toMatchObject({
      action: 'grant.added',
      object: { id },
      details: { role: 'unit_viewer' },
    });
    const { grants } = grantListSchema.parse((await send('GET', `/api/grants?accountId=${id}`)).json());
    expect(grants).toMatchObject([
      {
        placeName: 'Phường Mô Phỏng',
        grantedBy: ground.account.name,
        state: 'in_force',
        flags: [],
        account: { name: 'phuong' },
      },
    ]);
    const session = await signIn('phuong', password);
    expect(session.json()).toMatchObject({ stage: 'change_password' });
    const rights = await dashboard.parts.rights.of(id);
    expect([...(rights.schools('inventory.view') ?? [])]).toEqual([city.here.schoolId]);
  });

  it('change their end and zones, and end, with both states in the log', async () => {
    const { id } = await newAccount('han');
    const grantId = await newGrant(id);
    const validTo = Date.now() + 86_400_000;
    expect((await send('PATCH', `/api/grants/${grantId}`, { validTo, zones: ['yard'] })).statusCode).toBe(204);
    expect(await lastLogged()).toMatchObject({
      action: 'grant.changed',
      details: { validToBefore: null, validToAfter: new Date(validTo).toISOString(), zonesAfter: 'yard' },
    });
    expect((await send('DELETE', `/api/grants/${grantId}`)).statusCode).toBe(204);
    expect(await lastLogged()).toMatchObject({ action: 'grant.ended', object: { name: 'han' } });
    expect(codeOf(await send('DELETE', `/api/grants/${grantId}`))).toEqual([404, 'KHUE_NOT_FOUND']);
    expect(codeOf(await send('PATCH', `/api/grants/${grantId}`, { validTo: null }))).toEqual([404, 'KHUE_NOT_FOUND']);
  });

  it('are refused for what does not exist, and for an end that has passed', async () => {
    const { id } = await newAccount('sai');
    const grant = {
      accountId: id,
      role: 'operator',
      scopeId: null,
      relation: 'territorial',
      zones: null,
      validTo: null,
    };
    const nowhere = '0d3a5f5e-54b9-44d5-9c3c-0a9c7a2b7a11';
    for (const faulty of [{ role: 'khong_co' }, { scopeId: nowhere }, { accountId: nowhere }]) {
      expect(codeOf(await send('POST', '/api/grants', { ...grant, ...faulty }))).toEqual([404, 'KHUE_NOT_FOUND']);
    }
    const past = await send('POST', '/api/grants', { ...grant, validTo: Date.now() - 1_000 });
    expect(codeOf(past)).toEqual([400, 'KHUE_GRANT_DATES']);
    for (const beyond of [{ validFrom: 9e15 }, { validTo: 8.64e15 }, { validFrom: -1 }]) {
      expect(codeOf(await send('POST', '/api/grants', { ...grant, ...beyond }))).toEqual([400, 'KHUE_INPUT_INVALID']);
    }
  });

  it('find their places by parts of names without diacritics', async () => {
    const ward = placeListSchema.parse((await send('GET', '/api/access/places?q=phuong%20gia%20dinh')).json());
    expect(ward.places).toEqual([{ id: city.there.unitId, name: 'Phường Giả Định', kind: 'ward', within: null }]);
    const school = placeListSchema.parse((await send('GET', '/api/access/places?q=mo%20phong%202')).json());
    expect(school.places).toMatchObject([{ id: city.there.schoolId, kind: 'school', within: 'Phường Giả Định' }]);
  });
});

describe('the review', () => {
  it('names who has what where, by which rules it looks, and takes marks', async () => {
    const { id } = await newAccount('ra.soat');
    const grantId = await newGrant(id, 'operator', city.here.unitId);
    const answer = await send('GET', '/api/access/review');
    const review = accessReviewSchema.parse(answer.json());
    expect(review.rules.map(({ name }) => name)).toContain('grant_not_reviewed');
    expect(review.grants.find((row) => row.grant.id === grantId)).toMatchObject({ reviewedAt: null });
    const marked = await send('POST', '/api/access/review', { grantIds: [grantId] });
    expect(marked.json()).toEqual({ reviewed: 1 });
    expect(await lastLogged()).toMatchObject({
      action: 'grant.reviewed',
      object: { name: 'ra.soat' },
      details: { grantId },
    });
    const after = accessReviewSchema.parse((await send('GET', '/api/access/review')).json());
    expect(after.grants.find((row) => row.grant.id === grantId)).toMatchObject({ reviewedBy: ground.account.name });
  });

  it('is taken away as a table in which no cell is a formula, and the log says so', async () => {
    const made = await send('POST', '/api/accounts', { name: 'cong.thuc', displayName: '=1+1', kind: 'person' });
    await newGrant(passwordOnceSchema.parse(made.json()).id);
    const answer = await send('GET', '/api/access/review.csv');
    expect(answer.headers['content-type']).toContain('text/csv');
    expect(answer.body).toContain(`cong.thuc,"'=1+1"`);
    expect(await lastLogged()).toMatchObject({ action: 'access.exported' });
  });

  it('is open to inspectors, who change nothing', async () => {
    const inspector = await city.holder('inspector');
    const headers = { cookie: await inspector.cookie() };
    const read = await dashboard.app.inject({ url: '/api/access/review', headers });
    expect(read.statusCode).toBe(200);
    const write = await dashboard.app.inject({ method: 'PUT', url: '/api/roles/planner', headers, payload: {} });
    expect(write.statusCode).toBe(403);
  });
});
