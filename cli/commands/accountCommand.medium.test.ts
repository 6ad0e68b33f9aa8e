import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStore } from '@khue/store/testing/testDatabase';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const secret = /mật khẩu (\S+)/u;

describe('khue account', () => {
  let ground: Awaited<ReturnType<typeof openTestStore>>;

  beforeAll(async () => {
    ground = await openTestStore();
  });
  afterAll(async () => ground.close());

  function khue(...parameters: readonly string[]): Promise<{ exitCode: number | string; text: string }> {
    const [entry] = ground.config.secretKeys;
    const keys = entry === undefined ? '' : `${entry[0]}:${Buffer.from(entry[1]).toString('base64')}`;
    const env = { ...process.env, KHUE_DATABASE_URL: ground.ownerUrl, KHUE_SECRET_KEYS: keys, NO_COLOR: '1' };
    return new Promise((resolve) => {
      execFile(process.execPath, [main, 'account', ...parameters], { env, timeout: 60_000 }, (error, stdout, stderr) =>
        resolve({ exitCode: error?.code ?? 0, text: `${stdout}${stderr}` }),
      );
    });
  }

  async function lastLogged(): Promise<unknown> {
    return (await ground.store.log.list({}, { limit: 1 }))[0];
  }

  it('makes accounts, lists them, and gives a way back in where nobody administers', async () => {
    const made = await khue('create', 'cuu.ho', 'Người', 'Cứu Hộ', '--role', 'administrator');
    expect(made).toMatchObject({ exitCode: 0 });
    const account = await ground.store.accounts.authenticate('cuu.ho', secret.exec(made.text)?.[1] ?? '');
    expect(account).toMatchObject({ displayName: 'Người Cứu Hộ' });
    expect((await ground.store.access.holdings(account?.id ?? '')).map(({ role }) => role.name)).toEqual([
      'administrator',
    ]);
    expect(await lastLogged()).toMatchObject({ action: 'grant.added', actorName: 'khue account' });
    expect((await khue('list')).text).toMatch(/cuu\.ho\s+chờ đổi mật khẩu\s+Người Cứu Hộ/u);
  });

  it('resets a password, disables and enables', async () => {
    await ground.store.accounts.createAccount(
      { name: 'be.ban', displayName: 'Bế Ban', kind: 'person' },
      new Date(),
      () => [],
    );
    const { text } = await khue('reset', 'be.ban');
    expect(await ground.store.accounts.authenticate('be.ban', secret.exec(text)?.[1] ?? '')).not.toBeNull();
    expect(await khue('disable', 'be.ban')).toMatchObject({ exitCode: 0 });
    expect(await ground.store.accounts.accountNamed('be.ban')).toMatchObject({ disabledAt: expect.any(Date) });
    expect(await khue('enable', 'be.ban')).toMatchObject({ exitCode: 0 });
    expect(await lastLogged()).toMatchObject({ action: 'account.enabled', object: { name: 'be.ban' } });
  });

  it('says in one sentence what it cannot do', async () => {
    await khue('create', 'duy.nhat', 'Duy Nhất', '--role', 'administrator');
    const answers = [
      await khue('reset', 'khong.co'),
      await khue('create', 'Sai Tên', 'Tên'),
      await khue('create', 'moi', 'Mới', '--role', 'khong_co'),
      await khue('create', 'duy.nhat', 'Lần nữa'),
      await khue('gi.do'),
    ];
    expect(answers.map(({ exitCode }) => exitCode)).toEqual([1, 1, 1, 1, 1]);
    expect(answers.map(({ text }) => text.trim().split('\n')[0])).toEqual([
      expect.stringContaining('Không có tài khoản “khong.co”'),
      expect.stringContaining('Tên đăng nhập cần 2 đến 40 ký tự'),
      expect.stringContaining('Không có vai trò “khong_co”'),
      expect.stringContaining('Tên “duy.nhat” đã có rồi'),
      expect.stringContaining('Cách dùng: khue account'),
    ]);
  });
});
