import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '@khue/domain/environment';

/** Where everything of one installation lies. */
export interface DataFolder {
  readonly path: string;
  readonly layersDir: string;
  readonly logsDir: string;
  readonly simulatorCacheDir: string;
  readonly secretKeysFile: string;
  readonly ticketKeyFile: string;
  readonly firstAccountFile: string;
  readonly portsFile: string;
}

function secretFile(path: string, make: () => string): string {
  if (!existsSync(path)) writeFileSync(path, `${make()}\n`, { mode: 0o600 });
  return path;
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
      ticketKeyFile: secretFile(join(path, 'keys', 'ticket-key'), () => randomBytes(32).toString('base64')),
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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}

/** Keeps a second `khue start` off the same folder. Returns what gives the folder free again. */
export function lockDataFolder(folder: DataFolder): () => void {
  const path = join(folder.path, 'khue.pid');
  const owner = existsSync(path) ? z.coerce.number().safeParse(readFileSync(path, 'utf8')).data : undefined;
  if (owner !== undefined && owner > 0 && owner !== process.pid && isAlive(owner)) {
    throw new ConfigurationError(
      `Khuê đang chạy trên thư mục ${folder.path} (tiến trình ${owner}). Hãy dừng nó hoặc chọn thư mục khác bằng --data.`,
    );
  }
  writeFileSync(path, String(process.pid));
  return () => rmSync(path, { force: true });
}
