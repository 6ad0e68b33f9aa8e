import type { UseQueryResult } from '@tanstack/react-query';
import type { JSX, ReactNode } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { useTexts } from '../../i18n/language.ts';

interface LoadedProps<Data> {
  readonly query: UseQueryResult<Data>;
  readonly children: (data: Data) => ReactNode;
}

/** What was asked for, once it is there: before that its place, and the failure where it does not come. */
export function Loaded<Data>({ query, children }: LoadedProps<Data>): JSX.Element {
  const { t } = useTexts();
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) {
    return <Failure what={t('audit.loading')} error={query.error} onRetry={() => void query.refetch()} />;
  }
  return <div className="audit-waiting skeleton" aria-busy="true" />;
}
