import type { SheetFault, Submission } from '@khue/domain/statistics';
import { sheetFaultSentence, submissionFaultSentence } from '@khue/domain/statisticsSentences';
import { levelNames } from '@khue/domain/statisticsSheet';
import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useEffect } from 'react';
import { ProgressBar } from '../../controls/ProgressBar.tsx';
import { type CheckedSubmission, faultsUrl, isEnded, reportedKey, sheetsKey } from '../../data/statisticsSheets.ts';
import { useTexts } from '../../i18n/language.ts';

/** Faults drawn at most: the files hold all that are kept. */
const faultsShown = 200;

/** What a sheet is of, in words. */
export function useSheetWords(): (submission: Submission) => string {
  const { t, language } = useTexts();
  return ({ level, schoolYear, period }) =>
    level === null
      ? t('sheets.ofPopulation', { year: schoolYear })
      : t('sheets.of', {
          level: levelNames[level][language],
          year: schoolYear,
          period: t(`sheets.period.${period}`),
        });
}

function Counts({ submission }: { readonly submission: Submission }): JSX.Element {
  const { t, format } = useTexts();
  const counts = [
    ['rowsReported', submission.rowsReported],
    ['silent', submission.rows - submission.rowsReported],
    ['cells', submission.cells],
    ['missing', submission.missing],
    ['faults', submission.faults],
    ['warnings', submission.warnings],
  ] as const;
  return (
    <dl className="sheet-counts">
      {counts.map(([name, count]) => (
        <div key={name} data-count={name} data-bad={name === 'faults' && count > 0}>
          <dt>{t(`sheets.count.${name}`)}</dt>
          <dd>{format.number(count)}</dd>
        </div>
      ))}
    </dl>
  );
}

function FaultTable({ faults }: { readonly faults: readonly SheetFault[] }): JSX.Element {
  const { t, language } = useTexts();
  return (
    <table className="sheet-faults">
      <thead>
        <tr>
          {(['cell', 'school', 'column', 'value', 'reason'] as const).map((column) => (
            <th key={column} scope="col">
              {t(`sheets.fault.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {faults.slice(0, faultsShown).map((fault) => (
          <tr key={`${fault.cell} ${fault.code}`} data-warning={fault.warning}>
            <th scope="row">{`${fault.sheet}!${fault.cell}`}</th>
            <td>{fault.schoolCode}</td>
            <td>{fault.column}</td>
            <td>{fault.value === '' ? t('sheets.fault.empty') : fault.value}</td>
            <td>
              {fault.warning && <b className="warning-word">{t('sheets.fault.warning')} </b>}
              {sheetFaultSentence(fault, language)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Faults({ submission, faults }: CheckedSubmission): JSX.Element | null {
  const { t, format, language } = useTexts();
  const all = submission.faults + submission.warnings;
  if (faults.length === 0) return null;
  return (
    <section className="sheet-fault-part" aria-labelledby="sheet-faults">
      <header>
        <h3 id="sheet-faults">{t(submission.faults > 0 ? 'sheets.faults' : 'sheets.warnings')}</h3>
        {all > faultsShown && (
          <span>{t('sheets.faultsShown', { shown: format.number(faultsShown), total: format.number(all) })}</span>
        )}
        <a className="quiet-button" href={faultsUrl(submission.id, 'xlsx', language)} download>
          {t('sheets.faultBook')}
        </a>
        <a className="quiet-button" href={faultsUrl(submission.id, 'csv', language)} download>
          {t('sheets.faultTable')}
        </a>
      </header>
      <FaultTable faults={faults} />
    </section>
  );
}

interface SheetResultProps {
  readonly checked: CheckedSubmission;
  readonly onAnother: () => void;
}

/** One sheet: being checked, taken over, or refused with every reason. */
export function SheetResult({ checked, onAnother }: SheetResultProps): JSX.Element {
  const { t, format, language } = useTexts();
  const words = useSheetWords();
  const queries = useQueryClient();
  const { submission, faults } = checked;
  const ended = isEnded(submission);
  useEffect(() => {
    if (!ended) return;
    void queries.invalidateQueries({ queryKey: sheetsKey });
    void queries.invalidateQueries({ queryKey: reportedKey });
  }, [ended, queries]);
  const sentence = submissionFaultSentence(submission, language);
  return (
    <section className="sheet-result" data-state={submission.state} aria-labelledby="sheet-result">
      <header>
        <h2 id="sheet-result">{t(`sheets.state.${submission.state}`)}</h2>
        {submission.synthetic && <span className="synthetic-mark">{t('synthetic.mark')}</span>}
        <button type="button" className="quiet-button" onClick={onAnother}>
          {t('sheets.another')}
        </button>
      </header>
      <p className="sheet-facts">
        {submission.fileName} · {words(submission)} · {submission.submittedBy.name} ·{' '}
        {format.dateTime(Date.parse(submission.submittedAt))}
      </p>
      {ended ? (
        <>
          <output>{sentence ?? t(`sheets.outcome.${submission.faults > 0 ? 'refused' : 'accepted'}`)}</output>
          {sentence === null ? <Counts submission={submission} /> : <p>{t('sheets.outcome.unread')}</p>}
          <Faults submission={submission} faults={faults} />
        </>
      ) : (
        <ProgressBar share={null} label={t('sheets.checking')} />
      )}
    </section>
  );
}
