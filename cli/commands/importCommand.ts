import { readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { type CameraNetworks, privateNetworks, readCameraNetworks } from '@khue/domain/cameraNetwork';
import { systemClock } from '@khue/domain/clock';
import { ConfigurationError } from '@khue/domain/environment';
import { type ImportRun, importKindSchema, importNoteCodeSchema } from '@khue/domain/import';
import { importReportCsv } from '@khue/domain/importReport';
import { mappingNameSchema } from '@khue/domain/importMapping';
import { noteWords } from '@khue/domain/importSentences';
import { loadLayers } from '@khue/gis-data/layers';
import { runImport } from '@khue/ingest/registry/runImport';
import type { Bus } from '@khue/store/bus/bus';
import { busUrlFor } from '@khue/store/bus/busSecrets';
import { connectBus } from '@khue/store/bus/connectBus';
import type { Store } from '@khue/store/store';
import { openDataFolder } from '../start/dataFolder.ts';
import { keptPorts } from '../start/ports.ts';
import { print, progressBar } from '../terminal.ts';
import { defaultDataDir, readCommandEnvironment, withStore } from './database.ts';
import { columnsText, listMappings } from './importMappings.ts';

const count = (value: number): string => value.toLocaleString('vi');

/** The bus of a running house, so that its tiers read the registry again; null where none answers. */
async function runningBus(dataDir: string): Promise<Bus | null> {
  const { portsFile, busSecrets } = openDataFolder(dataDir);
  const given = readCommandEnvironment(process.env).KHUE_BUS_URL;
  const ports = keptPorts(portsFile);
  const url = given ?? (ports === null ? null : busUrlFor('cli', busSecrets, ports.bus));
  if (url === null) return null;
  return connectBus({ url, clientId: `khue-import-${process.pid}`, connectDeadlineMs: 1_000, member: 'cli' }).catch(
    () => null,
  );
}

function readInput(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new ConfigurationError(`Không đọc được tệp ${file}: tệp không có hoặc không được phép đọc.`, { cause });
  }
}

function readMappingName(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const name = mappingNameSchema.safeParse(given);
  if (name.success) return name.data;
  throw new ConfigurationError(
    'Tên cách ghép cột gồm 1 đến 60 chữ, số, dấu cách, dấu - _ . và không bắt đầu bằng “headers-”.',
  );
}

async function printMapping(store: Store, { kind, mapping }: ImportRun): Promise<void> {
  if (mapping === null) return;
  const { name, made } = mapping;
  const columns = columnsText(kind, (await store.imports.findMapping(kind, name))?.columns ?? {});
  print(made ? `Đã lưu cách ghép cột “${name}”: ${columns}` : `Theo cách ghép cột “${name}”: ${columns}`);
}

/** As the tiers read it; throws a ConfigurationError. */
function networksOfCameras(): CameraNetworks {
  const networks = readCameraNetworks(process.env['KHUE_CAMERA_NETWORKS'] ?? privateNetworks);
  if (networks !== null) return networks;
  throw new ConfigurationError('KHUE_CAMERA_NETWORKS: cần các mạng dạng CIDR, cách nhau bằng dấu phẩy.');
}

async function printOutcome(store: Store, run: ImportRun, file: string): Promise<void> {
  if (run.state === 'failed') throw new ConfigurationError(run.failure ?? 'Không nhập được tệp.');
  await printMapping(store, run);
  print(
    `Thêm mới ${count(run.added)} · thay đổi ${count(run.changed)} · giữ nguyên ${count(run.unchanged)} · từ chối ${count(run.rejected)}`,
  );
  for (const code of importNoteCodeSchema.options) {
    const cells = run.notes[code] ?? 0;
    if (cells > 0) print(`${count(cells)} ${noteWords.vi[code]}`);
  }
  if (run.rejected === 0) return;
  const report = `${file}.bao-cao.csv`;
  writeFileSync(report, importReportCsv(run, await store.imports.rejects(run.id), 'vi'));
  print(`Từng ô bị từ chối và lý do: ${report}`);
  process.exitCode = 2;
}

/**
 * `khue import schools|cameras|units FILE [--mapping NAME] [--data DIR]`: exit code 0 all stored, 2 some rows refused, 1
 * nothing read. `khue import mappings` lists the column mappings that have a name.
 */
export async function importCommand(parameters: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { data: { type: 'string', default: defaultDataDir }, mapping: { type: 'string' } },
  });
  const [what, file] = positionals;
  if (what === 'mappings' && file === undefined) {
    await withStore(values.data, listMappings);
    return;
  }
  const kind = importKindSchema.safeParse(what);
  if (!kind.success || file === undefined) {
    throw new ConfigurationError(
      'Cách dùng: khue import schools|cameras|units TỆP [--mapping TÊN] [--data THƯ_MỤC], hoặc khue import mappings',
    );
  }
  const mappingName = readMappingName(values.mapping);
  const bytes = readInput(file);
  const bar = progressBar(basename(file));
  await withStore(values.data, async (store) => {
    const bus = await runningBus(values.data);
    const layers = await loadLayers(openDataFolder(values.data).layersDir);
    const signal = new AbortController().signal;
    const onProgress = ({ rowsDone, rowsTotal }: ImportRun): void => bar(rowsDone, rowsTotal);
    const request = { kind: kind.data, fileName: basename(file), bytes, mappingName };
    const actorName = `khue import (${userInfo().username})`;
    const networks = networksOfCameras();
    const deps = { store, bus, clock: systemClock, signal, onProgress, wardAt: layers.wardAt, actorName, networks };
    const run = await runImport(deps, request);
    await bus?.close();
    await printOutcome(store, run, file);
  });
}
