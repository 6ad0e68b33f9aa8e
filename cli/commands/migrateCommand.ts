import { parseArgs } from 'node:util';
import { ConfigurationError } from '@khue/domain/environment';
import { migrate } from '@khue/store/migrate';
import { print } from '../terminal.ts';
import { defaultDataDir, withDatabase } from './database.ts';

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
  const names = await withDatabase(values.data, (databaseUrl) => migrate(databaseUrl, direction));
  for (const name of names) print(`✓ ${name}`);
  if (names.length === 0) print('Cấu trúc đã ở bản mới nhất.');
}
