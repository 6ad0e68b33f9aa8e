import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { allProcesses, commandOf, processTree, stillRuns } from '../house/processUsage.ts';
import { freePort } from '@khue/store/embedded/freePort';
import type { BenchContext, Figure } from './figure.ts';

const root = new URL('../../', import.meta.url).pathname;
const limits = { coldSeconds: 240, warmSeconds: 12, stopSeconds: 5 } as const;
/** Beyond its limit a start goes on for so long, so that there is a figure. */
const deadlineMs = 600_000;
const stopDeadlineMs = 30_000;
const pollMs = 50;

/** The environment of somebody who has just opened a terminal: nothing of the npm that runs this, an empty npm cache. */
function freshEnvironment(npmCache: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^npm_(?:lifecycle|package|command|config_(?:cache|local_prefix))/u.test(name) && name !== 'INIT_CWD',
  );
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return { ...Object.fromEntries(inherited), PATH: path.join(delimiter), npm_config_cache: npmCache };
}

interface Start {
  readonly seconds: number;
  /** Seconds from Ctrl-C to the end of the last process; throws where one is left. */
  stop(): Promise<number>;
}

/** What runs anywhere with the folder of this measurement in its command line, whoever its parent is now. */
function named(folder: string): number[] {
  return allProcesses()
    .filter(({ pid }) => pid !== process.pid && commandOf(pid).includes(folder))
    .map(({ pid }) => pid);
}

async function start(folder: string, { signal }: BenchContext): Promise<Start> {
  const port = await freePort();
  const began = performance.now();
  // A process group of its own, as a terminal makes one: Ctrl-C reaches all of it.
  const child = spawn('npm', ['start', '--', '--data', join(folder, 'data'), '--port', String(port)], {
    cwd: join(folder, 'khue'),
    env: freshEnvironment(join(folder, 'npm-cache')),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-4_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const pid = child.pid ?? 0;
  const kill = (): void => {
    for (const one of processTree(pid)) process.kill(one.pid, 'SIGKILL');
  };
  const healthy = async (): Promise<boolean> => {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(2_000) }).catch(
      () => null,
    );
    await answer?.body?.cancel();
    return answer?.status === 200;
  };
  while (!(await healthy())) {
    const over = performance.now() - began > deadlineMs || signal.aborted;
    if (over) kill();
    if (over || child.exitCode !== null) throw new Error(`npm start did not come up:\n${output}`);
    await setTimeout(pollMs);
  }
  const seconds = (performance.now() - began) / 1_000;
  return {
    seconds,
    async stop() {
      const tree = processTree(pid);
      const asked = performance.now();
      process.kill(-pid, 'SIGINT');
      while (tree.some(stillRuns) || named(folder).length > 0) {
        if (performance.now() - asked > stopDeadlineMs) {
          const left = [...tree.filter(stillRuns).map((one) => one.pid), ...named(folder)].map(commandOf);
          for (const one of tree.filter(stillRuns)) process.kill(one.pid, 'SIGKILL');
          throw new Error(`processes were left after Ctrl-C:\n${left.join('\n')}`);
        }
        await setTimeout(pollMs);
      }
      return (performance.now() - asked) / 1_000;
    },
  };
}

/** A fresh clone with an empty npm cache until it is healthy, its stop, and the second start. */
export async function* coldStart(context: BenchContext): AsyncGenerator<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'khue-cold-'));
  // The database does not run as root: it must be able to walk in here.
  chmodSync(folder, 0o755);
  try {
    execFileSync('git', ['clone', '--quiet', root, join(folder, 'khue')], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    mkdirSync(join(folder, 'npm-cache'));
    context.say('first start of a fresh clone, with an empty npm cache');
    const cold = await start(folder, context);
    const firstStop = await cold.stop();
    yield { name: 'coldStart', value: cold.seconds, unit: 's', limit: limits.coldSeconds };
    context.say('the same again');
    const warm = await start(folder, context);
    const secondStop = await warm.stop();
    yield { name: 'warmStart', value: warm.seconds, unit: 's', limit: limits.warmSeconds };
    yield { name: 'stop', value: Math.max(firstStop, secondStop), unit: 's', limit: limits.stopSeconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
