import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { freePort } from '@khue/store/embedded/freePort';

const root = new URL('../../', import.meta.url).pathname;
const accountPattern = /Tài khoản\s+(\S+)\s+mật khẩu (\S+)/u;
/** The last line of a start. */
const readyText = 'Ctrl-C để dừng';
/** What the administrator of a house chooses at first sign-in. */
const chosenAccount = { name: 'quantri', password: 'Sao-Khue-2026-sang' } as const;

/** The whole product, started the way a user starts it, on a folder and a port of its own. */
export interface House {
  readonly url: string;
  readonly account: { readonly name: string; readonly password: string };
  readonly dataDir: string;
  /** Control API of the synthetic city. */
  readonly simulatorUrl: string;
  readonly process: ChildProcess;
  /** Everything it printed so far. */
  output(): string;
  /** Ctrl-C; resolves with the exit code and how long it took, ms. */
  stop(): Promise<{ code: number | null; tookMs: number }>;
  /** Removes the data folder. */
  remove(): void;
}

/** Started by this process and not ended yet: a test that fails leaves nothing running. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGTERM');
});

export interface HouseOptions {
  readonly parameters?: readonly string[];
  /** A folder of an earlier start; a fresh one where it is left out. */
  readonly dataDir?: string;
  /** Leaves the first sign-in, which changes the one-time password, to the caller. */
  readonly leaveFirstSignIn?: boolean;
  /** Variables beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Signs in with the one-time password and chooses another, as a person does at first sign-in. */
async function firstSignIn(url: string, oneTime: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const entered = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ name: chosenAccount.name, password: oneTime }),
  });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const changed = await fetch(`${url}/api/session/password`, {
    method: 'PUT',
    headers: { ...headers, cookie },
    body: JSON.stringify({ next: chosenAccount.password }),
  });
  if (!changed.ok) throw new Error(`first sign-in answered ${changed.status}: ${await changed.text()}`);
}

/** Starts `khue` with parameters and gathers what it prints. */
export function runKhue(
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
} {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'cli/main.ts'), ...parameters],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        KHUE_SIMULATOR_CACHE_DIR: join(root, '.test-env', 'pictures'),
        ...process.env,
        ...environment,
        NO_COLOR: '1',
      },
    },
  );
  let text = '';
  const keep = (chunk: Buffer): void => {
    text = (text + chunk.toString('utf8')).slice(-100_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  running.add(child);
  const ended = new Promise<number | null>((done) => {
    child.once('close', (code) => {
      running.delete(child);
      done(code);
    });
  });
  return { child, output: () => text, ended };
}

/** Starts the house and waits until it says where to open it. Rejects with what it printed where it ends before. */
export async function startHouse(options: HouseOptions = {}): Promise<House> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'khue-house-'));
  const port = await freePort();
  const parameters = [
    'start',
    '--data',
    dataDir,
    '--port',
    String(port),
    '--scenario',
    'calm',
    ...(options.parameters ?? []),
  ];
  const { child, output, ended } = runKhue(parameters, options.environment);
  await new Promise<void>((found, failed) => {
    child.stdout?.on('data', () => {
      if (output().includes(readyText)) found();
    });
    void ended.then((code) => failed(new Error(`khue start ended with ${code}:\n${output()}`)));
  });
  const url = `http://127.0.0.1:${port}`;
  const printed = accountPattern.exec(output());
  const oneTime =
    printed === null ? null : { name: z.string().parse(printed[1]), password: z.string().parse(printed[2]) };
  if (oneTime !== null && options.leaveFirstSignIn !== true) await firstSignIn(url, oneTime.password);
  const ports = z
    .object({ simulatorControl: z.number() })
    .parse(JSON.parse(readFileSync(join(dataDir, 'ports.json'), 'utf8')));
  return {
    url,
    account: options.leaveFirstSignIn === true && oneTime !== null ? oneTime : chosenAccount,
    dataDir,
    simulatorUrl: `http://127.0.0.1:${ports.simulatorControl}`,
    process: child,
    output,
    async stop() {
      const began = performance.now();
      child.kill('SIGINT');
      return { code: await ended, tookMs: performance.now() - began };
    },
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  };
}

/** Puts a fault on one synthetic camera, or takes it away with null. */
export async function setFault(
  house: House,
  cameraCode: string,
  fault: { readonly kind: string } | null,
): Promise<void> {
  const answer = await fetch(`${house.simulatorUrl}/cameras/${encodeURIComponent(cameraCode)}/fault`, {
    method: fault === null ? 'DELETE' : 'PUT',
    ...(fault === null ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(fault) }),
  });
  if (!answer.ok) throw new Error(`the simulator answered ${answer.status}: ${await answer.text()}`);
}
