import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { download, type DownloadLimits, downloadLimits } from './layerDownload.ts';
import { type PartFault, partsOfAddress, partsOfFolder, readParts } from './layerParts.ts';
import { layerChecksum } from './layers.ts';
import { type LayerParts, type LayerSource, layerSources } from './manifest.ts';
import { mergeWards } from './mergeWards.ts';

/** What became of one layer of the manifest. */
export interface AddedLayer {
  readonly source: LayerSource;
  readonly outcome:
    | 'added'
    | 'missing'
    | 'wrong-checksum'
    | 'no-address'
    | 'not-answered'
    | 'part-refused'
    | 'wrong-merge';
  /** Hex SHA-256 of what was found, where something was. */
  readonly found: string | null;
  /** The part that `part-refused` is about; null with every other outcome. */
  readonly part: PartFault | null;
}

/**
 * Where layers come from: a folder that holds the files or the parts they are merged from, or the addresses that the
 * manifest names. `signal` is the deadline of the whole; `mirror` another address with the same parts, ending in a slash.
 */
export type LayerOrigin =
  | { readonly folder: string }
  | {
      readonly network: true;
      readonly signal: AbortSignal;
      readonly mirror?: string;
      readonly limits?: Partial<DownloadLimits>;
    };

/** Hears how many parts of how many are there. */
export type PartProgress = (done: number, total: number) => void;

interface FoundLayer {
  readonly content: Uint8Array;
  readonly isMerged: boolean;
}

type Found = FoundLayer | PartFault | Exclude<AddedLayer['outcome'], 'added' | 'part-refused'>;

async function orMissing<Result>(reading: Promise<Result>): Promise<Result | 'missing'> {
  try {
    return await reading;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return 'missing';
    throw cause;
  }
}

function merged(parts: Uint8Array[] | PartFault): Found {
  if (!Array.isArray(parts)) return parts;
  const content = mergeWards(parts);
  return content === null ? 'wrong-merge' : { content, isMerged: true };
}

async function fromFolder(folder: string, source: LayerSource, onProgress: PartProgress): Promise<Found> {
  const whole = await orMissing(readFile(join(folder, source.file)));
  if (whole !== 'missing') return { content: whole, isMerged: false };
  if (source.parts === null) return 'missing';
  const names = await orMissing(readdir(folder));
  if (names === 'missing' || !source.parts.files.some(({ file }) => names.includes(file))) return 'missing';
  const bounds = { concurrency: downloadLimits.concurrency, signal: new AbortController().signal };
  return merged(await readParts(source.parts, partsOfFolder(folder), bounds, onProgress));
}

type NetworkOrigin = Extract<LayerOrigin, { network: true }>;

async function fromParts(parts: LayerParts, origin: NetworkOrigin, onProgress: PartProgress): Promise<Found> {
  const limits = { ...downloadLimits, ...origin.limits };
  const reader = partsOfAddress(origin.mirror ?? parts.base, limits);
  return merged(await readParts(parts, reader, { ...limits, signal: origin.signal }, onProgress));
}

async function fromNetwork(source: LayerSource, origin: NetworkOrigin, onProgress: PartProgress): Promise<Found> {
  if (source.parts !== null) return fromParts(source.parts, origin, onProgress);
  if (source.url === null) return 'no-address';
  const limits = { ...downloadLimits, ...origin.limits, maxFileBytes: source.bytes };
  const answer = await download(new URL(source.url), limits, origin.signal);
  if (answer instanceof Uint8Array) return { content: answer, isMerged: false };
  return answer.reason === 'too-large' ? 'wrong-checksum' : 'not-answered';
}

/** Puts a file in place whole: a reader sees the old content or the new one. */
async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(`${path}.part`, bytes);
  await rename(`${path}.part`, path);
}

async function addLayer(layersDir: string, source: LayerSource, layer: Found): Promise<AddedLayer> {
  if (typeof layer === 'string') return { source, outcome: layer, found: null, part: null };
  if ('reason' in layer) return { source, outcome: 'part-refused', found: null, part: layer };
  const { content, isMerged } = layer;
  const found = layerChecksum(content);
  if (found !== source.sha256) {
    return { source, outcome: isMerged ? 'wrong-merge' : 'wrong-checksum', found, part: null };
  }
  await replaceFile(join(layersDir, source.file), content);
  return { source, outcome: 'added', found, part: null };
}

/**
 * Brings the layers of the manifest into `layersDir`. A file is taken only when its SHA-256, and that of every part it
 * is merged from, is the manifest's, and is put in place whole (written beside, then renamed); otherwise what is there
 * stays. Throws only where the folder cannot be written or read.
 */
export async function addLayers(
  layersDir: string,
  origin: LayerOrigin,
  sources: readonly LayerSource[] = layerSources(),
  onProgress: PartProgress = () => {},
): Promise<AddedLayer[]> {
  await mkdir(layersDir, { recursive: true });
  const results: AddedLayer[] = [];
  for (const source of sources) {
    const layer =
      'folder' in origin
        ? await fromFolder(origin.folder, source, onProgress)
        : await fromNetwork(source, origin, onProgress);
    results.push(await addLayer(layersDir, source, layer));
  }
  return results;
}
