import { parseArgs } from 'node:util';
import { systemClock } from '@khue/domain/clock';
import { ConfigurationError } from '@khue/domain/environment';
import { accountCreated, firstAccount } from '../start/firstAccount.ts';
import { print, style } from '../terminal.ts';
import { defaultDataDir, withStore } from './database.ts';

/**
 * `khue account create-first [--data DIR]`: makes the first account of an installation whose tiers run apart and prints
 * its password, this once. Refuses where any account is there already; `khue start` makes the account by itself.
 */
export async function accountCommand(parameters: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { data: { type: 'string', default: defaultDataDir } },
  });
  if (positionals[0] !== 'create-first') throw new ConfigurationError('Cách dùng: khue account create-first');
  const created = await withStore(values.data, async (store) => {
    const made = await store.accounts.createFirst(firstAccount.name, firstAccount.displayName);
    const at = new Date(systemClock.now());
    if (made !== null) await store.log.append([accountCreated(made.account, 'khue account create-first')], at);
    return made;
  });
  if (created === null) throw new ConfigurationError('Đã có tài khoản rồi, không tạo thêm và không đổi mật khẩu.');
  print(`Tài khoản    ${style.strong(created.account.name)}   mật khẩu ${style.strong(created.password)}`);
  print(style.muted('Mật khẩu chỉ hiện một lần này. Hãy ghi lại ngay.'));
}
