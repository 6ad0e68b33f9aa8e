import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';

function start(environment: Readonly<Record<string, string>>): ChildProcess {
  const child = fork(new URL('./main.ts', import.meta.url), {
    env: {
      ...process.env,
      KHUE_SIMULATOR_CONTROL_PORT: '0',
      KHUE_SIMULATOR_RTSP_PORTS: '0+2',
      KHUE_SIMULATOR_ONVIF_PORTS: '0',
      ...environment,
    },
    silent: true,
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

describe('the simulator as a process', () => {
  it('says ready to its parent and ends within five seconds of SIGTERM', async () => {
    const child = start({});
    expect(await once(child, 'message')).toEqual(['ready', undefined]);
    const exited = once(child, 'exit', { signal: AbortSignal.timeout(5_000) });
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  it('ends when its parent goes away', async () => {
    const child = start({});
    await once(child, 'message');
    const exited = once(child, 'exit', { signal: AbortSignal.timeout(5_000) });
    child.disconnect();
    expect(await exited).toEqual([0, null]);
  });

  it('does not start with a bad configuration, and says in words what is wrong', async () => {
    const child = start({ KHUE_SIMULATOR_CAMERAS: 'many' });
    const said: string[] = [];
    child.stderr?.on('data', (chunk) => said.push(String(chunk)));
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(said.join('')).toMatch(/KHUE_SIMULATOR_CAMERAS: from 1 to 20000/u);
  });
});
