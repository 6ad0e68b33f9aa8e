import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('testing/sampleTier.ts', import.meta.url));

async function untilRead(stream: Readable | null): Promise<void> {
  if (stream !== null) await finished(stream);
}

interface RunningTier {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  /** Exit code, once the process has ended and its streams are read. */
  readonly ended: Promise<unknown>;
}

describe('a tier that runs as a process', () => {
  let children: ChildProcess[];

  beforeEach(() => {
    children = [];
  });

  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
  });

  function run(behaviour: string): RunningTier {
    const child = fork(script, [behaviour], { silent: true, execArgv: [] });
    children.push(child);
    let output = '';
    let errors = '';
    child.stdout?.on('data', (chunk) => (output += String(chunk)));
    child.stderr?.on('data', (chunk) => (errors += String(chunk)));
    // Not `close`: Node leaves it out where the parent itself disconnected.
    const ended = Promise.all([once(child, 'exit'), ...[child.stdout, child.stderr].map(untilRead)]).then(
      ([[code]]) => code,
    );
    return { child, output: () => output, errors: () => errors, ended };
  }

  async function runUntilReady(behaviour: string): Promise<RunningTier> {
    const tier = run(behaviour);
    const [message] = await once(tier.child, 'message');
    expect(message).toBe('ready');
    return tier;
  }

  it.each(['SIGTERM', 'SIGINT'] as const)('stops and exits with 0 on %s', async (signal) => {
    const { child, output, ended } = await runUntilReady('well');
    child.kill(signal);
    expect(await ended).toBe(0);
    expect(output()).toContain('stopped');
  });

  it('stops and exits with 0 when its parent is gone', async () => {
    const { child, output, ended } = await runUntilReady('well');
    child.disconnect();
    expect(await ended).toBe(0);
    expect(output()).toContain('stopped');
  });

  it('stops once, however often it is asked', async () => {
    const { child, output, ended } = await runUntilReady('well');
    child.kill('SIGTERM');
    child.kill('SIGINT');
    child.disconnect();
    expect(await ended).toBe(0);
    expect(output().match(/^stopped$/gmu)).toHaveLength(1);
  });

  it('ends with 1 after 5 s where it does not stop', async () => {
    const { child, errors, ended } = await runUntilReady('stuck');
    const start = performance.now();
    child.kill('SIGTERM');
    expect(await ended).toBe(1);
    expect(performance.now() - start).toBeLessThan(7_000);
    expect(errors()).toContain('did not stop within 5000 ms');
  });

  it('tells a fault of the configuration without a stack, and exits with 1', async () => {
    const { errors, ended } = run('misconfigured');
    expect(await ended).toBe(1);
    expect(errors()).toBe('sample: The configuration does not fit:\n  KHUE_X: missing\n');
  });

  it('tells a full disk in one sentence, and exits with 1', async () => {
    const { errors, ended } = run('full');
    expect(await ended).toBe(1);
    expect(errors()).toMatch(/^sample: Đĩa đầy: .*\n$/u);
  });

  it('tells any other fault of the start with its stack, and exits with 1', async () => {
    const { errors, ended } = run('broken');
    expect(await ended).toBe(1);
    expect(errors()).toMatch(/^sample: Error: a bug at the start\n\s+at /u);
  });

  it('logs a rejection nobody handled, and exits with 1', async () => {
    const { output, ended } = await runUntilReady('rejecting');
    expect(await ended).toBe(1);
    expect(output()).toContain('forgotten');
  });
});
