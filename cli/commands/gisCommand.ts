import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { ConfigurationError } from '@khue/domain/environment';
import { addLayers, type LayerOrigin } from '@khue/gis-data/addLayers';
import { drawnLayer } from '@khue/gis-data/layers';
import { layerSources } from '@khue/gis-data/manifest';
import { openDataFolder } from '../start/dataFolder.ts';
import { print, progressBar } from '../terminal.ts';
import { defaultDataDir } from './database.ts';
import { drawnSentence, layerSentence } from './layerSentences.ts';

/** Folder beside the project that may hold the department's layers. */
const sharedFolder = fileURLToPath(new URL('../../../shared/gis', import.meta.url));

/** For all files of the source together: 19 MB, less on the wire. */
const sourceDeadlineMs = 300_000;

const usage = 'Cách dùng: khue gis add [THƯ_MỤC | --from-source [--mirror ĐỊA_CHỈ]] [--data THƯ_MỤC]';

function readMirror(text: string): string {
  const address = URL.parse(text);
  if (address === null || !/^https?:$/u.test(address.protocol)) {
    throw new ConfigurationError(
      `--mirror phải là địa chỉ http hoặc https của thư mục chứa các tệp, không phải ${text}.`,
    );
  }
  return text.endsWith('/') ? text : `${text}/`;
}

function fromSource(mirror: string | undefined): LayerOrigin {
  const signal = AbortSignal.timeout(sourceDeadlineMs);
  return mirror === undefined ? { network: true, signal } : { network: true, signal, mirror: readMirror(mirror) };
}

function fromFolder(folder: string): LayerOrigin {
  if (existsSync(folder)) return { folder };
  throw new ConfigurationError(`Không có thư mục ${folder}. Hãy chỉ thư mục chứa các lớp: khue gis add THƯ_MỤC`);
}

/**
 * `khue gis add [FOLDER | --from-source [--mirror ADDRESS]] [--data DIR]`: brings outline layers in, each checked by its
 * SHA-256. Exit code 0 where at least one was added, otherwise 1.
 */
export async function gisCommand(parameters: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      data: { type: 'string', default: defaultDataDir },
      'from-source': { type: 'boolean', default: false },
      mirror: { type: 'string' },
    },
  });
  const [action, folder] = positionals;
  const isFromSource = values['from-source'];
  if (action !== 'add' || (isFromSource ? folder !== undefined : values.mirror !== undefined))
    throw new ConfigurationError(usage);
  const origin = isFromSource ? fromSource(values.mirror) : fromFolder(folder ?? sharedFolder);
  // Over the network, layers that only ever come as a file are no news.
  const sources = layerSources().filter(({ url, parts }) => !isFromSource || url !== null || parts !== null);
  const { layersDir } = openDataFolder(values.data);
  const layers = await addLayers(layersDir, origin, sources, progressBar('tệp của nguồn'));
  for (const layer of layers) print(layerSentence(layer));
  if (!layers.some(({ outcome }) => outcome === 'added')) {
    process.exitCode = 1;
    return;
  }
  const drawn = await drawnLayer(layersDir);
  if (drawn !== null) print(drawnSentence(drawn));
}
