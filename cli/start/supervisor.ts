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
  /**
   * Resolves when the child says that it is ready. Rejects with its own sentence where it cannot start, with ours where
   * it is not ready within 30 s, and where the signal is aborted.
   */
  start(spec: ChildSpec, signal: AbortSignal): Promise<void>;
  /** Stops every child; those that have not left after 4 s are killed. */
  stop(): Promise<void>;
  /** Kills every child at once. */
  kill(): void;
}

const readyWithinMs = 30_000;
const stopAfterMs = 4_000;
const restartPauseMs = { first: 500, longest: 15_000 } as const;

interface Running {
  readonly spec: ChildSpec;
  child: ChildProcess;
  pauseMs: number;
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** Waits until a child says that it is ready, as `Supervisor.start` tells it. */
async function untilReady(
  spec: ChildSpec,
  child: ChildProcess,
  lastWords: () => string,
  signal: AbortSignal,
): Promise<void> {
  const late = AbortSignal.timeout(readyWithinMs);
  const seconds = readyWithinMs / 1_000;
  const given = new AbortController();
  await new Promise<void>((ready, failed) => {
    child.once('exit', (code) => failed(new ConfigurationError(lastWords() || `${spec.name}: ended with ${code}`)));
    child.once('error', failed);
    child.on('message', (message) => {
      if (message === 'ready') ready();
    });
    const listening = { once: true, signal: given.signal };
    signal.addEventListener('abort', () => failed(signal.reason), listening);
    late.addEventListener(
      'abort',
      () => failed(new ConfigurationError(`${spec.name} chưa sẵn sàng sau ${seconds} giây: xem ${spec.logFile}.`)),
      listening,
    );
  }).finally(() => given.abort());
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
    const log = openLogFile(spec.logFile);
    const child = fork(spec.entry, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ...spec.environment },
      execArgv: ['--disable-warning=ExperimentalWarning', ...(spec.nodeOptions ?? [])],
    });
    let words = '';
    // Also a child that cannot be launched again must not end the house.
    child.on('error', (error) => log.write(Buffer.from(`${error.message}\n`)));
    child.stdout?.on('data', (chunk: Buffer) => log.write(chunk));
    child.stderr?.on('data', (chunk: Buffer) => {
      log.write(chunk);
      words = (words + chunk.toString('utf8')).slice(-2_000);
    });
    return { child, lastWords: () => words.trim() };
  }

  function watch(entry: Running): void {
    const { child } = entry;
    const again = (code: number | null): void => {
      if (stopping) return;
      onRestart(entry.spec.name, code);
      setTimeout(() => {
        if (stopping) return;
        entry.child = launch(entry.spec).child;
        entry.pauseMs = Math.min(entry.pauseMs * 2, restartPauseMs.longest);
        watch(entry);
      }, entry.pauseMs);
    };
    child.once('exit', again);
    // A child that was never launched has no exit.
    child.once('error', () => {
      if (child.pid === undefined) again(null);
    });
  }

  async function stopOne({ child }: Running): Promise<void> {
    if (hasEnded(child)) return;
    const gone = new Promise<void>((done) => {
      child.once('exit', () => done());
    });
    const late = setTimeout(() => child.kill('SIGKILL'), stopAfterMs);
    child.kill('SIGTERM');
    await gone;
    clearTimeout(late);
  }

  return {
    async start(spec, signal) {
      signal.throwIfAborted();
      if (stopping) throw new Error(`${spec.name}: the house is being stopped`);
      const { child, lastWords } = launch(spec);
      const entry: Running = { spec, child, pauseMs: restartPauseMs.first };
      running.set(spec.name, entry);
      await untilReady(spec, child, lastWords, signal);
      watch(entry);
    },
    async stop() {
      stopping = true;
      await Promise.all([...running.values()].map(stopOne));
    },
    kill() {
      stopping = true;
      for (const { child } of running.values()) child.kill('SIGKILL');
    },
  };
}
