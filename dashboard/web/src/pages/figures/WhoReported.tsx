import type { ReportedYear, ReportingRow } from '@khue/domain/statisticsApi';
import { levelNames } from '@khue/domain/statisticsSheet';
import { type JSX, useState } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { useReportedYears, useReporting } from '../../data/statisticsSheets.ts';
import { useTexts } from '../../i18n/language.ts';

/** Rows drawn at most of a list of schools. */
const rowsShown = 200;

type Moment = Pick<ReportedYear, 'schoolYear' | 'period'>;

interface YearsProps {
  readonly years: readonly ReportedYear[];
  readonly chosen: Moment;
  readonly onChoose: (moment: Moment) => void;
}

/** How many reported, year by year; what is missing is hatched. */
function Years({ years, chosen, onChoose }: YearsProps): JSX.Element {
  const { t, format } = useTexts();
  return (
    <fieldset className="reported-years">
      <legend className="visually-hidden">{t('sheets.reported.title')}</legend>
      {years.map((year) => {
        const { schoolYear, period, reported, due } = year;
        const isChosen = schoolYear === chosen.schoolYear && period === chosen.period;
        return (
          <button
            key={`${schoolYear} ${period}`}
            type="button"
            aria-pressed={isChosen}
            data-year={schoolYear}
            onClick={() => onChoose({ schoolYear, period })}
          >
            <b>{schoolYear}</b>
            <small>{t(`sheets.period.${period}`)}</small>
            <meter min={0} max={Math.max(1, due)} value={reported} aria-hidden="true" />
            <span>{t('sheets.reported.of', { reported: format.number(reported), due: format.number(due) })}</span>
          </button>
        );
      })}
    </fieldset>
  );
}

function Silent({ rows }: { readonly rows: readonly ReportingRow[] }): JSX.Element {
  const { t, format, language } = useTexts();
  const silent = rows.filter(({ reportedAt }) => reportedAt === null);
  if (silent.length === 0) return <p className="figures-none">{t('sheets.reported.all')}</p>;
  return (
    <>
      <h3>{t('sheets.reported.silent', { count: silent.length })}</h3>
      <ul className="silent-schools">
        {silent.slice(0, rowsShown).map(({ schoolId, schoolCode, schoolName, level, synthetic }) => (
          <li key={`${schoolId} ${level}`} className="hatched">
            <b>{schoolCode}</b> {schoolName} · {levelNames[level][language]}
            {synthetic && <span className="synthetic-mark">{t('synthetic.mark')}</span>}
          </li>
        ))}
      </ul>
      {silent.length > rowsShown && (
        <p className="figures-none">{t('sheets.reported.more', { count: format.number(silent.length - rowsShown) })}</p>
      )}
    </>
  );
}

function SilentAt({ schoolYear, period }: Moment): JSX.Element {
  const { t } = useTexts();
  const reporting = useReporting(schoolYear, period);
  if (reporting.data !== undefined) return <Silent rows={reporting.data} />;
  if (reporting.isError) {
    return (
      <Failure what={t('sheets.reported.title')} error={reporting.error} onRetry={() => void reporting.refetch()} />
    );
  }
  return <div className="figures-waiting skeleton" aria-busy="true" />;
}

/** Who reported and who did not, year by year. */
export function WhoReported(): JSX.Element {
  const { t } = useTexts();
  const years = useReportedYears();
  const [chosen, setChosen] = useState<Moment | null>(null);
  const latest = years.data?.at(-1) ?? null;
  const moment = chosen ?? latest;
  return (
    <section className="figures-part" aria-labelledby="who-reported">
      <h2 id="who-reported">{t('sheets.reported.title')}</h2>
      {years.isPending && <div className="figures-waiting skeleton" aria-busy="true" />}
      {years.isError && (
        <Failure what={t('sheets.reported.title')} error={years.error} onRetry={() => void years.refetch()} />
      )}
      {years.data?.length === 0 && <p className="figures-none">{t('sheets.reported.none')}</p>}
      {moment !== null && (
        <>
          <Years years={years.data ?? []} chosen={moment} onChoose={setChosen} />
          <SilentAt schoolYear={moment.schoolYear} period={moment.period} />
        </>
      )}
    </section>
  );
}
