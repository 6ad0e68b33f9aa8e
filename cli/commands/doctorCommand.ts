import { statfs } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { loadLayers } from '@khue/gis-data/layers';
import { findRunningDatabase } from '@khue/store/embedded/commandDatabase';
import { openDataFolder } from '../start/dataFolder.ts';
import { print } from '../terminal.ts';
import { defaultDataDir, readCommandEnvironment, withStore } from './database.ts';

const leastFreeBytes = 2_000_000_000;

interface Finding {
  readonly good: boolean;
  readonly what: string;
  readonly how: string;
}

async function disk(path: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  return { good: free > leastFreeBytes, what: 'Đĩa trống', how: `${(free / 1e9).toFixed(1).replace('.', ',')} GB` };
}

async function database(dataDir: string): Promise<Finding> {
  const running = readCommandEnvironment(process.env).KHUE_DATABASE_URL ?? (await findRunningDatabase(dataDir));
  const version = await withStore(dataDir, async (store) => store.version);
  return { good: true, what: 'Cơ sở dữ liệu', how: `${version}, ${running === null ? 'chạy thử được' : 'đang chạy'}` };
}

/** `khue doctor [--data DIR]`: what this machine has, in one line each; exit code 1 where something is missing. */
export async function doctorCommand(parameters: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...parameters],
    options: { data: { type: 'string', default: defaultDataDir } },
  });
  const folder = openDataFolder(values.data);
  const layers = await loadLayers(folder.layersDir);
  const findings: Finding[] = [
    { good: true, what: 'Node', how: process.version },
    await disk(folder.path),
    await database(values.data),
    {
      good: true,
      what: 'Ranh giới phường xã',
      how: layers.wards.kind === 'outline' ? 'có' : 'gần đúng (khue gis add)',
    },
  ];
  for (const { good, what, how } of findings) print(`${good ? '✓' : '×'} ${what.padEnd(22)} ${how}`);
  if (findings.some(({ good }) => !good)) process.exitCode = 1;
}
