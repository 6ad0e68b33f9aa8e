import { existsSync, readFileSync } from 'node:fs';
import { startMark } from '@khue/store/embedded/processes';

/** When a process started, as one word; empty where there is no such process. */
async function markOf(pid: number): Promise<string> {
  return ((await startMark(pid)) ?? '').replaceAll(/\s+/gu, '_');
}

/** What this process writes into a file to say that it owns something. */
export async function ownerLine(): Promise<string> {
  return `${process.pid} ${await markOf(process.pid)}\n`;
}

/** Id of the living process that a file names as owner; null where there is no file, or its process is gone. */
export async function livingOwner(path: string): Promise<number | null> {
  const [pid = '', mark = ''] = existsSync(path) ? readFileSync(path, 'utf8').trim().split(' ') : [];
  // A process id alone is no owner: after a crash or a restart of the machine another process may bear it.
  return mark !== '' && (await markOf(Number(pid))) === mark ? Number(pid) : null;
}
