/** The log: pages of it, how it is itself, and where to take it away. */
import {
  type LogFilter,
  type LogFormat,
  type LogPage,
  logPageSchema,
  type LogState,
  logStateSchema,
} from '@khue/domain/log';
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Language } from '../i18n/format.ts';
import { request } from './http.ts';

const pageRows = 100;

function query(filter: LogFilter, more: Readonly<Record<string, string>>): URLSearchParams {
  const asked = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new URLSearchParams({ ...Object.fromEntries(asked), ...more });
}

/** Rows before a number, newest first; null: the newest. The page before is shown until the next one is there. */
export function useLogPage(filter: LogFilter, before: number | null): UseQueryResult<LogPage> {
  const more = { limit: String(pageRows), ...(before !== null && { before: String(before) }) };
  return useQuery({
    queryKey: ['log', filter, before],
    queryFn: ({ signal }) => request(`/api/log?${query(filter, more)}`, logPageSchema, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
}

export function useLogState(): UseQueryResult<LogState> {
  return useQuery({
    queryKey: ['log', 'state'],
    queryFn: ({ signal }) => request('/api/log/state', logStateSchema, { signal }),
    staleTime: 30_000,
  });
}

/** Address of a file with all rows that match. */
export function logExportPath(filter: LogFilter, format: LogFormat, locale: Language): string {
  return `/api/log/export?${query(filter, { format, locale })}`;
}
