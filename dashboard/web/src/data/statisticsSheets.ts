/** Sheets of figures: templates, handing in, what became of them, who reported. */
import type { EducationLevel } from '@khue/domain/school';
import { type ReportPeriod, type SheetFault, type Submission, submissionSchema } from '@khue/domain/statistics';
import {
  type ReportedYear,
  reportedYearsSchema,
  type ReportingRow,
  reportingSchema,
  submissionDetailSchema,
  submissionListSchema,
} from '@khue/domain/statisticsApi';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { request } from './http.ts';
import { uploadFile } from './uploadFile.ts';

/** What a sheet is of; without a level: people aged 3–18 by ward. */
export interface SheetChoice {
  readonly level: EducationLevel | null;
  readonly schoolYear: string;
  readonly period: ReportPeriod;
}

export const sheetsKey = ['statistics', 'submissions'] as const;
export const reportedKey = ['statistics', 'reported'] as const;

/** Where the template of a choice is. */
export function templateUrl({ level, schoolYear, period }: SheetChoice): string {
  if (level === null) return `/api/statistics/population/template?${new URLSearchParams({ schoolYear })}`;
  return `/api/statistics/template?${new URLSearchParams({ level, schoolYear, period })}`;
}

/** Hands a sheet in; resolves with its submission. Throws a `RequestError`. */
export function handInSheet(
  { level, schoolYear, period }: SheetChoice,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Submission> {
  const path =
    level === null
      ? `/api/statistics/population?${new URLSearchParams({ schoolYear })}`
      : `/api/statistics/submissions?${new URLSearchParams({ level, schoolYear, period })}`;
  return uploadFile({ path, file, schema: submissionSchema, onProgress, signal });
}

export function useSubmissions(): UseQueryResult<readonly Submission[]> {
  return useQuery({
    queryKey: sheetsKey,
    queryFn: async ({ signal }) =>
      (await request('/api/statistics/submissions', submissionListSchema, { signal })).submissions,
    staleTime: 5_000,
  });
}

/** A sheet and what is wrong with it. */
export interface CheckedSubmission {
  readonly submission: Submission;
  readonly faults: readonly SheetFault[];
}

export function isEnded({ state }: Submission): boolean {
  return state !== 'waiting' && state !== 'checking';
}

/** One sheet, asked for again until it is checked. */
export function useSubmission(id: string): UseQueryResult<CheckedSubmission> {
  return useQuery({
    queryKey: ['statistics', 'submission', id],
    queryFn: ({ signal }) =>
      request(`/api/statistics/submissions/${encodeURIComponent(id)}`, submissionDetailSchema, { signal }),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isEnded(data.submission) ? false : 500),
  });
}

/** Where the faults of a sheet are, as a file. */
export function faultsUrl(id: string, format: 'csv' | 'xlsx', locale: string): string {
  return `/api/statistics/submissions/${encodeURIComponent(id)}/faults.${format}?${new URLSearchParams({ locale })}`;
}

export function useReportedYears(): UseQueryResult<readonly ReportedYear[]> {
  return useQuery({
    queryKey: [...reportedKey, 'years'],
    queryFn: async ({ signal }) => (await request('/api/statistics/years', reportedYearsSchema, { signal })).years,
    staleTime: 5_000,
  });
}

/** Who reported for a school year and who did not; a row for each level of a school. */
export function useReporting(schoolYear: string, period: ReportPeriod): UseQueryResult<readonly ReportingRow[]> {
  return useQuery({
    queryKey: [...reportedKey, schoolYear, period],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ schoolYear, period });
      return (await request(`/api/statistics/reporting?${query}`, reportingSchema, { signal })).rows;
    },
    staleTime: 5_000,
  });
}
