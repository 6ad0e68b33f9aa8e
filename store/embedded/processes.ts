import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether a process of this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function ps(pid: number, column: string): Promise<string | null> {
  try {
    return (await run('ps', ['-o', `${column}=`, '-p', String(pid)])).stdout.trim() || null;
  } catch {
    return null;
  }
}

/**
 * A mark of when a process started, so that a reused process id is not taken for the same process; null where there
 * is none. On Linux field 22 of /proc/pid/stat, proc_pid_stat(5).
 */
export async function startMark(pid: number): Promise<string | null> {
  if (platform() !== 'linux') return ps(pid, 'lstart');
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** The command line of a process, its arguments apart by spaces; null where there is none. */
export async function commandLine(pid: number): Promise<string | null> {
  if (platform() !== 'linux') return ps(pid, 'command');
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim() || null;
  } catch {
    return null;
  }
}

/** Waits until a condition holds; false where the deadline comes first. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  deadlineMs: number,
  pauseMs = 20,
): Promise<boolean> {
  const end = performance.now() + deadlineMs;
  while (!(await condition())) {
    if (performance.now() >= end) return false;
    await delay(pauseMs);
  }
  return true;
}

/** Sends signals one after another until the process is gone, each with its own time to work. */
export async function endProcess(
  pid: number,
  steps: readonly { readonly signal: NodeJS.Signals; readonly waitMs: number }[],
  isGone: () => boolean = () => !isAlive(pid),
): Promise<boolean> {
  for (const { signal, waitMs } of steps) {
    if (isGone()) return true;
    try {
      process.kill(pid, signal);
    } catch {
      return isGone();
    }
    if (await waitUntil(isGone, waitMs)) return true;
  }
  return false;
}
