import { type ChildProcess, fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Clock } from '@khue/domain/clock';

const hubProcessFile = fileURLToPath(new URL('./hubProcess.ts', import.meta.url));
const startTimeoutMs = 10_000;
const minBetweenStartsMs = 1_000;
const signatureLifetimeSeconds = 30;

interface RunningHub {
  readonly child: ChildProcess;
  readonly port: number;
}

/** The hub's process: started when somebody wants it, started again after it died and somebody wants it. */
export class Hub {
  readonly #clock: Clock;
  readonly #secret = randomBytes(24).toString('base64url');
  readonly #stopped = new AbortController();
  readonly #onExit: (code: number | null) => void;
  #starting: Promise<RunningHub> | null = null;
  #child: ChildProcess | null = null;
  #startedAt = -Infinity;

  constructor(clock: Clock, onExit: (code: number | null) => void) {
    this.#clock = clock;
    this.#onExit = onExit;
  }

  /** Process id while it runs. */
  get processId(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Where to publish or play a stream on loopback, signed for half a minute. Rejects where the hub does not start. */
  async streamUrl(name: string): Promise<string> {
    this.#starting ??= this.#start();
    const { port } = await this.#starting;
    const path = `/live/${name}`;
    const expires = Math.floor(Date.now() / 1_000) + signatureLifetimeSeconds;
    // The hub's own scheme of signed addresses asks for MD5; it keeps other processes of this machine out.
    const signature = createHash('md5').update(`${path}-${expires}-${this.#secret}`).digest('hex');
    return `http://127.0.0.1:${port}${path}.flv?sign=${expires}-${signature}`;
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  async #start(): Promise<RunningHub> {
    try {
      const waitMs = this.#startedAt + minBetweenStartsMs - this.#clock.now();
      if (waitMs > 0) await delay(waitMs, undefined, { signal: this.#stopped.signal });
      this.#stopped.signal.throwIfAborted();
      this.#startedAt = this.#clock.now();
      return await this.#launch();
    } catch (error) {
      this.#starting = null;
      throw error;
    }
  }

  /** Its output is thrown away: it would log signed addresses. It gets nothing of this process's environment. */
  async #launch(): Promise<RunningHub> {
    const child = fork(hubProcessFile, {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      cwd: tmpdir(),
      env: { KHUE_RESTREAM_SECRET: this.#secret },
      execArgv: [],
    });
    this.#child = child;
    // `exit` tells all there is to tell.
    child.on('error', () => undefined);
    child.once('exit', (code) => {
      this.#starting = null;
      if (this.#child === child) this.#child = null;
      this.#onExit(code);
    });
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(startTimeoutMs)]);
    const failed = once(child, 'exit', { signal }).then(() => {
      throw new Error('the restream hub ended while starting');
    });
    try {
      const [port] = await Promise.race([once(child, 'message', { signal }), failed]);
      if (typeof port !== 'number' || port === 0) throw new Error('the restream hub has no port');
      failed.catch(() => undefined);
      return { child, port };
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }
}
