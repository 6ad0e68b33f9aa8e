import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '@khue/domain/environment';
import { startMark } from './processes.ts';

/** Who runs the server of a data folder, and where it answers. Holds the password: readable by its owner only. */
const ownerSchema = z.object({ pid: z.int(), mark: z.string().nullable(), url: z.string().nullable() });
type Owner = z.infer<typeof ownerSchema>;

function fileOf(dataDir: string): string {
  return join(dataDir, 'server.json');
}

async function readOwner(dataDir: string): Promise<Owner | null> {
  try {
    return ownerSchema.parse(JSON.parse(await readFile(fileOf(dataDir), 'utf8')));
  } catch {
    return null;
  }
}

/** The living owner of a data folder's server, or null where there is none (any more). */
export async function livingOwner(dataDir: string): Promise<Owner | null> {
  const owner = await readOwner(dataDir);
  if (owner === null) return null;
  const mark = await startMark(owner.pid);
  return mark !== null && mark === owner.mark ? owner : null;
}

/** Claims a data folder for this process; throws a ConfigurationError where another living process has it. */
export async function claim(dataDir: string): Promise<void> {
  const content = JSON.stringify({ pid: process.pid, mark: await startMark(process.pid), url: null } satisfies Owner);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      await writeFile(fileOf(dataDir), content, { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const owner = await livingOwner(dataDir);
    if (owner !== null) {
      throw new ConfigurationError(
        `The data folder ${dataDir} is in use by another Khuê (process ${owner.pid}); stop it first, or choose another folder.`,
      );
    }
    await rm(fileOf(dataDir), { force: true });
  }
  throw new ConfigurationError(`The data folder ${dataDir} is being claimed by several processes at once; try again.`);
}

/** Writes down where the server of a claimed folder answers. */
export async function announce(dataDir: string, url: string): Promise<void> {
  const owner: Owner = { pid: process.pid, mark: await startMark(process.pid), url };
  const unfinished = `${fileOf(dataDir)}.new`;
  await writeFile(unfinished, JSON.stringify(owner), { mode: 0o600 });
  await rename(unfinished, fileOf(dataDir));
}

/** Gives a claimed data folder back. */
export async function release(dataDir: string): Promise<void> {
  await rm(fileOf(dataDir), { force: true });
}
