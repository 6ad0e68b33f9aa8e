import { type JSX, useState } from 'react';
import { TextField } from '../../controls/TextField.tsx';
import { useAuditRules } from '../../data/audits.ts';
import { useTexts } from '../../i18n/language.ts';

/** When the new campaign will work, and, for one that has to work by day, why. */
export function WorkingHours(): JSX.Element {
  const { t } = useTexts();
  const [isByDay, setByDay] = useState(false);
  const hours = useAuditRules().data?.limits.hours;
  return (
    <fieldset className="working-hours">
      <legend>{t('audit.hours.legend')}</legend>
      {hours !== undefined && <p>{t('audit.hours.byNight', hours)}</p>}
      <label className="check">
        <input type="checkbox" checked={isByDay} onChange={() => setByDay(!isByDay)} data-by-day="" />
        {t('audit.hours.byDay')}
      </label>
      {isByDay && (
        <TextField label={t('audit.hours.reason')} name="byDay" minLength={10} maxLength={300} autoComplete="off" />
      )}
    </fieldset>
  );
}
