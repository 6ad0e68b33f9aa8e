import type { AuditStop } from '@khue/domain/audit';
import type { AuditSchool } from '@khue/domain/auditApi';
import { type FormEvent, type JSX, useId } from 'react';
import { formText } from '../../controls/formText.ts';
import { TextField } from '../../controls/TextField.tsx';
import { Loaded } from '../../controls/Loaded.tsx';
import { addStop, liftStop, useAuditChange, useAuditSchools, useAuditStops } from '../../data/audits.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { ChangeError, FormEnd } from '../privacy/fields.tsx';
import { useSchoolNames } from './useSchoolNames.ts';

/** Stops in force, each with the button that lifts it for those who may. */
function StopList({ stops }: { readonly stops: readonly AuditStop[] }): JSX.Element {
  const { t, format } = useTexts();
  const manages = useHolds()('audit.manage');
  const nameOf = useSchoolNames();
  const lifting = useAuditChange(liftStop);
  if (stops.length === 0) return <p className="audit-none">{t('audit.stops.none')}</p>;
  return (
    <>
      <ChangeError error={lifting.error} />
      <ul className="stops">
        {stops.map(({ id, schoolId, reason, by, at }) => {
          const what = schoolId === null ? t('audit.stops.city') : nameOf(schoolId);
          return (
            <li key={id} className="stop" data-stop={id}>
              <span className="stop-sign" aria-hidden="true" />
              <span>
                <b>{t('audit.stops.inForce', { what, reason })}</b>
                <small>{t('audit.stops.by', { name: by, time: format.dateTime(Date.parse(at)) })}</small>
              </span>
              {manages && (
                <button
                  type="button"
                  className="quiet-button"
                  disabled={lifting.isPending}
                  aria-label={t('audit.stops.liftWhat', { what })}
                  onClick={() => lifting.mutate(id)}
                >
                  {t('audit.stops.lift')}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function StopForm({ schools }: { readonly schools: readonly AuditSchool[] }): JSX.Element {
  const { t } = useTexts();
  const placeId = useId();
  const stopping = useAuditChange(addStop);

  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const place = formText(form, 'place');
    const stop = { schoolId: place === '' ? null : place, reason: formText(form, 'reason') };
    stopping.mutate(stop, { onSuccess: () => form.reset() });
  }

  return (
    <form className="audit-form stop-form" aria-label={t('audit.stops.title')} onSubmit={send}>
      <div className="field">
        <label htmlFor={placeId}>{t('audit.stops.where')}</label>
        <div className="field-box">
          <select id={placeId} name="place">
            <option value="">{t('audit.stops.city')}</option>
            {schools.map(({ schoolId, code, name }) => (
              <option key={schoolId} value={schoolId}>
                {t('audit.choose.school', { code, name })}
              </option>
            ))}
          </select>
        </div>
      </div>
      <TextField label={t('audit.stops.reason')} name="reason" minLength={3} maxLength={300} autoComplete="off" />
      <FormEnd submit={t('audit.stops.stop')} busy={stopping.isPending} />
      <ChangeError error={stopping.error} />
    </form>
  );
}

/** The stop switch: for a school or the whole city. Whoever may run audits may stop them. */
export function Stops(): JSX.Element {
  const { t } = useTexts();
  const mayStop = useHolds()('audit.run');
  const schools = useAuditSchools();
  return (
    <section className="audit-part" aria-labelledby="audit-stops">
      <h2 id="audit-stops">{t('audit.stops.title')}</h2>
      <p className="audit-lead">{t('audit.stops.lead')}</p>
      <Loaded what="audit.loading" query={useAuditStops()}>
        {(list) => <StopList stops={list} />}
      </Loaded>
      {mayStop && (
        <Loaded what="audit.loading" query={schools}>
          {(list) => <StopForm schools={list} />}
        </Loaded>
      )}
    </section>
  );
}
