import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImportRun } from '@khue/domain/import';
import { Client } from 'pg';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../openStore.ts';
import { addSecretKey, readSecretKeyFile, removeSecretKey } from '../secretKeyFile.ts';
import type { RotationProgress } from '../secrets.ts';
import type { Store } from '../store.ts';
import { sampleCamera, sampleSchool } from '../testing/sampleInventory.ts';
import { createTestDatabase, databaseServers } from '../testing/testDatabase.ts';
import { sealedTables } from './secrets.ts';
import { asAppRole } from '../appRole.ts';
import { createVault, credentialsToText } from '../vault.ts';

const program = fileURLToPath(new URL('../testing/rotateProcess.ts', import.meta.url));
const at = new Date('2026-01-01T00:00:00Z');
const cameraCount = 2_400;

function sampleRun(id: string): ImportRun {
  const none = { rowsTotal: 0, rowsDone: 0, added: 0, changed: 0, unchanged: 0, rejected: 0, notes: {} };
  return {
    ...none,
    id,
    kind: 'cameras',
    fileName: 'Camera.csv',
    fileSha256: 'ab',
    state: 'waiting',
    failure: null,
    fault: null,
    mapping: null,
    startedAt: at.toISOString(),
    finishedAt: null,
  };
}

describe.each(databaseServers)('the secrets on %s', (server) => {
  let databaseUrl: string;
  let ownerUrl: string;
  let keyFile: string;

  beforeEach(async () => {
    const database = await createTestDatabase(server);
    onTestFinished(() => database.drop());
    ownerUrl = database.url;
    databaseUrl = asAppRole(database.url);
    const folder = mkdtempSync(join(tmpdir(), 'khue-keys-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    keyFile = join(folder, 'secret-keys');
    writeFileSync(keyFile, `first:${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
  });

  async function open(): Promise<Store> {
    const { keys, activeKeyId } = readSecretKeyFile(keyFile);
    const store = await openStore({
      databaseUrl,
      secretKeys: keys,
      activeKeyId,
      rereadSecretKeys: () => readSecretKeyFile(keyFile),
      poolSize: 3,
      applicationName: 'khue-test',
    });
    onTestFinished(() => store.close());
    return store;
  }

  async function query(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: ownerUrl });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Every kind of secret that is kept, with what it has to be when it is opened. */
  async function plant(store: Store, cameras: number) {
    await store.schools.upsert([sampleSchool('A')], at);
    const inputs = Array.from({ length: cameras }, (_, i) => ({
      ...sampleCamera(`A/${i}`, 'A'),
      credentials: { username: 'viewer', password: `mật khẩu ${i}` },
    }));
    await store.cameras.upsert(inputs, at);
    const run = sampleRun(randomUUID());
    await store.imports.create(run, Buffer.from('Mã trường,Mật khẩu'), () => []);
    const account = (await store.accounts.createFirst('quantri', 'Quản trị', () => []))?.account;
    const totp = await store.accounts.offerSecondFactor(account?.id ?? '');
    const [ticketKey] = await store.ticketKeys.renew(new Date());
    return { runId: run.id, accountId: account?.id ?? '', totp, ticketKey };
  }

  async function expectAllOpen(store: Store, cameras: number, planted: Awaited<ReturnType<typeof plant>>) {
    const passwords = (await store.cameras.endpoints()).map(
      ({ camera, credentials }) => `${camera.code} ${credentials?.password}`,
    );
    expect(passwords.toSorted()).toEqual(Array.from({ length: cameras }, (_, i) => `A/${i} mật khẩu ${i}`).toSorted());
    expect(Buffer.from((await store.imports.file(planted.runId)) ?? []).toString()).toBe('Mã trường,Mật khẩu');
    expect(await store.ticketKeys.list(new Date())).toEqual([planted.ticketKey]);
    // Whether the second factor still opens shows in that a code is compared at all: a wrong one is refused, no error.
    expect(await store.accounts.confirmSecondFactor(planted.accountId, '000000x', new Date(), () => [])).toBeNull();
  }

  const addKey = () => addSecretKey(keyFile, new Date());
  const rotate = (store: Store, onProgress: (progress: RotationProgress) => void = () => {}) =>
    store.secrets.rotate(addKey, onProgress, () => []);

  it('come under a new key, the key file holding both, and open in a process that ran before', async () => {
    const before = await open();
    const planted = await plant(before, 50);
    const other = await open();
    const steps: string[] = [];
    const result = await rotate(await open(), ({ step }) => steps.push(step));
    expect(result).toMatchObject({ resealed: 53, unopened: 0, isContinued: false });
    expect(new Set(steps)).toEqual(new Set(['key_added', 'data_key_added', 'resealed', 'done']));
    expect([...readSecretKeyFile(keyFile).keys.keys()]).toEqual([result?.keyId, 'first']);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(keyFile, '..'))).toEqual(['secret-keys']);

    await expectAllOpen(before, 50, planted);
    await other.cameras.upsert(
      [{ ...sampleCamera('A/0', 'A'), credentials: { username: 'viewer', password: 'khác' } }],
      new Date(),
    );
    const uses = (await other.secrets.status()).filter(({ secrets }) => secrets > 0);
    expect(uses).toEqual([
      expect.objectContaining({ keyId: result?.dataKeyId, under: result?.keyId, secrets: 53, isActive: true }),
    ]);
  });

  it('keep their digests: an account that did not change is not taken for a changed one afterwards', async () => {
    const store = await open();
    await plant(store, 3);
    await rotate(store);
    const same = { ...sampleCamera('A/1', 'A'), credentials: { username: 'viewer', password: 'mật khẩu 1' } };
    expect(await store.cameras.upsert([same], new Date())).toEqual({ added: 0, changed: 0, unchanged: 1 });
  });

  it('that were sealed with a key of the file itself open, and come under the data key', async () => {
    const store = await open();
    const planted = await plant(store, 1);
    const { keys } = readSecretKeyFile(keyFile);
    const [camera] = await store.cameras.list();
    const sealed = createVault(keys, 'first').seal(
      credentialsToText({ username: 'viewer', password: 'mật khẩu 0' }),
      camera?.id ?? '',
    );
    await query('UPDATE camera_secret SET key_id = $1, sealed = $2', [sealed.keyId, sealed.sealed]);
    await expectAllOpen(await open(), 1, planted);
    expect(await store.secrets.retire('first', () => [])).toBe(false);
    await rotate(store);
    await expectAllOpen(await open(), 1, planted);
    expect(await query(`SELECT key_id FROM camera_secret WHERE key_id NOT LIKE 'data:%'`)).toEqual([]);
  });

  it('come under a key that was put first by hand, without a further one', async () => {
    const planted = await plant(await open(), 2);
    const byHand = addKey().activeKeyId;
    const store = await open();
    const noKey = (): never => {
      throw new Error('no key may be added');
    };
    expect(
      await store.secrets.rotate(
        noKey,
        () => {},
        () => [],
      ),
    ).toMatchObject({ keyId: byHand, resealed: 5, unopened: 0 });
    await expectAllOpen(await open(), 2, planted);
    expect(await store.secrets.retire('first', () => [])).toBe(true);
  });

  it('let go of a key only when nothing needs it', async () => {
    const store = await open();
    const planted = await plant(store, 2);
    expect(await store.secrets.retire('first', () => [])).toBe(false);
    const rotated = await rotate(store);
    expect(await store.secrets.retire(rotated?.keyId ?? '', () => [])).toBe(false);
    expect(await store.secrets.retire(rotated?.dataKeyId ?? '', () => [])).toBe(false);
    expect(removeSecretKey(keyFile, rotated?.keyId ?? '')).toBe(false);
    expect(await store.secrets.retire('first', () => [])).toBe(true);
    expect(removeSecretKey(keyFile, 'first')).toBe(true);
    expect(readFileSync(keyFile, 'utf8')).not.toContain('first');
    await expectAllOpen(await open(), 2, planted);
    expect((await store.secrets.status()).map(({ keyId }) => keyId)).toEqual([rotated?.keyId, rotated?.dataKeyId]);
  });

  it('that do not open stay as they are and are counted, and keep their key', async () => {
    const store = await open();
    await plant(store, 2);
    await query(
      `UPDATE camera_secret SET sealed = '\\x00' WHERE camera_id = (SELECT min(camera_id::text)::uuid FROM camera_secret)`,
    );
    expect(await rotate(store)).toMatchObject({ unopened: 1 });
    expect(await store.secrets.retire('first', () => [])).toBe(false);
  });

  it('are sealed with the old key nowhere, when somebody seals while they come under a new one', async () => {
    const store = await open();
    await plant(store, 2);
    const writer = await open();
    const over = new AbortController();
    const written = (async () => {
      for (let i = 0; !over.signal.aborted; i += 1) {
        const account = { username: 'viewer', password: `lần ${i}` };
        await writer.cameras.upsert([{ ...sampleCamera('A/0', 'A'), credentials: account }], new Date());
      }
    })();
    for (let i = 0; i < 5; i += 1) await rotate(store);
    over.abort();
    await written;
    const uses = (await store.secrets.status()).filter(({ secrets }) => secrets > 0);
    expect(uses).toEqual([expect.objectContaining({ isActive: true, secrets: 5 })]);
  });

  it('stand in tables that the rotation knows, all of them', async () => {
    const tables = await query(`SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public'
      AND column_name IN ('key_id', 'sealed') GROUP BY 1 HAVING count(*) = 2 ORDER BY 1`);
    const known = [...sealedTables.map(({ name }) => name), 'secret_key_check'];
    expect(tables.map(({ name }) => name)).toEqual(known.toSorted());
  });

  it('are not rotated by two at once', async () => {
    const store = await open();
    await plant(store, 2);
    const other = await open();
    const attempts: Promise<unknown>[] = [];
    await rotate(store, ({ step }) => {
      if (step === 'key_added') attempts.push(rotate(other));
    });
    expect(await Promise.all(attempts)).toEqual([null]);
    expect(readSecretKeyFile(keyFile).keys.size).toBe(2);
  });

  function startRotation(): ChildProcess {
    const child = spawn(process.execPath, [program, JSON.stringify({ databaseUrl, keyFile })], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  }

  /** Kills the rotation when it has told so many steps; the exit code, null where it was killed. */
  async function killAfter(steps: number): Promise<number | null> {
    const child = startRotation();
    let told = 0;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      told += text.split('\n').length - 1;
      if (told >= steps) child.kill('SIGKILL');
    });
    await once(child, 'exit');
    return child.exitCode;
  }

  it('all open after a rotation was killed at any moment, and the next one brings it to its end', async () => {
    const store = await open();
    const planted = await plant(store, cameraCount);
    const steps = [1, 2, 3, 4, 5, 6, 2, 3, 4, 5, 7, 1, 2, 3];
    const endings: (number | null)[] = [];
    for (const count of steps) {
      endings.push(await killAfter(count));
      await expectAllOpen(await open(), cameraCount, planted);
    }
    expect(endings.filter((ending) => ending === null).length).toBeGreaterThanOrEqual(10);
    await expect.poll(async () => (await rotate(store)) !== null, { timeout: 20_000 }).toBe(true);
    const uses = await store.secrets.status();
    expect(uses.filter(({ secrets, isUnfinished }) => secrets > 0 || isUnfinished)).toEqual([
      expect.objectContaining({ isActive: true, secrets: cameraCount + 3 }),
    ]);
    await expectAllOpen(await open(), cameraCount, planted);
    await expectAllOpen(store, cameraCount, planted);
  }, 240_000);
});
