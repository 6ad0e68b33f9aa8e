import { type SubjectRequestStep, subjectRequestKindSchema } from '@khue/domain/privacy';
import type { SubjectRequestItem } from '@khue/domain/privacyApi';
import { clocksOfRequest } from '@khue/domain/privacyClocks';
import type { JSX } from 'react';
import { stepSubjectRequest, useSubjectRequests } from '../../data/privacy.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { Clock } from './Clock.tsx';
import { ClockRules } from './ClockRules.tsx';
import { NewSubjectRequest } from './NewSubjectRequest.tsx';
import { Register } from './Register.tsx';
import { useSteps } from './useSteps.tsx';

interface RowProps {
  readonly request: SubjectRequestItem;
  /** Null for those who may do nothing with it. */
  readonly actions: JSX.Element | null;
}

function Row({ request, actions }: RowProps): JSX.Element {
  const { t, format } = useTexts();
  const clocks = clocksOfRequest(request);
  return (
    <tr data-request={request.reference} className={request.closedAt === null ? '' : 'over'}>
      <td>
        <b>{request.reference}</b>
        <small>{format.dateTime(Date.parse(request.receivedAt))}</small>
      </td>
      <td>
        {t(`privacy.requests.kind.${request.kind}`)}
        {request.extendedAt !== null && <small>{t('privacy.requests.extended')}</small>}
      </td>
      <td>{request.schoolName ?? '–'}</td>
      <td>
        {request.summary === '' ? '–' : request.summary}
        {request.outcome !== null && <small>{t('privacy.step.closed', { outcome: request.outcome })}</small>}
      </td>
      {clocks.map((clock) => (
        <td key={clock.key}>
          <Clock name={clock.key} clock={clock} />
        </td>
      ))}
      {actions !== null && <td className="row-actions">{actions}</td>}
    </tr>
  );
}

function RequestTable({ requests }: { readonly requests: readonly SubjectRequestItem[] }): JSX.Element {
  const { t } = useTexts();
  const manages = useHolds()('privacy.manage');
  const { buttonsOf, form } = useSteps<SubjectRequestStep, SubjectRequestItem>(stepSubjectRequest, {
    whatOf: ({ reference }) => reference,
    nameOf: (step) => t(`privacy.requests.step.${step}`),
    titleOf: (step) => t(`privacy.requests.stepTitle.${step}`),
  });
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('privacy.requests.reference')}</th>
            <th scope="col">{t('privacy.requests.kindLabel')}</th>
            <th scope="col">{t('privacy.requests.schoolColumn')}</th>
            <th scope="col">{t('privacy.requests.summaryColumn')}</th>
            <th scope="col">{t('privacy.requests.acknowledge')}</th>
            <th scope="col">{t('privacy.requests.due')}</th>
            {manages && <th scope="col">{t('privacy.actions')}</th>}
          </tr>
        </thead>
        <tbody>
          {requests.map((request) => (
            <Row key={request.id} request={request} actions={manages ? buttonsOf(request) : null} />
          ))}
        </tbody>
      </table>
      {form}
    </>
  );
}

/** The register of requests of persons concerned, with its deadlines. */
export function SubjectRequests(): JSX.Element {
  const { t } = useTexts();
  const manages = useHolds()('privacy.manage');
  return (
    <>
      <Register
        name="subject-requests"
        title={t('privacy.tabs.requests')}
        lead={t('privacy.requests.lead')}
        none={t('privacy.requests.none')}
        query={useSubjectRequests()}
        entry={manages && <NewSubjectRequest kinds={subjectRequestKindSchema.options} />}
      >
        {(requests) => <RequestTable requests={requests} />}
      </Register>
      <ClockRules />
    </>
  );
}
