import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ConfigurationError } from '@khue/domain/environment';

const run = promisify(execFile);

/** Where things are kept that must be reachable by another user than root. */
export const sharedStateDir = '/var/lib/khue';

/** The user the server runs as, because PostgreSQL refuses to run as root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

async function lookUp(name: string): Promise<ServerUser | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

/** null where this process is not root: the server then runs as the same user. Root gives it to `postgres`, or `nobody`. */
export async function serverUser(): Promise<ServerUser | null> {
  if (process.getuid?.() !== 0) return null;
  const user = (await lookUp('postgres')) ?? (await lookUp('nobody'));
  if (user !== null) return user;
  throw new ConfigurationError(
    'PostgreSQL does not run as root, and there is no user “postgres” or “nobody” to run it; start Khuê as another user.',
  );
}

/** The real path of a folder, or of the nearest one above that is there. */
export async function nearestExisting(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return nearestExisting(dirname(path));
  }
}

/** Whether a user may walk into a folder: the search bit on it and on every folder above. */
export async function isReachable(path: string, user: ServerUser): Promise<boolean> {
  let folder = await nearestExisting(resolve(path));
  for (;;) {
    const found = await stat(folder);
    const { mode, uid, gid } = found;
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if (found.isDirectory() && (mode & bit) === 0) return false;
    const above = dirname(folder);
    if (above === folder) return true;
    folder = above;
  }
}

/**
 * The id of a data folder, made at first use. A folder that was deleted and made anew has a new one, so that its new
 * keys do not meet the database of the one before.
 */
async function folderId(dataDir: string): Promise<string> {
  const file = join(dataDir, 'database-id');
  const kept = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (/^[0-9a-f]{16}$/u.test(kept)) return kept;
  const id = randomBytes(8).toString('hex');
  await mkdir(dataDir, { recursive: true });
  const unfinished = `${file}.${process.pid}.new`;
  try {
    await writeFile(unfinished, `${id}\n`);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  return id;
}

/**
 * The wished data folder where the server's user can reach it; otherwise one of its own below /var/lib/khue, named
 * after an id that the wished folder keeps. Only root needs the latter: its home is closed to the user PostgreSQL runs
 * as.
 */
export async function reachableDataDir(wished: string): Promise<string> {
  const user = await serverUser();
  const path = resolve(wished);
  if (user === null || (await isReachable(dirname(path), user))) return path;
  return join(sharedStateDir, `${basename(dirname(path))}-${await folderId(path)}`);
}
