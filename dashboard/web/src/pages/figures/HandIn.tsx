import { type EducationLevel, educationLevelSchema } from '@khue/domain/school';
import { reportPeriodSchema, type Submission } from '@khue/domain/statistics';
import { levelNames } from '@khue/domain/statisticsSheet';
import { type ChangeEvent, type JSX, type ReactNode, useId, useState } from 'react';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { FileDrop } from '../../controls/FileDrop.tsx';
import { ProgressBar } from '../../controls/ProgressBar.tsx';
import { useHolds } from '../../data/session.ts';
import { type SheetChoice, templateUrl, useReporting } from '../../data/statisticsSheets.ts';
import { useTexts } from '../../i18n/language.ts';
import { schoolYearsUntil } from './schoolYears.ts';
import { useHandIn } from './useHandIn.ts';
import '../../controls/field.css';

/** Stands for the sheet of people by ward among the levels. */
const population = 'population';

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly children: ReactNode;
}

function Choice({ label, value, onChange, children }: ChoiceProps): JSX.Element {
  const id = useId();
  const changed = (event: ChangeEvent<HTMLSelectElement>): void => onChange(event.target.value);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-box">
        <select id={id} value={value} onChange={changed}>
          {children}
        </select>
      </div>
    </div>
  );
}

interface SheetChooserProps {
  readonly choice: SheetChoice;
  readonly levels: readonly EducationLevel[];
  readonly years: readonly string[];
  readonly onChange: (choice: SheetChoice) => void;
}

/** Which sheet: level, school year, period. */
function SheetChooser({ choice, levels, years, onChange }: SheetChooserProps): JSX.Element {
  const { t, language } = useTexts();
  const mayManage = useHolds()('statistics.manage');
  const setLevel = (value: string): void =>
    onChange({ ...choice, level: value === population ? null : educationLevelSchema.parse(value) });
  return (
    <div className="sheet-choice">
      <Choice label={t('sheets.level')} value={choice.level ?? population} onChange={setLevel}>
        {levels.map((level) => (
          <option key={level} value={level}>
            {levelNames[level][language]}
          </option>
        ))}
        {mayManage && <option value={population}>{t('sheets.population')}</option>}
      </Choice>
      <Choice
        label={t('sheets.schoolYear')}
        value={choice.schoolYear}
        onChange={(schoolYear) => onChange({ ...choice, schoolYear })}
      >
        {years.map((year) => (
          <option key={year}>{year}</option>
        ))}
      </Choice>
      {choice.level !== null && (
        <Choice
          label={t('sheets.period.label')}
          value={choice.period}
          onChange={(value) => onChange({ ...choice, period: reportPeriodSchema.parse(value) })}
        >
          {reportPeriodSchema.options.map((period) => (
            <option key={period} value={period}>
              {t(`sheets.period.${period}`)}
            </option>
          ))}
        </Choice>
      )}
    </div>
  );
}

interface HandInProps {
  readonly onHandedIn: (submission: Submission) => void;
}

/** Takes the template away and the filled-in sheet back. */
export function HandIn({ onHandedIn }: HandInProps): JSX.Element {
  const { t, format } = useTexts();
  const tell = useFailureSentence();
  const [years] = useState(() => schoolYearsUntil(Date.now()));
  const [year = ''] = years;
  const [chosen, setChosen] = useState<SheetChoice | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const { sending, share, cancel } = useHandIn(onHandedIn);
  const reporting = useReporting(year, 'start');
  const levels = [...new Set((reporting.data ?? []).map(({ level }) => level))].sort();
  const choice: SheetChoice = chosen ?? { level: levels[0] ?? '01', schoolYear: year, period: 'start' };
  return (
    <section className="hand-in" aria-labelledby="hand-in">
      <h2 id="hand-in">{t('sheets.handIn')}</h2>
      <SheetChooser choice={choice} levels={levels} years={years} onChange={setChosen} />
      <ol className="hand-in-steps">
        <li>
          <h3>{t('sheets.step.template')}</h3>
          <p>{t('sheets.templateHint')}</p>
          <a className="quiet-button" href={templateUrl(choice)} download>
            {t('sheets.template')}
          </a>
        </li>
        <li>
          <h3>{t('sheets.step.sheet')}</h3>
          <FileDrop file={file} onFile={setFile} invitation={t('sheets.drop')} />
          {sending.isPending ? (
            <div className="hand-in-sending">
              <ProgressBar share={share} label={t('sheets.sending', { percent: format.percent(share) })} />
              <button type="button" className="quiet-button" onClick={cancel}>
                {t('sheets.cancel')}
              </button>
            </div>
          ) : (
            <button
              type="button"
              className="primary-button"
              disabled={file === null}
              onClick={() => file !== null && sending.mutate({ choice, file })}
            >
              {t('sheets.send')}
            </button>
          )}
          <p className="hand-in-error" role="alert">
            {sending.isError && tell(sending.error).sentence}
          </p>
        </li>
      </ol>
    </section>
  );
}
