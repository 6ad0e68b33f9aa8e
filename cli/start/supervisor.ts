import { type ChildProcess, fork } from 'node:child_process';
import { ConfigurationError } from '@khue/domain/environment';
import { openLogFile } from './logFile.ts';

/** A tier that runs as a child process. */
export interface ChildSpec {
  readonly name: string;
  /** Its main.ts. */
  readonly entry: URL;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Options of Node, e.g. to keep a small heap small. */
  readonly nodeOptions?: readonly string[];
}

export interface Supervisor {
  /** Resolves when the child says that it is ready; rejects with its own sentence where it cannot start. */
  start(spec: ChildSpec): Promise<void>;
  /** Stops every child; those that have not left after 4 s are killed. */
  stop(): Promise<void>;
}

const stopAfterMs = 4_000;
const restartPauseMs = { first: 500, longest: 15_000 } as const;

interface Running {
  readonly spec: ChildSpec;
  child: ChildProcess;
  pauseMs: number;
}

/**
 * Runs tiers as children in process groups of their own, so that Ctrl-C reaches this process alone and the order of
 * stopping is ours; should this process be killed, the closed IPC channel ends them. A tier that ends by itself is
 * started again with a growing pause.
 */
export function createSupervisor(onRestart: (name: string, code: number | null) => void): Supervisor {
  const running = new Map<string, Running>();
  let stopping = false;

  function launch(spec: ChildSpec): { child: ChildProcess; lastWords: () => string } {
    const write = openLogFile(spec.logFile);
    const child = fork(spec.entry, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ...spec.environment },
      execArgv: ['--disable-warning=ExperimentalWarning', ...(spec.nodeOptions ?? [])],
    });
    let words = '';
    child.stdout?.on('data', write);
    child.stderr?.on('data', (chunk: Buffer) => {
      write(chunk);
      words = (words + chunk.toString('utf8')).slice(-2_000);
    });
    return { child, lastWords: () => words.trim() };
  }

  function watch(entry: Running): void {
    entry.child.once('exit', (code) => {
      if (stopping) return;
      onRestart(entry.spec.name, code);
      setTimeout(() => {
        if (stopping) return;
        entry.child = launch(entry.spec).child;
        entry.pauseMs = Math.min(entry.pauseMs * 2, restartPauseMs.longest);
        watch(entry);
      }, entry.pauseMs);
    });
  }

  async function stopOne({ child }: Running): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((done) => {
      child.once('exit', () => done());
    });
    const late = setTimeout(() => child.kill('SIGKILL'), stopAfterMs);
    child.kill('SIGTERM');
    await gone;
    clearTimeout(late);
  }

  return {
    async start(spec) {
      const { child, lastWords } = launch(spec);
      const entry: Running = { spec, child, pauseMs: restartPauseMs.first };
      running.set(spec.name, entry);
      await new Promise<void>((ready, failed) => {
        const onExit = (code: number | null): void =>
          failed(new ConfigurationError(lastWords() || `${spec.name}: ended with ${code}`));
        child.once('exit', onExit);
        child.once('error', failed);
        child.on('message', (message) => {
          if (message !== 'ready') return;
          child.off('exit', onExit);
          ready();
        });
      });
      watch(entry);
    },
    async stop() {
      stopping = true;
      await Promise.all([...running.values()].map(stopOne));
    },
  };
}
