import type { IncidentItem } from '@khue/domain/privacyApi';
import { clocksOfIncident } from '@khue/domain/privacyClocks';
import type { IncidentStep } from '@khue/domain/privacy';
import { type JSX, useState } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { registerUrl, stepIncident, useIncidents, usePrivacyChange } from '../../data/privacy.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { Clock } from './Clock.tsx';
import { ClockRules } from './ClockRules.tsx';
import { NewIncident } from './NewIncident.tsx';
import { StepForm } from './StepForm.tsx';

interface OpenStep {
  readonly incident: IncidentItem;
  readonly step: IncidentStep;
}

interface RowProps {
  readonly incident: IncidentItem;
  readonly manages: boolean;
  readonly onStep: (open: OpenStep) => void;
}

function Row({ incident, manages, onStep }: RowProps): JSX.Element {
  const { t, format } = useTexts();
  const clocks = clocksOfIncident(incident);
  const isSerious = incident.level === 'serious';
  return (
    <tr data-incident={incident.id} className={incident.closedAt === null ? '' : 'over'}>
      <td>
        <b>{incident.title}</b>
        {incident.description !== '' && <small>{incident.description}</small>}
        {incident.outcome !== null && <small>{t('privacy.incidents.closed', { outcome: incident.outcome })}</small>}
      </td>
      <td className={isSerious ? 'said' : ''}>{t(`privacy.incidents.level.${incident.level}`)}</td>
      <td>{format.dateTime(Date.parse(incident.discoveredAt))}</td>
      {(['firstNotice', 'report'] as const).map((key) => {
        const clock = clocks.find((candidate) => candidate.key === key);
        return (
          <td key={key}>
            {clock === undefined ? <small>{t('privacy.clock.none')}</small> : <Clock name={key} clock={clock} />}
          </td>
        );
      })}
      {manages && (
        <td className="row-actions">
          {incident.steps.map((step) => (
            <button
              key={step}
              type="button"
              className="quiet-button"
              aria-label={t('privacy.incidents.stepWhat', {
                step: t(`privacy.incidents.step.${step}`),
                what: incident.title,
              })}
              onClick={() => onStep({ incident, step })}
            >
              {t(`privacy.incidents.step.${step}`)}
            </button>
          ))}
        </td>
      )}
    </tr>
  );
}

function IncidentTable({ incidents }: { readonly incidents: readonly IncidentItem[] }): JSX.Element {
  const { t } = useTexts();
  const manages = useHolds()('privacy.manage');
  const stepping = usePrivacyChange(stepIncident);
  const [open, setOpen] = useState<OpenStep | null>(null);
  const close = (): void => {
    stepping.reset();
    setOpen(null);
  };
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('privacy.incidents.incident')}</th>
            <th scope="col">{t('privacy.incidents.levelLabel')}</th>
            <th scope="col">{t('privacy.incidents.discovered')}</th>
            <th scope="col">{t('privacy.incidents.firstNotice')}</th>
            <th scope="col">{t('privacy.incidents.report')}</th>
            {manages && <th scope="col">{t('privacy.actions')}</th>}
          </tr>
        </thead>
        <tbody>
          {incidents.map((incident) => (
            <Row key={incident.id} incident={incident} manages={manages} onStep={setOpen} />
          ))}
        </tbody>
      </table>
      {open !== null && (
        <StepForm
          key={`${open.incident.id} ${open.step}`}
          id={open.incident.id}
          step={open.step}
          title={`${open.incident.title}: ${t(`privacy.incidents.stepTitle.${open.step}`)}`}
          submit={t(`privacy.incidents.step.${open.step}`)}
          busy={stepping.isPending}
          error={stepping.error}
          onSubmit={(step) => stepping.mutate(step, { onSuccess: close })}
          onCancel={close}
        />
      )}
    </>
  );
}

/** The register of incidents, with the clocks of their reports. */
export function Incidents(): JSX.Element {
  const { t, language } = useTexts();
  const manages = useHolds()('privacy.manage');
  const incidents = useIncidents();
  return (
    <>
      <section className="register" aria-labelledby="incidents">
        <header className="register-head">
          <h2 id="incidents">{t('privacy.tabs.incidents')}</h2>
          <a className="quiet-button" href={registerUrl('incidents', language)} download>
            {t('privacy.csv')}
          </a>
        </header>
        <p className="register-lead">{t('privacy.incidents.lead')}</p>
        {incidents.isPending && <div className="register-waiting skeleton" aria-busy="true" />}
        {incidents.isError && incidents.data === undefined && (
          <Failure what={t('privacy.loading')} error={incidents.error} onRetry={() => void incidents.refetch()} />
        )}
        {incidents.data?.length === 0 && <p className="privacy-none">{t('privacy.incidents.none')}</p>}
        {incidents.data !== undefined && incidents.data.length > 0 && <IncidentTable incidents={incidents.data} />}
        {manages && <NewIncident />}
      </section>
      <ClockRules />
    </>
  );
}
