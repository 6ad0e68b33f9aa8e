import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { ConfigurationError } from '@khue/domain/environment';
import { type AddedLayer, addLayers } from '@khue/gis-data/addLayers';
import { openDataFolder } from '../start/dataFolder.ts';
import { print } from '../terminal.ts';
import { defaultDataDir } from './database.ts';

/** Folder beside the project that may hold the department's layers. */
const sharedFolder = fileURLToPath(new URL('../../../shared/gis', import.meta.url));

const outcomeWords: Readonly<Record<AddedLayer['outcome'], string>> = {
  added: '✓ đã thêm, đúng mã SHA-256',
  missing: '· không có trong thư mục',
  'wrong-checksum': '× nội dung khác bản đã biết (sai mã SHA-256), không dùng',
  'no-address': '· không có địa chỉ tải công khai: hãy lấy tệp rồi chỉ thư mục',
  'not-answered': '× địa chỉ tải không trả lời',
};

/** `khue gis add [FOLDER] [--from-source] [--data DIR]`: brings outline layers in, each checked by its SHA-256. */
export async function gisCommand(parameters: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { data: { type: 'string', default: defaultDataDir }, 'from-source': { type: 'boolean', default: false } },
  });
  const [action, folder = sharedFolder] = positionals;
  if (action !== 'add')
    throw new ConfigurationError('Cách dùng: khue gis add [THƯ_MỤC | --from-source] [--data THƯ_MỤC]');
  if (!values['from-source'] && !existsSync(folder)) {
    throw new ConfigurationError(`Không có thư mục ${folder}. Hãy chỉ thư mục chứa các lớp: khue gis add THƯ_MỤC`);
  }
  const origin = values['from-source'] ? { network: true as const, signal: AbortSignal.timeout(120_000) } : { folder };
  const layers = await addLayers(openDataFolder(values.data).layersDir, origin);
  for (const { source, outcome } of layers) print(`${source.title}: ${outcomeWords[outcome]}`);
  if (layers.some(({ outcome }) => outcome === 'added')) print('Ranh giới mới hiện ra từ lần khởi động sau.');
  else process.exitCode = 1;
}
