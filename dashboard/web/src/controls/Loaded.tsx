import type { UseQueryResult } from '@tanstack/react-query';
import type { JSX, ReactNode } from 'react';
import { type TextKey, useTexts } from '../i18n/language.ts';
import { Failure } from './Failure.tsx';

interface LoadedProps<Data> {
  readonly query: UseQueryResult<Data>;
  /** What is said to be missing where it does not come. */
  readonly what: TextKey;
  readonly children: (data: Data) => ReactNode;
}

/** What was asked for, once it is there: before that its place, and the failure where it does not come. */
export function Loaded<Data>({ query, what, children }: LoadedProps<Data>): JSX.Element {
  const { t } = useTexts();
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <Failure what={t(what)} error={query.error} onRetry={() => void query.refetch()} />;
  return <div className="part-waiting skeleton" aria-busy="true" />;
}
