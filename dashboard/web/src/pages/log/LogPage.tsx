import type { LogFilter } from '@khue/domain/log';
import { type JSX, useEffect, useState } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { logExportPath, useLogPage } from '../../data/log.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { LogFilterForm } from './LogFilterForm.tsx';
import { LogStateStrip } from './LogStateStrip.tsx';
import { LogTable } from './LogTable.tsx';
import './log.css';

const formats = ['csv', 'jsonl', 'syslog'] as const;

function Export({ filter }: { readonly filter: LogFilter }): JSX.Element | null {
  const { t, language } = useTexts();
  const holds = useHolds();
  if (!holds('log.export')) return null;
  return (
    <fieldset className="log-export">
      <legend>{t('log.export.label')}</legend>
      {formats.map((format) => (
        <a key={format} className="quiet-button" href={logExportPath(filter, format, language)} download>
          {t(`log.export.${format}`)}
        </a>
      ))}
    </fieldset>
  );
}

/** Who did what: filtered, page by page, and whether the log is as it was written. */
export function LogPage(): JSX.Element {
  const { t } = useTexts();
  const [filter, setFilter] = useState<LogFilter>({});
  const [before, setBefore] = useState<number | null>(null);
  const page = useLogPage(filter, before);
  useEffect(() => {
    document.title = `${t('log.title')} · ${t('product')}`;
  }, [t]);

  function look(wanted: LogFilter): void {
    setFilter(wanted);
    setBefore(null);
  }

  const next = page.data?.next ?? null;
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('log.title')}</h1>
        <p>{t('log.lead')}</p>
      </header>
      <LogStateStrip />
      <section className="log-rows" aria-label={t('log.title')}>
        <LogFilterForm onFilter={look} />
        <Export filter={filter} />
        {page.isError && <Failure what={t('log.loading')} error={page.error} onRetry={() => void page.refetch()} />}
        {page.isPending && <div className="log-waiting skeleton" aria-busy="true" />}
        {page.data !== undefined && !page.isError && <LogTable rows={page.data.rows} isOld={page.isPlaceholderData} />}
        <div className="log-steps">
          <button type="button" className="quiet-button" disabled={before === null} onClick={() => setBefore(null)}>
            {t('log.newest')}
          </button>
          <button
            type="button"
            className="quiet-button"
            disabled={next === null || page.isPlaceholderData}
            onClick={() => setBefore(next)}
          >
            {t('log.older')}
          </button>
        </div>
      </section>
    </div>
  );
}
