import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
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

async function nearestExisting(path: string): Promise<string> {
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
 * The wished data folder where the server's user can reach it; otherwise one of its own below /var/lib/khue. Only
 * root needs the latter: its home is closed to the user PostgreSQL runs as.
 */
export async function reachableDataDir(wished: string): Promise<string> {
  const user = await serverUser();
  const path = resolve(wished);
  if (user === null || (await isReachable(dirname(path), user))) return path;
  const mark = createHash('sha256').update(path).digest('hex').slice(0, 8);
  return join(sharedStateDir, `${basename(dirname(path))}-${mark}`);
}
