import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { StoreConfig } from '@khue/store/store';

export interface RunnerProcessOptions {
  readonly store: StoreConfig;
  /** Its clock, ms ahead of the real one. */
  readonly aheadMs: number;
  readonly leaseMs: number;
}

/** A gateway's audits in a process of its own, to be killed in the middle of their work. */
export interface RunnerProcess {
  /** As a crash ends it: nothing is given back. */
  kill(): Promise<void>;
}

/** Resolves once it looks for work. */
export async function startRunnerProcess({ store, aheadMs, leaseMs }: RunnerProcessOptions): Promise<RunnerProcess> {
  const child = fork(new URL('./runnerMain.ts', import.meta.url), {
    env: {
      ...process.env,
      KHUE_TEST_STORE: JSON.stringify({
        ...store,
        secretKeys: Array.from(store.secretKeys, ([id, key]) => [id, Buffer.from(key).toString('base64')]),
      }),
      KHUE_TEST_AHEAD_MS: String(aheadMs),
      KHUE_TEST_LEASE_MS: String(leaseMs),
    },
  });
  await once(child, 'message');
  return {
    async kill() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
