/** Imports: sending a file and following its run. */
import { importListSchema, importRunSchema } from '@khue/domain/api';
import type { ImportKind, ImportRun } from '@khue/domain/import';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { request } from './http.ts';
import { uploadFile } from './uploadFile.ts';

export const importsKey = ['imports'] as const;

const finished = (run: ImportRun | undefined): boolean => run?.state === 'done' || run?.state === 'failed';

export function useImports(): UseQueryResult<readonly ImportRun[]> {
  return useQuery({
    queryKey: importsKey,
    queryFn: async ({ signal }) => (await request('/api/imports', importListSchema, { signal })).runs,
    staleTime: 5_000,
  });
}

/** One run, asked for again until it is finished. */
export function useImportRun(id: string | null): UseQueryResult<ImportRun> {
  return useQuery({
    queryKey: ['import', id],
    queryFn: ({ signal }) => request(`/api/imports/${encodeURIComponent(id ?? '')}`, importRunSchema, { signal }),
    enabled: id !== null,
    refetchInterval: (query) => (finished(query.state.data) ? false : 400),
  });
}

/** A file to be imported. */
export interface ImportOrder {
  readonly kind: ImportKind;
  /** Name of the column mapping to read it by; null to recognise its columns. */
  readonly mapping: string | null;
  readonly file: File;
}

/** Sends a file; resolves with its run. Throws a `RequestError`. */
export function uploadImport(
  { kind, mapping, file }: ImportOrder,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<ImportRun> {
  const query = new URLSearchParams({ kind, ...(mapping !== null && { mapping }) });
  return uploadFile({ path: `/api/imports?${query}`, file, schema: importRunSchema, onProgress, signal });
}
