import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildFolder, type BuiltFolder } from './builtFolder.ts';

const { signal } = new AbortController();

describe('a built folder', () => {
  let root: string;
  let built: BuiltFolder;
  let builds: number;
  let proceed: PromiseWithResolvers<void>;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'khue-built-'));
    builds = 0;
    proceed = Promise.withResolvers();
    built = {
      folder: join(root, 'dist'),
      workDir: join(root, 'work'),
      sources: () => 'first',
      async build(into) {
        builds += 1;
        writeFileSync(join(into, 'page'), String(builds));
        await proceed.promise;
      },
    };
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  const page = (): string => readFileSync(join(built.folder, 'page'), 'utf8');

  it('is built once however many ask for it at a time, and not again', async () => {
    const asking = Array.from({ length: 4 }, () => buildFolder(built, signal));
    await vi.waitFor(() => expect(builds).toBe(1));
    proceed.resolve();
    expect((await Promise.all(asking)).toSorted()).toEqual(['built', 'unchanged', 'unchanged', 'unchanged']);
    expect(await buildFolder(built, signal)).toBe('unchanged');
    expect([builds, page()]).toEqual([1, '1']);
    expect(readdirSync(built.workDir)).toEqual([]);
  });

  it('stays whole and in use until the next one is finished', async () => {
    proceed.resolve();
    await buildFolder(built, signal);
    proceed = Promise.withResolvers();
    const next = buildFolder({ ...built, sources: () => 'second' }, signal);
    await vi.waitFor(() => expect(builds).toBe(2));
    expect(page()).toBe('1');
    proceed.resolve();
    expect(await next).toBe('built');
    expect(page()).toBe('2');
  });

  it('stays as it was where a build fails, and is built at the next start', async () => {
    proceed.resolve();
    await buildFolder(built, signal);
    const changed = { ...built, sources: () => 'second' };
    const failing = buildFolder({ ...changed, build: () => Promise.reject(new Error('no')) }, signal);
    await expect(failing).rejects.toThrow('no');
    expect(page()).toBe('1');
    expect(await buildFolder(changed, signal)).toBe('built');
  });

  it('is built where the one who was building is gone', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    mkdirSync(join(built.workDir, 'build-left'), { recursive: true });
    utimesSync(join(built.workDir, 'build-left'), 0, 0);
    writeFileSync(join(built.workDir, 'lock'), `${gone} 1\n`);
    proceed.resolve();
    expect(await buildFolder(built, signal)).toBe('built');
    expect(existsSync(join(built.workDir, 'build-left'))).toBe(false);
  });

  it('is built once where several find that the one who was building is gone', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    mkdirSync(built.workDir, { recursive: true });
    writeFileSync(join(built.workDir, 'lock'), `${gone} 1\n`);
    const asking = Array.from({ length: 4 }, () => buildFolder(built, signal));
    await vi.waitFor(() => expect(builds).toBeGreaterThan(0));
    proceed.resolve();
    expect((await Promise.all(asking)).toSorted()).toEqual(['built', 'unchanged', 'unchanged', 'unchanged']);
    expect(builds).toBe(1);
    expect(readdirSync(built.workDir)).toEqual([]);
  });

  it('is waited for no longer than the start that waits', async () => {
    const builder = buildFolder(built, signal);
    await vi.waitFor(() => expect(builds).toBe(1));
    const interruption = new AbortController();
    const waiting = buildFolder(built, interruption.signal);
    interruption.abort();
    await expect(waiting).rejects.toThrow('aborted');
    proceed.resolve();
    expect(await builder).toBe('built');
  });
});
