import { readdirSync, readFileSync } from 'node:fs';

/** Length of the kernel's clock tick as /proc tells times, ms (proc(5), USER_HZ). */
const tickMs = 10;

/** A process as it was seen; `startedAt` tells it from a later one with the same id. */
export interface SeenProcess {
  readonly pid: number;
  readonly parent: number;
  /** Ticks since boot. */
  readonly startedAt: string;
  /** Processor time of all its threads, ms. */
  readonly cpuMs: number;
  /** A zombie has ended and only waits for its parent. */
  readonly ended: boolean;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** null where there is no such process. Linux only. */
export function seeProcess(pid: number): SeenProcess | null {
  const text = read(`/proc/${pid}/stat`);
  if (text === null) return null;
  // The second field, in brackets, may hold blanks.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = '', parent = '', utime = '', stime = '', startedAt = ''] = [0, 1, 11, 12, 19].map((i) => fields[i]);
  const cpuMs = (Number(utime) + Number(stime)) * tickMs;
  return { pid, parent: Number(parent), startedAt, cpuMs, ended: state === 'Z' || state === 'X' };
}

/** Resident memory, MB; throws where there is no such process. */
export function residentMb(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/mu.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  if (kilobytes === undefined) throw new Error(`process ${pid} is gone`);
  return Number(kilobytes) / 1_024;
}

/** Command line with blanks between its parts; empty where there is none. */
export function commandOf(pid: number): string {
  return (read(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
}

/** Everything that runs on this machine and may be seen. */
export function allProcesses(): SeenProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((name) => seeProcess(Number(name)) ?? [])
    .filter(({ ended }) => !ended);
}

/** A process and everything it started, as long as the parents between them live. */
export function processTree(pid: number): SeenProcess[] {
  const all = allProcesses();
  const tree = all.filter((one) => one.pid === pid);
  for (const above of tree) tree.push(...all.filter(({ parent }) => parent === above.pid));
  return tree;
}

/** Whether this very process still runs. */
export function stillRuns({ pid, startedAt }: SeenProcess): boolean {
  const now = seeProcess(pid);
  return now !== null && !now.ended && now.startedAt === startedAt;
}

/** What a process used over a stretch of time: processor as percent of one core, memory at the end, MB. */
export interface Usage {
  readonly cpuPercent: number;
  readonly rssMb: number;
}

/** Begins to measure; the returned function ends it. Throws where the process is gone. */
export function measureUsage(pid: number): () => Usage {
  const cpuMs = (): number => {
    const seen = seeProcess(pid);
    if (seen === null) throw new Error(`process ${pid} is gone`);
    return seen.cpuMs;
  };
  const from = { cpuMs: cpuMs(), at: performance.now() };
  return () => ({
    cpuPercent: ((cpuMs() - from.cpuMs) / (performance.now() - from.at)) * 100,
    rssMb: residentMb(pid),
  });
}
