import { type JSX, useEffect } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { useImportRun } from '../../data/imports.ts';
import { useTexts } from '../../i18n/language.ts';
import { navigate, pathOf } from '../../router.ts';
import { NewImport } from './NewImport.tsx';
import { PastImports } from './PastImports.tsx';
import { RunResult } from './RunResult.tsx';
import './imports.css';

function openRun(runId: string | null): void {
  navigate(pathOf({ page: 'imports', runId }));
}

function Run({ runId }: { readonly runId: string }): JSX.Element {
  const { t } = useTexts();
  const run = useImportRun(runId);
  if (run.data !== undefined) return <RunResult run={run.data} onAnother={() => openRun(null)} />;
  if (run.isError) {
    return <Failure what={t('imports.title')} error={run.error} onRetry={() => void run.refetch()} />;
  }
  return <div className="import-waiting skeleton" aria-busy="true" />;
}

/** Spreadsheets in, and what became of them. */
export function ImportsPage({ runId }: { readonly runId: string | null }): JSX.Element {
  const { t } = useTexts();
  useEffect(() => {
    document.title = `${t('imports.title')} · ${t('product')}`;
  }, [t]);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('imports.title')}</h1>
        <p>{t('imports.lead')}</p>
      </header>
      {runId === null ? <NewImport onStarted={(run) => openRun(run.id)} /> : <Run runId={runId} />}
      <PastImports openId={runId} />
    </div>
  );
}
