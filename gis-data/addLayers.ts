import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layerChecksum } from './layers.ts';
import { type LayerSource, layerSources } from './manifest.ts';

/** What became of one layer of the manifest. */
export interface AddedLayer {
  readonly source: LayerSource;
  readonly outcome: 'added' | 'missing' | 'wrong-checksum' | 'no-address' | 'not-answered';
  /** Hex SHA-256 of what was found, where something was. */
  readonly found: string | null;
}

/** Where layers come from: a folder that holds the files, or the address that the manifest names. */
export type LayerOrigin = { readonly folder: string } | { readonly network: true; readonly signal: AbortSignal };

async function fromFolder(folder: string, source: LayerSource): Promise<Uint8Array | AddedLayer['outcome']> {
  try {
    return await readFile(join(folder, source.file));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return 'missing';
    throw cause;
  }
}

async function fromNetwork(source: LayerSource, signal: AbortSignal): Promise<Uint8Array | AddedLayer['outcome']> {
  if (source.url === null) return 'no-address';
  try {
    const answer = await fetch(source.url, { signal, redirect: 'error' });
    if (!answer.ok) return 'not-answered';
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return bytes;
  } catch {
    return 'not-answered';
  }
}

/**
 * Brings the layers of the manifest into `layersDir`. A file is taken only when its SHA-256 is the manifest's, and is
 * put in place whole (written beside, then renamed). Throws only where the folder cannot be written or read.
 */
export async function addLayers(
  layersDir: string,
  origin: LayerOrigin,
  sources: readonly LayerSource[] = layerSources(),
): Promise<AddedLayer[]> {
  await mkdir(layersDir, { recursive: true });
  const results: AddedLayer[] = [];
  for (const source of sources) {
    const bytes =
      'folder' in origin ? await fromFolder(origin.folder, source) : await fromNetwork(source, origin.signal);
    if (typeof bytes === 'string') {
      results.push({ source, outcome: bytes, found: null });
      continue;
    }
    const found = layerChecksum(bytes);
    if (found === source.sha256) {
      const path = join(layersDir, source.file);
      await writeFile(`${path}.part`, bytes);
      await rename(`${path}.part`, path);
    }
    results.push({ source, outcome: found === source.sha256 ? 'added' : 'wrong-checksum', found });
  }
  return results;
}
