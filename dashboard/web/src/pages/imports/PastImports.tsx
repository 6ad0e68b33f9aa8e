import type { JSX } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { useImports } from '../../data/imports.ts';
import { useTexts } from '../../i18n/language.ts';
import { linkTo, pathOf } from '../../router.ts';

interface PastImportsProps {
  readonly openId: string | null;
}

/** Every import so far, newest first. */
export function PastImports({ openId }: PastImportsProps): JSX.Element {
  const { t, format } = useTexts();
  const runs = useImports();
  const newestFirst = [...(runs.data ?? [])].sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  return (
    <section className="import-past">
      <h2>{t('imports.past')}</h2>
      {runs.isPending && <div className="import-waiting skeleton" aria-busy="true" />}
      {runs.isError && (
        <Failure what={t('imports.loadingRuns')} error={runs.error} onRetry={() => void runs.refetch()} />
      )}
      {runs.data?.length === 0 && (
        <div className="notice">
          <h3>{t('imports.pastEmptyTitle')}</h3>
          <p>{t('imports.pastEmptyBody')}</p>
        </div>
      )}
      {newestFirst.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{t('imports.pastTable.file')}</th>
              <th scope="col">{t('imports.pastTable.kind')}</th>
              <th scope="col">{t('imports.pastTable.started')}</th>
              <th scope="col">{t('imports.pastTable.state')}</th>
              <th scope="col" className="numeric">
                {t('imports.pastTable.counts')}
              </th>
            </tr>
          </thead>
          <tbody>
            {newestFirst.map((run) => (
              <tr key={run.id} aria-current={run.id === openId ? 'true' : undefined}>
                <td>
                  <a {...linkTo(pathOf({ page: 'imports', runId: run.id }))}>{run.fileName}</a>
                </td>
                <td>{t(`imports.kind.${run.kind}`)}</td>
                <td>{format.dateTime(Date.parse(run.startedAt))}</td>
                <td>{t(`imports.state.${run.state}`)}</td>
                <td className="numeric">
                  {[run.added, run.changed, run.unchanged, run.rejected]
                    .map((count) => format.number(count))
                    .join(' / ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
