/** Imports: sending a file and following its run. */
import { importListSchema, importRunSchema } from '@khue/domain/api';
import type { ImportKind, ImportRun } from '@khue/domain/import';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { currentLanguage } from '../i18n/language.ts';
import { errorOf, request, RequestError } from './http.ts';

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

/**
 * Sends a file; resolves with its run. XMLHttpRequest, because fetch tells nothing of the progress of an upload.
 * Throws a `RequestError`.
 */
export function uploadImport(
  { kind, mapping, file }: ImportOrder,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<ImportRun> {
  return new Promise((resolve, reject) => {
    const sender = new XMLHttpRequest();
    const query = new URLSearchParams({ kind, ...(mapping !== null && { mapping }) });
    sender.open('POST', `/api/imports?${query}`);
    sender.setRequestHeader('accept', 'application/json');
    sender.setRequestHeader('accept-language', currentLanguage());
    sender.timeout = 600_000;
    sender.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    const fail = (): void => reject(new RequestError('offline', 0, 'no answer'));
    sender.addEventListener('error', fail);
    sender.addEventListener('timeout', fail);
    sender.addEventListener('abort', () => reject(new RequestError('aborted', 0, 'aborted')));
    sender.addEventListener('load', () => {
      if (sender.status >= 300) {
        reject(errorOf(sender.status, sender.responseText));
        return;
      }
      try {
        resolve(importRunSchema.parse(JSON.parse(sender.responseText)));
      } catch (cause) {
        reject(new RequestError('badAnswer', sender.status, 'answer of the wrong shape', { cause }));
      }
    });
    signal.addEventListener('abort', () => sender.abort(), { once: true });
    const form = new FormData();
    form.append('file', file);
    sender.send(form);
  });
}
