import { randomBytes, randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportRun, newImportRun } from '@khue/domain/import';
import type { Store } from './store.ts';
import { openRefusingLog, type RefusingLog } from './testing/refusingLog.ts';
import { sampleEntry } from './testing/sampleLog.ts';
import { databaseServers } from './testing/testDatabase.ts';
import type { Told } from './told.ts';

const at = new Date('2026-11-25T08:00:00.000Z');
const hour = 3_600_000;

/** A change that may be made again where it failed. */
type Change = (told: Told<unknown>) => Promise<unknown>;

function run(state: ImportRun['state']): ImportRun {
  const file = { kind: 'schools', fileName: 'Trường.csv', fileSha256: 'ab', mappingName: undefined } as const;
  return newImportRun({ id: randomUUID(), ...file, state, startedAt: at.toISOString() });
}

describe.each(databaseServers)('sessions, imports and keys, and what the log is told of them on %s', (server) => {
  let store: Store;
  let ground: RefusingLog;

  beforeAll(async () => {
    ground = await openRefusingLog(server);
    ({ store } = ground);
  });

  afterAll(() => ground.close());

  async function person(): Promise<string> {
    const wish = { name: `p-${randomUUID().slice(0, 8)}`, displayName: 'Nguyễn Lan', kind: 'person' } as const;
    return (await store.accounts.createAccount(wish, at, () => [])).account.id;
  }

  async function opening() {
    const from = { address: null, agent: null };
    return { accountId: await person(), stage: 'full', lifetimeMs: hour, ...from, at } as const;
  }

  async function session() {
    const wanted = await opening();
    return { ...wanted, ...(await store.accounts.openSession(wanted, () => [])) };
  }

  /** Under a new key; the one before is not needed any more. */
  async function rotated(told: Told<unknown>): Promise<string> {
    const before = (await store.secrets.status()).find(({ kind, isActive }) => kind === 'key' && isActive)?.keyId ?? '';
    const activeKeyId = `key-${randomUUID().slice(0, 8)}`;
    await store.secrets.rotate(
      () => ({ keys: new Map([[activeKeyId, randomBytes(32)]]), activeKeyId }),
      () => {},
      told,
    );
    return before;
  }

  const sessions: Readonly<Record<string, () => Promise<Change>>> = {
    async 'opening a session'() {
      const wanted = await opening();
      return (told) => store.accounts.openSession(wanted, told);
    },
    async 'the next step of a session'() {
      const { sessionId } = await session();
      return (told) => store.accounts.advanceSession(sessionId, 'full', hour, told);
    },
    async 'locking a session'() {
      const { sessionId } = await session();
      return (told) => store.accounts.lockSession(sessionId, at, told);
    },
    async 'unlocking a session'() {
      const { sessionId } = await session();
      await store.accounts.lockSession(sessionId, at, () => []);
      return (told) => store.accounts.unlockSession(sessionId, at, told);
    },
    async 'closing a session'() {
      const { token } = await session();
      return (told) => store.accounts.closeSession(token, told);
    },
    async 'closing every session of an account'() {
      const { accountId } = await session();
      return (told) => store.accounts.closeSessions(accountId, { except: null }, told);
    },
    async 'a wrong code'() {
      const { accountId } = await session();
      const secret = Secret.fromBase32((await store.accounts.offerSecondFactor(accountId)) ?? '');
      const code = new TOTP({ secret }).generate({ timestamp: at.getTime() });
      await store.accounts.confirmSecondFactor(accountId, code, at, () => []);
      return (told) => store.accounts.useCode(accountId, '00000x', at, { limit: 20, windowMs: hour }, told);
    },
    async 'making an account with a grant'() {
      await store.accounts.createFirst('quantri', 'Quản trị', () => []);
      const whole = { scopeId: null, relation: 'territorial', zones: null, validFrom: 1_000, validTo: null } as const;
      const account = { name: 'cuu.ho', displayName: 'Cứu hộ', kind: 'person' } as const;
      const grant = { ...whole, role: 'administrator' };
      return (told) => store.accounts.createAccount({ ...account, grant }, at, told);
    },
  };

  const imports: Readonly<Record<string, () => Promise<Change>>> = {
    async 'ordering an import'() {
      const ordered = run('waiting');
      return (told) => store.imports.create(ordered, Buffer.from('Mã,Tên'), told);
    },
    async 'the end of an import'() {
      const running = run('running');
      await store.imports.create(running, Buffer.from('Mã,Tên'), () => []);
      const reject = { line: 3, column: 'Mã', value: 'A', code: 'duplicate_code' } as const;
      return (told) => store.imports.progress({ ...running, state: 'done' }, [reject], told);
    },
    async 'ending an import that nobody carries out'() {
      await store.imports.create(run('running'), null, () => []);
      return (told) => store.imports.endAbandoned((gone) => ({ ...gone, state: 'failed' }), told);
    },
    async 'letting go of a key'() {
      const before = await rotated(() => []);
      return (told) => store.secrets.retire(before, told);
    },
  };

  it.each(Object.entries({ ...sessions, ...imports }))(
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

  it('a rotation that could not be written down is unfinished, and the next one brings it to its end', async () => {
    const told = () => [{ entry: sampleEntry({ actorName: 'khue secrets' }), at }];
    await ground.refusing(async () => {
      await expect(rotated(told)).rejects.toThrow('the log is full');
    });
    const keys = (await store.secrets.status()).filter(({ kind }) => kind === 'key').length;
    expect((await store.secrets.status()).filter(({ isUnfinished }) => isUnfinished)).toHaveLength(1);
    await rotated(told);
    const after = await store.secrets.status();
    expect(after.filter(({ isUnfinished }) => isUnfinished)).toEqual([]);
    expect(after.filter(({ kind }) => kind === 'key')).toHaveLength(keys);
    expect(await store.log.list({}, { limit: 1 })).toMatchObject([{ actorName: 'khue secrets' }]);
  });

  it('what is not there is not told of', async () => {
    const { number } = await store.log.head();
    const told = () => [{ entry: sampleEntry(), at }];
    const unknown = randomUUID();
    const outcomes = [
      await store.accounts.advanceSession(unknown, 'full', hour, told),
      await store.accounts.lockSession(unknown, at, told),
      await store.accounts.unlockSession(unknown, at, told),
      await store.accounts.closeSession('none', told),
      await store.imports.endAbandoned((gone) => gone, told),
    ];
    expect(outcomes).toEqual([null, false, false, false, 0]);
    expect(await store.log.head()).toMatchObject({ number });
  });
});
