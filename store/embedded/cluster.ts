import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  access,
  chmod,
  chown,
  constants,
  mkdir,
  readFile,
  rename,
  rm,
  stat,
  statfs,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ConfigurationError } from '@khue/domain/environment';
import type { PostgresBinaries } from './binaries.ts';
import { nearestExisting, type ServerUser } from './serverUser.ts';

const run = promisify(execFile);

/** Less free space than this and a database had better not start: 256 MB. */
const leastFreeBytes = 256 * 1024 * 1024;

/** Account and database of the embedded server. */
export const clusterAccount = 'khue';

/** Where things lie in a data folder. */
export function clusterPaths(dataDir: string): { cluster: string; password: string; startLog: string } {
  return {
    cluster: join(dataDir, 'postgres'),
    password: join(dataDir, 'postgres-password'),
    startLog: join(dataDir, 'postgres-start.log'),
  };
}

/** The environment of PostgreSQL's programs: none of the caller's PG variables, messages in English. */
export function programEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** Checks that a database may be put into a folder, which need not be there yet; throws a ConfigurationError otherwise. */
export async function checkFreeSpace(dataDir: string): Promise<void> {
  const { bavail, bsize } = await statfs(await nearestExisting(dataDir));
  if (bavail * bsize < leastFreeBytes) throw diskFull(dataDir, bavail * bsize);
}

/** Makes the folder where needed and checks that a database can live there; throws a ConfigurationError otherwise. */
export async function prepareDataDir(dataDir: string, user: ServerUser | null): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: user === null ? 0o700 : 0o755 });
    // The server's user must walk through; what lies inside is closed to it file by file.
    const { mode } = await stat(dataDir);
    if (user !== null && (mode & 0o001) === 0) await chmod(dataDir, mode | 0o001);
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    if (codeOf(cause) === 'ENOSPC') throw diskFull(dataDir, 0, cause);
    throw new ConfigurationError(`The data folder ${dataDir} cannot be written (${codeOf(cause)}).`, { cause });
  }
  await checkFreeSpace(dataDir);
}

function diskFull(dataDir: string, freeBytes: number, cause?: unknown): ConfigurationError {
  const freeMegabytes = Math.floor(freeBytes / 1024 / 1024);
  return new ConfigurationError(
    `Đĩa đầy: thư mục dữ liệu ${dataDir} chỉ còn ${freeMegabytes} MB, cần ít nhất 256 MB. Hãy dọn bớt, hoặc chọn thư mục ở đĩa khác bằng --data.`,
    { cause },
  );
}

/** A fault of initdb or of the starting server, as one sentence where it is a known one. */
export function startFault(dataDir: string, output: string, cause?: unknown): Error {
  if (output.includes('No space left on device')) return diskFull(dataDir, 0, cause);
  const told = output.split('\n').filter((line) => /FATAL|PANIC|error:/u.test(line));
  const line = told.at(-1) ?? output.trim().split('\n').at(-1) ?? '';
  return new Error(`The embedded PostgreSQL of ${dataDir} does not start: ${line}`, { cause });
}

/** Writes a secret file whole or not at all: a full disk must not leave an empty password. */
async function writeWhole(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${process.pid}.new`;
  try {
    await writeFile(unfinished, text, { mode: 0o600 });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** The server's password: made once, kept in the data folder, readable by its owner only. */
async function clusterPassword(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  const password = randomBytes(24).toString('base64url');
  await writeWhole(file, `${password}\n`);
  return password;
}

async function initialise(
  dataDir: string,
  password: string,
  binaries: PostgresBinaries,
  user: ServerUser | null,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { cluster } = clusterPaths(dataDir);
  // Made aside and renamed, so that an interrupted initdb leaves nothing that looks like a cluster.
  const unfinished = `${cluster}.new`;
  const passwordFile = join(dataDir, '.initdb-password');
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user !== null) {
    await chown(unfinished, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  try {
    await run(
      binaries.initdb,
      [
        `--pgdata=${unfinished}`,
        `--username=${clusterAccount}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--no-instructions',
      ],
      { ...user, cwd: '/', env: programEnvironment(), signal },
    );
    await rename(unfinished, cluster);
  } catch (cause) {
    signal?.throwIfAborted();
    const output = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : String(cause);
    throw startFault(dataDir, output, cause);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** Makes the cluster where there is none and returns its password. Throws where another major version made it. */
export async function prepareCluster(
  dataDir: string,
  binaries: PostgresBinaries,
  user: ServerUser | null,
  signal?: AbortSignal,
): Promise<string> {
  const paths = clusterPaths(dataDir);
  const password = await clusterPassword(paths.password);
  await chmod(paths.password, 0o600);
  const version = await readFile(join(paths.cluster, 'PG_VERSION'), 'utf8').catch(() => null);
  if (version === null) {
    await initialise(dataDir, password, binaries, user, signal);
    return password;
  }
  if (version.trim() !== binaries.majorVersion) {
    throw new ConfigurationError(
      `The data folder ${dataDir} was made by PostgreSQL ${version.trim()}, this Khuê brings PostgreSQL ${binaries.majorVersion}; dump it with the older version, or choose another folder.`,
    );
  }
  return password;
}
