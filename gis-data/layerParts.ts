import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layerChecksum } from './layers.ts';
import { download, type DownloadLimits, type DownloadRefusal } from './layerDownload.ts';
import type { LayerParts } from './manifest.ts';

/** The part that kept a layer from being put together, and why. */
export interface PartFault {
  readonly file: string;
  readonly reason: DownloadRefusal['reason'] | 'missing' | 'wrong-checksum';
  /** HTTP status where one was answered. */
  readonly status: number | null;
}

type PartReader = (file: string, signal: AbortSignal) => Promise<Uint8Array | Omit<PartFault, 'file'>>;

/** Reads parts at `base`, an address that ends in a slash. */
export function partsOfAddress(base: string, limits: DownloadLimits): PartReader {
  return async (file, signal) => download(new URL(file, base), limits, signal);
}

/** Reads parts in a folder. */
export function partsOfFolder(folder: string): PartReader {
  return async (file) => {
    try {
      return await readFile(join(folder, file));
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
        return { reason: 'missing', status: null };
      throw cause;
    }
  };
}

/**
 * All parts of a layer in their order, each with the SHA-256 of the list, or the first fault met: then the others are
 * no longer waited for. `onProgress` hears how many of how many are there.
 */
export async function readParts(
  { files }: LayerParts,
  read: PartReader,
  { concurrency, signal }: { readonly concurrency: number; readonly signal: AbortSignal },
  onProgress: (done: number, total: number) => void,
): Promise<Uint8Array[] | PartFault> {
  const stopped = new AbortController();
  const ended = AbortSignal.any([signal, stopped.signal]);
  const contents: Uint8Array[] = [];
  const faults: PartFault[] = [];
  let done = 0;
  const waiting = files.entries();
  const worker = async (): Promise<void> => {
    for (const [i, { file, sha256 }] of waiting) {
      if (ended.aborted) return;
      const content = await read(file, ended);
      if (content instanceof Uint8Array && layerChecksum(content) === sha256) {
        contents[i] = content;
        done += 1;
        onProgress(done, files.length);
        continue;
      }
      const fault = content instanceof Uint8Array ? { reason: 'wrong-checksum' as const, status: null } : content;
      if (!stopped.signal.aborted) faults.push({ file, ...fault });
      stopped.abort();
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, files.length) }, worker));
  const [fault] = faults;
  if (fault !== undefined) return fault;
  // Where the deadline passes between two files, none of them was refused, and yet they are not all there.
  const missing = files.find((_file, i) => contents[i] === undefined);
  if (missing !== undefined) return { file: missing.file, reason: 'deadline', status: null };
  return contents;
}
