import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigurationError } from '@khue/domain/environment';
import { type BusSecrets, completeBusSecrets } from '@khue/store/bus/busSecrets';
import { livingOwner, ownerLine } from './ownerFile.ts';
import { writeWholeFile } from './wholeFile.ts';

/** Where everything of one installation lies. */
export interface DataFolder {
  readonly path: string;
  readonly layersDir: string;
  readonly logsDir: string;
  readonly simulatorCacheDir: string;
  readonly secretKeysFile: string;
  /** Seed of the key that signs the anchors of the log. */
  readonly logAnchorKeyFile: string;
  /** Anchors of the log, outside the database. */
  readonly logAnchorFile: string;
  /** With these the tiers prove themselves at the bus. */
  readonly busSecrets: BusSecrets;
  readonly firstAccountFile: string;
  readonly portsFile: string;
}

function secretFile(path: string, make: () => string): string {
  if (!existsSync(path) || statSync(path).size === 0) writeWholeFile(path, `${make()}\n`, 0o600);
  return path;
}

/** Kept in a file of its own; one that an older start left without somebody's secret is completed. */
function keptBusSecrets(path: string): BusSecrets {
  const kept = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const { secrets, text } = completeBusSecrets(kept);
  if (text !== kept) writeWholeFile(path, text, 0o600);
  return secrets;
}

/** Opens (and where needed makes) the data folder with its keys. Throws a ConfigurationError where it cannot be written. */
export function openDataFolder(given: string): DataFolder {
  const path = resolve(given);
  try {
    mkdirSync(join(path, 'layers'), { recursive: true, mode: 0o755 });
    mkdirSync(join(path, 'logs'), { recursive: true });
    mkdirSync(join(path, 'simulator'), { recursive: true });
    mkdirSync(join(path, 'keys'), { recursive: true, mode: 0o700 });
    const today = new Date().toISOString().slice(0, 10);
    return {
      path,
      layersDir: join(path, 'layers'),
      logsDir: join(path, 'logs'),
      simulatorCacheDir: join(path, 'simulator'),
      secretKeysFile: secretFile(
        join(path, 'keys', 'secret-keys'),
        () => `${today}:${randomBytes(32).toString('base64')}`,
      ),
      logAnchorKeyFile: secretFile(join(path, 'keys', 'log-anchor-key'), () => randomBytes(32).toString('base64')),
      logAnchorFile: join(path, 'log-anchors.jsonl'),
      busSecrets: keptBusSecrets(join(path, 'keys', 'bus-secrets')),
      firstAccountFile: join(path, 'keys', 'first-account'),
      portsFile: join(path, 'ports.json'),
    };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code === 'ENOSPC')
      throw new ConfigurationError(`Đĩa đầy: không ghi được vào thư mục dữ liệu ${path}.`, { cause });
    const advice = 'Hãy chọn thư mục khác bằng --data.';
    throw new ConfigurationError(`Không ghi được vào thư mục dữ liệu ${path} (${code}). ${advice}`, { cause });
  }
}

/** Keeps a second `khue start` off the same folder. Returns what gives the folder free again. */
export async function lockDataFolder(folder: DataFolder): Promise<() => void> {
  const path = join(folder.path, 'khue.pid');
  const owner = await livingOwner(path);
  if (owner !== null && owner !== process.pid) {
    throw new ConfigurationError(
      `Khuê đang chạy trên thư mục ${folder.path} (tiến trình ${owner}). Hãy dừng nó hoặc chọn thư mục khác bằng --data.`,
    );
  }
  writeWholeFile(path, await ownerLine());
  return () => rmSync(path, { force: true });
}
