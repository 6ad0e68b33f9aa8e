import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ImportRun } from '@khue/domain/import';
import type { Store, StoreConfig } from '@khue/store/store';
import { databaseServers, openTestStore } from '@khue/store/testing/testDatabase';
import { importFile } from '../testing/importFile.ts';
import { endInterruptedRuns } from './runImport.ts';

const program = fileURLToPath(new URL('../testing/importProcess.ts', import.meta.url));
const small = 'Mã trường,Tên trường\nA-1,Trường A1\n';

function startImport({ databaseUrl, secretKeys, activeKeyId }: StoreConfig, rows: number): ChildProcess {
  const key = Buffer.from(secretKeys.get(activeKeyId) ?? []).toString('base64');
  const child = spawn(process.execPath, [program, JSON.stringify({ databaseUrl, key, rows })], { stdio: 'inherit' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** The import of the other process, once it has stored rows and has more to do. */
async function halfWay(store: Store): Promise<ImportRun> {
  const seen: ImportRun[] = [];
  const look = async () => {
    const runs = await store.imports.list(10);
    seen.push(...runs.filter(({ fileName, rowsDone }) => fileName === 'bị ngắt.csv' && rowsDone > 0));
    return seen.length;
  };
  await expect.poll(look, { timeout: 30_000, interval: 50 }).toBeGreaterThan(0);
  const [run] = seen;
  if (run === undefined) throw new Error('no import seen');
  return run;
}

describe.each(databaseServers)('an import of a process that is killed on %s', (server) => {
  it('goes on while others import, and is ended as interrupted by the next import after the kill', async () => {
    const { store, config, close } = await openTestStore(server);
    onTestFinished(close);
    const child = startImport(config, 190_000);
    const { id } = await halfWay(store);
    expect(await endInterruptedRuns(store, { now: Date.now })).toBe(0);
    expect(await store.imports.find(id)).toMatchObject({ state: 'running', fault: null });

    child.kill('SIGKILL');
    await once(child, 'exit');
    // The server notices the end of a connection by itself, within moments.
    await expect
      .poll(
        async () => {
          await importFile(store, 'schools', small);
          return (await store.imports.find(id))?.state;
        },
        { timeout: 10_000 },
      )
      .toBe('failed');
    const run = await store.imports.find(id);
    expect(run).toMatchObject({
      fault: { code: 'interrupted', details: {} },
      failure: 'chương trình nhập bị ngắt đột ngột; những dòng đã ghi vẫn được giữ, hãy nhập lại tệp này',
    });
    expect(run?.finishedAt).not.toBeNull();
    expect(run?.added).toBeGreaterThan(0);
  });
});
