import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '@khue/domain/access';
import { databaseServers, openTestStore } from '../testing/testDatabase.ts';
import type { Store } from '../store.ts';

const now = new Date('2026-11-25T08:00:00.000Z');
const later = new Date('2026-12-25T08:00:00.000Z');

describe.each(databaseServers)('administration on %s', (server) => {
  let store: Store;
  let close: () => Promise<void>;
  let firstId: string;

  beforeAll(async () => {
    ({ store, close } = await openTestStore(server));
    firstId = (await store.accounts.createFirst('quantri', 'Quản trị', () => []))?.account.id ?? '';
  });

  afterAll(async () => close());

  async function person(name: string): Promise<string> {
    const { account } = await store.accounts.createAccount({ name, displayName: name, kind: 'person' }, now, () => []);
    return account.id;
  }

  function roleNamed(name: string, permissions: Role['permissions']): Role {
    return {
      name,
      title: { vi: 'Vai trò thử', en: 'Trial role' },
      permissions,
      zones: [],
      idleLockMs: 900_000,
      secondFactor: false,
      builtIn: false,
    };
  }

  it('makes an account whose password is changed at first sign-in, once per name', async () => {
    const made = await store.accounts.createAccount(
      { name: 'lan', displayName: 'Nguyễn Lan', kind: 'person' },
      now,
      () => [],
    );
    expect(await store.accounts.authenticate('lan', made.password)).toEqual(made.account);
    expect(await store.accounts.accountNamed('lan')).toMatchObject({
      account: made.account,
      createdAt: now,
      mustChangePassword: true,
      hasPassword: true,
      lastSignInAt: null,
    });
    await expect(
      store.accounts.createAccount({ name: 'lan', displayName: 'Lan khác', kind: 'person' }, now, () => []),
    ).rejects.toMatchObject({ code: 'KHUE_NAME_TAKEN' });
  });

  it('gives a client a password that lasts', async () => {
    await store.accounts.createAccount({ name: 'ioc', displayName: 'Trung tâm', kind: 'client' }, now, () => []);
    expect(await store.accounts.accountNamed('ioc')).toMatchObject({ mustChangePassword: false });
  });

  it('ends the sessions of an account that is disabled, and lets it in again once enabled', async () => {
    const id = await person('minh');
    const from = { address: null, agent: null };
    const { sessionId, token } = await store.accounts.openSession(
      { accountId: id, stage: 'full', lifetimeMs: 60_000, ...from, at: now },
      () => [],
    );
    const epoch = await store.access.epoch();
    expect(await store.accounts.disableAccount(id, now, () => [])).toMatchObject({ sessionIds: [sessionId] });
    expect(await store.accounts.session(token)).toBeNull();
    expect(await store.accounts.disableAccount(id, now, () => [])).toBeNull();
    expect(await store.accounts.enableAccount(id, () => [])).toMatchObject({ name: 'minh' });
    expect(await store.accounts.enableAccount(id, () => [])).toBeNull();
    expect(await store.access.epoch()).toBe(epoch + 2);
  });

  it('tells a new name, and no wall display', async () => {
    const id = await person('hoa');
    expect(await store.accounts.renameAccount(id, 'Trần Hoa', () => [])).toMatchObject({ displayName: 'hoa' });
    expect(await store.accounts.accountState(id)).toMatchObject({ account: { displayName: 'Trần Hoa' } });
    const offer = await store.accounts.offerPairing('127.0.0.1', 60_000, now);
    const place = { scopeId: null, relation: 'territorial' } as const;
    const wish = { code: offer?.code ?? '', displayName: 'Tường', enrolledBy: firstId, ...place };
    const wall = await store.accounts.enrolWall(wish, now, () => []);
    expect(await store.accounts.accountState(wall?.id ?? '')).toBeNull();
    expect(await store.accounts.renameAccount(wall?.id ?? '', 'Tường khác', () => [])).toBeNull();
  });

  it('keeps the last administrator, whichever way he is taken away', async () => {
    const [grant] = (await store.access.grants({ accountId: firstId })).filter(
      (state) => state.grant.role === 'administrator',
    );
    const id = grant?.grant.id ?? '';
    const role = (await store.access.roles()).find(({ name }) => name === 'administrator');
    const last = { code: 'KHUE_LAST_ADMINISTRATOR' };
    await expect(store.accounts.disableAccount(firstId, now, () => [])).rejects.toMatchObject(last);
    await expect(store.access.endGrant(id, now, () => [])).rejects.toMatchObject(last);
    await expect(store.access.changeGrant(id, { validTo: later.getTime() }, now, () => [])).rejects.toMatchObject(last);
    await expect(
      store.access.saveRole({ ...roleNamed('administrator', ['account.manage']), builtIn: true }, () => []),
    ).rejects.toMatchObject(last);
    expect((await store.access.roles()).find(({ name }) => name === 'administrator')).toEqual(role);
    expect(await store.accounts.accountState(firstId)).toMatchObject({ disabledAt: null });
  });

  it('counts nobody as the last administrator who needs the identity provider to come in', async () => {
    const identity = { issuer: 'https://id.example', subject: 'quantri', name: 'quantri-ngoai', displayName: 'Ngoài' };
    const adopted = await store.accounts.adoptIdentity(identity, [], now, () => []);
    const whole = { role: 'administrator', scopeId: null, relation: 'territorial', zones: null } as const;
    const accountId = adopted?.account.id ?? '';
    await store.access.addGrant({ ...whole, accountId, validFrom: 1_000, validTo: null }, firstId, () => []);
    const last = { code: 'KHUE_LAST_ADMINISTRATOR' };
    await expect(store.accounts.disableAccount(firstId, now, () => [])).rejects.toMatchObject(last);
    expect(await store.accounts.disableAccount(accountId, now, () => [])).not.toBeNull();
  });

  it('lets an administrator go once there is another, and not both at once', async () => {
    const id = await person('quantri2');
    const whole = { role: 'administrator', scopeId: null, relation: 'territorial', zones: null } as const;
    await store.access.addGrant({ ...whole, accountId: id, validFrom: 1_000, validTo: null }, firstId, () => []);
    const both = await Promise.allSettled([
      store.accounts.disableAccount(firstId, now, () => []),
      store.accounts.disableAccount(id, now, () => []),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await store.accounts.enableAccount(firstId, () => []);
    await store.accounts.enableAccount(id, () => []);
    expect(await store.accounts.disableAccount(id, now, () => [])).not.toBeNull();
  });

  it('changes the end and the zones of a grant, and tells both states', async () => {
    const accountId = await person('truc');
    const grant = { accountId, role: 'operator', scopeId: null, relation: 'territorial', zones: null } as const;
    const id = await store.access.addGrant({ ...grant, validFrom: now.getTime(), validTo: null }, firstId, () => []);
    const epoch = await store.access.epoch();
    const changed = await store.access.changeGrant(id, { validTo: later.getTime(), zones: ['yard'] }, now, () => []);
    expect(changed).toMatchObject({
      before: { validTo: null, zones: null },
      after: { validTo: later.getTime(), zones: ['yard'] },
    });
    expect((await store.access.grants({ accountId }))[0]?.grant).toEqual(changed?.after);
    expect(await store.access.epoch()).toBe(epoch + 1);
    await expect(store.access.changeGrant(id, { validTo: now.getTime() }, now, () => [])).rejects.toMatchObject({
      code: 'KHUE_GRANT_DATES',
    });
    await store.access.endGrant(id, now, () => []);
    expect(await store.access.changeGrant(id, { zones: null }, later, () => [])).toBeNull();
  });

  it('removes a role that was never granted, and no other', async () => {
    await store.access.saveRole(roleNamed('never_granted', ['inventory.view']), () => []);
    expect(await store.access.removeRole('never_granted', () => [])).toBe(true);
    expect(await store.access.removeRole('never_granted', () => [])).toBe(false);
    await expect(store.access.removeRole('planner', () => [])).rejects.toMatchObject({ code: 'KHUE_ROLE_BUILT_IN' });
    await store.access.saveRole(roleNamed('was_granted', ['inventory.view']), () => []);
    const accountId = await person('vai');
    const grant = { accountId, role: 'was_granted', scopeId: null, relation: 'territorial', zones: null } as const;
    await store.access.addGrant({ ...grant, validFrom: 1_000, validTo: 2_000 }, firstId, () => []);
    await expect(store.access.removeRole('was_granted', () => [])).rejects.toMatchObject({ code: 'KHUE_ROLE_IN_USE' });
  });

  it('remembers who looked at a grant that has not ended', async () => {
    const accountId = await person('xem');
    const grant = { accountId, role: 'planner', scopeId: null, relation: 'territorial', zones: null } as const;
    const open = await store.access.addGrant({ ...grant, validFrom: 1_000, validTo: null }, firstId, () => []);
    const ended = await store.access.addGrant({ ...grant, validFrom: 1_000, validTo: 2_000 }, firstId, () => []);
    expect(await store.access.reviewGrants([open, ended], firstId, now, () => [])).toEqual([open]);
    const states = await store.access.grants({ accountId });
    expect(states.find((state) => state.grant.id === open)).toMatchObject({ reviewedBy: firstId, reviewedAt: now });
  });

  it('knows after how many days something is brought up, and by what', async () => {
    const rules = await store.access.reviewRules(now);
    expect(rules.map(({ name, days }) => [name, days])).toEqual([
      ['account_unused', 45],
      ['grant_ends_soon', 30],
      ['grant_not_reviewed', 182],
      ['grant_unused', 45],
    ]);
  });
});
