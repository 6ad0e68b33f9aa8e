import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@khue/store/embedded/freePort';
import { installDebianPackages } from './chromium.ts';

const program = '/usr/sbin/mosquitto';

/** Makes sure that a real Mosquitto can be run; throws a sentence that says what to install. */
export function provisionMosquitto(): void {
  if (!existsSync(program)) installDebianPackages(['mosquitto'], 'Mosquitto');
}

async function answers(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1');
  return new Promise((done) => {
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  }).finally(() => socket.destroy()) as Promise<boolean>;
}

/** A real Mosquitto on loopback. `files` are paths by the place where the given configuration looks for them. */
export async function startMosquitto(
  configuration: string,
  files: Readonly<Record<string, string>>,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'khue-mosquitto-'));
  // As root it becomes another user, who reads its files.
  chmodSync(folder, 0o755);
  const port = await freePort();
  let text = configuration.replace('listener 1883', `listener ${port} 127.0.0.1`);
  for (const [place, path] of Object.entries(files)) text = text.replace(place, path);
  writeFileSync(join(folder, 'mosquitto.conf'), text);
  const child = spawn(program, ['-c', join(folder, 'mosquitto.conf')], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  const deadline = performance.now() + 10_000;
  while (!(await answers(port))) {
    if (performance.now() > deadline || child.exitCode !== null) throw new Error('Mosquitto does not start');
  }
  return {
    port,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
