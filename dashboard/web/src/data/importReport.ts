/** The report of an import, read from the CSV the server offers for download: one table, two uses. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Language } from '../i18n/format.ts';
import { RequestError } from './http.ts';

export interface ReportTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Reads CSV (RFC 4180, with or without byte-order mark; comma or semicolon). */
export function readCsv(text: string): string[][] {
  const body = text.replace(/^\uFEFF/u, '');
  const separator = /^[^\n]*;/u.test(body) && !/^[^\n]*,/u.test(body) ? ';' : ',';
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < body.length; i += 1) {
    const sign = body[i] ?? '';
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (body[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === separator || sign === '\n') {
      row.push(cell);
      cell = '';
      if (sign === '\n') {
        rows.push(row);
        row = [];
      }
    } else if (sign !== '\r') cell += sign;
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell]);
  return rows.filter((cells) => cells.some((value) => value !== ''));
}

/** Address of the report of a run, in the reader's language. */
export const reportUrl = (runId: string, language: Language): string =>
  `/api/imports/${encodeURIComponent(runId)}/report.csv?locale=${language}`;

async function fetchReport(runId: string, language: Language, signal: AbortSignal): Promise<ReportTable> {
  const response = await fetch(reportUrl(runId, language), { signal, credentials: 'same-origin' });
  if (!response.ok) throw new RequestError('badAnswer', response.status, `HTTP ${response.status}`);
  const [header = [], ...rows] = readCsv(await response.text());
  return { header, rows };
}

/** What was refused, once a run is finished and refused something. */
export function useImportReport(runId: string, language: Language, enabled: boolean): UseQueryResult<ReportTable> {
  return useQuery({
    queryKey: ['import', runId, 'report', language],
    queryFn: ({ signal }) => fetchReport(runId, language, signal),
    enabled,
    staleTime: Infinity,
  });
}
