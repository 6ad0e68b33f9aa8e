import type { SubjectRequestItem } from '@khue/domain/privacyApi';
import { clocksOfRequest } from '@khue/domain/privacyClocks';
import { type SubjectRequestStep, subjectRequestKindSchema } from '@khue/domain/privacy';
import { type JSX, useState } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { registerUrl, stepSubjectRequest, usePrivacyChange, useSubjectRequests } from '../../data/privacy.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { Clock } from './Clock.tsx';
import { ClockRules } from './ClockRules.tsx';
import { NewSubjectRequest } from './NewSubjectRequest.tsx';
import { StepForm } from './StepForm.tsx';

interface OpenStep {
  readonly request: SubjectRequestItem;
  readonly step: SubjectRequestStep;
}

interface RowProps {
  readonly request: SubjectRequestItem;
  readonly manages: boolean;
  readonly onStep: (open: OpenStep) => void;
}

function Row({ request, manages, onStep }: RowProps): JSX.Element {
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
        {request.outcome !== null && <small>{t('privacy.requests.closed', { outcome: request.outcome })}</small>}
      </td>
      {clocks.map((clock) => (
        <td key={clock.key}>
          <Clock name={clock.key} clock={clock} />
        </td>
      ))}
      {manages && (
        <td className="row-actions">
          {request.steps.map((step) => (
            <button
              key={step}
              type="button"
              className="quiet-button"
              aria-label={t('privacy.requests.stepWhat', {
                step: t(`privacy.requests.step.${step}`),
                what: request.reference,
              })}
              onClick={() => onStep({ request, step })}
            >
              {t(`privacy.requests.step.${step}`)}
            </button>
          ))}
        </td>
      )}
    </tr>
  );
}

function RequestTable({ requests }: { readonly requests: readonly SubjectRequestItem[] }): JSX.Element {
  const { t } = useTexts();
  const manages = useHolds()('privacy.manage');
  const stepping = usePrivacyChange(stepSubjectRequest);
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
            <Row key={request.id} request={request} manages={manages} onStep={setOpen} />
          ))}
        </tbody>
      </table>
      {open !== null && (
        <StepForm
          key={`${open.request.id} ${open.step}`}
          id={open.request.id}
          step={open.step}
          title={`${open.request.reference}: ${t(`privacy.requests.stepTitle.${open.step}`)}`}
          submit={t(`privacy.requests.step.${open.step}`)}
          busy={stepping.isPending}
          error={stepping.error}
          onSubmit={(step) => stepping.mutate(step, { onSuccess: close })}
          onCancel={close}
        />
      )}
    </>
  );
}

/** The register of requests of persons concerned, with its deadlines. */
export function SubjectRequests(): JSX.Element {
  const { t, language } = useTexts();
  const manages = useHolds()('privacy.manage');
  const requests = useSubjectRequests();
  return (
    <>
      <section className="register" aria-labelledby="subject-requests">
        <header className="register-head">
          <h2 id="subject-requests">{t('privacy.tabs.requests')}</h2>
          <a className="quiet-button" href={registerUrl('subject-requests', language)} download>
            {t('privacy.csv')}
          </a>
        </header>
        <p className="register-lead">{t('privacy.requests.lead')}</p>
        {requests.isPending && <div className="register-waiting skeleton" aria-busy="true" />}
        {requests.isError && requests.data === undefined && (
          <Failure what={t('privacy.loading')} error={requests.error} onRetry={() => void requests.refetch()} />
        )}
        {requests.data?.length === 0 && <p className="privacy-none">{t('privacy.requests.none')}</p>}
        {requests.data !== undefined && requests.data.length > 0 && <RequestTable requests={requests.data} />}
        {manages && <NewSubjectRequest kinds={subjectRequestKindSchema.options} />}
      </section>
      <ClockRules />
    </>
  );
}
