import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '@khue/domain/access';
import { systemClock } from '@khue/domain/clock';
import { verifyLog } from './logVerify.ts';
import type { Store } from './store.ts';
import { openRefusingLog, type RefusingLog } from './testing/refusingLog.ts';
import { sampleSchool, sampleUnit } from './testing/sampleInventory.ts';
import { sampleEntry } from './testing/sampleLog.ts';
import { databaseServers, openTestStore } from './testing/testDatabase.ts';
import type { Told } from './told.ts';

const now = Date.parse('2026-11-25T08:00:00.000Z');
const at = new Date(now);
const hour = 3_600_000;
const whole = { scopeId: null, relation: 'territorial', zones: null, validFrom: 1_000, validTo: null } as const;

function role(name: string): Role {
  const title = { vi: 'Vai trò thử', en: 'Trial role' };
  return { name, title, permissions: [], zones: [], idleLockMs: 900_000, secondFactor: false, builtIn: false };
}

/** A change that may be made again where it failed. */
type Change = (told: Told<unknown>) => Promise<unknown>;

describe.each(databaseServers)('changes and what the log is told of them on %s', (server) => {
  let store: Store;
  let ground: RefusingLog;
  let firstId: string;
  let schoolId: string;

  beforeAll(async () => {
    ground = await openRefusingLog(server);
    ({ store } = ground);
    firstId = (await store.accounts.createFirst('quantri', 'Quản trị', () => []))?.account.id ?? '';
    await store.units.upsert([sampleUnit('26743')], new Date(0));
    await store.schools.upsert([sampleSchool('A')], new Date(0));
    schoolId = (await store.schools.list())[0]?.id ?? '';
  });

  afterAll(() => ground.close());

  async function person(): Promise<string> {
    const wish = { name: `p-${randomUUID().slice(0, 8)}`, displayName: 'Nguyễn Lan', kind: 'person' } as const;
    return (await store.accounts.createAccount(wish, at, () => [])).account.id;
  }

  async function grant(): Promise<string> {
    return store.access.addGrant({ ...whole, accountId: await person(), role: 'operator' }, firstId, () => []);
  }

  async function session(accountId: string): Promise<void> {
    const from = { address: null, agent: null };
    await store.accounts.openSession({ accountId, stage: 'full', lifetimeMs: hour, ...from, at }, () => []);
  }

  async function offeredFactor(accountId: string): Promise<string> {
    const secret = (await store.accounts.offerSecondFactor(accountId)) ?? '';
    return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now });
  }

  async function wallWish() {
    const { code = '' } = (await store.accounts.offerPairing(randomUUID(), hour, at)) ?? {};
    return { code, displayName: 'Phòng trực', enrolledBy: firstId, scopeId: null, relation: 'territorial' } as const;
  }

  async function approval(): Promise<string> {
    const what = {
      schoolId,
      cameraId: null,
      zone: 'classroom',
      reason: 'Xác minh phản ánh',
      legalBasis: 'Công văn 12',
    } as const;
    const when = { requestedAt: now, validFrom: now, validTo: now + hour };
    return store.privacy.requestApproval({ ...what, requestedBy: firstId, ...when }, () => []);
  }

  const subjectRequest = () =>
    ({ reference: randomUUID(), kind: 'view', receivedAt: at.toISOString(), schoolId, summary: 'Xin xem' }) as const;
  const incident = {
    title: 'Mất thẻ nhớ',
    level: 'normal',
    discoveredAt: at.toISOString(),
    description: 'Ở cổng',
  } as const;

  const rights: Readonly<Record<string, () => Promise<Change>>> = {
    async 'adding a grant'() {
      const accountId = await person();
      return (told) => store.access.addGrant({ ...whole, accountId, role: 'operator' }, firstId, told);
    },
    async 'changing a grant'() {
      const id = await grant();
      return (told) => store.access.changeGrant(id, { zones: ['yard'] }, at, told);
    },
    async 'ending a grant'() {
      const id = await grant();
      return (told) => store.access.endGrant(id, at, told);
    },
    async 'reviewing a grant'() {
      const id = await grant();
      return (told) => store.access.reviewGrants([id], firstId, at, told);
    },
    async 'saving a role'() {
      return (told) => store.access.saveRole(role('saved'), told);
    },
    async 'removing a role'() {
      await store.access.saveRole(role('removed'), () => []);
      return (told) => store.access.removeRole('removed', told);
    },
  };

  const accounts: Readonly<Record<string, () => Promise<Change>>> = {
    async 'making an account'() {
      const wish = { name: 'moi', displayName: 'Mới', kind: 'client' } as const;
      return (told) => store.accounts.createAccount(wish, at, told);
    },
    async 'renaming an account'() {
      const id = await person();
      return (told) => store.accounts.renameAccount(id, 'Trần Hoa', told);
    },
    async 'disabling an account'() {
      const id = await person();
      await session(id);
      return (told) => store.accounts.disableAccount(id, at, told);
    },
    async 'enabling an account'() {
      const id = await person();
      await store.accounts.disableAccount(id, at, () => []);
      return (told) => store.accounts.enableAccount(id, told);
    },
    async 'resetting a password'() {
      const id = await person();
      await session(id);
      return (told) => store.accounts.resetPassword(id, at, told);
    },
    async 'choosing a password'() {
      const id = await person();
      await session(id);
      return (told) => store.accounts.changePassword(id, 'Sao-Khue-2026-sang', null, at, told);
    },
    async 'ending the waiting of an account'() {
      const id = await person();
      const name = (await store.accounts.accountState(id))?.account.name ?? '';
      await store.accounts.countAttempt(name, '10.0.0.9', at);
      return (told) => store.accounts.unlock(id, told);
    },
    async 'setting a second factor'() {
      const id = await person();
      const code = await offeredFactor(id);
      return (told) => store.accounts.confirmSecondFactor(id, code, at, told);
    },
    async 'removing a second factor'() {
      const id = await person();
      await store.accounts.confirmSecondFactor(id, await offeredFactor(id), at, () => []);
      return (told) => store.accounts.removeSecondFactor(id, told);
    },
    async 'adopting an identity'() {
      const identity = { issuer: 'https://id.example', subject: '7', name: 'lan', displayName: 'Lan' };
      const grants = [{ role: 'operator', scopeId: null, relation: 'territorial' }] as const;
      return (told) => store.accounts.adoptIdentity(identity, grants, at, told);
    },
    async 'letting a wall display in'() {
      const wish = await wallWish();
      return (told) => store.accounts.enrolWall(wish, at, told);
    },
    async 'turning a wall display out'() {
      const id = (await store.accounts.enrolWall(await wallWish(), at, () => []))?.id ?? '';
      await session(id);
      return (told) => store.accounts.revokeWall(id, at, told);
    },
  };

  const privacy: Readonly<Record<string, () => Promise<Change>>> = {
    async 'changing the rule of a zone'() {
      const rule = { zone: 'yard', needsApproval: true, onWalls: false, source: 'CV 13' } as const;
      return (told) => store.privacy.saveZoneRule(rule, told);
    },
    async 'asking for an approval'() {
      const what = {
        schoolId,
        cameraId: null,
        zone: 'classroom',
        reason: 'Xác minh phản ánh',
        legalBasis: 'Công văn 12',
      } as const;
      const wish = { ...what, requestedBy: firstId, requestedAt: now, validFrom: now, validTo: now + hour };
      return (told) => store.privacy.requestApproval(wish, told);
    },
    async 'deciding an approval'() {
      const id = await approval();
      return (told) => store.privacy.decideApproval(id, 'approved', firstId, at, told);
    },
    async 'withdrawing an approval'() {
      const id = await approval();
      await store.privacy.decideApproval(id, 'approved', firstId, at, () => []);
      return (told) => store.privacy.withdrawApproval(id, firstId, at, told);
    },
    async 'adding a purpose'() {
      const purpose = { title: { vi: 'Diễn tập', en: 'Drill' }, needsNote: false };
      return (told) => store.privacy.addPurpose(purpose, 100, told);
    },
    async 'changing a purpose'() {
      const title = { vi: 'Tập huấn', en: 'Training' };
      const id = (await store.privacy.addPurpose({ title, needsNote: false }, 100, () => [])) ?? '';
      return (told) => store.privacy.changePurpose({ id, title, needsNote: true, active: false }, told);
    },
    async 'ordering the purposes'() {
      const ids = (await store.privacy.purposes()).map(({ id }) => id).toReversed();
      return (told) => store.privacy.orderPurposes(ids, told);
    },
    async 'entering a request'() {
      const request = subjectRequest();
      return (told) => store.privacy.addSubjectRequest(request, told);
    },
    async 'a step of a request'() {
      const id = (await store.privacy.addSubjectRequest(subjectRequest(), () => [])) ?? '';
      return (told) => store.privacy.stepSubjectRequest(id, 'acknowledge', at, null, told);
    },
    async 'entering an incident'() {
      return (told) => store.privacy.addIncident(incident, told);
    },
    async 'a step of an incident'() {
      const id = await store.privacy.addIncident(incident, () => []);
      return (told) => store.privacy.stepIncident(id, 'raise', at, null, told);
    },
  };

  it.each(Object.entries({ ...rights, ...accounts, ...privacy }))(
    '%s happens with its row in the log, or not at all',
    async (actorName, prepare) => {
      const change = await prepare();
      const told = () => [{ entry: sampleEntry({ actorName }), at }];
      const before = await ground.held();
      const { number } = await store.log.head();
      await ground.refusing(async () => {
        await expect(change(told)).rejects.toThrow('the log is full');
      });
      expect(await ground.held()).toEqual(before);
      expect(await store.log.head()).toMatchObject({ number });
      await change(told);
      expect(await ground.held()).not.toEqual(before);
      const [row] = await store.log.list({}, { limit: 1 });
      expect(row).toMatchObject({ number: number + 1, actorName, at: at.toISOString() });
    },
  );

  it('the first account is made with its row in the log, or not at all', async () => {
    const empty = await openTestStore(server);
    try {
      const { accounts: people, log } = empty.store;
      const broken = () => [{ entry: sampleEntry(), at: new Date(Number.NaN) }];
      await expect(people.createFirst('quantri', 'Quản trị', broken)).rejects.toThrow('Invalid time value');
      expect(await people.accountStates()).toEqual([]);
      await people.createFirst('quantri', 'Quản trị', () => [{ entry: sampleEntry(), at }]);
      expect(await log.list({}, { limit: 2 })).toHaveLength(1);
    } finally {
      await empty.close();
    }
  });

  it('what changes nothing tells nothing', async () => {
    const { number } = await store.log.head();
    const told = () => [{ entry: sampleEntry(), at }];
    const unknown = randomUUID();
    const outcomes = [
      await store.access.endGrant(unknown, at, told),
      await store.access.changeGrant(unknown, { zones: null }, at, told),
      await store.access.removeRole('unknown', told),
      await store.accounts.disableAccount(unknown, at, told),
      await store.accounts.enableAccount(firstId, told),
      await store.accounts.unlock(unknown, told),
      await store.accounts.revokeWall(unknown, at, told),
      await store.privacy.decideApproval(unknown, 'approved', firstId, at, told),
      await store.privacy.stepIncident(unknown, 'raise', at, null, told),
    ];
    expect(outcomes).toEqual([false, null, false, null, null, false, null, false, false]);
    expect(await store.log.head()).toMatchObject({ number });
  });

  it('changes and other entries, many at once, wait for each other and never for good', async () => {
    const { number } = await store.log.head();
    const told = () => [{ entry: sampleEntry(), at }];
    const changes = Array.from({ length: 20 }, (_, n) => [
      store.access.saveRole(role(`many_${n % 3}`), told),
      store.privacy.addIncident(incident, told),
      store.log.append([sampleEntry()], at),
    ]);
    await Promise.all(changes.flat());
    expect(await store.log.head()).toMatchObject({ number: number + 60 });
    expect((await verifyLog(store.log, { keys: new Map(), outside: null }, systemClock)).faults).toEqual([]);
  });
});
