import type { IncidentStep } from '@khue/domain/privacy';
import type { IncidentItem } from '@khue/domain/privacyApi';
import { clocksOfIncident } from '@khue/domain/privacyClocks';
import type { JSX } from 'react';
import { stepIncident, useIncidents } from '../../data/privacy.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { Clock } from './Clock.tsx';
import { ClockRules } from './ClockRules.tsx';
import { NewIncident } from './NewIncident.tsx';
import { Register } from './Register.tsx';
import { useSteps } from './useSteps.tsx';

interface RowProps {
  readonly incident: IncidentItem;
  /** Null for those who may do nothing with it. */
  readonly actions: JSX.Element | null;
}

function Row({ incident, actions }: RowProps): JSX.Element {
  const { t, format } = useTexts();
  const clocks = clocksOfIncident(incident);
  const isSerious = incident.level === 'serious';
  return (
    <tr data-incident={incident.id} className={incident.closedAt === null ? '' : 'over'}>
      <td>
        <b>{incident.title}</b>
        {incident.description !== '' && <small>{incident.description}</small>}
        {incident.outcome !== null && <small>{t('privacy.step.closed', { outcome: incident.outcome })}</small>}
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
      {actions !== null && <td className="row-actions">{actions}</td>}
    </tr>
  );
}

function IncidentTable({ incidents }: { readonly incidents: readonly IncidentItem[] }): JSX.Element {
  const { t } = useTexts();
  const manages = useHolds()('privacy.manage');
  const { buttonsOf, form } = useSteps<IncidentStep, IncidentItem>(stepIncident, {
    whatOf: ({ title }) => title,
    nameOf: (step) => t(`privacy.incidents.step.${step}`),
    titleOf: (step) => t(`privacy.incidents.stepTitle.${step}`),
  });
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
            <Row key={incident.id} incident={incident} actions={manages ? buttonsOf(incident) : null} />
          ))}
        </tbody>
      </table>
      {form}
    </>
  );
}

/** The register of incidents, with the clocks of their reports. */
export function Incidents(): JSX.Element {
  const { t } = useTexts();
  const manages = useHolds()('privacy.manage');
  return (
    <>
      <Register
        name="incidents"
        title={t('privacy.tabs.incidents')}
        lead={t('privacy.incidents.lead')}
        none={t('privacy.incidents.none')}
        query={useIncidents()}
        entry={manages && <NewIncident />}
      >
        {(incidents) => <IncidentTable incidents={incidents} />}
      </Register>
      <ClockRules />
    </>
  );
}
