import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFolder } from './builtFolder.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const webFolder = join(root, 'dashboard', 'web');

/** Folder of the built web client. */
export const webDir = join(webFolder, 'dist');

const ignored = /(?:^|\/)(?:dist|node_modules)(?:\/|$)|\.test\.tsx?$/u;

/** Changes whenever anything changes that the build reads. */
function sourceHash(): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const folder of [webFolder, join(root, 'domain')]) {
    const names = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !ignored.test(path.slice(root.length)));
    for (const path of names.toSorted()) hash.update(path.slice(root.length)).update(readFileSync(path));
  }
  return hash.digest('hex');
}

async function runStep(parameters: readonly string[], signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, [...parameters], {
    cwd: webFolder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-4_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const code = await new Promise<number | null>((done, failed) => {
    child.once('error', failed);
    child.once('close', done);
  });
  if (code !== 0) throw new Error(`Không dựng được giao diện:\n${output.trim()}`);
}

/** Builds the web client where its sources changed since the last build. Tells whether it had to. */
export async function buildWeb(signal: AbortSignal = new AbortController().signal): Promise<'built' | 'unchanged'> {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  return buildFolder(
    {
      folder: webDir,
      workDir: join(webFolder, 'node_modules', '.khue-build'),
      sources: sourceHash,
      async build(into, stop) {
        await runStep([vite, 'build', '--outDir', into, '--emptyOutDir'], stop);
        await runStep([join(webFolder, 'precompress.mjs'), into], stop);
      },
    },
    signal,
  );
}
