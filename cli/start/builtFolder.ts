import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { livingOwner, ownerLine } from './ownerFile.ts';

/** A folder that is made from sources. */
export interface BuiltFolder {
  readonly folder: string;
  /** Of the same file system, for what is not finished and for the lock. */
  readonly workDir: string;
  /** Changes whenever anything changes that the build reads. */
  readonly sources: () => string;
  /** Fills an empty folder. */
  readonly build: (into: string, signal: AbortSignal) => Promise<void>;
}

const markerName = '.sources';
const lookAgainMs = 100;
const leftoverAfterMs = 3_600_000;

function isBuilt(folder: string, sources: string): boolean {
  const marker = join(folder, markerName);
  return existsSync(marker) && readFileSync(marker, 'utf8') === sources;
}

/** Links a file to a name that is free; false where somebody has it. */
function claim(file: string, name: string): boolean {
  try {
    linkSync(file, name);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Takes the lock of one who is gone away, and no other: whoever came in the meantime keeps his. */
function removeLock(path: string, seen: string | null, workDir: string): void {
  if (seen === null || textOf(path) !== seen) return;
  const taken = join(workDir, `taken-${crypto.randomUUID()}`);
  try {
    renameSync(path, taken);
  } catch {
    // Another one was quicker.
    return;
  }
  if (textOf(taken) !== seen) claim(taken, path);
  rmSync(taken, { force: true });
}

/** Waits until nobody builds, and is then the one who does. Returns what lets the next one go on. */
async function lock(workDir: string, signal: AbortSignal): Promise<() => void> {
  const path = join(workDir, 'lock');
  const own = join(workDir, `owner-${crypto.randomUUID()}`);
  writeFileSync(own, await ownerLine());
  try {
    while (!claim(own, path)) {
      const seen = textOf(path);
      if ((await livingOwner(path)) === null) removeLock(path, seen, workDir);
      else await setTimeout(lookAgainMs, undefined, { signal });
    }
  } finally {
    rmSync(own, { force: true });
  }
  return () => rmSync(path, { force: true });
}

/** What a build that was killed left behind, once its processes cannot be writing there any more. */
function removeLeftovers(workDir: string): void {
  for (const name of readdirSync(workDir)) {
    const path = join(workDir, name);
    if (name.startsWith('build-') && Date.now() - statSync(path).mtimeMs > leftoverAfterMs)
      rmSync(path, { recursive: true, force: true });
  }
}

/** Puts a finished folder in the place of the one before. */
function replace(folder: string, finished: string, before: string): void {
  if (existsSync(folder)) renameSync(folder, before);
  renameSync(finished, folder);
}

/**
 * Builds a folder where its sources changed since the last build, beside the one in use, and puts it in place whole. Of
 * several processes one builds; the others wait and find it done. Tells whether this one had to.
 */
export async function buildFolder(built: BuiltFolder, signal: AbortSignal): Promise<'built' | 'unchanged'> {
  const { folder, workDir, build } = built;
  if (isBuilt(folder, built.sources())) return 'unchanged';
  mkdirSync(workDir, { recursive: true });
  const unlock = await lock(workDir, signal);
  try {
    const sources = built.sources();
    if (isBuilt(folder, sources)) return 'unchanged';
    removeLeftovers(workDir);
    const place = join(workDir, `build-${crypto.randomUUID()}`);
    const finished = join(place, 'finished');
    mkdirSync(finished, { recursive: true });
    try {
      await build(finished, signal);
      writeFileSync(join(finished, markerName), sources);
      replace(folder, finished, join(place, 'before'));
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
    return 'built';
  } finally {
    unlock();
  }
}
