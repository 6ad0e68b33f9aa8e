/** Column mappings that people named, and the header rows they are made from. */
import { importHeadSchema, importMappingListSchema, newImportMappingSchema } from '@khue/domain/api';
import type { ImportKind } from '@khue/domain/import';
import type { ImportHead, ImportMapping, NamedMapping } from '@khue/domain/importMapping';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { request, RequestError } from './http.ts';

export const mappingsKey = ['importMappings'] as const;

/** Mappings of one kind of file, by name. */
export function useImportMappings(kind: ImportKind): UseQueryResult<readonly NamedMapping[]> {
  return useQuery({
    queryKey: [...mappingsKey, kind],
    queryFn: async ({ signal }) =>
      (await request(`/api/import-mappings?kind=${kind}`, importMappingListSchema, { signal })).mappings,
  });
}

/** Saves a mapping under its name, in place of one that is there. Throws a `RequestError`. */
export function saveImportMapping(mapping: ImportMapping): Promise<ImportMapping> {
  return request('/api/import-mappings', newImportMappingSchema, { method: 'POST', body: mapping });
}

/** The header row of a file that was not understood; null where none stands out. */
export function useImportHead(runId: string): UseQueryResult<ImportHead | null> {
  return useQuery({
    queryKey: ['import', runId, 'head'],
    queryFn: async ({ signal }) => {
      try {
        return await request(`/api/imports/${encodeURIComponent(runId)}/head`, importHeadSchema, { signal });
      } catch (error) {
        if (error instanceof RequestError && error.status === 404) return null;
        throw error;
      }
    },
    staleTime: Infinity,
  });
}
