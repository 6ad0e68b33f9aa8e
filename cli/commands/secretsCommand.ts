import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { systemClock } from '@khue/domain/clock';
import { ConfigurationError } from '@khue/domain/environment';
import type { LogEntry } from '@khue/domain/log';
import { addSecretKey, readSecretKeyFile, removeSecretKey, type SecretKeys } from '@khue/store/secretKeyFile';
import type { SecretUse } from '@khue/store/secrets';
import type { Store } from '@khue/store/store';
import type { DatedEntry } from '@khue/store/told';
import { openDataFolder } from '../start/dataFolder.ts';
import { print, style } from '../terminal.ts';
import { defaultDataDir, readCommandEnvironment, withStore } from './database.ts';

const usage = `Cách dùng:
  khue secrets status
  khue secrets rotate
  khue secrets retire MÃ_KHOÁ`;

/** File of the keys, or null where they came in the environment itself. */
function keyFile(dataDir: string): string | null {
  const named = process.env['KHUE_SECRET_KEYS_FILE'];
  if (named !== undefined) return named;
  return readCommandEnvironment(process.env).KHUE_SECRET_KEYS === undefined
    ? openDataFolder(dataDir).secretKeysFile
    : null;
}

/** The new key; where no file holds the keys, whoever keeps them has to put it in front by hand. */
function addKey(file: string | null): SecretKeys {
  if (file !== null) return addSecretKey(file, new Date(systemClock.now()));
  throw new ConfigurationError(
    'KHUE_SECRET_KEYS không nằm trong tệp: hãy tự thêm khoá mới vào đầu danh sách, chạy lại các phần, rồi chạy lại lệnh này.',
  );
}

function rotated(keyId: string, details: LogEntry['details']): readonly DatedEntry[] {
  const entry: LogEntry = {
    actorId: null,
    actorName: `khue secrets (${userInfo().username})`,
    action: 'secrets.rotated',
    object: { kind: 'secret_key', id: keyId.slice(0, 80), name: keyId.slice(0, 200) },
    result: 'done',
    address: null,
    sessionId: null,
    details,
  };
  return [{ entry, at: new Date(systemClock.now()) }];
}

async function rotate(store: Store, file: string | null): Promise<void> {
  const result = await store.secrets.rotate(
    () => addKey(file),
    ({ step, resealed }) => {
      if (step === 'resealed') print(style.muted(`○ đã mã hoá lại ${resealed.toLocaleString('vi')}`));
    },
    ({ keyId, dataKeyId, resealed, unopened, isContinued }) =>
      rotated(keyId, { step: 'rotate', dataKeyId, resealed, unopened, isContinued }),
  );
  if (result === null) throw new ConfigurationError('Một lệnh khác đang đổi khoá. Hãy đợi lệnh ấy xong.');
  const { keyId, dataKeyId, resealed, unopened, isContinued } = result;
  if (isContinued) print('Lần đổi khoá trước bị ngắt giữa chừng: đã làm nốt, không tạo thêm khoá.');
  print(`✓ ${resealed.toLocaleString('vi')} bí mật nằm dưới khoá ${style.strong(keyId)} (${dataKeyId})`);
  if (unopened > 0) {
    print(`! ${unopened.toLocaleString('vi')} bí mật không mở được, giữ nguyên dưới khoá cũ: xem khue secrets status.`);
  }
  print(
    style.muted('Hãy sao lưu tệp khoá ngay. Khoá cũ còn đó; bỏ bằng khue secrets retire khi không cần bản sao lưu cũ.'),
  );
}

function statusLine({ keyId, kind, under, secrets, dataKeys, isActive, isUnfinished }: SecretUse): string {
  const what = kind === 'key' ? 'khoá trong tệp   ' : `khoá dữ liệu, dưới ${under ?? '?'}`;
  const marks = [isActive ? 'đang dùng' : '', isUnfinished ? 'đổi khoá chưa xong' : ''].filter((mark) => mark !== '');
  const uses = `${secrets.toLocaleString('vi')} bí mật${kind === 'key' ? `, ${dataKeys} khoá dữ liệu` : ''}`;
  return `${keyId.padEnd(22)} ${what}  ${uses}${marks.length === 0 ? '' : `  (${marks.join(', ')})`}`;
}

async function status(store: Store, file: string | null): Promise<void> {
  const uses = await store.secrets.status();
  for (const use of uses) print(statusLine(use));
  const known = new Set(uses.map((use) => use.keyId));
  const idle = file === null ? [] : [...readSecretKeyFile(file).keys.keys()].filter((id) => !known.has(id));
  for (const id of idle) print(`${id.padEnd(22)} khoá trong tệp     chưa dùng đến`);
}

async function retire(store: Store, file: string | null, keyId: string): Promise<void> {
  const before = await store.secrets.status();
  const isInFile = file !== null && readSecretKeyFile(file).keys.has(keyId);
  if (!isInFile && !before.some((use) => use.keyId === keyId)) {
    throw new ConfigurationError(`Không có khoá ${keyId}: xem khue secrets status.`);
  }
  if (!(await store.secrets.retire(keyId, () => rotated(keyId, { step: 'retire' })))) {
    throw new ConfigurationError(`Khoá ${keyId} còn được dùng: hãy chạy khue secrets rotate trước.`);
  }
  if (file !== null) removeSecretKey(file, keyId);
  print(`✓ Đã bỏ khoá ${keyId}. Bản sao lưu cũ của cơ sở dữ liệu vẫn cần khoá này.`);
}

/** `khue secrets status|rotate|retire KEYID [--data DIR]` */
export async function secretsCommand(parameters: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { data: { type: 'string', default: defaultDataDir } },
  });
  const [what, keyId] = positionals;
  const isRetire = what === 'retire' && keyId !== undefined;
  if (what !== 'status' && what !== 'rotate' && !isRetire) throw new ConfigurationError(usage);
  const file = keyFile(values.data);
  await withStore(values.data, (store) => {
    if (what === 'rotate') return rotate(store, file);
    return isRetire ? retire(store, file, keyId) : status(store, file);
  });
}
