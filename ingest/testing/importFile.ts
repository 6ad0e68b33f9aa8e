import type { ImportKind, ImportReject, ImportRun } from '@khue/domain/import';
import type { Store } from '@khue/store/store';
import { type ImportDeps, runImport } from '../registry/runImport.ts';

/** What an import ended with, and all it refused. */
export interface ImportOutcome {
  readonly run: ImportRun;
  readonly rejects: readonly ImportReject[];
}

/** Imports a file into a store as the command line does, for tests. */
export async function importFile(
  store: Store,
  kind: ImportKind,
  content: string | Uint8Array,
  options: Partial<ImportDeps> & { readonly fileName?: string; readonly mappingName?: string } = {},
): Promise<ImportOutcome> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const { fileName = `${kind}.csv`, mappingName, ...deps } = options;
  const run = await runImport(
    { store, bus: null, clock: { now: Date.now }, signal: new AbortController().signal, onProgress: () => {}, ...deps },
    { kind, fileName, bytes, mappingName },
  );
  return { run, rejects: await store.imports.rejects(run.id) };
}
