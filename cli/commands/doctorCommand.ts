import { statfs } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { isWhole } from '@khue/domain/log';
import { loadLayers } from '@khue/gis-data/layers';
import { appRoleName } from '@khue/store/appRole';
import { findRunningDatabase } from '@khue/store/embedded/commandDatabase';
import type { Store } from '@khue/store/store';
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

/** Whether nobody who runs all day may change the log, and what its last verification found. */
async function logFindings(log: Store['log']): Promise<Finding[]> {
  const unguarded = await log.unguardedConnections();
  const last = await log.lastVerification();
  const isGood = last === null || isWhole(last);
  const broken = last?.faults.length === 0 ? 'có mốc không do khoá đã biết ký' : 'đã bị sửa';
  return [
    {
      good: unguarded.length === 0,
      what: 'Quyền ghi nhật ký',
      how:
        unguarded.length === 0
          ? 'các phần chỉ thêm được, không sửa, không xoá'
          : `${unguarded.join(', ')} kết nối bằng tài khoản sửa được nhật ký: hãy dùng tài khoản ${appRoleName}`,
    },
    {
      good: isGood,
      what: 'Nhật ký',
      how:
        last === null ? 'chưa kiểm lần nào' : isGood ? `nguyên vẹn, kiểm lúc ${last.at}` : `${broken}: khue log verify`,
    },
  ];
}

async function database(dataDir: string): Promise<Finding[]> {
  const running = readCommandEnvironment(process.env).KHUE_DATABASE_URL ?? (await findRunningDatabase(dataDir));
  return withStore(dataDir, async ({ version, log }) => {
    const how = `${version}, ${running === null ? 'chạy thử được' : 'đang chạy'}`;
    return [{ good: true, what: 'Cơ sở dữ liệu', how }, ...(await logFindings(log))];
  });
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
    ...(await database(values.data)),
    {
      good: true,
      what: 'Ranh giới phường xã',
      how: layers.wards.kind === 'outline' ? 'có' : 'gần đúng (khue gis add)',
    },
  ];
  for (const { good, what, how } of findings) print(`${good ? '✓' : '×'} ${what.padEnd(22)} ${how}`);
  if (findings.some(({ good }) => !good)) process.exitCode = 1;
}
