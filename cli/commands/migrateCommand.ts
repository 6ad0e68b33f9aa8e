import { parseArgs } from 'node:util';
import { ConfigurationError } from '@khue/domain/environment';
import { appRoleName, openAppRole } from '@khue/store/appRole';
import { migrate } from '@khue/store/migrate';
import { print } from '../terminal.ts';
import { defaultDataDir, readCommandEnvironment, withDatabase } from './database.ts';

/** Gives the role of the tiers the password in KHUE_APP_DATABASE_URL, where that is set. */
async function openTierRole(databaseUrl: string): Promise<void> {
  const given = readCommandEnvironment(process.env).KHUE_APP_DATABASE_URL;
  if (given === undefined) return;
  const { username, password } = new URL(given);
  if (username !== appRoleName || password === '') {
    throw new ConfigurationError(`KHUE_APP_DATABASE_URL phải có tài khoản ${appRoleName} và mật khẩu.`);
  }
  await openAppRole(databaseUrl, decodeURIComponent(password));
}

/** `khue migrate up|down --data DIR`; `down` takes everything back and asks for `--yes`. */
export async function migrateCommand(parameters: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { data: { type: 'string', default: defaultDataDir }, yes: { type: 'boolean', default: false } },
  });
  const direction = positionals[0] ?? 'up';
  if (direction !== 'up' && direction !== 'down') throw new ConfigurationError('Cách dùng: khue migrate up|down');
  if (direction === 'down' && !values.yes) {
    throw new ConfigurationError('migrate down xoá mọi bảng và mọi dữ liệu. Nếu đúng ý, thêm --yes.');
  }
  const names = await withDatabase(values.data, async (databaseUrl) => {
    const ran = await migrate(databaseUrl, direction);
    if (direction === 'up') await openTierRole(databaseUrl);
    return ran;
  });
  for (const name of names) print(`✓ ${name}`);
  if (names.length === 0) print('Cấu trúc đã ở bản mới nhất.');
}
