import type { ImportRun } from '@khue/domain/import';
import { type JSX, useEffect, useState } from 'react';
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

/** The last file sent: its run may want it again, read by another mapping. Nobody else keeps it. */
interface SentFile {
  readonly runId: string;
  readonly file: File;
}

interface RunProps {
  readonly runId: string;
  readonly sent: SentFile | null;
  readonly onStarted: (run: ImportRun, file: File) => void;
}

function Run({ runId, sent, onStarted }: RunProps): JSX.Element {
  const { t } = useTexts();
  const run = useImportRun(runId);
  const file = sent?.runId === runId ? sent.file : null;
  if (run.data !== undefined) {
    return <RunResult key={runId} run={run.data} file={file} onAnother={() => openRun(null)} onStarted={onStarted} />;
  }
  if (run.isError) {
    return <Failure what={t('imports.title')} error={run.error} onRetry={() => void run.refetch()} />;
  }
  return <div className="import-waiting skeleton" aria-busy="true" />;
}

/** Spreadsheets in, and what became of them. */
export function ImportsPage({ runId }: { readonly runId: string | null }): JSX.Element {
  const { t } = useTexts();
  const [sent, setSent] = useState<SentFile | null>(null);
  useEffect(() => {
    document.title = `${t('imports.title')} · ${t('product')}`;
  }, [t]);

  function started(run: ImportRun, file: File): void {
    setSent({ runId: run.id, file });
    openRun(run.id);
  }

  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('imports.title')}</h1>
        <p>{t('imports.lead')}</p>
      </header>
      {runId === null ? <NewImport onStarted={started} /> : <Run runId={runId} sent={sent} onStarted={started} />}
      <PastImports openId={runId} />
    </div>
  );
}
