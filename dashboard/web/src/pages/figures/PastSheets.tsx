import type { JSX } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { useSubmissions } from '../../data/statisticsSheets.ts';
import { useTexts } from '../../i18n/language.ts';
import { linkTo, pathOf } from '../../router.ts';
import { useSheetWords } from './SheetResult.tsx';

/** Sheets handed in so far, newest first. */
export function PastSheets({ openId }: { readonly openId: string | null }): JSX.Element {
  const { t, format } = useTexts();
  const words = useSheetWords();
  const sheets = useSubmissions();
  const list = sheets.data ?? [];
  return (
    <section className="figures-part" aria-labelledby="past-sheets">
      <h2 id="past-sheets">{t('sheets.past')}</h2>
      {sheets.isPending && <div className="figures-waiting skeleton" aria-busy="true" />}
      {sheets.isError && (
        <Failure what={t('sheets.loadingSheets')} error={sheets.error} onRetry={() => void sheets.refetch()} />
      )}
      {sheets.data?.length === 0 && <p className="figures-none">{t('sheets.pastNone')}</p>}
      {list.length > 0 && (
        <table>
          <thead>
            <tr>
              {(['file', 'of', 'by', 'at', 'state'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`sheets.pastTable.${column}`)}
                </th>
              ))}
              <th scope="col" className="numeric">
                {t('sheets.pastTable.faults')}
              </th>
            </tr>
          </thead>
          <tbody>
            {list.map((sheet) => (
              <tr key={sheet.id} aria-current={sheet.id === openId ? 'true' : undefined} data-state={sheet.state}>
                <td>
                  <a {...linkTo(pathOf({ page: 'figures', submissionId: sheet.id }))}>{sheet.fileName}</a>
                  {sheet.synthetic && <span className="synthetic-mark">{t('synthetic.mark')}</span>}
                </td>
                <td>{words(sheet)}</td>
                <td>{sheet.submittedBy.name}</td>
                <td>{format.dateTime(Date.parse(sheet.submittedAt))}</td>
                <td>{t(`sheets.state.${sheet.state}`)}</td>
                <td className="numeric">{format.number(sheet.faults)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
